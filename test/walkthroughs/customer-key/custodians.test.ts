import { expect } from 'expect';
import type { Entry, Happening } from '../../../src/core/ledger.ts';
import { remembering } from '../../../src/core/walkthrough.ts';
import type { Answers } from '../../../src/walkthroughs/customer-key/answers.ts';
import { custodyOf } from '../../../src/walkthroughs/customer-key/branch.ts';
import { excludedFrom } from '../../../src/walkthroughs/customer-key/custodians.ts';
import { siteOf } from '../../../src/walkthroughs/customer-key/world.ts';
import { ada, ben, cleo } from '../../fakes/fake-directory.ts';
import { memoryClock } from '../../fakes/memory-clock.ts';
import { memoryLedger } from '../../fakes/memory-ledger.ts';
import { HOUR } from '../../../src/core/clock.ts';
import { ANSWERS, vaultStage } from './vault-stage.ts';

const SUBJECT = 'customer-key/contoso.example';
const EXPIRES = '2026-11-30T12:00:00.000Z';

/** Runs of the past, and who is kept from the one-way door by them. */
function past() {
  const clock = memoryClock();
  const ledger = memoryLedger(clock);
  const { world } = vaultStage();
  const write = async (run: string, ...what: readonly Happening[]) => {
    const key = { tenant: 't', run };
    await ledger.append(key, (await ledger.read(key)).length, what);
  };
  return {
    clock,
    write,
    begin: (run: string) =>
      write(run, {
        ...{ kind: 'started', walkthrough: 'customer-key', title: 't', subject: SUBJECT },
        ...{ answers: {}, requester: ada, steps: [] },
      }),
    async excluded() {
      const history: readonly Entry[] = await ledger.about('t', SUBJECT);
      const looking = { entries: [], history, now: clock.now() };
      const site = siteOf(world, ANSWERS, remembering());
      return (await excludedFrom(site, looking)).map(({ id }) => id);
    },
  };
}

type Named = Partial<Pick<Answers, 'first' | 'second'>>;

const asked = (run: string, number: 1 | 2, { first, second }: Named = {}): Happening => {
  const answers = { ...ANSWERS, ...(first ? { first } : {}), ...(second ? { second } : {}) };
  const custody = custodyOf(answers, number === 1 ? answers.first : answers.second);
  const step = `key-${number}`;
  const plan = { ask: number, step, digest: `${run}/${step}`, changes: [], quorum: 1 };
  return { kind: 'requested', ...plan, expiresAt: EXPIRES, custody };
};
const yes = (run: string, number: 1 | 2, by = ben): Happening => ({
  ...{ kind: 'decided', ask: number, step: `key-${number}`, digest: `${run}/key-${number}` },
  ...{ verdict: 'approved', by },
});
const applying = (number: 1 | 2): Happening => ({
  kind: 'applying',
  step: `key-${number}`,
  change: {
    ...{ kind: 'automatic', summary: 's', digest: 'd' },
    details: { operation: 'o', target: 't', before: null, after: null },
  },
  requestId: 'r',
});

suite('whoever alone approved both keys may not decide about the assignment', () => {
  const others: Record<string, Named> = {
    'the same names': {},
    'vaults in other capitals': {
      first: { ...ANSWERS.first, vault: ANSWERS.first.vault.toUpperCase() },
    },
    'another key in the same vault': { first: { ...ANSWERS.first, key: 'key-x' } },
    'the two the other way round': { first: ANSWERS.second, second: ANSWERS.first },
    'another partner': { second: { ...ANSWERS.second, vault: 'another-vault', key: 'k' } },
  };
  for (const [what, names] of Object.entries(others))
    test(`also when the other one was approved in a run with ${what}`, async () => {
      const on = past();
      await on.begin('a');
      const turned = names.first === ANSWERS.second;
      const number = turned ? 2 : 1;
      await on.write('a', asked('a', number, names), yes('a', number), { kind: 'finished' });
      await on.begin('b');
      await on.write('b', asked('b', 2), yes('b', 2));

      expect(await on.excluded()).toEqual([ben.id]);
    });

  for (const end of ['withdrawn', 'cancelled'] as const)
    test(`also when the approval was made use of before it was ${end}`, async () => {
      const on = past();
      await on.begin('a');
      await on.write('a', asked('a', 1), yes('a', 1), applying(1), { kind: end, by: ada });
      await on.begin('b');
      await on.write('b', asked('b', 2), yes('b', 2));

      expect(await on.excluded()).toEqual([ben.id]);
    });

  test('not when it was taken back before anything was done', async () => {
    const on = past();
    await on.begin('a');
    await on.write('a', asked('a', 1), yes('a', 1), { kind: 'withdrawn', by: ada });
    await on.begin('b');
    await on.write('b', asked('b', 2), yes('b', 2));

    expect(await on.excluded()).toEqual([]);
  });

  test('not for different vaults, whatever they are paired with', async () => {
    const on = past();
    const names = { first: { ...ANSWERS.first, vault: `${ANSWERS.first.vault}0` } };
    await on.begin('a');
    await on.write('a', asked('a', 1, names), yes('a', 1), { kind: 'finished' });
    await on.begin('b');
    await on.write('b', asked('b', 2), yes('b', 2));

    expect(await on.excluded()).toEqual([]);
  });

  test('also when the clock was set back between the two runs', async () => {
    const on = past();
    await on.begin('a');
    await on.write('a', asked('a', 1));
    on.clock.advance(3 * HOUR);
    await on.write('a', yes('a', 1), applying(1), { kind: 'cancelled', by: ada });
    on.clock.advance(-2 * HOUR);
    await on.begin('b');
    // Somebody else stands behind the first key in this run, and Ben behind the second.
    await on.write('b', asked('b', 1), asked('b', 2), yes('b', 1, cleo), yes('b', 2));

    expect(await on.excluded()).toEqual([ben.id]);
  });
});
