import { actionsOf, toggle } from './actions.ts';
import type { CardElement } from './elements.ts';
import { fit, share, type Room } from './fit.ts';
import {
  box,
  bullets,
  buttons,
  card,
  heading,
  maybe,
  section,
  subheading,
  some,
  tight,
  typeInstead,
} from './parts.ts';
import type { Card } from './parts.ts';
import { tableOf } from './table.ts';
import { count } from './text.ts';
import type { ReportView } from './views.ts';

type Section = ReportView['sections'][number];

/** Sections of sentences and small tables. */
export const reportCard = (view: ReportView): Card => fit((room) => draw(view, room));

/** More rows than these wait behind a button, so that what matters is read first. */
const FEW = 5;

/** Places for such buttons: Teams shows six in a whole card. */
const PLACES = 6;

function draw(view: ReportView, room: Room): Card {
  const actions = actionsOf(view.actions);
  const long = view.sections.flatMap((one, at) => (isLong(one) ? [at] : []));
  const folded = new Set(long.slice(0, PLACES - actions.length));
  return card(
    [view.title, view.intro ?? ''],
    [
      heading(view.title),
      ...maybe(view.intro, Math.max(room.text, 300)),
      ...some(view.sections, room.rows, sectionOf(shared(view, room), folded), 'section'),
      ...typeInstead(view.actions.map((action) => action.text)),
    ],
    actions,
  );
}

const isLong = ({ table }: Section): boolean => (table?.rows.length ?? 0) > FEW;

const shared = ({ sections }: ReportView, room: Room): Room => ({
  ...room,
  rows: share(
    sections.flatMap(({ lines = [], table }) => [lines, table?.rows ?? []]),
    room.rows,
  ),
});

const sectionOf =
  (room: Room, folded: ReadonlySet<number>) =>
  ({ heading: title, lines = [], table }: Section, index: number): readonly CardElement[] => {
    const says = [subheading(title), ...tight(bullets(lines, room, 'line'), room)];
    if (table === undefined) return [section(says)];
    const drawn = tableOf(table, room);
    return [
      section([...says, ...(folded.has(index) ? fold(table, drawn, `table-${index}`) : drawn)]),
    ];
  };

const fold = (
  { rows }: NonNullable<Section['table']>,
  drawn: readonly CardElement[],
  id: string,
): readonly CardElement[] => [
  buttons([toggle(`Show or hide ${count(rows.length, 'row')}`, [id])]),
  { ...box(drawn), id, isVisible: false },
];
