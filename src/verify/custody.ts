import type { Carried } from './course.ts';
import type { Tally } from './tally.ts';

const placeOf = (part: string): string => part.toLowerCase().split('/', 1).join('');
const placesOf = (pair: string): readonly string[] => pair.split(' + ').map(placeOf);
const kindOf = (subject: string): string => subject.split('/', 1).join('');

/** Different parts of one whole, also where only one of them was exchanged since. */
function areApart(one: Carried, other: Carried): boolean {
  const [mine, theirs] = [placeOf(one.part), placeOf(other.part)];
  const beside = placesOf(one.pair).includes(theirs) || placesOf(other.pair).includes(mine);
  return mine !== theirs && beside && kindOf(one.subject) === kindOf(other.subject);
}

/** Two keys that one person alone approved protect nothing, whichever runs they were made in. */
export function checkCustody(all: readonly Carried[], tally: Tally): void {
  const alone = all.filter((one) => one.alone.length > 0);
  alone.forEach((one, index) => {
    const same = alone
      .slice(0, index)
      .find((other) => areApart(one, other) && one.alone.some((id) => other.alone.includes(id)));
    if (same !== undefined)
      tally.fault(
        'approvals',
        one.place,
        `is approved by the one person who alone approved ${same.part} (${same.place}): two keys under one person protect nothing`,
      );
  });
}
