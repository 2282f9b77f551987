import { expect } from 'expect';
import { DAY, MINUTE } from '../../src/core/clock.ts';
import { GatewayError } from '../../src/core/errors.ts';
import { dynamicsAuditing } from '../../src/walkthroughs/dynamics-auditing/walkthrough.ts';
import { chatStage } from '../fakes/chat-stage.ts';
import { fakeActivityFeed, feedRecord } from '../fakes/fake-activity-feed.ts';
import { fakeDataverse } from '../fakes/fake-dataverse.ts';
import { ada, ben, cleo, dan } from '../fakes/fake-directory.ts';
import { environment, fakeEnvironments } from '../fakes/fake-environments.ts';
import { fakeLicences } from '../fakes/fake-licences.ts';
import { fakeUnifiedAudit } from '../fakes/fake-unified-audit.ts';
import { faulty } from '../fakes/faulty.ts';
import { lampSetup, lampWorld } from '../fakes/lamps.ts';
import { memoryClock } from '../fakes/memory-clock.ts';

const { id, name, url, apiUrl, organisationId, sku } = environment();

/** A finished run, its proof included. */
async function finished() {
  const clock = memoryClock();
  const dataverse = faulty(fakeDataverse({}, () => clock.now()));
  const feed = fakeActivityFeed();
  const world = {
    environments: fakeEnvironments(),
    openDataverse: () => dataverse,
    unifiedAudit: fakeUnifiedAudit(),
    feed,
    licences: fakeLicences(),
  };
  const on = chatStage([dynamicsAuditing(world)], { clock });
  const run = await on.begins(ada, 'dynamics-auditing', {
    environment: { id, name, url, apiUrl, organisationId, sku },
    reads: true,
    tables: ['account', 'contact'],
    columns: [],
  });
  for (const person of [ben, cleo]) await on.press(person, 'approve', await on.ask(run));
  await on.work();
  await on.press(ada, 'done', { run, step: 'sas-logging' });
  await on.work();
  feed.deliver(feedRecord({ createdAt: clock.now().toISOString() }));
  clock.advance(40 * MINUTE);
  await on.work();
  return { ...on, run, dataverse };
}

suite('The health of a finished run', () => {
  test('says that nothing has drifted, also when the feed has long forgotten the proof', async () => {
    const on = await finished();

    const [fresh] = await on.says(dan, `health ${on.run}`);
    on.clock.advance(60 * DAY);
    const [later] = await on.says(dan, `health ${on.run}`);

    for (const says of [fresh, later]) {
      expect(says).toContain('Nothing has drifted');
      expect(says).not.toContain('Could not be looked at');
    }
  });

  test('names what somebody has switched off since, and how to put it right', async () => {
    const on = await finished();
    const account = on.dataverse.world.tables.get('account');
    if (account === undefined) throw new Error('There is no such table.');
    on.dataverse.world.tables.set('account', {
      ...account,
      flags: { ...account.flags, readMultiple: false },
    });
    on.dataverse.world.organisation = { ...on.dataverse.world.organisation, auditing: false };

    const [says] = await on.says(ada, `health ${on.run}`);

    expect(says).toContain('Account (account): audit list reads.');
    expect(says).toContain('Switch on Start auditing');
    expect(says).toContain('type set up dynamics auditing');
    expect(says).toContain('C1 (error)');
  });

  test('never says that all is well when it could not look', async () => {
    const on = await finished();
    const silence = new GatewayError('Contoso Sales does not answer.', {
      status: 503,
      transient: true,
    });
    on.dataverse.failNext('getOrganisation', silence, 5);
    on.dataverse.failNext('listTables', silence, 5);

    const [says] = await on.says(ada, `health ${on.run}`);

    expect(says).not.toContain('Nothing has drifted');
    expect(says).not.toContain('Nothing is wrong');
    expect(says).toContain('Could not be looked at');
    expect(says).toContain('Contoso Sales does not answer.');
  });
});

suite('Health, of several kinds of runs', () => {
  const world = lampWorld();
  const health = async () => ({ title: 'The lamp is well', sections: [] });
  const drift = async () => ({ severity: 'none' as const, means: [], findings: [], unread: [] });
  const setUp = { ...lampSetup(world, { risk: 'routine' }), health, drift };
  const mute = { ...lampSetup(world, { id: 'mute', risk: 'routine' }), command: 'mute lamps' };
  const takeAway = { ...mute, id: 'away', title: 'Take a lamp away', retires: true as const };
  const lamp = (name: string) => ({ lamp: name, colour: 'red' });
  const lit = async (id: string, name: string, on: ReturnType<typeof chatStage>) => {
    world.lit.set(name, 'red');
    const run = await on.begins(ada, id, lamp(name));
    await on.work();
    on.clock.advance(MINUTE);
    return run;
  };

  test('without a name it is that of the newest run which has one', async () => {
    const on = chatStage([setUp, mute]);
    await lit('lamps', 'north', on);
    await lit('mute', 'south', on);

    const [says] = await on.says(ada, 'health');

    expect(says).toContain('The lamp is well');
  });

  test('what was taken away on purpose is no drift, until it is set up again', async () => {
    const on = chatStage([setUp, takeAway]);
    const run = await lit('lamps', 'north', on);
    const away = await lit('away', 'north', on);
    world.lit.delete('north');

    const [taken] = await on.says(ada, `health ${run}`);
    await lit('lamps', 'north', on);
    world.lit.delete('north');
    const [again] = await on.says(ada, `health ${run}`);

    expect(taken).toContain(`taken back on purpose: Take a lamp away, run ${away}`);
    expect(taken).not.toContain('To put it right');
    expect(again).toContain('To put it right');
  });
});
