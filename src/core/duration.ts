import { DAY, HOUR, MINUTE, SECOND } from './clock.ts';

const FORM = /^P(?=.)(?:(\d+)W)?(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;

/** Milliseconds of an ISO 8601 duration of weeks, days, hours, minutes and seconds. */
export function findDuration(text: string): number | undefined {
  const parts = FORM.exec(text.trim().toUpperCase());
  if (parts === null) return undefined;
  const [weeks, days, hours, minutes, seconds] = parts.slice(1).map((part) => Number(part ?? 0));
  return (
    (weeks ?? 0) * 7 * DAY +
    (days ?? 0) * DAY +
    (hours ?? 0) * HOUR +
    (minutes ?? 0) * MINUTE +
    (seconds ?? 0) * SECOND
  );
}

const partsOf = (milliseconds: number): readonly [number, number, number] => [
  Math.floor(milliseconds / HOUR),
  Math.floor((milliseconds % HOUR) / MINUTE),
  Math.floor((milliseconds % MINUTE) / SECOND),
];

/** `PT72H`: the one way in which the bot itself writes a duration. */
export function isoDuration(milliseconds: number): string {
  const [hours, minutes, seconds] = partsOf(milliseconds);
  const text = [
    hours > 0 ? `${hours}H` : '',
    minutes > 0 ? `${minutes}M` : '',
    seconds > 0 ? `${seconds}S` : '',
  ].join('');
  return `PT${text || '0S'}`;
}

/** `72 hours`, `1 hour 30 minutes`. */
export function durationInWords(milliseconds: number): string {
  const nouns = ['hour', 'minute', 'second'];
  const words = partsOf(milliseconds).flatMap((many, index) =>
    many === 0 ? [] : `${many} ${nouns[index]}${many === 1 ? '' : 's'}`,
  );
  return words.join(' ') || 'no time';
}
