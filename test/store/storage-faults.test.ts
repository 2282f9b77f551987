import { expect } from 'expect';
import { sql } from 'kysely';
import { digestOfAsk } from '../../src/core/approvals.ts';
import { asksOf } from '../../src/core/asks.ts';
import { HOUR } from '../../src/core/clock.ts';
import type { Ledger } from '../../src/core/ledger.ts';
import type { Person, Role } from '../../src/core/people.ts';
import { ONE_WAY_PHRASE, policyWith } from '../../src/core/policy.ts';
import { runsOf, type Runs } from '../../src/core/runs.ts';
import { standingOf } from '../../src/core/standing.ts';
import { sqlLedger } from '../../src/store/ledger.ts';
import { openStore, type Store } from '../../src/store/open.ts';
import { openSqlite } from '../../src/store/sqlite.ts';
import type { Database } from '../../src/store/tables.ts';
import { ada, APPROVERS, ben, cleo } from '../core/states/actions.ts';
import { faultsIn } from '../core/states/judge.ts';
import { smallWalkthrough, smallWorld, type SmallStep } from '../core/states/small-world.ts';
import { movedBy } from '../interleavings/play.ts';
import { newSqlite, type TestDatabase } from './databases.ts';

const TENANT = '11111111-1111-4111-8111-111111111111';
const STEPS: readonly SmallStep[] = [
  { id: 'hall', risk: 'sensitive' },
  { id: 'vault', risk: 'irreversible' },
];
const asOperator = { person: ada, roles: new Set<Role>(['operator']) };
const rolesOf = async (id: string): Promise<ReadonlySet<Role>> =>
  new Set(APPROVERS.some((one) => one.id === id) ? ['approver'] : []);

/** What goes wrong with one write of the ledger. */
const TROUBLES = ['refused', 'written, answer lost', 'killed before', 'killed after'] as const;
type Trouble = (typeof TROUBLES)[number];

class Gone extends Error {
  override readonly name = 'Gone';
}

/** The ledger of one life of the bot; its write number `at` meets the trouble. */
function troubled(ledger: Ledger, life: { writes: number }, at: number, trouble: Trouble): Ledger {
  let dead = false;
  const alive = () => {
    if (dead) throw new Gone('The process has ended.');
  };
  return {
    ...ledger,
    async read(key) {
      alive();
      return ledger.read(key);
    },
    async append(key, seen, what) {
      alive();
      const now = life.writes++ === at;
      if (now && trouble === 'refused') throw new Gone('The disk cannot be written.');
      dead = now && trouble.startsWith('killed');
      if (now && trouble === 'killed before') throw new Gone('Killed.');
      const written = await ledger.append(key, seen, what);
      if (now) throw new Gone('Nobody hears of it.');
      return written;
    },
  };
}

/** People who do not give up, on a bot that is started again when it has died. */
async function play(store: Store, at: number, trouble: Trouble, clock: { time: number }) {
  const world = smallWorld({ hall: ['back', 'front'], vault: ['gate'] });
  const life = { writes: 0 };
  const acks: { readonly by: string; readonly ask: number }[] = [];
  const alive = (): Runs =>
    runsOf({
      tenant: TENANT,
      ledger: troubled(store.ledger, life, at, trouble),
      withLock: store.withLock,
      clock: movedBy(clock),
      policy: policyWith(),
      walkthroughs: [smallWalkthrough(world, STEPS)],
      maxOpenRuns: 5,
      rolesOf,
      noted: () => undefined,
    });
  let runs = alive();
  /** Undefined: it failed, and the bot is there again. */
  async function tried<T>(deed: () => Promise<T>): Promise<T | undefined> {
    try {
      return await deed();
    } catch (error) {
      if (!(error instanceof Gone)) throw error;
      runs = alive();
      return undefined;
    }
  }
  await tried(() => runs.start('doors', {}, asOperator));
  const [heading] = await store.ledger.runs(TENANT);
  const run = heading?.run ?? (await tried(() => runs.start('doors', {}, asOperator)))?.run ?? '';
  const entriesOf = () => store.ledger.read({ tenant: TENANT, run });

  async function approve(person: Person): Promise<void> {
    const asks = asksOf(await entriesOf());
    for (const ask of new Set(asks.map((each) => each.ask))) {
      const digest = digestOfAsk(asks.filter((each) => each.ask === ask));
      const vote = { verdict: 'approved', digest, phrase: ONE_WAY_PHRASE } as const;
      const by = { person, roles: await rolesOf(person.id) };
      const answer = await tried(() => runs.decide(run, ask, vote, by));
      if (answer?.kind === 'recorded') acks.push({ by: person.id, ask });
    }
  }

  for (let round = 0; round < 6; round += 1) {
    await tried(() => runs.advance(run));
    await approve(ben);
    await approve(cleo);
    await tried(() => runs.advance(run));
    clock.time += HOUR;
    if (standingOf(await entriesOf()).steps.some(({ state }) => state === 'failed'))
      await tried(() => runs.resume(run, asOperator));
  }
  return { entries: await entriesOf(), world, acks, writes: life.writes };
}

