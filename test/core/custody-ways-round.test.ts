import { expect } from 'expect';
import { z } from 'zod';
import { asksOf } from '../../src/core/asks.ts';
import { areApart } from '../../src/core/custody.ts';
import type { Person } from '../../src/core/people.ts';
import { ada, ben, cleo, dan } from '../fakes/fake-directory.ts';
import { operator, stage } from '../fakes/stage.ts';
import { refusedBy, twoKeys } from '../fakes/two-keys.ts';

const Answers = z.object({
  first: z.string().default('vault-a'),
  second: z.string().default('vault-b'),
  key: z.string().default('key'),
  domain: z.string().default('contoso.example'),
});

type Named = Readonly<Record<string, string>>;

/** The names of keys and of the organisation are answers too. */
async function begun() {
  const keys = twoKeys();
  const { steps } = keys.walkthrough;
  const on = stage([
    {
      ...keys.walkthrough,
      answers: Answers,
      subject: (answers) => `keys/${Answers.parse(answers).domain}`,
      steps(answers, reads) {
        const { key, ...vaults } = Answers.parse(answers);
        const named = (text: string) => text.replaceAll('/key', `/${key}`);
        return steps(vaults, reads).map((step) => ({
          ...step,
          ...(step.custody === undefined
            ? {}
            : { custody: { pair: named(step.custody.pair), part: named(step.custody.part) } }),
        }));
      },
    },
  ]);
  const start = async (answers: Named) => {
    const { run = '' } = await on.runs.start('two-keys', { ...answers }, operator(ada));
    await on.runs.advance(run);
    return run;
  };
  /** Says yes to everything that is asked for one vault. */
  const approve = async (run: string, vault: string, person: Person) => {
    const asked = asksOf(await on.runs.read(run)).findLast(
      ({ custody }) => custody?.part.split('/')[0] === vault,
    );
    return (await on.vote(run, asked?.ask ?? 0, person)).kind;
  };
  /** Ben alone has made something of the first vault, and the run is over. */
  const madeAndCancelled = async (run: string) => {
    await approve(run, 'vault-a', ben);
    await on.runs.advance(run);
    await on.runs.cancel(run, operator(ada));
  };
  return { ...on, ...keys, start, approve, madeAndCancelled, run: await start({}) };
}

suite('no way round the two custodians', () => {
  test('leads over another key name in the same vaults', async () => {
    const on = await begun();
    await on.madeAndCancelled(on.run);
    const next = await on.start({ key: 'key-2' });

    expect(await on.approve(next, 'vault-b', ben)).toBe('refused');
    expect(await on.approve(next, 'vault-b', cleo)).toBe('recorded');
  });

  test('leads over another name of the organisation', async () => {
    const on = await begun();
    await on.madeAndCancelled(on.run);
    const next = await on.start({ domain: 'contoso.onmicrosoft.example' });

    expect(await on.approve(next, 'vault-b', ben)).toBe('refused');
    expect(await on.approve(next, 'vault-b', cleo)).toBe('recorded');
  });

  test('leads over what was begun and then failed or was taken back', async () => {
    for (const end of ['failed', 'withdrawn'] as const) {
      const on = await begun();
      on.world.trouble.set('vault-a', refusedBy('No.'));
      if (end === 'withdrawn') on.world.trouble.set('vault-a', new Error('killed'));
      await on.approve(on.run, 'vault-a', ben);
      await on.runs.advance(on.run).catch(() => undefined);
      await on.runs.withdraw(on.run, operator(ada));
      await on.runs.resume(on.run, operator(ada));
      await on.runs.advance(on.run);

      expect(await on.approve(on.run, 'vault-b', ben)).toBe('refused');
    }
  });

  test('is needed by whoever has approved nothing, or only of other vaults', async () => {
    const on = await begun();
    await on.madeAndCancelled(on.run);
    const next = await on.start({ first: 'vault-c', second: 'vault-d', key: 'key-2' });

    expect(await on.approve(next, 'vault-d', ben)).toBe('recorded');
    expect(await on.approve(next, 'vault-c', dan)).toBe('recorded');
  });

  test('whatever keys are in two vaults, the vaults are apart; two keys of one vault are not', () => {
    const apart = (pair: string, part: string) =>
      areApart({ pair: 'a/1 + b/1', part: 'a/1' }, { pair, part });

    expect(apart('a/2 + b/2', 'b/2')).toBe(true);
    expect(apart('B/2 + A/2', 'B/2')).toBe(true);
    expect(apart('a/2 + c/2', 'c/2')).toBe(true);
    expect(apart('a/2 + b/2', 'a/2')).toBe(false);
    expect(apart('a1/1 + b1/1', 'b1/1')).toBe(false);
    expect(apart('c/1 + d/1', 'd/1')).toBe(false);
  });
});
