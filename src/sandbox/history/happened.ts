/** Something that happened at Contoso and left a record in the audit log. */
export interface Happened {
  /** Milliseconds; whole seconds. */
  readonly at: number;
  readonly record: Readonly<Record<string, unknown>> & { readonly Id: string };
}

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Number of the UTC day. */
export const dayOf = (time: number): number => Math.floor(time / DAY);

/** 1 is Monday; the first day of 1970 was a Thursday. */
export const weekdayOf = (day: number): number => ((((day + 3) % 7) + 7) % 7) + 1;

export const isWorkday = (day: number): boolean => weekdayOf(day) <= 5;

/** A time on a day, UTC. */
export const timeOn = (day: number, hour: number, minute = 0): number =>
  day * DAY + hour * HOUR + minute * MINUTE;
