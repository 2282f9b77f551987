import { HOUR } from '../../core/clock.ts';
import type { Known, Position } from '../archive/catalogue.ts';
import { moment } from '../moment.ts';
import type { ContentType } from '../record.ts';
import { without, type Stretch } from './stretches.ts';

/** The feed is read every few minutes; later than this it is not being read any more. */
const RHYTHM = HOUR;

const LONG_AGO = Date.parse('1970-01-01T00:00:00Z');
const FAR = Date.parse('9999-12-31T00:00:00Z');

const stretch = (
  state: Stretch['state'],
  from: number | string,
  to: number | string,
  why = '',
): Stretch => ({
  state,
  from: typeof from === 'number' ? from : Date.parse(from),
  to: typeof to === 'number' ? to : Date.parse(to),
  why,
});

/** What is missing of the feed itself: before it began, where it was lost, after it was last read. */
function absent({ since, upTo, contentType }: Position, known: readonly Known[]) {
  const lost = known
    .filter(({ state }) => state === 'missing')
    .map(({ from, to, why }) => stretch('missing', from, to, why));
  const before = `${contentType} was not subscribed to before ${moment(since)}, as far as is known.`;
  const after = `The activity feed was last read on ${moment(upTo)}.`;
  return [
    ...lost,
    stretch('missing', LONG_AGO, since, before),
    stretch('missing', Date.parse(upTo) + RHYTHM, FAR, after),
  ];
}

/** Settled where late records can no longer arrive; settling where they can. */
function read(position: Position, settles: number, holes: readonly Stretch[]): readonly Stretch[] {
  const since = Date.parse(position.since);
  const settled = Math.max(since, Date.parse(position.upTo) - settles);
  return [
    ...without(stretch('complete', since, settled), holes),
    ...without(stretch('settling', settled, Date.parse(position.upTo) + RHYTHM), holes),
  ];
}

/** What the feed and files say about one content type, the stronger statements first. */
export function claimsOf(
  position: Position | undefined,
  known: readonly Known[],
  settles: number,
): readonly Stretch[] {
  const brought = known
    .filter(({ state }) => state !== 'missing')
    .map(({ from, to, why }) => stretch('imported', from, to, why));
  if (position === undefined) return brought;
  const holes = absent(position, known);
  return [...read(position, settles, holes), ...brought, ...holes];
}

/** What is left of claims when records of before a time are deleted. */
export function keptOf(claims: readonly Stretch[], keptFrom: string): readonly Stretch[] {
  const why = `Records of before ${moment(keptFrom)} are deleted by now: they are kept for as long as ARCHIVE_RETENTION says.`;
  const deleted = stretch('missing', LONG_AGO, keptFrom, why);
  return [deleted, ...claims.flatMap((claim) => without(claim, [deleted]))];
}

/** Why there is nothing at all. */
export const neverRead = (contentType: ContentType): string =>
  `${contentType} was never read from the activity feed: it is not subscribed to, as far as is known.`;
