import { actionsOf } from './actions.ts';
import type { CardElement } from './elements.ts';
import { fit, share, type Room } from './fit.ts';
import {
  bullets,
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
import type { ReportView } from './views.ts';

type Section = ReportView['sections'][number];

/** Sections of sentences and small tables. */
export const reportCard = (view: ReportView): Card => fit((room) => draw(view, room));

const draw = (view: ReportView, room: Room): Card =>
  card(
    [view.title, view.intro ?? ''],
    [
      heading(view.title),
      ...maybe(view.intro, Math.max(room.text, 300)),
      ...some(view.sections, room.rows, sectionOf(shared(view, room)), 'section'),
      ...typeInstead(view.actions.map((action) => action.text)),
    ],
    actionsOf(view.actions),
  );

const shared = ({ sections }: ReportView, room: Room): Room => ({
  ...room,
  rows: share(
    sections.flatMap(({ lines = [], table }) => [lines, table?.rows ?? []]),
    room.rows,
  ),
});

const sectionOf =
  (room: Room) =>
  ({ heading: title, lines = [], table }: Section): readonly CardElement[] => [
    section([
      subheading(title),
      ...tight(bullets(lines, room, 'line'), room),
      ...(table === undefined ? [] : tableOf(table, room)),
    ]),
  ];
