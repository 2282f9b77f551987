import { expect } from 'expect';
import { DAY, HOUR } from '../../src/core/clock.ts';
import type { DigestNews } from '../../src/jobs/digests.ts';
import { auditStage, referenceIn, type AuditGiven, type AuditStage } from '../fakes/audit-stage.ts';
import { ada, dan } from '../fakes/fake-directory.ts';
import { aRecord } from '../fakes/plain-source.ts';
import { wordsOf } from '../fakes/words-of.ts';

const QUESTION = 'exports by user yesterday';
const HOME = `person:${dan.id}`;

async function ordered(every = 'daily', given: AuditGiven = {}) {
  const on = auditStage({ records: [], ...given });
  const question = referenceIn(await on.says(dan, QUESTION));
  const [said = ''] = await on.says(dan, `schedule ${question} ${every}`);
  const [, id = ''] = /Ordered: (D\w{5})/.exec(said) ?? [];
  return { on, id, question, said };
}

const cardsAt = (on: AuditStage, says: string, place = HOME): readonly string[] =>
  on.teams
    .at(place)
    .map(({ content }) => wordsOf(content))
    .filter((words) => words.includes(says));

const berlin = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeZone: 'Europe/Berlin' });

const delivered = (on: AuditStage) => cardsAt(on, 'Your daily digest');

/** Days of the digests that were told, as in Berlin, each as often as it was. */
const periods = (on: AuditStage): readonly string[] =>
  on.told.flatMap((news) =>
    news.kind === 'digest' ? [berlin.format(new Date(news.answer.query.period.from))] : [],
  );

/** Work that a kill ends in the middle of; afterwards the lease has run out. */
async function workUntilKilled(on: AuditStage): Promise<boolean> {
  try {
    await on.work();
    return false;
  } catch {
    on.clock.advance(2 * 60_000);
    return true;
  }
}

suite('Ordering a digest', () => {
  test('is offered with a button for each, and says when the first one comes', async () => {
    const on = auditStage();
    const question = referenceIn(await on.says(dan, QUESTION));

    const [offer = ''] = await on.says(dan, `schedule ${question}`);
    const [said = ''] = await on.says(dan, `schedule ${question} weekly at 6:30`);

    for (const button of ['Daily', 'Weekly', 'Monthly'])
      expect(offer.split('\n')).toContain(button);
    expect(said).toContain('weekly at 06:30 (Europe/Berlin)');
    expect(said).toContain('The next one comes 23 Nov 2026, 06:30 (Europe/Berlin)');
  });

  test('twice orders it once, and a time that is none is refused', async () => {
    const { on, id, question } = await ordered();

    const again = await on.says(dan, `schedule ${question} daily`);
    const none = await on.says(dan, `schedule ${question} daily at 25:00`);

    expect(again.join()).toContain(`You have that digest already: ${id}`);
    expect(none.join()).toContain('no time of day');
    expect(await on.audit.digests.list()).toHaveLength(1);
  });

  test('is on record, or is not done', async () => {
    const { on, question } = await ordered();
    on.journalFaults.error = new Error('disk full');

    const refused = await on.says(dan, `schedule ${question} weekly`);

    expect(refused.join()).toContain('could not be put on record');
    expect(await on.audit.digests.list()).toHaveLength(1);
    on.journalFaults.error = undefined;
    expect((await on.journal()).map(({ what }) => what)).toEqual(['asked', 'saved']);
  });

  test('is nobody else’s business', async () => {
    const { on, id } = await ordered();
    on.directory.grant('analyst', ada);

    expect((await on.says(ada, 'digests')).join()).toContain('You have no digests');
    expect((await on.says(ada, `stop digest ${id}`)).join()).toContain(`You have no digest ${id}`);
    expect((await on.says(dan, 'digests')).join()).toContain(`Stop ${id}`);
  });

  test('of a question that needs a search is refused', async () => {
    const on = auditStage({ search: true });
    const question = referenceIn(await on.says(dan, `${QUESTION} from graph`));

    expect((await on.says(dan, `schedule ${question} daily`)).join()).toContain('takes too long');
  });
});

