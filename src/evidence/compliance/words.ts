import { DAY, HOUR, MINUTE } from '../../core/clock.ts';
import type { Person } from '../../core/people.ts';

/** `2026-11-21 12:05 UTC`. */
export const stamp = (iso: string): string => `${iso.slice(0, 16).replace('T', ' ')} UTC`;

/** `Ben (aaaaaaaa-…)`: a name may belong to several people, an object id to one. */
export const person = ({ id, name }: Person): string => `${name} (${id})`;

export const people = (all: readonly Person[]): string =>
  all.length === 0 ? 'nobody' : all.map(person).join(' and ');

const counted = (many: number, noun: string): string => `${many} ${noun}${many === 1 ? '' : 's'}`;

/** `2 days 3 hours`, to the two largest units. */
export function lasting(milliseconds: number): string {
  const minutes = Math.max(0, Math.round(milliseconds / MINUTE));
  if (minutes < 1) return 'less than a minute';
  const days = Math.floor((minutes * MINUTE) / DAY);
  const hours = Math.floor(((minutes * MINUTE) % DAY) / HOUR);
  const rest = minutes % 60;
  const parts = [
    ...(days > 0 ? [counted(days, 'day')] : []),
    ...(hours > 0 ? [counted(hours, 'hour')] : []),
    ...(rest > 0 ? [counted(rest, 'minute')] : []),
  ];
  return parts.slice(0, 2).join(' ');
}
