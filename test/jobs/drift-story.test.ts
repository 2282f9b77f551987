import { expect } from 'expect';
import type { z } from 'zod';
import { announcing, personPlace } from '../../src/announce.ts';
import { announcingDrift, announcingEnding } from '../../src/announce-drift.ts';
import type { Cause } from '../../src/core/cause.ts';
import { DAY, HOUR } from '../../src/core/clock.ts';
import { exceptionsIn } from '../../src/core/exceptions.ts';
import { journalOf } from '../../src/core/journal.ts';
import type { Walkthrough } from '../../src/core/walkthrough.ts';
import { DRIFT, driftJob } from '../../src/jobs/drift.ts';
import { findOpenDrift } from '../../src/jobs/open-drift.ts';
import type { FindOpen } from '../../src/walkthroughs/exception/finding-question.ts';
import { driftException } from '../../src/walkthroughs/exception/walkthrough.ts';
import { ada, ben, cleo, fakeDirectory } from '../fakes/fake-directory.ts';
import { fakeTeams } from '../fakes/fake-teams.ts';
import { lampSetup, lampWorld } from '../fakes/lamps.ts';
import { operator, stage, TENANT } from '../fakes/stage.ts';
import { wordsOf } from '../fakes/words-of.ts';

const FOUND: Cause = {
  kind: 'found',
  says: 'Changed outside approval by jonas@contoso.example on 2026-11-20 10:00 UTC.',
  records: [{ id: 'r-1', at: '2026-11-20T10:00:00.000Z', by: 'jonas@contoso.example', did: 'Off' }],
};
const NOT_YET: Cause = { kind: 'none', says: 'No audit record of it was found.', records: [] };

/** A lamp that is checked again every day, and what the audit records say when they are asked. */
function lampsRechecked() {
  const world = lampWorld();
  const records = { says: FOUND as Cause, asked: 0 };
  const lamps: Walkthrough = {
    ...(lampSetup(world) as unknown as Walkthrough<z.ZodType>),
    rechecked: true,
  };
  const late: { now: () => Date; open: FindOpen } = {
    now: () => new Date(),
    open: async () => [],
  };
  const exception = driftException({ findOpen: () => late.open(), now: () => late.now() });
  const on = stage([lamps, exception as unknown as Walkthrough]);
  const { store, clock, runs } = on;
  late.now = clock.now;
  late.open = () => findOpenDrift({ tenant: TENANT, due: store.due, runs });
  const teams = fakeTeams(store.references);
  const announce = announcing({
    ...{ tenant: TENANT, runs, directory: fakeDirectory(), messenger: teams },
    ...{ postings: store.postings, references: store.references, seen: store.seen },
  });
  const exceptions = exceptionsIn(store.ledger, TENANT);
  const journal = journalOf(store.ledger, TENANT, clock);
  const job = driftJob({
    ...{ tenant: TENANT, due: store.due, clock, withLock: store.withLock, runs },
    ...{ journal, exceptions },
    causeOf: async () => {
      records.asked += 1;
      return records.says;
    },
    tell: announcingDrift(announce),
    tellEnding: announcingEnding(announce),
  });
  const approve = async (run: string) => {
    await runs.advance(run);
    await on.vote(run, 1, ben);
    await on.vote(run, 1, cleo);
    await runs.advance(run);
  };
  const row = async () =>
    (await store.due.list(TENANT)).find(({ kind }) => kind === DRIFT) ?? {
      ...{ tenant: TENANT, kind: DRIFT, key: 'lamp/north', due: '', attempts: 0, payload: null },
    };
  return {
    ...{ ...on, world, records, job, exceptions, teams, late },
    row,
    async setUp(): Promise<string> {
      const { run = '' } = await runs.start(
        'lamps',
        { lamp: 'north', colour: 'red' },
        operator(ada),
      );
      await approve(run);
      await job.begin();
      return run;
    },
    async dayLater(): Promise<void> {
      clock.advance(DAY);
      await job.handlers[DRIFT](await row());
    },
    async accept(run: string, days: number): Promise<string> {
      const [found] = await late.open();
      if (found === undefined) throw new Error('Nothing has drifted.');
      const until = new Date(clock.now().getTime() + days * DAY).toISOString();
      const { id: finding, says, subject, title } = found;
      const answers = { run, subject, title, finding, says, risk: 'sensitive', until };
      const reason = 'The bulb is on order and comes next week.';
      const started = await runs.start('drift-exception', { ...answers, reason }, operator(ada));
      await approve(started.run ?? '');
      return started.run ?? '';
    },
    told: () => teams.at(personPlace(ada.id)).map(({ content }) => wordsOf(content)),
    notes: async () =>
      (await journal.read(clock.now().toISOString().slice(0, 10))).filter(
        ({ what }) => what === 'drifted',
      ),
  };
}

