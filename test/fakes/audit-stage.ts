import { announcingAnswers } from '../../src/announce-answers.ts';
import { answerOf, headline } from '../../src/audit/answer.ts';
import { DEFINITIONS } from '../../src/audit/definitions.ts';
import { deskOf, type Searching } from '../../src/audit/desk/desk.ts';
import { digestsIn } from '../../src/audit/desk/digests.ts';
import { questionsIn } from '../../src/audit/desk/questions.ts';
import { savedIn } from '../../src/audit/desk/saved.ts';
import { questionForms } from '../../src/audit/form.ts';
import { understand } from '../../src/audit/parse.ts';
import type { AuditQuery } from '../../src/audit/query.ts';
import { sentenceOf } from '../../src/audit/sentence.ts';
import type { Found } from '../../src/audit/sources/source.ts';
import { findPeriod } from '../../src/audit/times/find-period.ts';
import { resolve } from '../../src/audit/times/period.ts';
import { journalOf, type Journal } from '../../src/core/journal.ts';
import type { Person } from '../../src/core/people.ts';
import type { Walkthrough } from '../../src/core/walkthrough.ts';
import { digestJob, type DigestNews } from '../../src/jobs/digests.ts';
import { chatStage, type Around } from './chat-stage.ts';
import { aRecord, plainSource, plainWorld, type Kept } from './plain-source.ts';
import { TENANT } from './stage.ts';

const ZONE = 'Europe/Berlin';

interface FakeSearch {
  readonly query: AuditQuery;
  readonly by: Person;
  state: 'searching' | 'done' | 'failed';
}

/** Searches at Microsoft in memory; `world` ends them. */
export function fakeSearching(find: (query: AuditQuery) => Promise<Found>) {
  const searches = new Map<string, FakeSearch>();
  const searching: Searching = {
    async begin(query, by) {
      const id = `search-${searches.size + 1}`;
      searches.set(id, { query, by, state: 'searching' });
      return { id };
    },
    async state(id) {
      const search = searches.get(id);
      return search && { state: search.state, says: `It is ${search.state}.` };
    },
    async result(id) {
      const search = searches.get(id);
      return search?.state === 'done' ? find(search.query) : undefined;
    },
    records: async () => undefined,
  };
  return { searching, searches };
}

export interface AuditGiven {
  readonly records?: readonly Kept[];
  /** Searches at Microsoft are switched on. */
  readonly search?: boolean;
  readonly walkthroughs?: readonly Walkthrough[];
  /** Called before and after each telling of a digest, as a kill would come. */
  readonly killed?: (when: 'before' | 'after', news: DigestNews) => void;
}

/** The chat with an archive of plain records behind it; the clock stands at noon of 21 November 2026. */
export function auditStage(given: AuditGiven = {}) {
  const world = plainWorld(given.records ?? [aRecord()]);
  const elsewhere = plainWorld(given.records ?? [aRecord()]);
  const journalFaults: { error: Error | undefined } = { error: undefined };
  const microsoft = fakeSearching((query) => plainSource(elsewhere, 'graph').answer(query));
  const told: DigestNews[] = [];
  const built: { parts?: ReturnType<typeof build> } = {};

  function build(around: Around) {
    const { clock, store, directory, announce } = around;
    const kept = journalOf(store.ledger, TENANT, clock);
    const journal: Journal = {
      read: (day) => kept.read(day),
      async note(note) {
        if (journalFaults.error !== undefined) throw journalFaults.error;
        await kept.note(note);
      },
    };
    const desk = deskOf({
      ...{ clock, journal, sentenceOf, answerOf, logAnalytics: undefined },
      questions: questionsIn(store.keep, TENANT),
      archive: plainSource(world),
      searching: given.search === true ? microsoft.searching : undefined,
    });
    const answers = announcingAnswers({
      ...{ announce, desk, clock, headline, sentenceOf, directory, definitions: DEFINITIONS },
    });
    const digests = digestsIn(store.keep, TENANT);
    const job = digestJob({
      ...{ tenant: TENANT, due: store.due, clock, withLock: store.withLock },
      ...{ digests, directory, resolve, answer: (query) => desk.answer(query) },
      async tell(news) {
        given.killed?.('before', news);
        await answers.digest(news);
        told.push(news);
        given.killed?.('after', news);
      },
    });
    const chat = {
      ...{ desk, journal, definitions: DEFINITIONS, zone: ZONE, sentenceOf, resolve, headline },
      saved: savedIn(store.keep, TENANT),
      digests: { ...digests, ordered: job.ordered, stopped: job.stopped },
      now: () => clock.now(),
      understand: async (text: string) => understand(text, { now: clock.now(), zone: ZONE }),
      health: () =>
        plainSource(world).coverage({
          ...{ count: 'actions', filters: [], by: [], order: 'most', limit: 10, compare: false },
          period: { from: clock.now().toISOString(), to: clock.now().toISOString(), zone: ZONE },
        }),
      offer: async (query: AuditQuery, by: Person, masked: boolean) => ({
        says: `${by.name} gets ${masked ? 'a masked' : 'a'} file: ${sentenceOf(query)}`,
      }),
    };
    const forms = questionForms({
      definitions: DEFINITIONS,
      findPeriod(text) {
        const found = findPeriod(text, { now: clock.now(), zone: ZONE });
        if (found.kind === 'found') return { kind: 'found', period: found.period };
        return { kind: 'none', says: 'That is no period I know.' };
      },
    });
    return { chat, forms, handlers: job.handlers, job, answers };
  }

  const on = chatStage(given.walkthroughs ?? [], {
    audit: (around) => (built.parts = build(around)),
  });
  const { parts } = built;
  if (parts === undefined) throw new Error('The stage builds the questions.');
  return {
    ...on,
    world,
    elsewhere,
    searches: microsoft.searches,
    told,
    journalFaults,
    audit: parts.chat,
    job: parts.job,
    answers: parts.answers,
    /** What is on record today. */
    journal: () => parts.chat.journal.read(on.clock.now().toISOString().slice(0, 10)),
  };
}

export type AuditStage = ReturnType<typeof auditStage>;

/** The newest reference of a question on a card or in a sentence. */
export function referenceIn(words: readonly string[]): string {
  const found = [...words.join('\n').matchAll(/\bQ[2-9A-HJ-NP-Z]{5}\b/g)].at(-1)?.[0];
  if (found === undefined) throw new Error(`No question is named in: ${words.join('\n')}`);
  return found;
}
