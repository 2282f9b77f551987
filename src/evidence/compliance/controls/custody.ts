import type { Material } from '../material.ts';
import { entryOf, type Control } from '../report.ts';
import { isWithin } from '../material.ts';
import { begunIn, distinct, type Begun } from './evidence-of.ts';

/** What stands before a slash is the place that is kept apart. */
const placeOf = (part: string): string => part.split('/')[0] ?? part;

/** Were the two keys of a pair approved by different people? */
export function custodyControl({ runs, period }: Material): Control {
  const kept = runs
    .flatMap(begunIn)
    .flatMap((one) =>
      one.request?.custody === undefined ? [] : [{ one, ...one.request.custody }],
    );
  const alone = kept.flatMap(({ one, pair, part }) => {
    const [only, ...others] = distinct(one.votes);
    return only === undefined || others.length > 0
      ? []
      : [{ one, pair, place: placeOf(part), id: only.by.id, name: only.by.name }];
  });
  const within = kept.filter(({ one }) => isWithin(period, one.applying));
  const faults = alone.filter(
    ({ one, pair, place, id }) =>
      isWithin(period, one.applying) &&
      alone.some((other) => other.pair === pair && other.place !== place && other.id === id),
  );
  return {
    id: 'custody',
    rule: 'Whoever alone approved work on one key of a pair did not alone approve work on the other.',
    tested: within.length,
    broken: faults.length,
    statements: faults.map(({ one, name, pair }) => ({
      says: `${one.applying.change.summary} Breach: ${name} alone approved both parts of ${pair}.`,
      entries: refs(one),
    })),
  };
}

const refs = ({ run, applying, votes }: Begun): readonly string[] =>
  [applying, ...votes].map((entry) => entryOf(run, entry));