suite('A digest', () => {
  test('comes at its hour for the day before, also when nothing happened', async () => {
    const { on } = await ordered();

    on.clock.advance(17 * HOUR);
    await on.work();
    expect(delivered(on)).toEqual([]);
    on.clock.advance(HOUR);
    await on.work();

    const [card = ''] = delivered(on);
    expect(card).toContain('No actions found; 100 % of the period is complete.');
    expect(card).toContain('2026-11-21 00:00 to 2026-11-22 00:00');
    expect(card.split('\n')).toContain('Stop this digest');
  });

  test('comes for each day once, and leads on like any answer', async () => {
    const { on } = await ordered();
    on.world.records = [aRecord({ at: '2026-11-23T10:00:00.000Z' })];

    for (let hours = 0; hours < 5 * 24; hours += 6) {
      on.clock.advance(6 * HOUR);
      await on.work();
    }

    expect(periods(on)).toEqual([
      '2026-11-21',
      '2026-11-22',
      '2026-11-23',
      '2026-11-24',
      '2026-11-25',
    ]);
    const card = delivered(on).find((words) => words.includes('1 action')) ?? '';
    const records = await on.says(dan, `records ${referenceIn([card])}`);
    expect(records.join()).toContain('Record 1');
  });

  test('goes to nobody but who ordered it', async () => {
    const { on } = await ordered();
    on.directory.grant('analyst', ada);
    on.world.records = [aRecord({ at: '2026-11-21T20:00:00.000Z' })];

    on.clock.advance(DAY);
    await on.work();

    const elsewhere = on.teams.messages.filter(({ place }) => place !== HOME);
    expect(delivered(on)).toHaveLength(1);
    expect(elsewhere).toEqual([]);
  });

  for (const when of ['before', 'after'] as const)
    test(`that is killed ${when} it was told is told once`, async () => {
      let kills = 2;
      const killed = (at: 'before' | 'after', { kind }: DigestNews) => {
        if (kind !== 'digest' || at !== when || kills === 0) return;
        kills -= 1;
        throw new Error('SIGKILL');
      };
      const { on } = await ordered('daily', { killed });
      on.clock.advance(18 * HOUR);

      while (await workUntilKilled(on));

      expect(kills).toBe(0);
      expect(delivered(on)).toHaveLength(1);
      on.clock.advance(DAY);
      await on.work();
      expect(delivered(on)).toHaveLength(2);
    });

  for (let at = 0; at < 8; at += 1)
    test(`that is killed at write ${at} of its own is told once and loses no day`, async () => {
      const { on } = await ordered();
      const { keep, due } = on.store;
      const [put, schedule] = [keep.put, due.schedule];
      let writes = 0;
      const dies = () => {
        writes += 1;
        if (writes === at + 1) throw new Error('SIGKILL');
      };
      Object.assign(keep, { put: (...all: Parameters<typeof put>) => (dies(), put(...all)) });
      Object.assign(due, {
        schedule: (...all: Parameters<typeof schedule>) => (dies(), schedule(...all)),
      });
      on.clock.advance(18 * HOUR);

      while (await workUntilKilled(on));
      Object.assign(keep, { put });
      Object.assign(due, { schedule });
      await on.job.begin();
      on.clock.advance(DAY);
      await on.work();

      expect(writes).toBeGreaterThan(at);
      expect(delivered(on)).toHaveLength(2);
      expect(new Set(periods(on))).toEqual(new Set(['2026-11-21', '2026-11-22']));
    });

  test('makes up for days of outage, each once', async () => {
    const { on } = await ordered();

    on.clock.advance(4 * DAY);
    await on.job.begin();
    await on.work();

    expect(periods(on)).toEqual(['2026-11-21', '2026-11-22', '2026-11-23', '2026-11-24']);
    expect(cardsAt(on, 'was held up')).toEqual([]);
  });

  test('of long ago is named in one sentence, and the last seven are made up for', async () => {
    const { on } = await ordered();

    on.clock.advance(20 * DAY);
    await on.job.begin();
    await on.work();

    expect(periods(on)).toHaveLength(7);
    expect(periods(on).at(-1)).toBe('2026-12-10');
    const notices = cardsAt(on, 'was held up');
    expect(notices).toHaveLength(1);
    expect(notices[0]).toContain('13 deliveries are too old to be made up for');
    expect(notices[0]).toContain('21 Nov 2026, 00:00');
    expect(notices[0]).toContain('4 Dec 2026, 00:00');
  });

  test('of which the schedule was lost or given up goes on where it stood', async () => {
    const { on, id } = await ordered();
    on.clock.advance(18 * HOUR);
    await on.work();
    const [row] = (await on.store.due.list(on.chat.tenant)).filter(({ kind }) => kind === 'digest');
    await on.store.due.cancel(on.chat.tenant, 'digest', row?.key ?? '');

    on.clock.advance(2 * DAY);
    await on.job.begin();
    await on.work();

    expect(row?.key).toBe(id);
    expect(periods(on)).toEqual(['2026-11-21', '2026-11-22', '2026-11-23']);
  });

  test('keeps to its hour when the clocks change, with 23 and 25 hours in its days', async () => {
    const { on } = await ordered();
    on.clock.advance(Date.parse('2027-03-26T12:00:00Z') - on.clock.now().getTime());
    await on.job.begin();
    await on.work();
    on.told.length = 0;

    for (let days = 0; days < 4; days += 1) {
      on.clock.advance(DAY);
      await on.work();
    }

    const spans = on.told.flatMap((news) =>
      news.kind === 'digest' ? [news.answer.query.period] : [],
    );
    expect(spans.map(({ from }) => from)).toEqual([
      '2027-03-25T23:00:00.000Z',
      '2027-03-26T23:00:00.000Z',
      '2027-03-27T23:00:00.000Z',
      '2027-03-28T22:00:00.000Z',
    ]);
  });

  test('each week and each month covers the whole one before', async () => {
    for (const [every, from, to] of [
      ['weekly', '2026-11-15T23:00:00.000Z', '2026-11-22T23:00:00.000Z'],
      ['monthly', '2026-10-31T23:00:00.000Z', '2026-11-30T23:00:00.000Z'],
    ] as const) {
      const { on } = await ordered(every);
      on.clock.advance(12 * DAY);
      await on.work();

      const [news] = on.told;
      expect(news?.kind === 'digest' && news.answer.query.period).toMatchObject({ from, to });
    }
  });

  test('is told once that it has ended when the role is lost, and stays silent', async () => {
    const { on, id } = await ordered();
    on.directory.revoke('analyst', dan);

    for (let days = 0; days < 3; days += 1) {
      on.clock.advance(DAY);
      await on.job.begin();
      await on.work();
    }

    expect(delivered(on)).toEqual([expect.stringContaining('You are no analyst any more')]);
    expect(periods(on)).toEqual([]);
    expect(await on.audit.digests.find(id)).toMatchObject({ paused: expect.any(String) });
  });

  test('that is stopped is silent, also about what it would have to correct', async () => {
    const { on, id } = await ordered();
    on.clock.advance(DAY);
    await on.work();
    on.world.records = [aRecord({ at: '2026-11-21T20:00:00.000Z' })];

    const [said] = await on.says(dan, `stop digest ${id}`);
    const [again] = await on.says(dan, `stop digest ${id}`);
    on.clock.advance(10 * DAY);
    await on.job.begin();
    await on.work();

    expect(said).toContain('Stopped');
    expect(again).toContain(`You have no digest ${id}`);
    expect(on.told).toHaveLength(1);
  });
});

