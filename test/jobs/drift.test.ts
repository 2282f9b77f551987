import { expect } from 'expect';
import { z } from 'zod';
import { announcing, personPlace } from '../../src/announce.ts';
import { announcingDrift, announcingEnding } from '../../src/announce-drift.ts';
import { DAY, HOUR, SECOND } from '../../src/core/clock.ts';
import { exceptionsIn } from '../../src/core/exceptions.ts';
import { journalOf } from '../../src/core/journal.ts';
import { GatewayError } from '../../src/core/errors.ts';
import type { Drift, DriftFinding, Walkthrough } from '../../src/core/walkthrough.ts';
import { attempt } from '../../src/jobs/attempt.ts';
import { DRIFT, driftJob } from '../../src/jobs/drift.ts';
import { CHANNEL } from '../fakes/chat-stage.ts';
import { ada, fakeDirectory } from '../fakes/fake-directory.ts';
import { fakeTeams } from '../fakes/fake-teams.ts';
import { operator, stage, TENANT } from '../fakes/stage.ts';
import { wordsOf } from '../fakes/words-of.ts';

const Answers = z.object({ lamp: z.string() });
const finding = (id: string, severity: DriftFinding['severity'] = 'error'): DriftFinding => ({
  id,
  severity,
  says: `${id}: the lamp shines. Found: dark.`,
  fix: 'Light it.',
});
const WELL: Drift = { severity: 'none', means: [], findings: [], unread: [] };
const wrong = (findings: readonly DriftFinding[], more: Partial<Drift> = {}): Drift => ({
  ...WELL,
  severity: findings[0]?.severity ?? 'none',
  findings,
  ...more,
});
const silence = new GatewayError('No answer.', { status: 503, transient: true });

/** Lamps that are looked after, and a walkthrough that takes them away. */
function lampsWatched() {
  const world = { drift: WELL as Drift | Error, looks: 0 };
  const bare = {
    about: 'A lamp.',
    command: 'lamps',
    answers: Answers,
    questions: [],
    subject: ({ lamp }: { lamp: string }) => `lamp/${lamp}`,
    steps: () => [],
  };
  const lamps: Walkthrough<typeof Answers> = {
    ...bare,
    id: 'lamps',
    title: 'Light a lamp',
    async drift() {
      world.looks += 1;
      if (world.drift instanceof Error) throw world.drift;
      return world.drift;
    },
  };
  const away: Walkthrough<typeof Answers> = {
    ...bare,
    id: 'lamps-off',
    title: 'Take a lamp away',
    retires: true,
  };
  const plain: Walkthrough<typeof Answers> = { ...bare, id: 'look', title: 'Look at a lamp' };
  return { world, walkthroughs: [lamps, away, plain] };
}

function watching({ channel = true } = {}) {
  const { world, walkthroughs } = lampsWatched();
  const on = stage(walkthroughs);
  const { store, clock, runs } = on;
  const teams = fakeTeams(store.references);
  const { postings, references, due, withLock } = store;
  const announce = announcing({
    tenant: TENANT,
    runs,
    directory: fakeDirectory(),
    messenger: teams,
    postings,
    references,
    seen: store.seen,
  });
  const journal = journalOf(store.ledger, TENANT, clock);
  const exceptions = exceptionsIn(store.ledger, TENANT);
  const job = driftJob({
    ...{ tenant: TENANT, due, clock, withLock, runs, journal, exceptions },
    tellEnding: announcingEnding(announce, CHANNEL),
    tell: channel ? announcingDrift(announce, CHANNEL) : announcingDrift(announce),
  });
  const log: string[] = [];
  const working = {
    ...{ due, clock, handlers: job.handlers, random: () => 0.5 },
    log: { warn: (_facts: object, says: string) => void log.push(says) },
  };
  /** Does what is due at this moment, once. */
  async function work(): Promise<void> {
    for (const one of await due.claim(clock.now().toISOString(), HOUR, 10))
      await attempt(working, one, () => one);
  }
  return {
    ...{ ...on, world, teams, job, work, log },
    async finished(lamp = 'north', walkthrough = 'lamps'): Promise<string> {
      const { run = '' } = await runs.start(walkthrough, { lamp }, operator(ada));
      await runs.advance(run);
      return run;
    },
    /** A day goes by, sweep after sweep. */
    async dayLater(): Promise<void> {
      for (let hour = 0; hour < 24; hour += 1) {
        clock.advance(HOUR);
        await work();
      }
      clock.advance(SECOND);
      await work();
    },
    told: (place = personPlace(ada.id)) => teams.at(place).map(({ content }) => wordsOf(content)),
    rows: async () => (await due.list(TENANT)).filter(({ kind }) => kind === DRIFT),
  };
}