suite('a ledger that cannot be written', function () {
  this.timeout(600_000);
  let database: TestDatabase;
  setup(async () => {
    database = await newSqlite();
  });
  teardown(() => database.remove());

  /** A play on a fresh database; what is not as it must be, in sentences. */
  async function faultsOf(at: number, trouble: Trouble) {
    const fresh = await newSqlite();
    const clock = { time: Date.UTC(2026, 10, 21) };
    const store = await openStore(fresh.where, movedBy(clock));
    try {
      const { entries, world, acks, writes } = await play(store, at, trouble, clock);
      const doors = world.deeds.map(({ door }) => door);
      const lost = acks.filter(
        ({ by, ask }) =>
          !entries.some((one) => one.kind === 'decided' && one.by.id === by && one.ask === ask),
      );
      const faults = [
        ...faultsIn({ entries, world }),
        ...lost.map(({ by }) => `the decision of ${by} was acknowledged and lost`),
        ...(new Set(doors).size === doors.length ? [] : [`done twice: ${doors.join(', ')}`]),
        ...(standingOf(entries).ended === 'finished' ? [] : ['it came to no end']),
      ];
      return { writes, faults: faults.map((fault) => `write ${at} ${trouble}: ${fault}`) };
    } finally {
      await store.close();
      await fresh.remove();
    }
  }

  test('loses nothing and does nothing twice, whichever write fails and however', async () => {
    const { writes } = await faultsOf(-1, 'refused');
    const faults: string[] = [];

    for (let at = 0; at < writes; at += 1)
      for (const trouble of TROUBLES) faults.push(...(await faultsOf(at, trouble)).faults);

    console.log(`      ${writes} writes, each with ${TROUBLES.length} troubles`);
    expect(faults).toEqual([]);
    expect(writes).toBeGreaterThan(10);
  });

  test('on a full disk nothing is applied, and all goes on when there is room again', async () => {
    const clock = { time: Date.UTC(2026, 10, 21) };
    const { db, withLock, close } = await openSqlite(folderOf(database));
    const ledger = sqlLedger(db, movedBy(clock));
    const world = smallWorld({ hall: ['back', 'front'], vault: [] });
    const runs = runsOf({
      tenant: TENANT,
      ledger,
      withLock,
      clock: movedBy(clock),
      policy: policyWith(),
      walkthroughs: [smallWalkthrough(world, STEPS)],
      maxOpenRuns: 5,
      rolesOf,
      noted: () => undefined,
    });
    await ledger.append({ tenant: TENANT, run: 'journal-2026-11-21' }, 0, [journal]);
    const { run = '' } = await runs.start('doors', {}, asOperator);
    await runs.advance(run);
    const digest = digestOfAsk(asksOf(await runs.read(run)));
    const approve = async (person: Person) =>
      runs.decide(run, 1, { verdict: 'approved', digest }, await approverNamed(person));

    await fill(db, ledger);
    await expect(approve(ben)).rejects.toThrow(/full/);
    await makeRoom(db);
    await approve(ben);
    await approve(cleo);
    await fill(db, ledger);
    await expect(runs.advance(run)).rejects.toThrow(/full/);
    expect(world.deeds).toEqual([]);

    await makeRoom(db);
    await runs.advance(run);
    expect(world.deeds.map(({ door }) => door)).toEqual(['back', 'front']);
    await close();
  });
});

const journal = {
  kind: 'started',
  walkthrough: 'journal',
  title: 'Journal',
  subject: 'journal',
  answers: {},
  requester: ada,
  steps: [],
} as const;

const approverNamed = async (person: Person) => ({ person, roles: await rolesOf(person.id) });

const folderOf = ({ where }: TestDatabase): string => ('dataDir' in where ? where.dataDir : '');

/** The file may not grow any more, and what is free in it is filled with entries of another run. */
async function fill(db: Database, ledger: Ledger): Promise<void> {
  const pages = await sql<{ page_count: number }>`pragma page_count`.execute(db);
  await sql`pragma max_page_count = ${sql.lit(pages.rows[0]?.page_count ?? 0)}`.execute(db);
  const key = { tenant: TENANT, run: 'journal-2026-11-21' };
  for (let size = 2000; size >= 1; size = Math.floor(size / 2))
    for (let written = true; written;) {
      const details = { text: 'x'.repeat(size) };
      const seen = (await ledger.read(key)).length;
      const note = { kind: 'noted', what: 'asked', details } as const;
      written = await ledger.append(key, seen, [note]).then(
        () => true,
        () => false,
      );
    }
}

async function makeRoom(db: Database): Promise<void> {
  await sql`pragma max_page_count = 1000000`.execute(db);
}
