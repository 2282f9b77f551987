/** Words for times, states and data: everything that cards print is made here. */
import type { Vote } from '../core/asks.ts';
import type { Data } from '../core/data.ts';
import type { Standing } from '../core/standing.ts';

const STAMP = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'UTC',
});

/** `21 Nov, 12:05 UTC`: people of one run may sit in several zones. */
export const stamp = (iso: string): string => `${STAMP.format(new Date(iso))} UTC`;

/** `21 Nov 2026, 13:05 (Europe/Berlin)`. */
export function stampIn(iso: string, zone: string): string {
  const form = new Intl.DateTimeFormat('en-GB', {
    ...{ dateStyle: 'medium', timeStyle: 'short', timeZone: zone },
  });
  return `${form.format(new Date(iso))} (${zone})`;
}

const CLOCK = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'UTC',
});

/** `12:05` on the day that is known from elsewhere, with the day on any other. Also in UTC. */
export const stampNear = (iso: string, known: string): string =>
  iso.slice(0, 10) === known.slice(0, 10)
    ? CLOCK.format(new Date(iso))
    : STAMP.format(new Date(iso));

export const isRecord = (data: Data): data is { readonly [key: string]: Data } =>
  typeof data === 'object' && data !== null && !Array.isArray(data);

/** Before and after as a person reads them. */
export function plain(data: Data): string {
  if (data === null) return 'nothing';
  if (typeof data === 'boolean') return data ? 'on' : 'off';
  if (typeof data !== 'object') return String(data);
  if (isRecord(data))
    return Object.entries(data)
      .map(([key, value]) => `${key}: ${plain(value)}`)
      .join('; ');
  return data.map(plain).join(', ');
}

/** People end a reason with a full stop or without. */
export const sentence = (text: string): string => (/[.!?…]$/.test(text) ? text : `${text}.`);

/** Subjects that are told apart by what means nothing to people. */
const UNNAMED: ReadonlyMap<string, string> = new Map([
  ['delegation', 'an approver’s place'],
  ['audit-archive', 'the tenant’s audit records'],
]);

/** What a run is about, without the word that keeps subjects of different kinds apart. */
export function subjectLabel(subject: string): string {
  const [kind = '', ...rest] = subject.split('/');
  // An exception is about a finding of something that has a label of its own.
  if (kind === 'exception') return subjectLabel(rest.join('/'));
  return UNNAMED.get(kind) ?? (rest.join('/') || kind);
}

/** Who answers for a run, and who asked for it first where that was somebody else. */
export const answersFor = ({
  operator,
  started: { requester },
}: Pick<Standing, 'operator' | 'started'>): string =>
  operator.id === requester.id ? requester.name : `${operator.name} (asked by ${requester.name})`;

/** `Dan for Ben`, where somebody decided in another's place. */
export const voterOf = ({ by, onBehalfOf }: Pick<Vote, 'by' | 'onBehalfOf'>): string =>
  onBehalfOf === undefined ? by.name : `${by.name} for ${onBehalfOf.name}`;
