import type { ActionSet, CardElement, TextBlock } from './elements.ts';
import { toggle } from './actions.ts';
import type { Room } from './fit.ts';
import { buttons, markdown, remark, some } from './parts.ts';
import { bold, count, escaped } from './text.ts';
import type { ChangeView } from './views.ts';

type Changes = readonly ChangeView[];
const BY: Readonly<Record<ChangeView['kind'], string>> = {
  automatic: '',
  guided: 'By a person: ',
  wait: 'Wait: ',
};

/** What would be changed, each with its hidden facts, named after the step's place in the card. */
export const changeList = (changes: Changes, room: Room, place: string): readonly CardElement[] =>
  some(
    changes,
    room.changes,
    (change, index) => [
      markdown(`• ${BY[change.kind]}${escaped(change.summary, room.text)}`, { spacing: 'small' }),
      ...hidden(change, room, detailsId(place, index)),
    ],
    'change',
  );

const detailsId = (place: string, index: number): string => `${place}-${index}`;

const hasDetails = (change: ChangeView, room: Room): boolean =>
  change.facts.length > 0 && room.facts > 0;

/** One text, not a list of facts: what is exact about every change has to fit as well. */
function hidden(change: ChangeView, room: Room, id: string): readonly CardElement[] {
  if (!hasDetails(change, room)) return [];
  const shown = change.facts.slice(0, room.facts);
  const left = change.facts.length - shown.length;
  const says = shown.map(({ label, text }) => `${bold(label, 60)} ${escaped(text, room.text)}`);
  const more = left === 0 ? [] : [`… and ${count(left, 'more detail')}`];
  const look = { isVisible: false, size: 'small', isSubtle: true, spacing: 'none' } as const;
  return [{ ...markdown([...says, ...more].join(' · '), look), id }];
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
