import { expect } from 'expect';
import type { Data } from '../../../src/core/data.ts';
import { customerKey } from '../../../src/walkthroughs/customer-key/walkthrough.ts';
import { ada } from '../../fakes/fake-directory.ts';
import { operator, stage } from '../../fakes/stage.ts';
import { ANSWERS, healthyTenant } from './checks-world.ts';

const { first, second } = ANSWERS;

async function begun(more: object) {
  const { world, azure } = await healthyTenant();
  const on = stage([customerKey(world)]);
  azure.world.writes.length = 0;
  const answers = JSON.parse(JSON.stringify({ ...ANSWERS, ...more })) as Data;
  const answer = await on.runs.start('customer-key', answers, operator(ada));
  return { answer, runs: await on.runs.list(), writes: azure.world.writes };
}

suite('answers that no question has asked for', () => {
  test('begin a run where they are of the right form', async () => {
    const { answer } = await begun({ more: 'than is asked' });

    expect(answer.kind).toBe('recorded');
  });

  const odd: Record<string, object> = {
    'the same vault twice': { second: { ...second, vault: first.vault } },
    'the same vault in other letters': { second: { ...second, vault: first.vault.toUpperCase() } },
    'the same subscription twice': { second: { ...second, subscription: first.subscription } },
    'the same subscription in other letters': {
      first: { ...first, subscription: 'abcdefab-0000-4000-8000-000000000001' },
      second: { ...second, subscription: 'ABCDEFAB-0000-4000-8000-000000000001' },
    },
    'the same branch twice': { second: first },
    'a path in the name of a vault': { first: { ...first, vault: 'a/../../b' } },
    'a host in the name of a vault': { first: { ...first, vault: 'evil.example#' } },
    'a path in the name of a key': { first: { ...first, key: '../secrets/x' } },
    'a line break in the name of a policy': { policy: { name: 'a\nb', description: '' } },
    'a command in the name of a policy': { policy: { name: "a';rm", description: '' } },
    'an endless name': { tenant: { ...ANSWERS.tenant, name: 'x'.repeat(100_000) } },
    'an endless subscription': { first: { ...first, subscriptionName: 'x'.repeat(100_000) } },
    'an endless workspace': { workspace: `/subscriptions/${'x'.repeat(100_000)}` },
    'a number for a name': { first: { ...first, vault: 5 } },
    'a list for a branch': { first: [first] },
    'a size that is a text': { keySize: '3072' },
    'a size of no key': { keySize: 1024 },
    'no second branch': { second: null },
    'thousands of addresses': { addresses: Array(1000).fill('10.0.0.0/8') },
    'a prototype': { tenant: { __proto__: ANSWERS.tenant } },
  };
  for (const [what, more] of Object.entries(odd))
    test(`begin nothing where there is ${what}`, async () => {
      const { answer, runs, writes } = await begun(more);

      expect(answer).toEqual({
        kind: 'refused',
        says: expect.stringMatching(/^Those answers do not fit\. Type set up customer key/),
      });
      expect(runs).toEqual([]);
      expect(writes).toEqual([]);
    });
});
