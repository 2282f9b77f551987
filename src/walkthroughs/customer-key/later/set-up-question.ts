import type { Entry, RunHeading } from '../../../core/ledger.ts';
import type { Question } from '../../../core/walkthrough.ts';
import { Answers } from '../answers.ts';

/** Runs of the past, as far as the ledger knows them. */
export interface PastRuns {
  list(): Promise<readonly RunHeading[]>;
  read(run: string): Promise<readonly Entry[]>;
}

const SET_UP = 'customer-key';
const NONE =
  'There is no set-up on record yet. Type set up customer key and name the vaults and keys that you have: what is there is taken as it is and nothing is made twice.';

/** The answers of a set-up, and the same as they stand in the ledger. */
function answersOf(entries: readonly Entry[]) {
  const [first] = entries;
  if (first?.kind !== 'started' || first.walkthrough !== SET_UP) return undefined;
  const parsing = Answers.safeParse(first.answers);
  return parsing.success ? { answers: parsing.data, kept: first.answers } : undefined;
}

const describe = ({ first, second, policy }: Answers): string =>
  `${policy.name}: ${first.vault} and ${second.vault}`;

/** Every set-up on record, newest first; one that changed its names is a line of its own. */
async function setUps(past: PastRuns) {
  const runs = (await past.list()).filter(({ walkthrough }) => walkthrough === SET_UP);
  const read = await Promise.all(
    runs.slice(0, 20).map(async ({ run, startedAt }) => ({
      run,
      startedAt,
      known: answersOf(await past.read(run)),
    })),
  );
  return read.flatMap(({ known, ...rest }) => (known === undefined ? [] : [{ ...rest, ...known }]));
}

/** Which vaults, keys and policy are meant: those of a set-up on record. */
export const setUpQuestion = (
  past: PastRuns,
  title: string,
  intro: readonly string[],
): Question => ({
  id: 'customer-key-set-up',
  async form() {
    const known = await setUps(past);
    return {
      title,
      intro,
      fields: [
        {
          id: 'run',
          label: 'Set-up',
          kind: 'one',
          required: true,
          options: known.map(({ run, startedAt, answers }) => ({
            value: run,
            title: `${describe(answers)} · ${run} · ${startedAt.slice(0, 10)}`,
          })),
          ...(known[0] === undefined ? {} : { value: known[0].run }),
        },
      ],
      typed: 'run',
      example: known[0]?.run ?? 'latest',
      notes: known.length === 0 ? [NONE] : [],
    };
  },
  async read(_answers, input) {
    const typed = (input['run'] ?? '').trim().toUpperCase();
    const known = await setUps(past);
    const found =
      typed === 'LATEST' || typed === '' ? known[0] : known.find(({ run }) => run === typed);
    if (found !== undefined) return { kind: 'answered', answers: { setUp: found.kept } };
    const names = known.map(({ run }) => run).join(', ');
    return {
      kind: 'refused',
      problem:
        known.length === 0 ? NONE : `There is no such set-up. Answer latest, or one of: ${names}.`,
    };
  },
});
