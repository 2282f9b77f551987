import { expect } from 'expect';
import fc from 'fast-check';
import { asksOf, type AskedStep } from '../../src/core/asks.ts';
import { approversOf } from '../../src/core/quorum.ts';
import { digestOfAsk, mayDecide } from '../../src/core/approvals.ts';
import { areApart } from '../../src/core/custody.ts';
import type { Person } from '../../src/core/people.ts';
import { standingOf } from '../../src/core/standing.ts';
import { ada, ben, cleo, dan, eve } from '../fakes/fake-directory.ts';
import { approver, operator, stage } from '../fakes/stage.ts';
import { refusedBy, twoKeys } from '../fakes/two-keys.ts';

const VAULTS = { first: 'vault-a', second: 'vault-b' };
const NOBODY = 1;
const FIRST = 2;
const SECOND = 3;

async function begun(risk: Parameters<typeof twoKeys>[0] = 'routine') {
  const keys = twoKeys(risk);
  const on = stage([keys.walkthrough]);
  const start = async (answers: typeof VAULTS = VAULTS) => {
    const { run = '' } = await on.runs.start('two-keys', answers, operator(ada));
    await on.runs.advance(run);
    return run;
  };
  const asksIn = async (run: string) => asksOf(await on.runs.read(run));
  return { ...on, ...keys, start, asksIn, run: await start() };
}

const SOMEBODY_ELSE = {
  kind: 'refused',
  says: expect.stringMatching(/keys under one person protect nothing.*somebody else/),
};

