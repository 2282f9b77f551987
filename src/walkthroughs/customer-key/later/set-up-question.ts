import type { Question } from '../../../core/walkthrough.ts';
import { onePerPair, setUpsIn, type PastRuns, type SetUp } from './set-ups.ts';

export type { PastRuns } from './set-ups.ts';

const NONE =
  'There is no set-up on record yet. Type set up customer key and name the vaults and keys that you have: what is there is taken as it is and nothing is made twice.';

const describe = ({ answers: { first, second, policy }, run, startedAt, state }: SetUp): string => {
  const how = state === 'finished' ? '' : ` · ${state === 'open' ? 'not finished' : 'cancelled'}`;
  return `${policy.name}: ${first.vault} and ${second.vault} · ${run} · ${startedAt.slice(0, 10)}${how}`;
};

/** Which vaults, keys and policy are meant: those of a set-up on record. */
export const setUpQuestion = (
  past: PastRuns,
  title: string,
  intro: readonly string[],
): Question => ({
  id: 'customer-key-set-up',
  async form() {
    const known = onePerPair(await setUpsIn(past));
    return {
      title,
      intro,
      fields: [
        {
          id: 'run',
          label: 'Set-up',
          kind: 'one',
          required: true,
          options: known.map((one) => ({ value: one.run, title: describe(one) })),
          ...(known[0] === undefined ? {} : { value: known[0].run }),
        },
      ],
      typed: 'run',
      example: 'latest',
      notes: known.length === 0 ? [NONE] : [],
    };
  },
  async read(_answers, input) {
    const typed = (input['run'] ?? '').trim().toUpperCase();
    const all = await setUpsIn(past);
    const latest = typed === 'LATEST' || typed === '';
    const found = latest ? all[0] : all.find(({ run }) => run === typed);
    if (found !== undefined) return { kind: 'answered', answers: { setUp: found.kept } };
    const names = onePerPair(all).map(({ run }) => run);
    return {
      kind: 'refused',
      problem:
        names.length === 0
          ? NONE
          : `There is no such set-up. Answer latest, or one of: ${names.join(', ')}.`,
    };
  },
});
