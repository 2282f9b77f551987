import { expect } from 'expect';
import { personPlace } from '../../src/announce.ts';
import { erasureOf } from '../../src/compose/erasure.ts';
import { DAY, HOUR } from '../../src/core/clock.ts';
import { ONE_WAY_PHRASE } from '../../src/core/policy.ts';
import { digestOfPlan } from '../../src/core/step.ts';
import { chatStage, type ChatStage } from '../fakes/chat-stage.ts';
import { ada, ben, cleo, dan, eve, fakeDirectory, finn } from '../fakes/fake-directory.ts';
import { memoryClock } from '../fakes/memory-clock.ts';
import { memoryStore } from '../fakes/memory-store.ts';
import { TENANT } from '../fakes/stage.ts';
import { personQuestion } from '../../src/walkthroughs/erase-person/question.ts';

const BLIND = 'b'.repeat(32);
const about = (person: string) => ({ person, blind: BLIND });

/** Dan was here: he asked a question, approved something and can be reached. */
async function contoso() {
  const clock = memoryClock();
  const store = memoryStore(clock);
  const directory = fakeDirectory();
  const redrawn: string[] = [];
  const erasure = erasureOf({
    ...{ tenant: TENANT, store, directory },
    redraw: (run) => void redrawn.push(run),
  });
  const on = chatStage([erasure], { clock, store });
  await had(on, 'OLDRUN', true);
  await store.references.save(TENANT, personPlace(dan.id), {}, clock.now().toISOString());
  return { ...on, redrawn, roles: directory };
}

/** A run in which Dan has approved. */
async function had(on: Pick<ChatStage, 'store'>, run: string, ended: boolean) {
  await on.store.ledger.append({ tenant: TENANT, run }, 0, [
    {
      ...{ kind: 'started', walkthrough: 'lamps', title: 'Lamps', subject: `lamps/${run}` },
      ...{ answers: { lamp: 'north' }, requester: eve, steps: [] },
    },
    {
      ...{ kind: 'decided', ask: 1, step: 'lamp', digest: 'd', verdict: 'approved' },
      ...{ by: dan, reason: 'Dan has looked' },
    },
    ...(ended ? [{ kind: 'finished' } as const] : []),
  ]);
}

async function approved(on: ChatStage, run: string): Promise<void> {
  for (const who of [ben, cleo])
    await on.press(who, 'approve', { ...(await on.ask(run)), phrase: ONE_WAY_PHRASE });
  on.clock.advance(HOUR);
  await on.work();
}

const endOf = async (on: ChatStage, run: string) =>
  (await on.store.ledger.runs(TENANT)).find((heading) => heading.run === run)?.open;

const everything = async (on: ChatStage) =>
  JSON.stringify(
    await Promise.all(
      (await on.store.ledger.runs(TENANT)).map(async (heading) => [
        heading,
        await on.store.ledger.read(heading),
        await on.store.openings.of(TENANT, heading.run),
      ]),
    ),
  );

