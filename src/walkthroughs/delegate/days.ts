import { DAY } from '../../core/clock.ts';

const NAMES = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const UNITS: Readonly<Record<string, number>> = { day: 1, week: 7 };

/** `YYYY-MM-DD` of a moment, in UTC. */
export const dayOf = (moment: Date): string => moment.toISOString().slice(0, 10);

const later = (day: string, days: number): string =>
  dayOf(new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY));

/** Refuses what the calendar does not have, such as 30 February. */
function calendarDay(said: string): string | undefined {
  const moment = Date.parse(`${said}T00:00:00Z`);
  return !Number.isNaN(moment) && dayOf(new Date(moment)) === said ? said : undefined;
}

/** A day and what counts from it: `today`, `monday` (the next one), `in 3 days`, `2026-12-01`. */
export function dayIn(said: string, today: string): string | undefined {
  const words = said
    .trim()
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .replace(/^next /, '');
  if (/^\d{4}-\d{2}-\d{2}$/.test(words)) return calendarDay(words);
  if (words === 'today' || words === 'now') return today;
  if (words === 'tomorrow') return later(today, 1);
  const wanted = NAMES.indexOf(words);
  if (wanted >= 0) {
    const isToday = new Date(`${today}T00:00:00Z`).getUTCDay();
    return later(today, (wanted - isToday + 7) % 7 || 7);
  }
  const days = lengthIn(words.replace(/^in /, ''));
  return words.startsWith('in ') && days !== undefined ? later(today, days) : undefined;
}

/** `10 days`, `2 weeks` */
function lengthIn(words: string): number | undefined {
  const [, many = '', unit = ''] = /^(\d{1,3}) (day|week)s?$/.exec(words) ?? [];
  const days = Number(many) * (UNITS[unit] ?? 0);
  return days > 0 ? days : undefined;
}

/** The last day: a day, or how long it lasts from the first, that one included. */
export function lastDayIn(said: string, from: string, today: string): string | undefined {
  const words = said.trim().toLowerCase().replace(/\s+/g, ' ');
  const days = lengthIn(words.replace(/^for /, ''));
  return days === undefined ? dayIn(words, today) : later(from, days - 1);
}

const PERIOD = /^(?:from )?(.+?)(?:,? (?:until|till|to) (.+)| (for \d{1,3} (?:day|week)s?))$/i;

/** `from monday until 2026-12-10`, `today for 2 weeks`: as it is typed in one go. */
export function periodIn(said: string): { readonly from: string; readonly until: string } {
  const [, from = said, until, lasting] = PERIOD.exec(said.trim()) ?? [];
  return { from, until: until ?? lasting ?? '' };
}

const SHOWN = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });

/** `10 December 2026` */
export const shownDay = (day: string): string => SHOWN.format(new Date(`${day}T00:00:00Z`));
