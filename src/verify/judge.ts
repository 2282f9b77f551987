import { idOf } from './asks.ts';
import { courseOf, settle, type Bench, type Carried } from './course.ts';
import { attest, begin, done } from './deeds.ts';
import type { Entry } from './entries.ts';
import { breakGlass, glassNote, review } from './glass.ts';
import { request } from './requests.ts';
import { decide } from './votes.ts';

/** Follows one run entry by entry and judges, from the entries alone, whether each may follow. */
export function judgeOf(run: string, bench: Bench) {
  const course = courseOf(run);
  const { tally, until } = bench;

  function judge(entry: Entry, place: string): void {
    switch (entry.kind) {
      case 'started':
        course.started = entry;
        course.requesters.add(idOf(entry.requester));
        return;
      case 'requested':
        return request(course, entry, place, bench);
      case 'decided':
        return decide(course, entry, place, bench);
      case 'broke-glass':
        return breakGlass(course, entry, place, bench);
      case 'reviewed':
        return review(course, entry, place, bench);
      case 'applying':
        return begin(course, entry, place, bench);
      case 'applied':
        return done(course, entry, place, bench);
      case 'attested':
        attest(course, entry, place, bench);
        return settle(course, 'done', ({ asked }) => asked.step === entry.step);
      case 'verified':
        return settle(course, 'done', ({ asked }) => asked.step === entry.step);
      case 'failed':
        return settle(course, 'failed', ({ asked }) => asked.step === entry.step);
      case 'expired':
      case 'voided':
        return settle(
          course,
          entry.kind === 'expired' ? 'expired' : 'void',
          ({ asked }) => asked.step === entry.step && asked.ask === entry.ask,
        );
      case 'withdrawn':
        return settle(course, 'withdrawn', () => true);
      case 'cancelled':
        course.ended = true;
        return settle(course, 'withdrawn', () => true);
      case 'finished':
        course.ended = true;
        return;
      case 'resumed':
        course.requesters.add(idOf(entry.by));
        return;
      case 'handed-over':
        course.requesters.add(idOf(entry.by)).add(idOf(entry.to));
        return;
      case 'waiting':
      case 'noted':
        return;
    }
  }

  return {
    judge(entry: Entry, place: string): void {
      course.now = Math.max(course.now, Date.parse(entry.at));
      judge(entry, place);
    },
    /** Told when the run has no more entries. */
    end(): readonly Carried[] {
      for (const { place } of course.open.values())
        tally.note(`${place}: was begun, and that it was done is not on record`);
      for (const ask of course.asks.values())
        if (ask.glass !== undefined) tally.note(glassNote(ask.glass, ask, until));
      return [...course.carried.values()];
    },
  };
}
