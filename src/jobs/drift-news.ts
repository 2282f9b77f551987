import { z } from 'zod';
import type { Between } from '../core/cause.ts';
import { digestOf } from '../core/data.ts';
import type { Drift, DriftFinding, DriftSeverity } from '../core/walkthrough.ts';

/** What was known after the last look; kept with the schedule of the next one. */
export const Known = z.object({
  /** ISO time since when it has been like that. */
  since: z.string(),
  /** The run that was looked at. */
  run: z.string().exactOptional(),
  /** ISO time of the last look that could see everything. */
  lookedAt: z.string().exactOptional(),
  /** ISO time of the first look in a row that could not see what matters most. */
  blindSince: z.string().nullable().default(null),
  findings: z
    .array(
      z.object({
        id: z.string(),
        severity: z.enum(['critical', 'error', 'warning']),
        says: z.string(),
        fix: z.string(),
        step: z.string().exactOptional(),
        held: z.literal(true).exactOptional(),
        /** When it must have happened; kept until it is known why. */
        between: z.object({ from: z.string(), to: z.string() }).exactOptional(),
      }),
    )
    .readonly(),
});
export type Known = z.infer<typeof Known>;

/** What has changed since the last look. */
export interface Change {
  /** The same for the same change at any time, so that it is told once. */
  readonly id: string;
  readonly severity: DriftSeverity;
  readonly means: readonly string[];
  readonly appeared: readonly DriftFinding[];
  readonly stays: readonly DriftFinding[];
  readonly gone: readonly DriftFinding[];
}

const WEIGHTS: readonly DriftSeverity[] = ['none', 'warning', 'error', 'critical'];
const weightOf = ({ severity }: { readonly severity: DriftSeverity }): number =>
  WEIGHTS.indexOf(severity);
export const heaviest = (all: readonly { readonly severity: DriftSeverity }[]): DriftSeverity =>
  WEIGHTS[Math.max(0, ...all.map(weightOf))] ?? 'none';
const findIn = (all: readonly DriftFinding[], { id }: DriftFinding): DriftFinding | undefined =>
  all.find((one) => one.id === id);

const KEPT =
  'Some of what was wrong before cannot be looked at now; it is taken as wrong until it is seen.';

/** All that is wrong now: what cannot be looked at is as it was, neither failing anew nor put right. */
function wrongNow(before: readonly DriftFinding[], { findings, unread }: Drift) {
  const isUnread = ({ id }: DriftFinding) =>
    unread.some((name) => name === id || (name.endsWith('/') && id.startsWith(name)));
  const kept = before.filter((one) => isUnread(one) && !findIn(findings, one));
  // How much one finding weighs may hang on another that cannot be seen now.
  const weighed = findings.map((one) => {
    const was = findIn(before, one);
    const heavier = kept.length > 0 && was !== undefined && weightOf(was) > weightOf(one);
    return heavier ? { ...one, severity: was.severity } : one;
  });
  return { kept, now: [...weighed, ...kept] };
}

/** One failed look passes by itself; at the second, a day later, nobody is watching any more. */
const blindness = (since: string, why: readonly string[]): DriftFinding => ({
  id: 'BLIND',
  severity: 'error',
  says: `Since ${since.slice(0, 10)} this cannot be looked at, so nothing that goes wrong is seen: ${why.slice(0, 3).join(' ')}`,
  fix: 'Run npm run cli -- doctor on the bot’s machine, put right what it names, then type health.',
});

/** What a look is compared by, beside what it found. */
export interface Comparing {
  /** ISO time of the look. */
  readonly at: string;
  /** When what is looked at was seen to be well for the first time. */
  readonly wellAt: string;
  /** Ids of findings that are accepted for the time being: they are no drift. */
  readonly accepted: ReadonlySet<string>;
}

/** Compares a look with what was known before it; undefined `news` when there is none. */
export function comparing(
  known: Known | undefined,
  given: Drift,
  { at, wellAt, accepted }: Comparing,
): { readonly known: Known; readonly news: Change | undefined } {
  const drift = without(given, accepted);
  const { blind = [] } = drift;
  const before = (known?.findings ?? []).filter(({ id }) => !accepted.has(id));
  const seenBlind = known?.blindSince ?? null;
  const blindSince = blind.length === 0 ? null : (seenBlind ?? at);
  const { kept, now: wrong } = wrongNow(before, drift);
  const stays = blindSince !== null && seenBlind !== null;
  const now = stays ? [...wrong, blindness(blindSince, blind)] : wrong;
  const isNew = (one: DriftFinding) => weightOf(one) > weightOf(findIn(before, one) ?? NOTHING);
  const appeared = now.filter(isNew);
  const gone = before.filter((one) => findIn(now, one) === undefined);
  // Whoever set it up was shown the warnings there were from the beginning.
  const worthTelling =
    known === undefined
      ? now.some(({ severity, held }) => severity !== 'warning' || held === true)
      : appeared.length + gone.length > 0;
  const since = known === undefined || worthTelling ? at : known.since;
  const between = { from: known?.lookedAt ?? wellAt, to: at };
  const findings = now.map((one) => dated(one, before, isNew(one) ? between : undefined));
  // A change may hide behind what could not be seen: the time it can have happened in goes on.
  const sawAll = drift.unread.length + blind.length === 0;
  const next = { since, lookedAt: sawAll ? at : between.from, findings, blindSince };
  if (!worthTelling) return { known: next, news: undefined };
  const ids = now.map(({ id, severity }) => ({ id, severity })).sort(byId);
  const news = {
    id: digestOf({ before: known?.since ?? null, was: before.map(({ id }) => id), ids }).slice(
      0,
      16,
    ),
    severity: heaviest(now),
    means: kept.length > 0 ? [KEPT] : drift.means,
    appeared: heavyFirst(appeared),
    stays: heavyFirst(now.filter((one) => !isNew(one))),
    gone,
  };
  return { known: next, news };
}

/** With the time in which it must have happened, for as long as that is of use. */
function dated(
  one: DriftFinding,
  before: Known['findings'],
  between: Between | undefined,
): Known['findings'][number] {
  const known = before.find(({ id }) => id === one.id)?.between;
  const when = between ?? known;
  return when === undefined ? one : { ...one, between: when };
}

/** What is accepted neither counts nor weighs. */
function without(drift: Drift, accepted: ReadonlySet<string>): Drift {
  const findings = drift.findings.filter(({ id }) => !accepted.has(id));
  return findings.length === drift.findings.length
    ? drift
    : { ...drift, findings, severity: heaviest(findings) };
}

const NOTHING = { severity: 'none' } as const;
const byId = (a: { readonly id: string }, b: { readonly id: string }): number =>
  a.id < b.id ? -1 : 1;
const heavyFirst = (all: readonly DriftFinding[]): readonly DriftFinding[] =>
  all.toSorted((a, b) => weightOf(b) - weightOf(a));
