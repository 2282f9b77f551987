import type { Period } from '../query.ts';
import type { Span } from '../reader.ts';
import type { Target } from './sense.ts';
import { startsBefore } from './when.ts';
import type { FoundPeriod } from './when.ts';

/** Days of units that always have as many. */
const DAYS = new Map([
  ['day', 1],
  ['week', 7],
]);

/** `last 7 days` and `the week before`: as long as each other, up to now. */
function sameLength({ named }: Period, { count, unit }: Target): boolean {
  if (named?.kind !== 'last') return false;
  const [mine, theirs] = [DAYS.get(named.unit), DAYS.get(unit ?? '')];
  if (mine === undefined || theirs === undefined)
    return named.unit === unit && named.count === count;
  return mine * named.count === theirs * count;
}

/** Whether what a period is to be compared with is the period before it: nothing else can be shown. */
export function isBefore(
  target: Target,
  period: Period,
  before: (period: Period) => Span,
  find: (text: string) => FoundPeriod,
): boolean {
  const { from, to } = before(period);
  switch (target.kind) {
    case 'before':
      return true;
    case 'units':
      return (
        sameLength(period, target) || startsBefore(period, from, target.count, target.unit ?? 'day')
      );
    case 'named': {
      const found = find(target.text);
      return found.kind === 'found' && found.period.from === from && found.period.to === to;
    }
  }
}
