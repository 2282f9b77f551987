import { DAY } from '../../core/clock.ts';
import type { SearchRef, SearchSeen } from '../../gateways/audit-search.ts';
import { afterTrouble, nextLook } from './pace.ts';
import type { Slice } from './search.ts';

/** Exactly so many come, and then no more, whatever the flag says (microsoft/PAX, 2026). */
export const MOST_RECORDS = 1_000_000;
const MOST_ATTEMPTS = 3;
/** A day of them, at most five minutes apart. */
const MOST_TROUBLES = 300;
/** Microsoft names no time; what takes longer is not waited for. */
const LONGEST = DAY;

export function running(slice: Slice, ref: SearchRef, now: Date, random: () => number): Slice {
  const asked = { ...slice, ref, askedAt: now.toISOString(), looks: 0, troubles: 0 };
  return { ...asked, state: 'running', lookAt: nextLook(asked, now, random) };
}

export const failed = (slice: Slice, why: string): Slice => ({ ...slice, state: 'failed', why });

/** Nothing of what was read counts any more. */
export function rewound({ next: _next, mark: _mark, ...rest }: Slice): Slice {
  const nothing = { pages: 0, brought: 0, records: 0, bytes: 0, outside: 0, differing: 0 };
  return { ...rest, ...nothing };
}

/** Asked for anew, under a new name; not for ever. */
export function again(slice: Slice, why: string): Slice {
  if (slice.attempt >= MOST_ATTEMPTS) return failed(slice, why);
  const { ref: _ref, lookAt: _lookAt, limit: _limit, askedAt: _askedAt, ...rest } = rewound(slice);
  return {
    ...rest,
    state: 'planned',
    attempt: slice.attempt + 1,
    cutOff: false,
    looks: 0,
    troubles: 0,
  };
}

/** Nothing at all is suspicious: after trouble with tokens a search may come back empty. */
export const doubted = (slice: Slice): Slice => ({ ...again(slice, ''), doubted: true });

export function stillRunning(slice: Slice, now: Date, random: () => number): Slice {
  const waited = now.getTime() - Date.parse(slice.askedAt ?? now.toISOString());
  if (waited > LONGEST) return failed(slice, 'Microsoft had not finished this part after a day.');
  const looked = { ...slice, looks: slice.looks + 1, troubles: 0 };
  return { ...looked, lookAt: nextLook(looked, now, random) };
}

/** A refusal that passes: later, but not for ever. */
export function troubled(slice: Slice, why: string, now: Date, random: () => number): Slice {
  const troubles = slice.troubles + 1;
  if (troubles > MOST_TROUBLES) return failed(slice, why);
  return { ...slice, troubles, lookAt: afterTrouble(troubles, now, random) };
}

export const found = (slice: Slice, { limit, cutOff = false }: SearchSeen, now: Date): Slice => ({
  ...rewound(slice),
  ...(limit === undefined ? {} : { limit }),
  ...{ state: 'reading', troubles: 0, cutOff, lookAt: now.toISOString() },
});

/** The flag counts, and so does a number of records that is exactly the most there can be. */
export const isCutOff = ({ cutOff, brought, limit = MOST_RECORDS }: Slice): boolean =>
  cutOff || brought >= Math.min(limit, MOST_RECORDS);
