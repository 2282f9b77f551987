import { z } from 'zod';
import { DAY } from '../../core/clock.ts';

export const Answers = z.object({
  /** The finished run that has drifted. */
  run: z.string(),
  subject: z.string(),
  title: z.string(),
  finding: z.string(),
  says: z.string(),
  /** Of the step concerned, and never less than sensitive. */
  risk: z.enum(['sensitive', 'irreversible']),
  reason: z.string(),
  /** ISO time. */
  until: z.iso.datetime(),
});
export type Answers = z.infer<typeof Answers>;

/** Nothing is accepted for longer. */
export const LONGEST_DAYS = 180;

/** Why this day cannot be; undefined when it can. */
export function dateProblem(until: string, now: Date): string | undefined {
  const ahead = Date.parse(until) - now.getTime();
  if (ahead <= 0) return `${until.slice(0, 10)} is over already. Name a day to come.`;
  return ahead > (LONGEST_DAYS + 1) * DAY
    ? `An exception holds for ${LONGEST_DAYS} days at most. Name an earlier day.`
    : undefined;
}