suite('parts that belong under different people', () => {
  test('each part is asked for on a card of its own, and so is what belongs to none', async () => {
    const { asksIn, run } = await begun();

    const asks = Map.groupBy(await asksIn(run), ({ ask }) => ask);

    expect([...asks].map(([ask, steps]) => [ask, steps.map(({ step }) => step)])).toEqual([
      [NOBODY, ['lamp-made']],
      [FIRST, ['vault-a-made', 'vault-a-key-made']],
      [SECOND, ['vault-b-made', 'vault-b-key-made']],
    ]);
    expect(asks.get(FIRST)?.[0]?.custody).toEqual({
      pair: 'vault-a/key + vault-b/key',
      part: 'vault-a/key',
    });
  });

  test('whoever alone approved one key cannot approve the other, and somebody else can', async () => {
    const { runs, run, vote, world } = await begun();
    await vote(run, FIRST, ben);

    const same = await vote(run, SECOND, ben);
    const other = await vote(run, SECOND, cleo);
    await vote(run, NOBODY, ben);
    const progress = await runs.advance(run);

    expect(same).toEqual(SOMEBODY_ELSE);
    expect(other.kind).toBe('recorded');
    expect(progress.state).toBe('finished');
    expect(world.made).toHaveLength(5);
  });

  test('one step of a part is enough to be kept from all of the other', async () => {
    const { run, vote } = await begun();
    await vote(run, FIRST, ben, { steps: ['vault-a-key-made'] });

    const any = await vote(run, SECOND, ben, { steps: ['vault-b-made'] });
    const own = await vote(run, FIRST, ben, { steps: ['vault-a-made'] });

    expect(any).toEqual(SOMEBODY_ELSE);
    expect(own.kind).toBe('recorded');
  });

  test('a rejection is open to them all the same', async () => {
    const { run, vote } = await begun();
    await vote(run, FIRST, ben);

    const rejected = await vote(run, SECOND, ben, { verdict: 'rejected', reason: 'too early' });

    expect(rejected.kind).toBe('recorded');
  });

  test('of two presses at the same moment on both cards only one counts', async () => {
    const { run, vote, asksIn } = await begun();

    const answers = await Promise.all([vote(run, FIRST, ben), vote(run, SECOND, ben)]);

    const approved = (await asksIn(run)).filter(({ state }) => state === 'approved');
    expect(answers.map(({ kind }) => kind).sort()).toEqual(['recorded', 'refused']);
    expect(new Set(approved.map(({ custody }) => custody?.part)).size).toBe(1);
  });

  test('what was done under an approval counts after the run was cancelled', async () => {
    const { runs, run, vote, start, asksIn } = await begun();
    await vote(run, FIRST, ben);
    await runs.advance(run);
    await runs.cancel(run, operator(ada));
    const next = await start();

    const same = await vote(next, FIRST, ben);
    const other = await vote(next, FIRST, cleo);

    const steps = (await asksIn(next)).map(({ ask, step }) => [ask, step]);
    expect(steps).toContainEqual([FIRST, 'vault-b-made']);
    expect(steps.flat()).not.toContain('vault-a-made');
    expect(same).toEqual(SOMEBODY_ELSE);
    expect(other.kind).toBe('recorded');
  });

  test('a cancelled run is no way round by other capitals, another order or another partner', async () => {
    const answers = [
      { first: 'VAULT-A', second: 'Vault-C' },
      { first: 'vault-c', second: 'vault-a' },
      { first: 'vault-a', second: 'vault-c' },
    ];
    for (const next of answers) {
      const { runs, run, vote, start, asksIn } = await begun();
      await vote(run, FIRST, ben);
      await runs.advance(run);
      await runs.cancel(run, operator(ada));
      const again = await start(next);
      const asks = await asksIn(again);
      const other = asks.find(({ custody }) => custody?.part.toLowerCase() === 'vault-c/key');

      expect(await vote(again, other?.ask ?? 0, ben)).toEqual(SOMEBODY_ELSE);
    }
  });

  test('an approval that was taken back before anything was done binds nobody', async () => {
    const { runs, run, vote, start } = await begun();
    await vote(run, FIRST, ben);
    await runs.cancel(run, operator(ada));
    const next = await start();

    expect((await vote(next, SECOND, ben)).kind).toBe('recorded');
  });

  test('an approval that was taken back half-way through still binds', async () => {
    const { runs, run, vote, world, start } = await begun();
    for (const thing of ['vault-a', 'vault-a/key']) world.trouble.set(thing, new Error('killed'));
    await vote(run, FIRST, ben);
    await expect(runs.advance(run)).rejects.toThrow('killed');
    await runs.withdraw(run, operator(ada));
    await runs.cancel(run, operator(ada));
    const next = await start();
    const asks = asksOf(await runs.read(next));
    const second = asks.find(({ step }) => step === 'vault-b-made')?.ask ?? 0;

    expect(await vote(next, second, ben)).toEqual(SOMEBODY_ELSE);
  });

  test('a part that failed and was resumed stays with whoever approved it', async () => {
    const { runs, run, vote, world, lastAsk } = await begun();
    world.trouble.set('vault-a', refusedBy('The bot may not do this.'));
    await vote(run, FIRST, ben);
    await runs.advance(run);
    await runs.resume(run, operator(ada));
    await runs.advance(run);

    const other = await vote(run, SECOND, ben);
    const own = await vote(run, await lastAsk(run), ben);

    expect(other).toEqual(SOMEBODY_ELSE);
    expect(own.kind).toBe('recorded');
  });

  test('where two have to approve anyway the same two may approve both', async () => {
    const { run, vote, asksIn } = await begun('sensitive');

    const kinds = [];
    for (const [ask, person] of [
      [FIRST, ben],
      [SECOND, ben],
      [FIRST, cleo],
      [SECOND, cleo],
    ] as const)
      kinds.push((await vote(run, ask, person)).kind);

    const approved = (await asksIn(run)).filter(({ state }) => state === 'approved');
    expect(kinds).toEqual(Array(4).fill('recorded'));
    expect(approved).toHaveLength(4);
  });

  test('one vote never decides on two parts, even if one card showed both', async () => {
    const { run, runs } = await begun();
    const entries = await runs.read(run);
    const both = asksOf(entries)
      .filter(({ custody }) => custody !== undefined)
      .map((asked): AskedStep => ({ ...asked, ask: 7 }));
    const vote = { verdict: 'approved', digest: digestOfAsk(both) } as const;
    const judging = { entries, now: new Date('2026-11-21T12:00:00Z') };

    const all = mayDecide(both, vote, approver(ben), judging);
    const one = mayDecide(both, { ...vote, steps: ['vault-a-made'] }, approver(ben), judging);
    const no = mayDecide(both, { ...vote, verdict: 'rejected' }, approver(ben), judging);

    expect(all).toEqual({ kind: 'refused', says: expect.stringContaining('both keys at once') });
    expect(one.kind).toBe('may');
    expect(no.kind).toBe('may');
  });

  test('parts of other pairs are nobody else’s business', () => {
    const apart = (pair: string, part: string) =>
      areApart({ pair: 'a/1 + b/1', part: 'a/1' }, { pair, part });

    expect(apart('a/1 + b/1', 'b/1')).toBe(true);
    expect(apart('a/1 + b/1', 'a/1')).toBe(false);
    expect(apart('a/1 + c/1', 'c/1')).toBe(true);
    expect(apart('c/1 + d/1', 'd/1')).toBe(false);
    expect(apart('a1/1 + b1/1', 'b1/1')).toBe(false);
  });
});

