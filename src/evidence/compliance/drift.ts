import type { Exception } from '../../core/exceptions.ts';
import { isInForce } from '../../core/exceptions.ts';
import { DriftNote } from '../../jobs/drift-record.ts';
import { startOf, type Material } from './material.ts';
import { entryOf, type DriftEpisode, type Statement } from './report.ts';
import { lasting, people, stamp } from './words.ts';

const UNTOLD = 'Nothing is on record of how it came about.';

/** Each time that something did not hold, and how long; what ended before the period is left out. */
export function driftIn({ journal, exceptions, period }: Material): readonly DriftEpisode[] {
  const open = new Map<string, Episode>();
  const over: Episode[] = [];
  for (const { run: stream, entry } of journal) {
    const news = entry.what === 'drifted' ? DriftNote.safeParse(entry.details).data : undefined;
    if (news === undefined) continue;
    const { run, subject } = news;
    const here = entryOf(stream, entry);
    for (const { id, says, cause } of news.appeared) {
      const key = JSON.stringify([subject, id]);
      const known = open.get(key);
      const goesOn = known !== undefined && coveringOf(known, exceptions) === undefined;
      // A known finding that weighs more by now is no second one; after an exception it is.
      if (known !== undefined && !goesOn) over.push(known);
      const fresh = { run, subject, finding: id, from: entry.at, end: '', says };
      open.set(
        key,
        goesOn
          ? { ...known, says, entries: [...known.entries, here] }
          : { ...fresh, cause: cause?.says ?? UNTOLD, entries: [here] },
      );
    }
    for (const { id, cause } of news.explained) {
      const key = JSON.stringify([subject, id]);
      const one = open.get(key);
      if (one !== undefined && cause !== undefined)
        open.set(key, { ...one, cause: cause.says, entries: [...one.entries, here] });
    }
    for (const { id } of news.gone) {
      const key = JSON.stringify([subject, id]);
      const one = open.get(key);
      open.delete(key);
      if (one !== undefined)
        over.push({ ...one, until: entry.at, end: 'put right', entries: [...one.entries, here] });
    }
  }
  const all = [...over, ...open.values()].map((one) => acceptedIn(one, exceptions));
  const ended = (one: DriftEpisode) => one.until !== undefined && one.until < startOf(period.from);
  return all
    .filter((one) => !ended(one))
    .toSorted((a, b) => (a.from < b.from ? -1 : 1))
    .map(({ subject: _subject, ...one }) => told(one));
}

type Episode = DriftEpisode & { readonly subject: string };

const coveringOf = ({ subject, finding, from, until }: Episode, all: readonly Exception[]) =>
  all.find(
    (one) =>
      one.subject === subject &&
      one.finding === finding &&
      one.from >= from &&
      (until === undefined || one.from < until),
  );

/** From its acceptance on it is an exception and no drift. */
function acceptedIn(one: Episode, exceptions: readonly Exception[]): Episode {
  const found = coveringOf(one, exceptions);
  if (found === undefined) return one;
  const entries = [...one.entries, entryOf(found.run, found)];
  return { ...one, until: found.from, end: `accepted by exception ${found.run}`, entries };
}

function told(one: DriftEpisode): DriftEpisode {
  const { from, until, finding, run, says, end } = one;
  const how =
    until === undefined
      ? 'It still did not hold at the end of the period.'
      : `It lasted ${lasting(Date.parse(until) - Date.parse(from))}, until ${stamp(until)}: ${end}.`;
  return {
    ...one,
    end: until === undefined ? 'not put right' : end,
    says: `Found on ${stamp(from)}: ${finding} of run ${run}. ${says} ${how}`,
  };
}

/** Everything that was accepted for some of the period. */
export const exceptionsIn = ({ exceptions, period }: Material): readonly Statement[] =>
  exceptions
    .filter(({ until, ended }) => (ended?.at ?? until) >= startOf(period.from))
    .map((one) => ({
      says: `Exception ${one.run}: ${one.finding} of run ${one.watched} is accepted from ${stamp(one.from)} until ${stamp(one.until)}, approved by ${people(one.approvedBy)}. Reason: ${one.reason} ${stateOf(one, period.to)}`,
      entries: [
        entryOf(one.run, one),
        ...(one.ended === undefined ? [] : [entryOf(`ended-${one.run}`, one.ended)]),
      ],
    }));

function stateOf(one: Exception, to: string): string {
  if (one.ended !== undefined)
    return `Ended early on ${stamp(one.ended.at)} by ${one.ended.by === undefined ? 'the bot' : people([one.ended.by])}.`;
  return isInForce(one, new Date(startOf(to)))
    ? 'In force at the end of the period.'
    : 'Over by the end of the period.';
}
