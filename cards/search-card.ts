import { actionsOf } from './actions.ts';
import { badge, card, heading, remark, text, typeInstead, type Badge } from './parts.ts';
import type { Card } from './parts.ts';
import type { SearchView } from './views.ts';

const STATES: Readonly<Record<SearchView['state'], Badge>> = {
  searching: { symbol: '◔', word: 'Searching', colour: 'accent' },
  done: { symbol: '✓', word: 'Done', colour: 'good' },
  failed: { symbol: '✕', word: 'Failed', colour: 'attention' },
};

/** A search at Microsoft that takes its time; redrawn in place as it goes on. */
export const searchCard = (view: SearchView): Card =>
  card(
    [view.says, view.question],
    [
      remark(view.question, 1500, 'none'),
      heading('Searching Microsoft’s audit log'),
      badge(STATES[view.state]),
      text(view.says, 600),
      ...typeInstead(view.actions.map((action) => action.text)),
    ],
    actionsOf(view.actions),
  );
