import { DateTime, IANAZone } from 'luxon';

// Luxon's other names for zones, such as `local`, would depend on the machine.
const localTime = (iso: string, zone: string): DateTime =>
  DateTime.fromISO(iso, { zone: IANAZone.create(zone) });

function formatOf(time: DateTime): string {
  if (time.millisecond !== 0) return 'yyyy-MM-dd HH:mm:ss.SSS';
  return time.second !== 0 ? 'yyyy-MM-dd HH:mm:ss' : 'yyyy-MM-dd HH:mm';
}

function candidates(iso: string, zone: string): readonly string[] {
  const time = localTime(iso, zone);
  if (!time.isValid) return [];
  const local = time.toFormat(formatOf(time), { locale: 'en', numberingSystem: 'latn' });
  return [local, `${local} ${time.toFormat('ZZ')}`];
}

/**
 * An instant as people of a zone write it. The offset is said only where local time happens twice;
 * an instant that cannot be told by it exactly is told in UTC.
 */
export const momentText = (iso: string, zone: string): string =>
  candidates(iso, zone).find((text) => findMoment(text, zone) === iso) ?? iso;

const MOMENT = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d(?::\d\d(?:\.\d{3})?)?)(?: ?(Z|[+-]\d\d:\d\d))?$/iu;

function instantIn(local: string, zone: string): string | undefined {
  const time = localTime(local, zone);
  // A time that a change of the clocks skips reads as another one, and one that it repeats as two.
  const same = time.isValid && time.toISO({ includeOffset: false }) === full(local);
  if (!same || time.getPossibleOffsets().length > 1) return undefined;
  return time.toUTC().toISO() ?? undefined;
}

const full = (local: string): string => local + ':00.000'.slice(local.length - 16);

/** Reads what `momentText` writes: an ISO instant, or undefined where there is not exactly one. */
export function findMoment(text: string, zone: string): string | undefined {
  const [, day, clock, offset] = MOMENT.exec(text) ?? [];
  if (day === undefined || clock === undefined) return undefined;
  if (offset === undefined) return instantIn(`${day}T${clock}`, zone);
  const time = new Date(`${day}T${clock}${offset.toUpperCase()}`);
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}
