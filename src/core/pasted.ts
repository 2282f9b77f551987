import { GatewayError } from './errors.ts';
import type { Entry } from './ledger.ts';
import { refused, type Answer } from './rulings.ts';
import type { RunsSettings } from './runs.ts';
import { standingOf, startOf } from './standing.ts';
import type { Looking, Pasted, PlannedChange, Step } from './step.ts';
import { remembering } from './walkthrough.ts';

/** More than any command prints that a person is asked to run. */
export const MOST_PASTED = 20_000;

/** What was understood, and of which instructions it is the result. */
export interface Understood {
  readonly digest: string;
  readonly statement: string;
  readonly seen: (Pasted & { kind: 'accepted' })['seen'];
}

type Reading = Answer | { readonly kind: 'understood'; readonly what: Understood };

/** The change whose turn it is at this step, if any. */
function findTurn(entries: readonly Entry[], step: string): PlannedChange | undefined {
  const { steps, ended } = standingOf(entries);
  const found = steps.find(({ id }) => id === step);
  return ended === undefined && found?.state === 'your-turn' ? found.change : undefined;
}

/** Why this text, or none, does not fit the step's guide. */
function findPasteProblem(
  entries: readonly Entry[],
  step: string,
  pasted: string | undefined,
): Answer | undefined {
  const guide = findTurn(entries, step)?.guide;
  // Nobody's turn: that is said as ever, whatever was pasted.
  if (guide === undefined) return undefined;
  const text = pasted?.trim() ?? '';
  if (guide.asks === undefined) return text === '' ? undefined : refused(NOTHING_ASKED);
  if (text === '')
    return refused(
      `Nothing was recorded: this step takes a text. Paste it into the card, into the field ` +
        `"${guide.asks.label}", or type it after done, the run and ${step}.`,
    );
  return text.length > MOST_PASTED ? refused(TOO_LONG) : undefined;
}

const NOTHING_ASKED =
  'Nothing was recorded: this step takes no text, only your word. Type done, the run and the step, and nothing after it.';
const TOO_LONG = `Nothing was recorded: that is more than ${MOST_PASTED} characters. Paste only what the command printed.`;

/** What the step makes of a text; undefined where it takes none. */
export async function readFor(
  settings: Pick<RunsSettings, 'tenant' | 'ledger' | 'clock' | 'walkthroughs'>,
  run: string,
  step: string,
  pasted: string | undefined,
): Promise<Reading | undefined> {
  const { tenant, ledger, clock } = settings;
  const entries = await ledger.read({ tenant, run });
  if (entries.length === 0) return undefined;
  const problem = findPasteProblem(entries, step, pasted);
  if (problem !== undefined) return problem;
  const turn = findTurn(entries, step);
  if (pasted === undefined || turn?.guide?.asks === undefined) return undefined;
  const history = await ledger.about(tenant, startOf(entries).subject);
  const looking = { entries, history, now: clock.now() };
  return readPasted(findStep(settings, entries, step), turn.digest, pasted, looking);
}

function findStep(
  { walkthroughs }: Pick<RunsSettings, 'walkthroughs'>,
  entries: readonly Entry[],
  step: string,
): Step | undefined {
  const { walkthrough: id, answers } = startOf(entries);
  const walkthrough = walkthroughs.find((each) => each.id === id);
  const parsed = walkthrough?.answers.safeParse(answers);
  const steps = parsed?.success ? walkthrough?.steps(parsed.data, remembering()) : undefined;
  return steps?.find((each) => each.id === step);
}

/** Has the step understand what was pasted; the text itself goes no further than this. */
async function readPasted(
  step: Step | undefined,
  digest: string,
  pasted: string,
  looking: Looking,
): Promise<Reading> {
  const read = await understoodBy(step, pasted.trim(), looking);
  if (read === undefined) return refused(UNREADABLE);
  return read.kind === 'refused'
    ? refused(read.problem)
    : { kind: 'understood', what: { digest, statement: read.statement, seen: read.seen } };
}

async function understoodBy(
  step: Step | undefined,
  text: string,
  looking: Looking,
): Promise<Pasted | undefined> {
  try {
    return await step?.read?.(text, looking);
  } catch (error) {
    throw wordless(step?.id ?? '', error);
  }
}

const UNREADABLE =
  'Nothing was recorded: this step is not part of the walkthrough any more. Type status to see the run.';

/** A parser's message quotes what it could not read, and that must not reach the log. */
const wordless = (id: string, error: unknown): Error =>
  error instanceof GatewayError
    ? error
    : new Error(
        `Step ${id} failed to read what was pasted: ${error instanceof Error ? error.name : 'not an error'}.`,
      );
