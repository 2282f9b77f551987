import { actionsOf } from './actions.ts';
import { changeList, detailsButton } from './changes.ts';
import type { CardElement, TextInput } from './elements.ts';
import { fit, type Room } from './fit.ts';
import { badge, box, bullets, card, heading, problemBox, section } from './parts.ts';
import { subheading, text, tight, typeInstead, type Badge, type Card } from './parts.ts';
import { label, plain } from './text.ts';
import type { ConfirmView } from './views.ts';

const BADGES: Readonly<Record<ConfirmView['tone'], Badge>> = {
  plain: { symbol: '?', word: 'Please confirm', colour: 'accent' },
  alarm: { symbol: '▲', word: 'Without approval', colour: 'attention' },
  settled: { symbol: '✓', word: 'Settled', colour: 'good' },
};
const STYLES = { plain: 'emphasis', alarm: 'attention', settled: 'good' } as const;

/** Says what something means before it is done, and asks for what it takes. */
export const confirmCard = (view: ConfirmView): Card => fit((room) => draw(view, room));

const draw = (view: ConfirmView, room: Room): Card =>
  card(
    [view.title, view.problem ?? view.says[0] ?? ''],
    [
      ...problemBox(view.problem, room),
      heading(view.title),
      box([badge(BADGES[view.tone]), ...sayings(view.says, room)], STYLES[view.tone]),
      ...changes(view, room),
      ...(view.inputs.length === 0 ? [] : [section(view.inputs.map(inputOf))]),
      ...typeInstead(view.actions.map(({ text }) => text)),
    ],
    actionsOf(view.actions),
  );

/** One sentence is no list. */
const sayings = (says: readonly string[], room: Room): readonly CardElement[] =>
  says.length === 1 ? [text(says[0] ?? '', room.text)] : bullets(says, room, 'line');

function changes({ changes: all = [] }: ConfirmView, room: Room): readonly CardElement[] {
  if (all.length === 0) return [];
  const listed = changeList(all, room, '0');
  const drawn = section([subheading('What it is about'), ...tight(listed, room)]);
  return [drawn, ...detailsButton([drawn], all)];
}

/** Never required by the form, for that would hold up the other button: the bot checks it. */
const inputOf = ({ id, says, value, long }: ConfirmView['inputs'][number]): TextInput => ({
  type: 'Input.Text',
  id,
  label: label(says, 200),
  maxLength: long ? 500 : 60,
  ...(long ? { isMultiline: true } : {}),
  ...(value === undefined ? {} : { value: plain(value, 500) }),
});
