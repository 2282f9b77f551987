import { expect } from 'expect';
import { MINUTE } from '../../src/core/clock.ts';
import { GatewayError } from '../../src/core/errors.ts';
import { dynamicsAuditing } from '../../src/walkthroughs/dynamics-auditing/walkthrough.ts';
import { undoAuditing } from '../../src/walkthroughs/dynamics-auditing/undo.ts';
import { chatStage } from '../fakes/chat-stage.ts';
import { fakeActivityFeed, feedRecord } from '../fakes/fake-activity-feed.ts';
import { fakeDataverse } from '../fakes/fake-dataverse.ts';
import { ada, ben, cleo } from '../fakes/fake-directory.ts';
import { fakeEnvironments } from '../fakes/fake-environments.ts';
import { fakeLicences } from '../fakes/fake-licences.ts';
import { fakeUnifiedAudit } from '../fakes/fake-unified-audit.ts';
import { faulty } from '../fakes/faulty.ts';
import { memoryClock } from '../fakes/memory-clock.ts';
import { wordsOf } from '../fakes/words-of.ts';

/** What no person should have to read. */
const INTERNAL: Readonly<Record<string, RegExp>> = {
  'a digest': /\b[0-9a-f]{64}\b/,
  'a missing value': /\bundefined\b|\bNaN\b|\bnull\b|Invalid Date/,
  'an object': /\[object|\{"|"\}|:\s*\{/,
  'a time as machines write it': /\d{4}-\d{2}-\d{2}T\d{2}/,
  'a stack': /\bat \w+ \(|node_modules|file:\/\//,
  'an empty name': /\(\)|: ,|, ,|\s\.(?:\s|$)/,
};

function contoso() {
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
  const stage = chatStage((past) => [dynamicsAuditing(world), undoAuditing(world, past)], {
    clock,
  });
  return { ...stage, dataverse, feed };
}

type Contoso = ReturnType<typeof contoso>;

async function approveAll(on: Contoso, run: string, ask = 1): Promise<void> {
  for (const person of [ben, cleo]) await on.press(person, 'approve', await on.ask(run, ask));
  await on.work();
}

/** From the first word to the proof, with a failure and an undo on the way. */
async function wholeStory(on: Contoso): Promise<string> {
  for (const text of ['set up dynamics auditing', 'Contoso Sales', 'common, cr1_project', 'send'])
    await on.says(ada, text);
  await on.work();
  const [{ run } = { run: '' }] = await on.runs.list();
  on.dataverse.failNext(
    'setTableFlags',
    new GatewayError('Contoso Sales refused this (403).', { status: 403, transient: false }),
  );
  await approveAll(on, run);
  await on.says(ada, `resume ${run}`);
  await on.work();
  const again = Math.max(
    ...(await on.entriesOf(run)).flatMap((entry) =>
      entry.kind === 'requested' ? [entry.ask] : [],
    ),
  );
  if (again > 1) await approveAll(on, run, again);
  await on.press(ada, 'done', { run, step: 'sas-logging' });
  await on.work();
  on.feed.deliver(feedRecord({ createdAt: on.clock.now().toISOString() }));
  on.clock.advance(40 * MINUTE);
  await on.work();
  return run;
}

suite('Everything that people read of a whole run', () => {
  test('is in words of theirs: nothing internal is ever shown', async () => {
    const on = contoso();
    const run = await wholeStory(on);
    for (const text of [
      'help',
      'hi',
      'status',
      `status ${run}`,
      `plan ${run}`,
      `health ${run}`,
      `report ${run}`,
      'work',
      'approvals',
      `undo ${run}`,
      'send',
      'nonsense',
    ])
      await on.says(ada, text);
    await on.work();
    await on.says(ben, 'approvals');

    const drawings = on.teams.drawings.map((content) => wordsOf(content));
    const found = drawings.flatMap((drawing) =>
      Object.entries(INTERNAL).flatMap(([what, pattern]) =>
        drawing.split('\n').flatMap((line) => (pattern.test(line) ? [`${what}: ${line}`] : [])),
      ),
    );

    expect([...new Set(found)]).toEqual([]);
    expect(drawings.length).toBeGreaterThan(30);
    expect(on.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  test('ends with a finished run, its proof and what is recorded where', async () => {
    const on = contoso();
    const run = await wholeStory(on);

    const mine = on.teams.at(`person:${ada.id}`).map(({ content }) => wordsOf(content));

    expect((await on.runs.list()).find((each) => each.run === run)?.open).toBe(false);
    expect(mine.filter((says) => says.includes('Proof') && says.includes('Finished'))).toHaveLength(
      1,
    );
    expect(mine.join('\n')).toMatch(/Retrieve of account/);
    expect(
      mine.filter((says) => says.includes('What is recorded now in Contoso Sales')),
    ).toHaveLength(1);
    expect(on.dataverse.world.writes).toContain('publish account,contact,cr1_project,lead');
  });
});
