import { actionsOf } from './actions.ts';
import { badge, box, card, markdown, text, typeInstead, type Card } from './parts.ts';
import { fit } from './fit.ts';
import { escaped } from './text.ts';
import type { ErrorView } from './views.ts';

const STOPPED = { symbol: '✗', word: 'That did not work', colour: 'attention' } as const;

/** What happened and what to do next, never only the one of them. */
export const errorCard = (view: ErrorView): Card =>
  fit((room) => {
    const body = [
      box([badge(STOPPED), text(view.what, room.text)], 'attention'),
      markdown(`**Next:** ${escaped(view.next, room.text)}`),
      ...reference(view),
      ...typeInstead(view.actions.map((action) => action.text)),
    ];
    return card([view.what, view.next], body, actionsOf(view.actions));
  });

const reference = ({ reference: quoted }: ErrorView) =>
  quoted === undefined
    ? []
    : [
        markdown(`To quote when asking for help: ${escaped(quoted, 120)}`, {
          size: 'small',
          isSubtle: true,
        }),
      ];
