import { digestOf } from '../../core/data.ts';
import type { Person } from '../../core/people.ts';
import type { AuditQuery } from '../query.ts';
import type { Span } from '../reader.ts';
import type { SearchPlan } from './body.ts';
import { dataOf, type Search } from './search.ts';
import { planned } from './slices.ts';

export interface Wish {
  readonly query: AuditQuery;
  readonly by: Person;
  /** Times whose records the answer needs. */
  readonly span: Span;
  readonly plan: SearchPlan;
}

/** What is asked for, in parts, with nobody asked yet. */
export function begun({ query, by, span, plan }: Wish, now: Date): Search {
  const { body, types, permission, after } = plan;
  const { filterStartDateTime: _from, filterEndDateTime: _to, ...filters } = body;
  return {
    ...{ query, by: { id: by.id, name: by.name }, begunAt: now.toISOString(), ...span },
    ...{ body: filters, permission, after, slices: planned(span, now) },
    ...(types === undefined ? {} : { types }),
    ...{ found: [], state: 'searching', told: false },
  };
}

/** Two askings of one person are the same while the first is under way. */
export const isSame = (one: Search, other: Search): boolean =>
  one.state === 'searching' &&
  one.by.id === other.by.id &&
  one.from === other.from &&
  one.to === other.to &&
  digestOf(dataOf({ ...one, ...NEUTRAL })) === digestOf(dataOf({ ...other, ...NEUTRAL }));

const NEUTRAL = {
  ...{ slices: [], found: [], begunAt: '2000-01-01T00:00:00.000Z', by: { id: '', name: '' } },
} as const;