suite('What the bot tells when a set-up drifts', () => {
  test('nothing, day after day, where all is well', async () => {
    const on = watching();
    await on.finished();
    await on.job.begin();

    await on.dayLater();
    await on.dayLater();
    await on.dayLater();

    expect(on.world.looks).toBe(3);
    expect(on.teams.messages).toEqual([]);
  });

  test('the first look comes a day after the end, not before', async () => {
    const on = watching();
    await on.finished();
    await on.job.begin();

    await on.work();
    on.clock.advance(23 * HOUR);
    await on.work();
    const early = on.world.looks;
    on.clock.advance(HOUR);
    await on.work();

    expect([early, on.world.looks]).toEqual([0, 1]);
  });

  test('a change once, to whoever set it up and to the approvals channel', async () => {
    const on = watching();
    const run = await on.finished();
    await on.job.begin();
    await on.dayLater();
    on.world.drift = wrong([finding('L-1')], { means: ['It is dark.'] });

    await on.dayLater();
    await on.dayLater();

    for (const place of [personPlace(ada.id), `channel:${CHANNEL}`]) {
      expect(on.told(place)).toHaveLength(1);
      const [says] = on.told(place);
      expect(says).toContain('Error: Light a lamp, north');
      expect(says).toContain('It is dark. 1 check does not hold any more.');
      expect(says).toContain('L-1: the lamp shines. Found: dark. What to do: Light it.');
      expect(says).toContain(`health ${run}`);
    }
  });

  test('what is wrong at the first look as well, unless it is only warnings', async () => {
    const warned = watching();
    const failed = watching();
    await warned.finished();
    await failed.finished();
    warned.world.drift = wrong([finding('L-2', 'warning')]);
    failed.world.drift = wrong([finding('L-2', 'warning'), finding('L-1')]);

    for (const on of [warned, failed]) {
      await on.job.begin();
      await on.dayLater();
      await on.dayLater();
    }

    expect(warned.told()).toEqual([]);
    expect(failed.told()).toHaveLength(1);
    expect(failed.told()[0]).toMatch(/L-1[\s\S]*L-2/);
  });

  test('each further change on a card of its own, the worst first, and the end of it', async () => {
    const on = watching();
    await on.finished();
    await on.job.begin();
    await on.dayLater();

    on.world.drift = wrong([finding('L-1')]);
    await on.dayLater();
    on.world.drift = wrong([finding('L-1', 'critical'), finding('L-2', 'critical')], {
      severity: 'critical',
    });
    await on.dayLater();
    on.world.drift = WELL;
    await on.dayLater();
    on.world.drift = wrong([finding('L-1')]);
    await on.dayLater();

    expect(on.told().map((says) => says.split('\n')[0])).toEqual([
      'Error: Light a lamp, north',
      'Critical: Light a lamp, north',
      'All is well again: Light a lamp, north',
      'Error: Light a lamp, north',
    ]);
    expect(on.told()[2]).toContain('2 checks are well again.');
  });

  test('a finding that weighs more than before is news, one that weighs less is not', async () => {
    const on = watching();
    await on.finished();
    await on.job.begin();
    on.world.drift = wrong([finding('L-1', 'warning')]);
    await on.dayLater();
    on.world.drift = wrong([finding('L-1', 'error')]);
    await on.dayLater();
    on.world.drift = wrong([finding('L-1', 'warning')]);

    await on.dayLater();

    expect(on.told()).toHaveLength(1);
  });

  test('what cannot be read is neither drift nor put right', async () => {
    const on = watching();
    await on.finished();
    await on.job.begin();
    await on.dayLater();
    const blind: Drift = { ...WELL, unread: ['L-1', 'L-2'] };
    const critical = wrong([finding('L-1', 'critical'), finding('L-2', 'critical')]);

    on.world.drift = blind;
    await on.dayLater();
    const before = on.told().length;
    on.world.drift = critical;
    await on.dayLater();
    on.world.drift = blind;
    await on.dayLater();
    // One of the two can be seen again: alone it would weigh less.
    on.world.drift = { ...wrong([finding('L-1', 'error')]), unread: ['L-2'] };
    await on.dayLater();
    on.world.drift = critical;
    await on.dayLater();

    expect(before).toBe(0);
    expect(on.told()).toHaveLength(1);
  });

  test('a watch that stays blind is told of once, and once when it sees again', async () => {
    const on = watching();
    await on.finished();
    await on.job.begin();
    await on.dayLater();
    const blind: Drift = { ...WELL, blind: ['Reading the lamp failed: no permission.'] };

    on.world.drift = blind;
    await on.dayLater();
    const first = on.told().length;
    await on.dayLater();
    const second = on.told().length;
    await on.dayLater();
    const third = on.told().length;
    on.world.drift = WELL;
    await on.dayLater();

    expect([first, second, third]).toEqual([0, 1, 1]);
    expect(on.told()[0]).toContain('Reading the lamp failed: no permission.');
    expect(on.told()[0]).toContain('doctor');
    expect(on.told()).toHaveLength(2);
  });

  test('one look that fails among good ones is no news', async () => {
    const on = watching();
    await on.finished();
    await on.job.begin();
    const blind: Drift = { ...WELL, blind: ['No answer.'] };

    for (const drift of [WELL, blind, WELL, blind, WELL]) {
      on.world.drift = drift;
      await on.dayLater();
    }

    expect(on.told()).toEqual([]);
  });

  test('a change beside something unread says that it is taken as wrong', async () => {
    const on = watching();
    await on.finished();
    await on.job.begin();
    on.world.drift = wrong([finding('L-1', 'critical')], { means: ['Both are at risk.'] });
    await on.dayLater();
    on.world.drift = wrong([finding('L-3')], { unread: ['L-1'], means: ['One is at risk.'] });

    await on.dayLater();

    const says = on.told()[1] ?? '';
    expect(says).toContain('Critical: Light a lamp, north');
    expect(says).toContain('cannot be looked at now');
    expect(says).not.toContain('One is at risk.');
  });
});

