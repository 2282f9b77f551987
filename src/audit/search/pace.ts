import { after, MINUTE, SECOND } from '../../core/clock.ts';
import type { Slice } from './search.ts';

const FIRST = [2 * SECOND, 5 * SECOND] as const;
const SOON = 10 * SECOND;
const LATER = 30 * SECOND;
const LONGEST_TROUBLE = 5 * MINUTE;

/** Quick at first, for whoever waits for a small search; then with jitter, for large ones take hours. */
export function nextLook({ looks, askedAt = '' }: Slice, now: Date, random: () => number): string {
  const first = FIRST[looks];
  const early = now.getTime() - Date.parse(askedAt) < MINUTE;
  return after(now, first ?? (early ? SOON : Math.round(LATER * (0.75 + random() / 2))));
}

/** When to try again after a refusal that passes. */
export function afterTrouble(troubles: number, now: Date, random: () => number): string {
  const wait = Math.min(LONGEST_TROUBLE, 5 * SECOND * 2 ** Math.min(troubles, 10));
  return after(now, Math.round(wait * (0.75 + random() / 2)));
}
