import type { Between } from '../../core/cause.ts';
import { SECOND } from '../../core/clock.ts';
import type { Trace } from '../../core/step.ts';
import { normal, type AuditQuery } from '../query.ts';
import type { AuditRecord } from '../record.ts';

export type Logged = AuditRecord & { readonly raw: string };

/** More candidates than this explain nothing. */
export const MOST = 200;

/** Records of changes name whole seconds: one of just after a look seems to be of just before it. */
const wholeSecond = (at: string): string =>
  new Date(Math.floor(Date.parse(at) / SECOND) * SECOND).toISOString();

/** The question whose records may tell of it; what else they must hold is looked at one by one. */
export const queryOf = ({ messages, types }: Trace, { from, to }: Between): AuditQuery =>
  normal({
    count: 'records',
    filters: [
      { field: 'message', is: true, values: [...messages] },
      { field: 'type', is: true, values: types.map(String) },
    ],
    period: { from: wholeSecond(from), to, zone: 'UTC' },
    by: [],
    order: 'most',
    limit: 1,
    compare: false,
  });

/** A failed attempt has changed nothing. */
export const fits = ({ raw, result }: Logged, { holds = [] }: Trace): boolean => {
  const text = raw.toLowerCase();
  return result !== 'failed' && holds.every((word) => text.includes(word.toLowerCase()));
};
