import { z } from 'zod';
import type { Cause } from '../core/cause.ts';
import { after, DAY } from '../core/clock.ts';
import type { Data } from '../core/data.ts';
import type { Journal } from '../core/journal.ts';
import type { DriftFinding } from '../core/walkthrough.ts';

const Traced = z.object({ id: z.string(), at: z.string(), by: z.string(), did: z.string() });
const Why = z.object({
  kind: z.enum(['found', 'ours', 'several', 'none', 'untraceable', 'lapsed']),
  says: z.string(),
  records: z.array(Traced).readonly(),
});
const Piece = z.object({
  id: z.string(),
  says: z.string(),
  severity: z.enum(['critical', 'error', 'warning']),
  step: z.string().exactOptional(),
  cause: Why.exactOptional(),
});

/** A piece of news about drift as it stands in the journal. */
export const DriftNote = z.object({
  /** The same for the same news, so that it is on record once. */
  news: z.string(),
  run: z.string(),
  subject: z.string(),
  title: z.string(),
  appeared: z.array(Piece).readonly(),
  gone: z.array(Piece).readonly(),
  /** Known already; why was found later. */
  explained: z.array(Piece).readonly(),
});
export type DriftNote = z.infer<typeof DriftNote>;

type Causes = ReadonlyMap<string, Cause>;

/** What of the news goes on record. */
export interface Recorded {
  readonly id: string;
  readonly about: { readonly run: string; readonly subject: string; readonly title: string };
  readonly appeared: readonly DriftFinding[];
  readonly gone: readonly DriftFinding[];
  readonly explained: readonly DriftFinding[];
  readonly causes: Causes;
}

function noteOf({ id, about, appeared, gone, explained, causes }: Recorded): DriftNote {
  const piece = (one: DriftFinding) => {
    const cause = causes.get(one.id);
    const { id: name, says, severity, step } = one;
    return {
      ...{ id: name, says, severity },
      ...(step === undefined ? {} : { step }),
      ...(cause === undefined ? {} : { cause }),
    };
  };
  const { run, subject, title } = about;
  return {
    ...{ news: id, run, subject, title },
    appeared: appeared.map(piece),
    gone: gone.map(({ id: name, says, severity }) => ({ id: name, says, severity })),
    explained: explained.map(piece),
  };
}

/** So long a telling that broke off may be taken up again. */
const LOOK_BACK = 4;

/** Puts the news on record, once, whatever is killed in between; gives back the causes on record. */
export async function putNewsOnRecord(
  journal: Pick<Journal, 'note' | 'read'>,
  news: Recorded,
  now: Date,
): Promise<Causes> {
  const days = Array.from({ length: LOOK_BACK }, (_, back) => after(now, -back * DAY).slice(0, 10));
  for (const day of days)
    for (const { what, details } of await journal.read(day)) {
      const known = what === 'drifted' ? DriftNote.safeParse(details).data : undefined;
      if (known?.news === news.id) return causesOf(known);
    }
  const details: Data = JSON.parse(JSON.stringify(noteOf(news)));
  await journal.note({ what: 'drifted', details });
  return news.causes;
}

/** What is told is what stands on record, also where meanwhile more could be found out. */
const causesOf = ({ appeared, explained }: DriftNote): Causes =>
  new Map(
    [...appeared, ...explained].flatMap(({ id, cause }) =>
      cause === undefined ? [] : [[id, cause] as const],
    ),
  );