suite('Erasing a person', () => {
  test('after two approvals and an hour the person is gone, also from the erasure itself', async () => {
    const on = await contoso();
    const before = (await on.store.tree.unsealed(TENANT, 100)).entries;

    const run = await on.begins(ada, 'erase-person', about(dan.id));
    expect(await everything(on)).toContain(dan.id);
    await approved(on, run);

    expect(await endOf(on, run)).toBe(false);
    expect(await everything(on)).not.toMatch(new RegExp(`${dan.id}|Dan\\b`));
    expect(await everything(on)).not.toContain(BLIND);
    expect(await on.store.references.find(TENANT, personPlace(dan.id))).toBeUndefined();
    expect(on.redrawn).toEqual(['OLDRUN']);
    const after = (await on.store.tree.unsealed(TENANT, 100)).entries;
    expect(after.slice(0, before.length)).toEqual(before);
    expect((await on.entriesOf(run)).map(({ kind }) => kind)).toContain('applied');
  });

  test('nothing is erased before, and the approvers see whom it is about', async () => {
    const on = await contoso();

    const run = await on.begins(ada, 'erase-person', about(dan.id));
    await on.press(ben, 'approve', { ...(await on.ask(run)), phrase: ONE_WAY_PHRASE });
    on.clock.advance(HOUR);
    await on.work();

    expect(await everything(on)).toContain('Dan has looked');
    const cards =
      (await on.says(ben, 'approvals')).join() + (await on.says(cleo, 'approvals')).join();
    expect(cards).toContain(dan.id);
    expect(cards).toContain('Dan');
    expect(cards).toContain('OLDRUN');
  });

  test('what is approved is what is done: the digest holds after a round trip', async () => {
    const on = await contoso();
    const run = await on.begins(ada, 'erase-person', about(dan.id));

    const asked = (await on.entriesOf(run)).find((entry) => entry.kind === 'requested');

    if (asked?.kind !== 'requested') throw new Error('not asked');
    const key = { tenant: TENANT, run, step: 'data-erased' };
    expect(digestOfPlan(key, asked.changes)).toBe(asked.digest);
    expect(asked.changes[0]?.details).toMatchObject({
      operation: 'ledger.erase',
      person: { id: dan.id, name: 'Dan', blind: BLIND },
      before: { runs: ['OLDRUN'], openings: 3 },
      after: 'erased',
    });
    expect(asked.changes[0]?.summary).not.toMatch(/Dan|aaaaaaaa/);
    expect(asked.changes[0]?.summary).toContain('still has a role here (analyst)');
  });

  test('a run that ended meanwhile is not erased unasked: it is asked for anew', async () => {
    const on = await contoso();
    const run = await on.begins(ada, 'erase-person', about(dan.id));
    await had(on, 'NEWRUN', true);

    await approved(on, run);

    expect(await on.stateOf(run)).toEqual({ 'data-erased': 'asked' });
    expect(await everything(on)).toContain('Dan has looked');
  });

  test('a run that is still open is left out, and that is said', async () => {
    const on = await contoso();
    await had(on, 'OPENED', false);
    const run = await on.begins(ada, 'erase-person', about(dan.id));

    await approved(on, run);

    expect(await everything(on)).toContain('Dan has looked');
    const found = (await on.entriesOf(run)).flatMap((entry) =>
      entry.kind === 'verified' ? [entry.found] : [],
    );
    expect(found.join()).toContain('Still open, and left as they are: OPENED.');
    expect(await on.store.openings.about(TENANT, dan.id)).toMatchObject([{ run: 'OPENED' }]);
  });

  test('nobody asks for their own data to be erased, and nobody decides about their own', async () => {
    const on = await contoso();

    const own = await on.begins(ada, 'erase-person', about(ada.id));
    expect(await on.stateOf(own)).toEqual({ 'data-erased': 'failed' });
    await on.runs.cancel(own, { person: ada, roles: new Set(['operator']) });

    await had(on, 'BENRUN', true);
    const run = await on.begins(ada, 'erase-person', about(dan.id));
    on.directory.grant('approver', dan);
    const answered = await on.press(dan, 'approve', {
      ...(await on.ask(run)),
      phrase: ONE_WAY_PHRASE,
    });
    expect(JSON.stringify(answered)).toContain('It is about your own data');
  });

  test('of whom nothing is known there is nothing to approve', async () => {
    const on = await contoso();

    const run = await on.begins(ada, 'erase-person', about(finn.id));

    expect(await endOf(on, run)).toBe(false);
    expect(await everything(on)).not.toContain(finn.id);
  });

  test('a directory that is silent is waited for, and one that knows nobody is an answer', async () => {
    const on = await contoso();
    on.roles.world.reachable = false;
    const run = await on.begins(ada, 'erase-person', about(dan.id));
    expect(await on.stateOf(run)).toEqual({ 'data-erased': 'waiting' });

    on.roles.world.reachable = true;
    on.roles.world.people.delete(dan.id);
    on.clock.advance(DAY);
    await on.work();

    const asked = (await on.entriesOf(run)).find((entry) => entry.kind === 'requested');
    expect(JSON.stringify(asked)).not.toContain('still has a role');
    expect(await on.stateOf(run)).toEqual({ 'data-erased': 'asked' });
  });

  test('the question takes an object id and nothing that only looks like one', async () => {
    const read = (person: string) => personQuestion.read({}, { person });

    expect(await read(` ${dan.id.toUpperCase()} `)).toMatchObject({
      kind: 'answered',
      answers: { person: dan.id },
    });
    const [one, other] = await Promise.all([read(dan.id), read(dan.id)]);
    expect(one).not.toEqual(other);
    for (const wrong of [
      '',
      'Dan',
      'dan@contoso.example',
      `${dan.id}0`,
      `sealed:${'a'.repeat(64)}`,
    ])
      expect(await read(wrong)).toMatchObject({ kind: 'refused' });
  });
});
