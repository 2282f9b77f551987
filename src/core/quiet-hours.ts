import { DAY, MINUTE } from './clock.ts';
import type { PolicyDocument } from './policy-document.ts';

export type QuietHours = NonNullable<PolicyDocument['quietHours']>;

/** Whether there is such a time zone. */
export function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

const clockIn = (zone: string) =>
  new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: zone,
  });

/** Whether a time of day is within the hours; they may go over midnight. */
const isWithin = (time: string, { from, to }: QuietHours): boolean =>
  from < to ? from <= time && time < to : from <= time || time < to;

/**
 * The moment itself, or the end of the quiet hours that it falls into. Looked for minute by minute,
 * so that it is right on the nights on which clocks are changed as well.
 */
export function outsideQuietHours(at: Date, hours: QuietHours | undefined): Date {
  if (hours === undefined) return at;
  const clock = clockIn(hours.zone);
  if (!isWithin(clock.format(at), hours)) return at;
  const start = Math.floor(at.getTime() / MINUTE) * MINUTE;
  for (let time = start; time <= start + DAY; time += MINUTE)
    if (!isWithin(clock.format(time), hours)) return new Date(time);
  return at;
}