suite('people who are excluded', () => {
  async function begunWithout(excluded: Person) {
    const keys = twoKeys('sensitive');
    const { steps } = keys.walkthrough;
    const why = `${excluded.name} holds a key already.`;
    const on = stage([
      {
        ...keys.walkthrough,
        steps: (answers, reads) =>
          steps(answers as typeof VAULTS, reads).map((step) => ({
            ...step,
            excludes: async () => [{ id: excluded.id.toUpperCase(), why }],
          })),
      },
    ]);
    const { run = '' } = await on.runs.start('two-keys', VAULTS, operator(ada));
    await on.runs.advance(run);
    return { ...on, run };
  }

  test('cannot approve, and are told why', async () => {
    const { run, vote } = await begunWithout(ben);

    expect(await vote(run, FIRST, ben)).toEqual({
      kind: 'refused',
      says: 'Ben holds a key already.',
    });
    expect((await vote(run, FIRST, cleo)).kind).toBe('recorded');
  });

  test('can reject', async () => {
    const { run, vote } = await begunWithout(ben);

    expect((await vote(run, FIRST, ben, { verdict: 'rejected' })).kind).toBe('recorded');
  });

  test('are on record with the request', async () => {
    const { run, runs } = await begunWithout(ben);

    const { asks } = standingOf(await runs.read(run));

    expect(asks[0]?.excludes).toEqual([
      { id: ben.id.toUpperCase(), why: 'Ben holds a key already.' },
    ]);
  });
});

suite('whatever people do', () => {
  const people = [ben, cleo, dan, eve];
  const deed = fc.record({
    what: fc.constantFrom('approve', 'approve', 'approve', 'reject', 'advance', 'resume', 'again'),
    who: fc.constantFrom(...people),
    ask: fc.integer({ min: 1, max: 6 }),
    step: fc.option(fc.integer({ min: 0, max: 1 })),
  });

  /** Whoever alone stands behind something that was made or may still be made, by part. */
  function holders(asks: readonly AskedStep[]): ReadonlyMap<string, ReadonlySet<string>> {
    const parts = new Map<string, Set<string>>();
    for (const { custody, votes, state, begun } of asks) {
      const ids = [...approversOf(votes)];
      const live = begun === true || ['approved', 'done', 'failed'].includes(state);
      const [only] = ids;
      if (custody === undefined || !live || only === undefined || ids.length > 1) continue;
      parts.set(custody.part, new Set([...(parts.get(custody.part) ?? []), only]));
    }
    return parts;
  }

  test('nobody alone stands behind both keys', async () => {
    const seen = { blocked: 0, approved: 0 };
    await fc.assert(
      fc.asyncProperty(fc.array(deed, { minLength: 4, maxLength: 25 }), async (deeds) => {
        const { runs, run: first, vote, start, world } = await begun();
        const all = [first];
        for (const { what, who, ask, step } of deeds) {
          const run = all.at(-1) ?? '';
          const asked = asksOf(await runs.read(run)).filter((each) => each.ask === ask);
          const chosen = step === null ? undefined : asked[step]?.step;
          const more = chosen === undefined ? {} : { steps: [chosen] };
          if (what === 'approve') {
            const { kind } = await vote(run, ask, who, more);
            seen[kind === 'refused' ? 'blocked' : 'approved'] += 1;
          } else if (what === 'reject') await vote(run, ask, who, { verdict: 'rejected', ...more });
          else if (what === 'advance') await runs.advance(run);
          else if (what === 'resume') {
            await runs.resume(run, operator(ada));
            await runs.advance(run);
          } else {
            if (world.made.length === 1) world.trouble.set('vault-b', refusedBy('No.'));
            await runs.cancel(run, operator(ada));
            const next = await start();
            if (next !== '') all.push(next);
          }
        }

        const asks = (await Promise.all(all.map((run) => runs.read(run)))).flatMap(asksOf);
        const [one = new Set<string>(), ...others] = holders(asks).values();
        expect(others.filter((other) => [...other].some((id) => one.has(id)))).toEqual([]);
      }),
      { numRuns: 25 },
    );
    // Both happened, or the property would say nothing.
    expect(Math.min(seen.blocked, seen.approved)).toBeGreaterThan(5);
  }).timeout(180_000);
});