suite('How the daily look survives trouble', () => {
  test('a kill after telling and before noting tells nobody twice', async () => {
    const on = watching();
    await on.finished();
    await on.job.begin();
    await on.dayLater();
    on.world.drift = wrong([finding('L-1')]);
    const [row] = await on.rows();
    if (row === undefined) throw new Error('There is no row.');

    await on.job.handlers[DRIFT](row);
    await on.job.handlers[DRIFT](row);

    expect(on.told()).toHaveLength(1);
    expect(on.told(`channel:${CHANNEL}`)).toHaveLength(1);
  });

  test('a message that was lost on the way is sent by the next try, the other not again', async () => {
    const on = watching();
    await on.finished();
    await on.job.begin();
    on.world.drift = wrong([finding('L-1')]);
    on.teams.breakNext(`channel:${CHANNEL}`, silence);

    await on.dayLater();
    const between = [on.told().length, on.told(`channel:${CHANNEL}`).length];
    on.clock.advance(HOUR);
    await on.work();

    expect(between).toEqual([1, 0]);
    expect(on.told()).toHaveLength(1);
    expect(on.told(`channel:${CHANNEL}`)).toHaveLength(1);
  });

  test('a look that fails for half an hour is begun anew on another day', async () => {
    const on = watching();
    await on.finished();
    await on.job.begin();
    await on.dayLater();
    on.world.drift = new Error('a bug');
    await on.dayLater();
    for (let tries = 0; tries < 10; tries += 1) {
      on.clock.advance(16 * 60 * SECOND);
      await on.work();
    }
    const dead = (await on.rows()).map(({ state }) => state);
    on.world.drift = wrong([finding('L-1')]);

    await on.dayLater();
    await on.dayLater();

    expect(dead).toEqual(['dead']);
    expect(on.told()).toHaveLength(1);
    expect((await on.rows()).map(({ state }) => state)).toEqual(['waiting']);
  });

  test('a lost row is found again by the sweep', async () => {
    const on = watching();
    await on.finished();
    await on.job.begin();
    await on.dayLater();
    await on.store.due.cancel(TENANT, DRIFT, 'lamp/north');
    on.world.drift = wrong([finding('L-1')]);

    await on.dayLater();

    expect(on.told()).toHaveLength(1);
  });

  test('a restart neither moves the next look nor forgets what was known', async () => {
    const on = watching();
    await on.finished();
    await on.job.begin();
    on.world.drift = wrong([finding('L-1')]);
    await on.dayLater();
    const before = await on.rows();

    await on.job.begin();

    expect(await on.rows()).toEqual(before);
  });

  test('somebody who cannot be reached holds nothing up', async () => {
    const on = watching();
    await on.finished();
    await on.job.begin();
    on.teams.block(personPlace(ada.id));
    on.world.drift = wrong([finding('L-1')]);

    await on.dayLater();

    expect(on.told(`channel:${CHANNEL}`)).toHaveLength(1);
    expect(on.log).toEqual([]);
  });
});

