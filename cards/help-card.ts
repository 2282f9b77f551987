import { actionsOf } from './actions.ts';
import type { CardElement } from './elements.ts';
import { fit, share, type Room } from './fit.ts';
import { card, heading, markdown, section, some, subheading, tight, typeInstead } from './parts.ts';
import type { Card } from './parts.ts';
import { bold, escaped } from './text.ts';
import type { HelpView } from './views.ts';

type Group = HelpView['groups'][number];

/** Everything that can be typed, grouped by what a person wants. */
export const helpCard = (view: HelpView): Card =>
  fit((room) =>
    card(
      ['What you can type'],
      [
        heading('What you can type'),
        ...some(view.groups, room.rows, groupOf(shared(view, room)), 'group'),
        ...typeInstead(view.actions.map((action) => action.text)),
      ],
      actionsOf(view.actions),
    ),
  );

const shared = ({ groups }: HelpView, room: Room): Room => ({
  ...room,
  rows: share(
    groups.map(({ commands }) => commands),
    room.rows,
  ),
});

const groupOf =
  (room: Room) =>
  ({ title, commands }: Group): readonly CardElement[] => [
    section([
      subheading(title),
      ...tight(some(commands, room.rows, commandOf(room), 'command'), room),
    ]),
  ];

const commandOf =
  (room: Room) =>
  ({ text, does }: Group['commands'][number]): readonly CardElement[] => [
    markdown(`${bold(text, 120)} – ${escaped(does, room.text)}`, { spacing: 'small' }),
  ];