suite('The story of something that drifts', () => {
  test('a step that does not hold any more is told with who did it, and ways on', async () => {
    const on = lampsRechecked();
    const run = await on.setUp();
    await on.dayLater();
    on.world.lit.delete('north');

    await on.dayLater();

    expect(on.told()).toHaveLength(1);
    expect(on.told()[0]).toContain('by jonas@contoso.example');
    expect(on.told()[0]).toMatch(/lamp-lit\/north: .* What to do/);
    expect(on.told()[0]).toContain(`mend ${run}`);
    expect(on.told()[0]).toContain(`accept drift ${run} lamp-lit/north`);
  });

  test('the news is on record once, whatever is killed after it was told', async () => {
    const on = lampsRechecked();
    await on.setUp();
    on.world.lit.delete('north');
    on.clock.advance(DAY);
    const before = await on.row();

    await on.job.handlers[DRIFT](before);
    on.records.says = NOT_YET;
    await on.job.handlers[DRIFT](before);

    expect(await on.notes()).toHaveLength(1);
    expect(on.told()).toHaveLength(1);
    expect((await on.notes())[0]?.details).toMatchObject({
      subject: 'lamp/north',
      appeared: [{ id: 'lamp-lit/north', severity: 'error', cause: { kind: 'found' } }],
    });
  });

  test('a record that arrives a day late explains it then, once', async () => {
    const on = lampsRechecked();
    await on.setUp();
    on.records.says = NOT_YET;
    on.world.lit.delete('north');
    await on.dayLater();
    on.records.says = FOUND;

    await on.dayLater();
    await on.dayLater();

    expect(on.told()).toHaveLength(2);
    expect(on.told()[0]).toContain('No audit record of it was found');
    expect(on.told()[1]).toContain('by jonas@contoso.example');
  });

  test('what is accepted by approval is no alarm until a week before its end, then it is drift', async () => {
    const on = lampsRechecked();
    const run = await on.setUp();
    on.world.lit.delete('north');
    await on.dayLater();
    const exception = await on.accept(run, 10);

    for (let day = 0; day < 2; day += 1) await on.dayLater();
    const quiet = on.told().length;
    for (let day = 0; day < 4; day += 1) await on.dayLater();
    const warned = on.told();
    for (let day = 0; day < 5; day += 1) await on.dayLater();

    expect(quiet).toBe(1);
    expect(warned).toHaveLength(2);
    expect(warned[1]).toContain('An exception ends soon');
    expect(on.told()).toHaveLength(3);
    expect(on.told()[2]).toContain(`accepted by exception ${exception}`);
  });

  test('an exception that is ended early is drift again at the next look', async () => {
    const on = lampsRechecked();
    const run = await on.setUp();
    on.world.lit.delete('north');
    await on.dayLater();
    const exception = await on.accept(run, 100);
    await on.dayLater();

    const ended = [
      await on.exceptions.end(exception, ben),
      await on.exceptions.end(exception, ben),
    ];
    await on.dayLater();

    expect(ended).toEqual([true, false]);
    expect(on.told()).toHaveLength(2);
    expect(await on.exceptions.list()).toMatchObject([{ run: exception, ended: { by: ben } }]);
  });

  test('an exception takes two approvers, and none is in force before both have said yes', async () => {
    const on = lampsRechecked();
    const run = await on.setUp();
    on.world.lit.delete('north');
    await on.dayLater();
    const [found] = await on.late.open();
    const { run: asked = '' } = await on.runs.start(
      'drift-exception',
      {
        ...{ run, subject: 'lamp/north', title: 'Light a lamp', risk: 'sensitive' },
        ...{ finding: found?.id ?? '', says: 'Dark.', reason: 'The bulb is on order.' },
        until: new Date(on.clock.now().getTime() + 5 * DAY + HOUR).toISOString(),
      },
      operator(ada),
    );
    await on.runs.advance(asked);
    await on.vote(asked, 1, ben);
    await on.runs.advance(asked);

    expect(await on.exceptions.list()).toEqual([]);
  });
});
