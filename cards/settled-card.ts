import { fit } from './fit.ts';
import { badge, bullets, card, remark, text, type Badge, type Card } from './parts.ts';
import type { SettledView } from './views.ts';

const STATES: Readonly<Record<SettledView['state'], Badge>> = {
  answered: { symbol: '✓', word: 'Answered', colour: 'good' },
  again: { symbol: '↓', word: 'Asked again below', colour: 'default' },
  sent: { symbol: '✓', word: 'Sent for approval', colour: 'good' },
  started: { symbol: '✓', word: 'Started', colour: 'good' },
  dropped: { symbol: '⊘', word: 'Dropped', colour: 'default' },
};

/** What a form or a plan shrinks to once it is dealt with: nothing in it can be pressed any more. */
export const settledCard = (view: SettledView): Card =>
  fit((room) =>
    card(
      [view.title, STATES[view.state].word],
      [
        text(view.title, 150, { weight: 'bolder', style: 'heading' }),
        { ...badge(STATES[view.state]), spacing: 'small', size: 'small' },
        ...bullets(view.lines, room, 'line'),
        ...(view.hint === undefined ? [] : [remark(view.hint, room.text)]),
      ],
    ),
  );