suite('Late records', () => {
  const late = (at = '2026-11-21T20:00:00.000Z') => aRecord({ at });
  const corrections = (on: AuditStage) => cardsAt(on, 'Late records change what was told');
  const first = async (given: AuditGiven = {}) => {
    const { on } = await ordered('daily', given);
    on.clock.advance(18 * HOUR + 60_000);
    await on.work();
    return on;
  };
  const passes = async (on: AuditStage, days: number) => {
    for (let day = 0; day < days; day += 1) {
      on.clock.advance(DAY);
      await on.work();
    }
  };

  test('that change nothing are not spoken of', async () => {
    const on = await first();

    await passes(on, 12);

    expect(corrections(on)).toEqual([]);
  });

  test('bring one correction with the difference', async () => {
    const on = await first();
    on.world.records = [late()];

    await passes(on, 12);

    const [card = '', ...more] = corrections(on);
    expect(more).toEqual([]);
    expect(card).toContain('Correction 1 of your daily digest');
    expect(card).toContain('In all: 1, not 0 as was told.');
    expect(card).toContain('bob.ruiz@contoso.com: 1, not among those listed before.');
    expect(card).toContain('2026-11-21 00:00 to 2026-11-22 00:00');
  });

  test('that come again bring a second correction, against the first', async () => {
    const on = await first();
    on.world.records = [late()];
    await passes(on, 2);
    on.world.records = [late(), late()];

    await passes(on, 12);

    expect(corrections(on)).toHaveLength(2);
    expect(corrections(on)[1]).toContain('Correction 2 of your daily digest');
    expect(corrections(on)[1]).toContain('In all: 2, not 1 as was told.');
  });

  for (const when of ['before', 'after'] as const)
    test(`bring one correction, though it is killed ${when} it was told`, async () => {
      let kills = 2;
      const killed = (at: 'before' | 'after', { kind }: DigestNews) => {
        if (kind !== 'correction' || at !== when || kills === 0) return;
        kills -= 1;
        throw new Error('SIGKILL');
      };
      const on = await first({ killed });
      on.world.records = [late()];

      for (let day = 0; day < 10; day += 1) {
        on.clock.advance(DAY);
        while (await workUntilKilled(on));
      }

      expect(kills).toBe(0);
      expect(corrections(on)).toHaveLength(1);
    });

  test('are not told to somebody who is no analyst any more', async () => {
    const on = await first();
    on.world.records = [late()];
    on.directory.revoke('analyst', dan);

    await passes(on, 12);

    expect(corrections(on)).toEqual([]);
    expect(cardsAt(on, 'has stopped')).toHaveLength(1);
  });

  test('are looked for as long as it takes, and what was told is forgotten after that', async () => {
    const on = await first();

    await passes(on, 60);
    await on.job.begin();

    const kept = await on.store.keep.list(on.chat.tenant, 'digest-delivery');
    expect(periods(on)).toHaveLength(61);
    expect(kept.length).toBeLessThan(45);
  });
});
