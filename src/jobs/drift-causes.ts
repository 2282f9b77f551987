import type { Between, Cause } from '../core/cause.ts';
import { DAY } from '../core/clock.ts';
import type { Exception } from '../core/exceptions.ts';
import type { Trace } from '../core/step.ts';
import type { DriftFinding } from '../core/walkthrough.ts';
import type { Known } from './drift-news.ts';

/** Asks the audit records what happened in a stretch of time; never throws for a silent source. */
export type CauseOf = (
  traces: readonly Trace[],
  between: Between,
  subject: string,
) => Promise<Cause>;

/** Records come late, but not as late as this. */
const GIVE_UP = 8 * DAY;

/** These are not looked for again: a later look would say the same. */
export const isFinal = ({ kind }: Cause): boolean => kind !== 'none' && kind !== 'ours';

export interface Explaining {
  readonly subject: string;
  readonly now: Date;
  readonly causeOf: CauseOf | undefined;
  readonly tracesOf: (finding: DriftFinding) => readonly Trace[];
  /** Of this subject, those that are over included. */
  readonly exceptions: readonly Exception[];
}

export interface Explained {
  readonly known: Known;
  readonly causes: ReadonlyMap<string, Cause>;
  /** Known before; why is known only now. */
  readonly explained: readonly DriftFinding[];
}

/** Looks for what caused the drift that is new, and that of which the cause was not found yet. */
export async function explaining(
  known: Known,
  appeared: readonly DriftFinding[],
  parts: Explaining,
): Promise<Explained> {
  const isNew = (id: string) => appeared.some((one) => one.id === id);
  const found = await Promise.all(
    known.findings.map(async (one) => {
      const cause = one.between && (await findCause(one, one.between, isNew(one.id), parts));
      return { one, cause };
    }),
  );
  const news = found.flatMap(({ one, cause }) =>
    cause !== undefined && (isNew(one.id) || isFinal(cause)) ? [[one.id, cause] as const] : [],
  );
  const settled = new Set(
    found.flatMap(({ one, cause }) => (cause !== undefined && isFinal(cause) ? [one.id] : [])),
  );
  const causes = new Map(news);
  const findings = known.findings.map(({ between, ...one }) =>
    between === undefined || settled.has(one.id) || isStale(between, parts.now)
      ? one
      : { ...one, between },
  );
  return {
    known: { ...known, findings },
    causes,
    explained: known.findings.filter(({ id }) => causes.has(id) && !isNew(id)),
  };
}

const isStale = ({ to }: Between, now: Date): boolean => now.getTime() - Date.parse(to) > GIVE_UP;

async function findCause(
  finding: DriftFinding,
  between: Between,
  isNew: boolean,
  { subject, now, causeOf, tracesOf, exceptions }: Explaining,
): Promise<Cause | undefined> {
  const lapsed = exceptions.find(({ finding: id }) => id === finding.id);
  if (isNew && lapsed !== undefined && endOf(lapsed) >= between.from) return overFor(lapsed);
  if (!isNew && isStale(between, now)) return undefined;
  return causeOf?.(tracesOf(finding), between, subject);
}

const endOf = ({ until, ended }: Exception): string => ended?.at ?? until;

const overFor = (exception: Exception): Cause => ({
  kind: 'lapsed',
  says: `It was accepted by exception ${exception.run}, which is over since ${endOf(exception).slice(0, 10)}.`,
  records: [],
});
