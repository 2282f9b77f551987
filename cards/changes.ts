import type { ActionSet, CardElement, TextBlock } from './elements.ts';
import { toggle } from './actions.ts';
import { choose, type Room } from './fit.ts';
import { buttons, markdown, remark, some } from './parts.ts';
import { bold, count, escaped } from './text.ts';
import type { ChangeView } from './views.ts';

type Changes = readonly ChangeView[];
const BY: Readonly<Record<ChangeView['kind'], string>> = {
  automatic: '',
  guided: 'By a person: ',
  wait: 'Wait: ',
};

/** What would be changed, and below it all its hidden facts, named after the place in the card. */
export function changeList(changes: Changes, room: Room, place: string): readonly CardElement[] {
  const { shown } = choose(changes, room.changes);
  return [
    ...some(changes, room.changes, (change) => [line(change, room)], 'change'),
    ...hidden(shown, room, `details-${place}`),
  ];
}

const line = ({ kind, summary }: ChangeView, room: Room): TextBlock =>
  markdown(`• ${BY[kind]}${escaped(summary, room.text)}`, { spacing: 'small' });

/** One text for all of them: elements take more room than words, and everything has to fit. */
function hidden(changes: Changes, room: Room, id: string): readonly CardElement[] {
  const known = changes.filter(({ facts }) => facts.length > 0 && room.facts > 0);
  if (known.length === 0) return [];
  // A dozen tables are mostly set the same way: that is said once, for all of them.
  const alike = Map.groupBy(known, ({ facts: [first, ...rest] }) =>
    JSON.stringify([first?.text, rest]),
  );
  const lines = [...alike.values()].map((group) => exactly(group, room));
  return [{ ...markdown(lines.join('\n\n'), { isVisible: false, size: 'small' }), id }];
}

/** `**contoso/account, contact** read: off → on · **Operation** …` */
function exactly(group: Changes, room: Room): string {
  const targets = group.map(({ facts }) => facts[0]?.label ?? '');
  const [[first, ...rest] = []] = group.map(({ facts }) => facts);
  const shown = rest.slice(0, room.facts - 1);
  const left = rest.length - shown.length;
  return [
    `${bold(together(targets), 1000)} ${escaped(first?.text ?? '', room.text)}`,
    ...shown.map(({ label, text }) => `${bold(label, 60)} ${escaped(text, room.text)}`),
    ...(left > 0 ? [`… and ${count(left, 'more detail')}`] : []),
  ].join(' · ');
}

/** `contoso/account, contact`: what comes before the last stroke is said once where it is shared. */
function together(targets: readonly string[]): string {
  const [first = ''] = targets;
  const place = first.slice(0, first.lastIndexOf('/') + 1);
  if (place === '' || !targets.every((target) => target.startsWith(place)))
    return targets.join(', ');
  return place + targets.map((target) => target.slice(place.length)).join(', ');
}

/** The one button that shows and hides all facts of the card, or why there is none. */
export function detailsButton(
  drawn: readonly CardElement[],
  all: Changes,
): readonly (ActionSet | TextBlock)[] {
  const ids = hiddenIds(drawn);
  if (ids.length > 0) return [buttons([toggle('Show or hide details', ids)])];
  return all.some((change) => change.facts.length > 0) ? [remark(NO_ROOM)] : [];
}

const NO_ROOM =
  'There are too many changes to show what each was before: each sentence names what is touched.';

/** Looked up in what was really drawn, for how much that is depends on the room. */
const hiddenIds = (drawn: readonly CardElement[]): readonly string[] =>
  drawn.flatMap((element) => {
    const own = element.isVisible === false && element.id !== undefined ? [element.id] : [];
    return element.type === 'Container' ? [...own, ...hiddenIds(element.items)] : own;
  });
