import { after, DAY } from '../core/clock.ts';

/** The day after this one, in UTC: where a period of which this is the last day ends. */
export const dayAfter = (day: string): string => after(`${day}T00:00:00Z`, DAY).slice(0, 10);

/** The last day that counts of a period: the one before the day that it ends with. */
export const lastDay = (to: string): string => after(`${to}T00:00:00Z`, -DAY).slice(0, 10);
