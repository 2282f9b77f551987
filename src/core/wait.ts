import { after, MINUTE, SECOND } from './clock.ts';
import { GatewayError } from './errors.ts';
import type { Entry, Happening } from './ledger.ts';
import { note, noteOn, type Outcome, type Run } from './run.ts';
import { isOpenIn } from './standing.ts';
import { planned, type GuidedChange, type Step, type WaitChange } from './step.ts';

/**
 * How often a silent service is asked again before the step fails: about half an hour, for
 * throttling looks back five minutes and an import may hold the customization lock for longer.
 */
const PATIENCE = 12;

/** Short polls would fill the ledger: only what people would want to read is noted again. */
const WORTH_NOTING = 5 * MINUTE;

const lastAbout = (entries: readonly Entry[], step: string): Entry | undefined =>
  entries.findLast((entry) => 'step' in entry && entry.step === step);

/** Notes who or what is waited for, once, and says when to look again. */
export async function waitFor(
  run: Run,
  step: Step,
  change: WaitChange | GuidedChange,
): Promise<Outcome> {
  const guided = change.kind === 'guided';
  const on = guided ? 'a person has to do this' : change.on;
  const lookAgain = guided ? 10 * MINUTE : change.lookAgain;
  const lookAgainAt = after(run.clock.now(), lookAgain);
  await noteOn(run, step.id, (entries) => {
    const last = lastAbout(entries, step.id);
    const same = last?.kind === 'waiting' && last.on === on && isSame(last, change);
    const soon = lookAgain < WORTH_NOTING || guided;
    if (same && (soon || (last.lookAgainAt ?? '') > run.clock.now().toISOString())) return [];
    const usually = guided ? {} : { usually: change.usually };
    const when = guided ? {} : { lookAgainAt };
    return [{ kind: 'waiting', step: step.id, change: planned(change), on, ...usually, ...when }];
  });
  return { state: 'waiting', lookAgainAt };
}

const isSame = (entry: Entry & { kind: 'waiting' }, change: WaitChange | GuidedChange): boolean =>
  entry.change?.digest === planned(change).digest;

/**
 * A service that does not answer is asked again later, the approval unspent; any other refusal
 * fails the step with its sentence. A bug is not a refusal: it is thrown on.
 */
export async function troubled(run: Run, step: Step, error: unknown): Promise<Outcome> {
  if (!(error instanceof GatewayError)) throw error;
  const entries = await run.ledger.read(run.key);
  const tries = silences(entries, step.id);
  if (!error.transient || tries >= PATIENCE) return fail(run, step, error);
  const lookAgainAt = after(run.clock.now(), Math.min(2 ** tries * 2 * SECOND, 5 * MINUTE));
  await noteTrouble(run, step, {
    kind: 'waiting',
    step: step.id,
    on: `${SILENT} ${error.message}`,
    lookAgainAt,
  });
  return { state: 'waiting', lookAgainAt };
}

/** What came of a deed is recorded whatever people did meanwhile: it had begun. */
const noteTrouble = (run: Run, { id }: Step, trouble: Happening) =>
  note(run, (entries) =>
    lastAbout(entries, id)?.kind === 'applying' || isOpenIn(entries, id) ? [trouble] : [],
  );

const SILENT = 'a service that does not answer right now.';

/** How many times in a row this step has met silence. */
function silences(entries: readonly Entry[], step: string): number {
  const about = entries.filter((entry) => 'step' in entry && entry.step === step);
  const resumed = entries.findLast(({ kind }) => kind === 'resumed')?.seq ?? 0;
  const isSilence = (entry: Entry) => entry.kind === 'waiting' && entry.on.startsWith(SILENT);
  const broken = about.findLastIndex((entry) => !isSilence(entry) && entry.kind !== 'applying');
  return about.slice(broken + 1).filter((entry) => isSilence(entry) && entry.seq > resumed).length;
}

async function fail(run: Run, step: Step, error: GatewayError): Promise<Outcome> {
  const next = error.transient
    ? 'Type resume to try again when the service answers.'
    : 'Put right what the sentence names, then type resume to check again.';
  await noteTrouble(run, step, { kind: 'failed', step: step.id, what: error.message, next });
  return { state: 'stopped' };
}
