import { expect } from 'expect';
import { builtInPolicy } from '../../src/core/policy.ts';
import { HOUR } from '../../src/core/clock.ts';
import { policyFrom } from '../../src/core/policy-in-force.ts';
import { personPlace } from '../../src/posting.ts';
import { changePolicy } from '../../src/walkthroughs/change-policy/walkthrough.ts';
import { knownAs, WALKTHROUGHS } from '../../src/walkthroughs/known.ts';
import { chatStage } from '../fakes/chat-stage.ts';
import { ada, ben, cleo, fakeDirectory } from '../fakes/fake-directory.ts';
import { memoryClock } from '../fakes/memory-clock.ts';
import { memoryStore } from '../fakes/memory-store.ts';
import { TENANT } from '../fakes/stage.ts';
import { wordsOf } from '../fakes/words-of.ts';

const builtIn = builtInPolicy();
const { routine, ...others } = builtIn.document.risks;
const text = JSON.stringify({
  ...builtIn.document,
  risks: { ...others, routine: { ...routine, quorum: 2 } },
});

test('an operator types change policy, two approve it, and an hour later it is in force', async () => {
  const clock = memoryClock();
  const store = memoryStore(clock);
  const policy = policyFrom(store.ledger, TENANT, builtIn);
  const walkthrough = changePolicy({
    ...{ file: { read: async () => text }, builtIn, directory: fakeDirectory() },
    known: () => ({ walkthroughs: knownAs(WALKTHROUGHS), signIn: false }),
  });
  const { says, work, arrives, runs, teams } = chatStage([walkthrough], { clock, store, policy });
  for (const person of [ada, ben, cleo]) await arrives(person);

  const plan = (await says(ada, 'change policy')).join('\n');
  await says(ada, 'send');
  await work();
  const [{ run } = { run: '' }] = await runs.list();
  for (const person of [ben, cleo]) {
    expect(wordsOf(teams.at(personPlace(person.id)).at(-1)?.content ?? '')).toMatch(
      /routine changes: 2 approvers instead of 1/,
    );
    await says(person, `approve ${run}-1`);
  }
  await work();
  const during = (await policy()).digest;
  clock.advance(HOUR);
  await work();

  expect(plan).toMatch(/Stronger: routine changes: 2 approvers instead of 1/);
  expect(during).toBe(builtIn.digest);
  expect((await policy()).document.risks.routine.quorum).toBe(2);
  expect((await runs.list()).map(({ open }) => open)).toEqual([false]);
});
