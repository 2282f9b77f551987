import { expect } from 'expect';
import { HOUR, MINUTE } from '../../src/core/clock.ts';
import { standingOf } from '../../src/core/standing.ts';
import { dynamicsAuditing } from '../../src/walkthroughs/dynamics-auditing/walkthrough.ts';
import { undoAuditing } from '../../src/walkthroughs/dynamics-auditing/undo.ts';
import { fakeActivityFeed, feedRecord } from '../fakes/fake-activity-feed.ts';
import { fakeDataverse, type DataverseWorld } from '../fakes/fake-dataverse.ts';
import { ada, ben, cleo } from '../fakes/fake-directory.ts';
import { environment, fakeEnvironments } from '../fakes/fake-environments.ts';
import { fakeLicences } from '../fakes/fake-licences.ts';
import { fakeUnifiedAudit } from '../fakes/fake-unified-audit.ts';
import { memoryClock } from '../fakes/memory-clock.ts';
import { operator, stage } from '../fakes/stage.ts';

const { id, name, url, apiUrl, organisationId, sku } = environment();
const ANSWERS = {
  environment: { id, name, url, apiUrl, organisationId, sku },
  reads: true,
  tables: ['account', 'contact'],
  columns: [],
};

function contoso(more: Partial<DataverseWorld> = {}) {
  const clock = memoryClock();
  const dataverse = fakeDataverse(more, () => clock.now());
  const feed = fakeActivityFeed();
  const environments = fakeEnvironments();
  const unifiedAudit = fakeUnifiedAudit();
  const world = {
    environments,
    openDataverse: () => dataverse,
    unifiedAudit,
    feed,
    licences: fakeLicences(),
  };
  const setUp = dynamicsAuditing(world);
  const on = stage([setUp], clock);
  const undo = undoAuditing(world, on.runs);
  const both = stage([setUp, undo], clock);
  return { ...both, clock, dataverse, feed, environments, unifiedAudit, world, setUp };
}

type Contoso = ReturnType<typeof contoso>;

/** Approves all that is asked, does the guided step, and lets the record arrive. */
async function play(on: Contoso, run: string): Promise<void> {
  await on.runs.advance(run);
  await on.vote(run, 1, ben);
  await on.vote(run, 1, cleo);
  await on.runs.advance(run);
  await on.runs.attest(run, 'sas-logging', operator(ada));
  await on.runs.advance(run);
  on.feed.deliver(feedRecord({ createdAt: on.clock.now().toISOString() }));
  on.clock.advance(40 * MINUTE);
  await on.runs.advance(run);
}

async function started(on: Contoso, answers: object = ANSWERS): Promise<string> {
  const { run = '', ...answer } = await on.runs.start(
    'dynamics-auditing',
    { ...answers },
    operator(ada),
  );
  expect(answer.kind).toBe('recorded');
  return run;
}

