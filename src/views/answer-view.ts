import type { ActionView, AnswerView } from '../../cards/views.ts';
import type { AuditAnswer, Coverage, Group } from '../audit/figures.ts';
import type { Unit } from '../audit/query.ts';
import { closerOf } from './closer.ts';

export interface Shown {
  readonly reference: string;
  /** `12 actions by 3 people`. */
  readonly headline: string;
  readonly actions: readonly ActionView[];
  readonly label?: string;
  readonly corrects?: readonly string[];
  /** Rows to look closer at beside those of the groups. */
  readonly closer?: AnswerView['closer'];
}

const NUMBER = new Intl.NumberFormat('en-GB');
export const number = (value: number): string => NUMBER.format(value);

const plural = (value: number, noun: string): string =>
  `${number(value)} ${noun}${value === 1 ? '' : 's'}`;

/** What the card of an answer shows. */
export function answerView(answer: AuditAnswer, shown: Shown): AnswerView {
  const { figures, query } = answer;
  const { label, corrects } = shown;
  return {
    reference: shown.reference,
    ...(label === undefined ? {} : { label }),
    ...(corrects === undefined ? {} : { corrects }),
    question: answer.canonical,
    headline: shown.headline,
    coverage: coverageView(answer.coverage, query.period.zone),
    facts: factsOf(answer),
    ...chartView(answer),
    groups: figures.groups
      .filter(({ rows }) => rows.length > 0)
      .map((group) => groupView(group, answer)),
    standsOut: answer.standsOut.map(({ found, says }) => ({ found, rule: says })),
    notes: answer.notes,
    closer: [...(shown.closer ?? []), ...closerOf(answer)].slice(0, 40),
    actions: shown.actions,
  };
}

function factsOf({ figures, source, because }: AuditAnswer): AnswerView['facts'] {
  const { before, total } = figures;
  return [
    { label: 'People and accounts', text: number(figures.users) },
    { label: 'Tables', text: number(figures.tables) },
    { label: 'Client addresses', text: number(figures.addresses) },
    { label: 'Records', text: number(figures.records) },
    ...(before === undefined
      ? []
      : [{ label: 'Against the period before', text: change(total, before.total) }]),
    { label: 'Source', text: `${SOURCE[source]}. ${because}` },
  ];
}

const SOURCE = {
  archive: 'The bot’s archive',
  graph: 'Microsoft Graph audit search',
  'log analytics': 'Log Analytics',
} as const;

function change(now: number, then: number): string {
  const more = now - then;
  const sign = more > 0 ? '+' : more < 0 ? '−' : '±';
  const share = then === 0 ? '' : `, ${sign}${Math.round((Math.abs(more) / then) * 100)} %`;
  return `${sign}${number(Math.abs(more))} (${number(then)} then${share})`;
}

const FORMS: Readonly<Record<Unit, Intl.DateTimeFormatOptions>> = {
  hour: { weekday: 'short', hour: '2-digit', minute: '2-digit', hour12: false },
  day: { weekday: 'short', day: 'numeric', month: 'short' },
  week: { day: 'numeric', month: 'short' },
  month: { month: 'short', year: 'numeric' },
  quarter: { month: 'short', year: 'numeric' },
  year: { year: 'numeric' },
};

function chartView({ figures, query }: AuditAnswer): Pick<AnswerView, 'chart'> {
  const { unit, points } = figures.series;
  if (figures.total === 0 || points.length < 2) return {};
  const form = new Intl.DateTimeFormat('en-GB', { ...FORMS[unit], timeZone: query.period.zone });
  const counted = query.count;
  return {
    chart: {
      title: `${counted[0]?.toUpperCase() ?? ''}${counted.slice(1)} per ${unit}`,
      counted,
      points: points.map(({ at, count }) => ({ label: form.format(new Date(at)), count })),
    },
  };
}

/** Shares only where each action is in one row: numbers of people overlap. */
function groupView(
  { by, rows, keys }: Group,
  { query, total }: AuditAnswer,
): AnswerView['groups'][number] {
  const adds = query.count === 'actions' || query.count === 'records';
  return {
    title: `By ${by.replace(' × ', ' and ')}`,
    rows: rows.map(({ key, count }) => ({
      label: key,
      count,
      share: total === 0 || !adds ? '' : percent(count / total),
    })),
    left: Math.max(0, keys - rows.length),
  };
}

/** Few of very many are not none of them. */
const percent = (part: number): string =>
  part > 0 && part < 0.005 ? '< 1 %' : `${Math.round(part * 100)} %`;

const dayForm = (zone: string) =>
  new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: zone });

function coverageView(coverage: Coverage, zone: string): AnswerView['coverage'] {
  const form = dayForm(zone);
  const time = (iso: string) => form.format(new Date(iso));
  const missing = coverage.gaps.length > 0;
  const { completePercent: percent, settlingFrom, newestEvent } = coverage;
  const lines = [
    ...coverage.gaps
      .slice(0, 20)
      .map(
        ({ from, to, contentType, why }) =>
          `${contentType}, ${time(from)} to ${time(to)}: nothing is known. ${why}`,
      ),
    ...coverage.parts.map((part) => `${part.contentType}: ${partsOf(part)}.`),
    ...(newestEvent === undefined ? [] : [`The newest record is of ${time(newestEvent)}.`]),
    `${plural(coverage.duplicatesDropped, 'repeated record')} left out.`,
    `Times are in ${zone}.`,
  ];
  const state = missing
    ? percent === 0 && settlingFrom === undefined
      ? 'missing'
      : 'partial'
    : settlingFrom === undefined
      ? 'complete'
      : 'settling';
  return { state, says: COVERED[state](percent, settlingFrom && time(settlingFrom)), lines };
}

/** Only what there is any of. */
function partsOf({ complete, imported, settling, missing }: Coverage['parts'][number]): string {
  const parts = [
    { part: complete, says: 'complete' },
    { part: imported, says: 'from files or searches' },
    { part: settling, says: 'still settling' },
    { part: missing, says: 'missing' },
  ].filter(({ part }) => part > 0);
  return parts.length === 0
    ? 'none of the period has been yet'
    : parts.map(({ part, says }) => `${share(part)} ${says}`).join(', ');
}

/** Never rounded up: nearly complete is not complete, and a little missing is not nothing. */
export const share = (part: number): string =>
  part > 0 && part < 0.1 ? '< 0.1 %' : `${Math.floor(part * 10) / 10} %`;

type State = AnswerView['coverage']['state'];

const COVERED: Readonly<Record<State, (percent: number, from: string | undefined) => string>> = {
  complete: () => 'All records of the period are there.',
  settling: (percent, from) =>
    `${share(percent)} of the period is complete; for what is younger than ${from ?? 'that'}, late records may still arrive.`,
  partial: (percent) => `Only ${share(percent)} of the period is known to be complete.`,
  missing: () => 'Nothing is known of this period, so nothing found means nothing.',
};
