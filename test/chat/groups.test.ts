import { expect } from 'expect';
import { builtInPolicy, policyOf } from '../../src/core/policy.ts';
import { personPlace } from '../../src/posting.ts';
import { chatStage } from '../fakes/chat-stage.ts';
import { ada, ben, cleo, dan } from '../fakes/fake-directory.ts';
import { oneDoor } from '../fakes/one-door.ts';
import { wordsOf } from '../fakes/words-of.ts';

const SECURITY = { id: 'dddddddd-0000-4000-8000-00000000000a', name: 'Security' };
const LEGAL = { id: 'dddddddd-0000-4000-8000-00000000000b', name: 'Legal' };
const { document } = builtInPolicy();
const policy = policyOf({
  ...document,
  risks: {
    ...document.risks,
    sensitive: { ...document.risks.sensitive, groups: [SECURITY, LEGAL] },
  },
});

/** A door to be shut, for which Security and Legal each have to send an approver. */
async function twoGroups() {
  const { world, walkthrough } = oneDoor('sensitive');
  const on = chatStage([walkthrough], { policy: () => Promise.resolve(policy) });
  on.directory.grant('approver', dan);
  on.directory.putInto(SECURITY.id, ben, dan);
  on.directory.putInto(LEGAL.id, ben);
  for (const person of [ada, ben, cleo, dan]) await on.arrives(person);
  const run = await on.begins(ada, 'doors', {});
  const cardOf = (person: typeof ada) =>
    on.teams
      .at(personPlace(person.id))
      .map(({ content }) => wordsOf(content))
      .join('\n');
  return { ...on, world, run, cardOf };
}

suite('distinct groups in the chat', () => {
  test('the cards say which groups are missing, and which one still is after a vote', async () => {
    const { run, says, cardOf, work } = await twoGroups();
    expect(cardOf(ben)).toMatch(/Still missing: one of Security and one of Legal/);

    await says(dan, `approve ${run}-1`);
    await work();

    expect(cardOf(ben)).toMatch(/one more approver.*Still missing: one of Legal/);
    expect(cardOf(ada)).toMatch(/Still missing: one of Legal/);
  });

  test('whoever is in none of them is told so, and nothing is recorded', async () => {
    const { run, says, entriesOf } = await twoGroups();

    const [answer] = await says(cleo, `approve ${run}-1`);

    expect(answer).toMatch(/one approver from each of these groups: Security and Legal/);
    expect((await entriesOf(run)).filter(({ kind }) => kind === 'decided')).toEqual([]);
  });

  test('one person in two groups does not satisfy both; two people do', async () => {
    const { run, says, work, world } = await twoGroups();

    await says(ben, `approve ${run}-1`);
    await says(ben, `approve ${run}-1`);
    await work();
    expect(world.shut).toEqual([]);
    await says(dan, `approve ${run}-1`);
    await work();

    expect(world.shut).toEqual(['back', 'front']);
  });

  test('membership counts as it is at the vote, and is on record with it', async () => {
    const { run, says, directory, entriesOf } = await twoGroups();
    directory.putInto(SECURITY.id, cleo);

    const [refused] = await says(dan, `approve ${run}-1`);
    await says(cleo, `approve ${run}-1`);

    expect(refused).toMatch(/You are in none of them/);
    const votes = (await entriesOf(run)).filter(({ kind }) => kind === 'decided');
    expect(votes).toMatchObject([{ by: cleo, groups: [SECURITY.id] }]);
  });

  test('a directory that is silent about groups has nothing decided', async () => {
    const { run, says, directory, entriesOf } = await twoGroups();
    directory.groupsOf = async () => {
      directory.world.reachable = false;
      return fail(directory);
    };

    const [answer] = await says(ben, `approve ${run}-1`);

    expect(answer).toMatch(/directory does not answer/);
    expect((await entriesOf(run)).filter(({ kind }) => kind === 'decided')).toEqual([]);
  });
});

/** What the directory says while it cannot be reached. */
async function fail(directory: { membersOf(role: 'approver'): Promise<unknown> }) {
  await directory.membersOf('approver');
  return [];
}