suite('Dynamics auditing', () => {
  test('the whole story ends with every step verified, or attested where no API can see it', async () => {
    const on = contoso();
    const run = await started(on);

    await play(on, run);

    const { steps, ended } = standingOf(await on.runs.read(run));
    expect(ended).toBe('finished');
    expect(steps.filter(({ state }) => state !== 'verified').map((step) => step.id)).toEqual([
      'sas-logging',
    ]);
    expect(on.dataverse.world.writes).toEqual([
      'organisation auditing,reads,userAccess',
      'flags account',
      'flags contact',
      'publish account,contact',
    ]);
  });

  test('everything that can be foreseen is asked at once', async () => {
    const on = contoso();
    const run = await started(on);

    await on.runs.advance(run);

    const { asks } = standingOf(await on.runs.read(run));
    expect(asks.map(({ ask, step, quorum }) => [ask, step, quorum])).toEqual([
      [1, 'ingestion-on', 2],
      [1, 'organisation-switches', 1],
      [1, 'feed-subscribed', 1],
      [1, 'tables-audited', 1],
      [1, 'published', 2],
      [1, 'read-event-made', 1],
    ]);
    expect(on.dataverse.world.writes).toEqual([]);
  });

  test('a second run changes nothing and says so', async () => {
    const on = contoso();
    await play(on, await started(on));
    const before = [...on.dataverse.world.writes];

    const run = await started(on);
    await on.runs.advance(run);

    const { asks } = standingOf(await on.runs.read(run));
    expect(asks.map(({ step }) => step)).toEqual(['read-event-made']);
    expect(on.dataverse.world.writes).toEqual(before);
  });

  test('a table that was set and not published is published by the next run', async () => {
    const on = contoso();
    const first = await started(on);
    await on.runs.advance(first);
    await on.vote(first, 1, ben);
    await on.vote(first, 1, cleo, { steps: ['ingestion-on'] });
    await on.runs.advance(first);
    await on.runs.cancel(first, operator(ada));
    expect(on.dataverse.world.writes).toContain('flags account');
    expect(on.dataverse.world.writes.join()).not.toContain('publish');

    const run = await started(on);
    await on.runs.advance(run);

    const published = standingOf(await on.runs.read(run)).asks.find(
      ({ step }) => step === 'published',
    );
    expect(published?.changes[0]?.details.after).toEqual(['account', 'contact']);
  });

  test('columns are audited when they are named, and published with their tables', async () => {
    const on = contoso();
    const run = await started(on, { ...ANSWERS, columns: ['account.telephone1'] });

    await play(on, run);

    expect(on.dataverse.world.writes).toContain('column account.telephone1');
  });

  test('a developer environment records changes only, and no step pretends otherwise', async () => {
    const on = contoso();
    on.environments.world.environments = [environment({ sku: 'Developer' })];
    const run = await started(on, {
      ...ANSWERS,
      reads: false,
      environment: { ...ANSWERS.environment, sku: 'Developer' },
    });

    await on.runs.advance(run);
    await on.vote(run, 1, ben);
    await on.vote(run, 1, cleo);
    await on.runs.advance(run);

    const { ended, steps } = standingOf(await on.runs.read(run));
    expect(ended).toBe('finished');
    expect(steps.map((step) => step.id)).not.toContain('event-in-feed');
    expect(on.dataverse.world.organisation.reads).toBe(false);
  });

  test('reads asked of a non-production environment stop at the preflight', async () => {
    const on = contoso();
    on.environments.world.environments = [environment({ sku: 'Sandbox' })];
    const run = await started(on);

    await on.runs.advance(run);

    expect((await on.stepsOf(run))['environment-fit']).toBe('your-turn');
    expect(on.dataverse.world.writes).toEqual([]);
  });

  test('without a role and without a reason a person is asked to give the role', async () => {
    const on = contoso({ caller: undefined });
    const run = await started(on);

    await on.runs.advance(run);

    expect((await on.stepsOf(run))['bot-has-role']).toBe('your-turn');
    expect(on.environments.world.users.size).toBe(0);
  });

  test('with consent and a reason two approvers let the bot be added', async () => {
    const on = contoso({ caller: undefined });
    const run = await started(on, { ...ANSWERS, addRole: 'Ticket 4711' });
    await on.runs.advance(run);
    const asked = standingOf(await on.runs.read(run)).asks.find(
      ({ step }) => step === 'bot-has-role',
    );

    await on.vote(run, 1, ben);
    await on.vote(run, 1, cleo);
    await on.runs.advance(run);

    expect(asked?.quorum).toBe(2);
    expect(asked?.changes[0]?.summary).toContain('Ticket 4711');
    expect(on.environments.world.users).toEqual(new Set([id]));
  });

  test('a table locked by its publisher is left out only with somebody’s word', async () => {
    const on = contoso();
    const run = await started(on, { ...ANSWERS, tables: ['account', 'calendar'] });

    await on.runs.advance(run);
    const before = (await on.stepsOf(run))['tables-auditable'];
    await on.runs.attest(run, 'tables-auditable', operator(ada));
    await on.vote(run, 1, ben);
    await on.vote(run, 1, cleo);
    await on.runs.advance(run);

    expect(before).toBe('your-turn');
    expect((await on.stepsOf(run))['tables-auditable']).toBe('attested');
    expect(on.dataverse.world.writes.join()).not.toContain('calendar');
  });

  test('the proof is pending for a day and then names what to look at', async () => {
    const on = contoso();
    const run = await started(on);
    await on.runs.advance(run);
    await on.vote(run, 1, ben);
    await on.vote(run, 1, cleo);
    await on.runs.advance(run);
    await on.runs.attest(run, 'sas-logging', operator(ada));
    await on.runs.advance(run);

    on.clock.advance(23 * HOUR);
    await on.runs.advance(run);
    expect((await on.stepsOf(run))['event-in-feed']).toBe('waiting');
    on.clock.advance(2 * HOUR);
    await on.runs.advance(run);

    const step = standingOf(await on.runs.read(run)).steps.find(
      (each) => each.id === 'event-in-feed',
    );
    expect(step?.state).toBe('failed');
    expect(step?.note).toContain('SAS logging');
  });

  test('somebody else’s read is not taken for the proof', async () => {
    const on = contoso();
    const run = await started(on);
    await on.runs.advance(run);
    await on.vote(run, 1, ben);
    await on.vote(run, 1, cleo);
    await on.runs.advance(run);
    await on.runs.attest(run, 'sas-logging', operator(ada));
    await on.runs.advance(run);

    const createdAt = on.clock.now().toISOString();
    on.feed.deliver(
      feedRecord({ createdAt, systemUserId: '99999999-0000-4000-8000-000000000001' }),
    );
    on.feed.deliver(feedRecord({ createdAt, instanceUrl: 'https://fabrikam.crm4.dynamics.com/' }));
    on.feed.deliver(feedRecord({ createdAt, message: 'Update' }));
    on.clock.advance(HOUR);
    await on.runs.advance(run);

    expect((await on.stepsOf(run))['event-in-feed']).toBe('waiting');
  });

  test('what a change sends is what its details say', async () => {
    const on = contoso();
    const run = await started(on);
    await play(on, run);

    const applied = (await on.runs.read(run)).filter((entry) => entry.kind === 'applied');
    const flags = applied.find((entry) => entry.change.details['table'] === 'account');

    expect(flags?.change.details.after).toEqual(on.dataverse.world.tables.get('account')?.flags);
    expect(applied.map((entry) => entry.requestId)).toHaveLength(
      new Set(applied.map((entry) => entry.requestId)).size,
    );
  });

  test('whoever has voted on what is still open cannot resume, for a requester’s vote must not stand', async () => {
    const on = contoso();
    const run = await started(on);
    await on.runs.advance(run);
    await on.vote(run, 1, ben, { steps: ['published'] });
    await on.vote(run, 1, cleo, { verdict: 'rejected', steps: ['tables-audited'] });
    await on.runs.advance(run);

    const byBen = await on.runs.resume(run, operator(ben));
    const byAda = await on.runs.resume(run, operator(ada));

    expect(byBen).toEqual({ kind: 'refused', says: expect.stringContaining('somebody else') });
    expect(byAda.kind).toBe('recorded');
  });

  test('an undo puts switches and tables back to what they were, with two approvers', async () => {
    const on = contoso();
    const run = await started(on);
    await play(on, run);
    const answers = await undoAuditing(on.world, on.runs).questions[0]?.read({}, { run });
    if (answers?.kind !== 'answered') throw new Error('The run was not accepted.');
    const { run: back = '' } = await on.runs.start(
      'dynamics-auditing-undo',
      answers.answers,
      operator(ada),
    );

    await on.runs.advance(back);
    const { asks } = standingOf(await on.runs.read(back));
    await on.vote(back, 1, ben);
    await on.vote(back, 1, cleo);
    await on.runs.advance(back);

    const { organisation, tables } = on.dataverse.world;
    expect(asks.every(({ quorum }) => quorum === 2)).toBe(true);
    expect([organisation.auditing, organisation.reads, organisation.userAccess]).toEqual([
      false,
      false,
      false,
    ]);
    expect(tables.get('account')?.flags).toEqual({
      audit: false,
      read: false,
      readMultiple: false,
    });
    expect(standingOf(await on.runs.read(back)).ended).toBe('finished');
  });
});
