import type { Between, Cause, TracedRecord } from '../../core/cause.ts';
import { MINUTE } from '../../core/clock.ts';
import type { Trace } from '../../core/step.ts';
import type { Coverage } from '../figures.ts';
import type { AuditQuery } from '../query.ts';
import type { Source } from '../sources/source.ts';
import { fits, MOST, queryOf, type Logged } from './fitting.ts';
import { isOwn, type Own } from './own.ts';

/** Where records of changes are looked for. */
export type Trail = Pick<Source, 'records'> & { coverage(query: AuditQuery): Promise<Coverage> };

/** One deed may leave several records, all of them within this time. */
const ONE_DEED = MINUTE;

/**
 * Looks for the records of what changed in this time. Where several people or moments fit they are
 * listed, never chosen from; where none does it is said how much of the time is known.
 */
export async function findCause(
  trail: Trail,
  traces: readonly Trace[],
  between: Between,
  own: Own,
): Promise<Cause> {
  if (traces.length === 0) return UNTRACEABLE;
  const read = traces.map(async (trace) => {
    const { records } = await trail.records(queryOf(trace, between), undefined, MOST);
    return records.filter((record) => fits(record, trace));
  });
  const found = (await Promise.all(read)).flat();
  const unlike = [...new Map(found.map((record) => [record.id, record])).values()];
  const fitting = unlike.toSorted((a, b) => (a.at < b.at ? -1 : 1));
  const foreign = fitting.filter((record) => !isOwn(record, own));
  if (foreign.length > 0) return isOneDeed(foreign) ? by(foreign) : several(foreign);
  if (fitting.length > 0) return ours(fitting);
  const asked = traces.map((trace) => trail.coverage(queryOf(trace, between)));
  return none(await Promise.all(asked), between);
}

const isOneDeed = (records: readonly Logged[]): boolean => {
  const times = records.map(({ at }) => Date.parse(at));
  const people = new Set(records.map(({ actor }) => actor));
  return people.size === 1 && Math.max(...times) - Math.min(...times) <= ONE_DEED;
};

const traced = ({ id, at, actor, message }: Logged): TracedRecord => ({
  id,
  at,
  by: actor || 'somebody whom the record does not name',
  did: message,
});

const minute = (iso: string): string => `${iso.slice(0, 16).replace('T', ' ')} UTC`;
const idsOf = (records: readonly TracedRecord[]): string =>
  `audit record${records.length === 1 ? '' : 's'} ${records.map(({ id }) => id).join(', ')}`;

function by(found: readonly Logged[]): Cause {
  const records = found.map(traced);
  const [{ by: who, at } = { by: '', at: '' }] = records;
  const did = [...new Set(records.map((record) => record.did))].join(', ');
  const says = `Changed outside approval by ${who} on ${minute(at)}: ${did} (${idsOf(records)}).`;
  return { kind: 'found', says, records };
}

/** As many as a card has room for. */
const LISTED = 5;

function several(found: readonly Logged[]): Cause {
  const records = found.map(traced);
  const lines = records
    .slice(0, LISTED)
    .map(({ by: who, at, did, id }) => `${who} on ${minute(at)}, ${did} (audit record ${id})`);
  const more = records.length > LISTED ? `; and ${records.length - LISTED} more` : '';
  const says = `Changed outside approval. ${records.length} records fit, and which of them it was is not known: ${lines.join('; ')}${more}.`;
  return { kind: 'several', says, records: records.slice(0, 2 * LISTED) };
}

function ours(found: readonly Logged[]): Cause {
  const records = found.map(traced);
  const says = `The only records of such a change are of the bot’s own approved changes (${idsOf(records)}), so what undid it is not known.`;
  return { kind: 'ours', says, records };
}

const UNTRACEABLE: Cause = {
  kind: 'untraceable',
  says: 'Nothing that the bot archives would tell who changed this. Look into the log of the service itself.',
  records: [],
};

function none(known: readonly Coverage[], { from, to }: Between): Cause {
  const percent = Math.min(100, ...known.map(({ completePercent }) => completePercent));
  const ends = known.flatMap(({ settlingFrom, gaps }) => [
    ...(settlingFrom === undefined ? [] : [settlingFrom]),
    ...gaps.map((gap) => gap.from),
  ]);
  const [until = to] = [...ends, to].sort();
  const complete =
    until <= from
      ? 'the archive knows nothing of that time for certain yet'
      : until < to
        ? `the archive is complete until ${minute(until)}`
        : 'the archive is complete for that time';
  const found = `No audit record of it was found between ${minute(from)} and ${minute(to)}; ${complete} (${percent} %).`;
  // What was missing from the start may never come, and waiting for it would be in vain.
  const missing = known.flatMap(({ gaps }) => gaps.filter((gap) => gap.from <= from));
  const why = new Set(missing.map((gap) => gap.why));
  return { kind: 'none', says: [found, ...why].join(' '), records: [] };
}