suite('What is looked after', () => {
  test('the newest finished run of each subject', async () => {
    const on = watching();
    await on.finished('north');
    await on.finished('south');
    on.clock.advance(SECOND);
    const newest = await on.finished('north');
    await on.job.begin();
    on.world.drift = wrong([finding('L-1')]);

    await on.dayLater();

    expect(on.told()).toHaveLength(2);
    expect(on.told().find((says) => says.includes('north'))).toContain(`health ${newest}`);
  });

  test('nothing that was cancelled, that is still open, or that says nothing of itself', async () => {
    const on = watching();
    const { run = '' } = await on.runs.start('lamps', { lamp: 'north' }, operator(ada));
    await on.runs.start('lamps', { lamp: 'south' }, operator(ada));
    await on.runs.cancel(run, operator(ada));
    await on.finished('east', 'look');
    await on.job.begin();

    await on.dayLater();

    expect(await on.rows()).toEqual([]);
    expect(on.world.looks).toBe(0);
  });

  test('nothing any more once a later run has taken it away', async () => {
    const on = watching();
    await on.finished('north');
    await on.job.begin();
    await on.dayLater();
    await on.finished('north', 'lamps-off');
    on.world.drift = wrong([finding('L-1')]);

    await on.dayLater();
    await on.dayLater();

    expect(on.told()).toEqual([]);
    expect(await on.rows()).toEqual([]);
  });

  test('still, after a later run that neither sets up nor takes away', async () => {
    const on = watching();
    await on.finished('north');
    await on.finished('north', 'look');
    await on.job.begin();
    on.world.drift = wrong([finding('L-1')]);

    await on.dayLater();

    expect(on.told()).toHaveLength(1);
  });

  test('again, once it has been set up anew', async () => {
    const on = watching();
    await on.finished('north');
    await on.finished('north', 'lamps-off');
    on.clock.advance(SECOND);
    await on.finished('north');
    await on.job.begin();
    on.world.drift = wrong([finding('L-1')]);

    await on.dayLater();

    expect(on.told()).toHaveLength(1);
  });

  test('also where there is no channel', async () => {
    const on = watching({ channel: false });
    await on.finished();
    await on.job.begin();
    on.world.drift = wrong([finding('L-1')]);

    await on.dayLater();

    expect(on.teams.messages.map(({ place }) => place)).toEqual([personPlace(ada.id)]);
  });

  test('at once what was set up long ago, and then day by day', async () => {
    const on = watching();
    await on.finished();
    on.clock.advance(10 * DAY);

    await on.job.begin();
    await on.work();
    await on.work();

    expect(on.world.looks).toBe(1);
  });
});
