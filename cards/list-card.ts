import { actionsOf } from './actions.ts';
import type { CardElement } from './elements.ts';
import { choose, fit, type Room } from './fit.ts';
import {
  andMore,
  card,
  heading,
  markdown,
  maybe,
  section,
  text,
  tight,
  typeInstead,
} from './parts.ts';
import type { Card } from './parts.ts';
import { bold, escaped, plain } from './text.ts';
import type { ListView } from './views.ts';

type Row = ListView['rows'][number];

/** Runs or pending approvals, each with its state in words. */
export const listCard = (view: ListView): Card => fit((room) => draw(view, room));

function draw(view: ListView, room: Room): Card {
  const { shown, left } = choose(view.rows, room.rows);
  const more = left + Math.max(0, view.more);
  const body = [
    heading(view.title),
    ...maybe(view.intro, Math.max(room.text, 300)),
    ...shown.map((row) => rowOf(row, room)),
    ...(more === 0 ? [] : [andMore(more, 'row')]),
    ...typeInstead(view.actions.map((action) => action.text)),
  ];
  return card([view.title, view.intro], body, actionsOf(view.actions));
}

const rowOf = ({ title, subtitle, state }: Row, room: Room): CardElement =>
  section(
    tight(
      [
        text(title, room.text, { weight: 'bolder' }),
        ...[stateLine(state, subtitle, room)].filter((line) => line.text !== ''),
      ],
      room,
    ),
  );

const stateLine = (state: string, subtitle: string, room: Room) =>
  markdown(
    [
      plain(state) === '' ? '' : bold(state, 80),
      plain(subtitle) === '' ? '' : escaped(subtitle, room.text),
    ]
      .filter((part) => part !== '')
      .join(' · '),
    { size: 'small', spacing: 'none' },
  );
