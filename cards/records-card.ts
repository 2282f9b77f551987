import { actionsOf, toggle } from './actions.ts';
import type { CardElement } from './elements.ts';
import { fit, type Room } from './fit.ts';
import {
  box,
  buttons,
  card,
  fact,
  facts,
  heading,
  maybe,
  section,
  some,
  text,
  typeInstead,
} from './parts.ts';
import type { Card } from './parts.ts';
import type { RecordsView } from './views.ts';

/** The records behind a number, a page at a time. */
export const recordsCard = (view: RecordsView): Card => fit((room) => draw(view, room));

const draw = (view: RecordsView, room: Room): Card =>
  card(
    [view.title, view.intro],
    [
      heading(view.title),
      ...maybe(view.intro, Math.max(room.text, 400)),
      ...some(view.records, room.rows, (record) => [recordOf(record, room)], 'record'),
      ...details(view, room),
      ...typeInstead(view.actions.map((action) => action.text)),
    ],
    actionsOf(view.actions),
  );

type RecordView = RecordsView['records'][number];

/** What is read at a glance; the rest waits behind the one button of the card. */
const GLANCE = 3;

const recordOf = ({ title, facts: all }: RecordView, room: Room): CardElement =>
  section([
    text(title, room.text, { weight: 'bolder' }),
    facts(all.slice(0, GLANCE).map((one) => fact(one.label, one.text, room.text))),
  ]);

function details({ records }: RecordsView, room: Room): readonly CardElement[] {
  const more = records.filter(({ facts: all }) => all.length > GLANCE);
  if (more.length === 0 || room.facts === 0) return [];
  const items = some(
    more,
    room.rows,
    ({ title, facts: all }) => [
      text(title, room.text, { weight: 'bolder' }),
      facts(
        all.slice(GLANCE, GLANCE + room.facts).map((one) => fact(one.label, one.text, room.text)),
      ),
    ],
    'record',
  );
  return [
    buttons([toggle('All fields', ['details'])]),
    { ...box(items), id: 'details', isVisible: false },
  ];
}
