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
  const lines = changes.flatMap((change) => exactly(change, room));
  if (lines.length === 0) return [];
  return [{ ...markdown(lines.join('\n\n'), { isVisible: false, size: 'small' }), id }];
}

/** `**contoso/account** read: off → on · **Operation** …` */
function exactly({ facts }: ChangeView, room: Room): readonly string[] {
  if (facts.length === 0 || room.facts === 0) return [];
  const left = facts.length - room.facts;
  const says = facts
    .slice(0, room.facts)
    .map(({ label, text }) => `${bold(label, 120)} ${escaped(text, room.text)}`);
  return [[...says, ...(left > 0 ? [`… and ${count(left, 'more detail')}`] : [])].join(' · ')];
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
