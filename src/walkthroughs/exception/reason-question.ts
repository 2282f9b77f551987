import { DAY } from '../../core/clock.ts';
import type { Question, Reading } from '../../core/walkthrough.ts';
import { dateProblem, LONGEST_DAYS } from './answers.ts';

/** Approvers and auditors have to be able to judge it. */
const SHORTEST = 15;
const LONGEST = 500;

/** Why it is accepted. */
export const reasonQuestion: Question = {
  id: 'exception-reason',
  form: (_answers, input) =>
    Promise.resolve({
      title: 'Why is it accepted?',
      intro: ['Approvers decide on this sentence, and auditors read it later.'],
      fields: [
        {
          id: 'reason',
          label: 'Reason',
          kind: 'text',
          required: true,
          value: input['reason'] ?? '',
          placeholder: 'Auditing stays off until the migration of the tenant has ended.',
        },
      ],
      typed: 'reason',
      example: 'Auditing stays off until the migration has ended.',
    }),
  read(_answers, input) {
    const reason = (input['reason'] ?? '').trim().replace(/\s+/g, ' ');
    const fits = reason.length >= SHORTEST && reason.length <= LONGEST;
    return Promise.resolve<Reading>(
      fits
        ? { kind: 'answered', answers: { reason } }
        : {
            kind: 'refused',
            problem: `Say it in a sentence of ${SHORTEST} to ${LONGEST} characters.`,
          },
    );
  },
};

const DATE = /^(\d{4}-\d\d-\d\d)$/;
const DAYS = /^(?:for )?(\d{1,3}) days?$/i;

/** The end of the day that is named, in UTC; undefined when none is. */
export function untilOf(typed: string, now: Date): string | undefined {
  const [, days] = DAYS.exec(typed) ?? [];
  const [, date] = DATE.exec(typed) ?? [];
  const day = days === undefined ? date : new Date(now.getTime() + Number(days) * DAY);
  const start = new Date(day === undefined ? Number.NaN : day);
  if (Number.isNaN(start.getTime())) return undefined;
  if (date !== undefined && start.toISOString().slice(0, 10) !== date) return undefined;
  return `${start.toISOString().slice(0, 10)}T23:59:59.000Z`;
}

/** Until when it is accepted. */
export const untilQuestion = (now: () => Date): Question => ({
  id: 'exception-until',
  form: (_answers, input) =>
    Promise.resolve({
      title: 'Until when is it accepted?',
      intro: [
        `At most ${LONGEST_DAYS} days. A week before the end people are told, and from then on it counts as drift again.`,
      ],
      fields: [
        {
          id: 'until',
          label: 'Last day (UTC)',
          kind: 'text',
          required: true,
          value: input['until'] ?? '30 days',
          placeholder: '2027-01-31 or 30 days',
        },
      ],
      typed: 'until',
      example: '30 days',
    }),
  read(_answers, input) {
    const until = untilOf((input['until'] ?? '').trim(), now());
    const problem =
      until === undefined
        ? 'I do not know that day. Write it as 2027-01-31, or as 30 days.'
        : dateProblem(until, now());
    return Promise.resolve<Reading>(
      until === undefined || problem !== undefined
        ? { kind: 'refused', problem: problem ?? '' }
        : { kind: 'answered', answers: { until } },
    );
  },
});
