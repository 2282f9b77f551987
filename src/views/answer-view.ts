import type { ActionView, AnswerView } from '../../cards/views.ts';
import type { AuditAnswer, Coverage, Group, Outlier } from '../audit/figures.ts';
import type { AuditQuery, Dimension, Filter, Unit } from '../audit/query.ts';
import { DIMENSIONS, FIELDS } from '../audit/query.ts';

/** How keys of a group are shown: as they are, or masked where others read along. */
export type ShowKey = (dimension: Dimension, key: string) => string;

export interface Shown {
  readonly reference: string;
  /** `12 actions by 3 people`. */
  readonly headline: string;
  readonly showKey: ShowKey;
  readonly actions: readonly ActionView[];
  readonly label?: string;
  readonly corrects?: readonly string[];
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
      .map((group) => groupView(group, figures.total, shown.showKey)),
    standsOut: answer.standsOut.map((outlier) => outlierView(outlier, shown.showKey)),
    notes: answer.notes,
    closer: figures.groups.flatMap((group) => closerOf(group, shown.showKey)).slice(0, 40),
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

const dimensionsOf = (by: string): readonly Dimension[] =>
  by.split(' × ').flatMap((part) => DIMENSIONS.find((known) => known === part) ?? []);

/** A key of two dimensions holds both, joined as its group's name is. */
function keysOf(by: string, key: string): readonly (readonly [Dimension, string])[] {
  const dimensions = dimensionsOf(by);
  const [first, second] = dimensions;
  if (first === undefined) return [];
  const at = key.lastIndexOf(' × ');
  if (second === undefined || at < 0) return [[first, key]];
  return [
    [first, key.slice(0, at)],
    [second, key.slice(at + 3)],
  ];
}

const shownKey = (by: string, key: string, showKey: ShowKey): string =>
  keysOf(by, key)
    .map(([dimension, part]) => showKey(dimension, part))
    .join(' × ') || key;

function groupView(group: Group, total: number, showKey: ShowKey): AnswerView['groups'][number] {
  return {
    title: `By ${group.by.replace(' × ', ' and ')}`,
    rows: group.rows.map(({ key, count }) => ({
      label: shownKey(group.by, key, showKey),
      count,
      share: total === 0 ? '–' : `${Math.round((count / total) * 100)} %`,
    })),
    left: Math.max(0, group.keys - group.rows.length),
  };
}

const outlierView = (
  { found, says, about }: Outlier,
  showKey: ShowKey,
): AnswerView['standsOut'][number] => ({
  found: about === '' ? found : found.replaceAll(about, showKey('user', about)),
  rule: says,
});

/** Dimensions that are fields of a filter as well can be looked closer at. */
function closerOf({ by, rows }: Group, showKey: ShowKey): AnswerView['closer'] {
  const fields = dimensionsOf(by);
  if (fields.some((dimension) => !FIELDS.some((field) => field === dimension))) return [];
  return rows
    .filter(({ key }) => !key.includes('(none)'))
    .map(({ key, count }, index) => ({
      value: `${by}#${index}`,
      title: `${shownKey(by, key, showKey)} (${by.replace(' × ', ' and ')}, ${number(count)})`,
    }));
}

/** What each of the rows to look closer at stands for; names as in `closer` of the view. */
export function closersOf({ figures }: AuditAnswer) {
  return figures.groups.flatMap(({ by, rows }) =>
    rows.flatMap(({ key }, index) => {
      const filters = filtersOf(by, key);
      return filters === undefined ? [] : [{ value: `${by}#${index}`, filters: [...filters] }];
    }),
  );
}

function filtersOf(by: string, key: string) {
  const filters = keysOf(by, key).map(([dimension, part]) => {
    const field = FIELDS.find((known) => known === dimension);
    return field && { field, is: true, values: [part.toLowerCase()] };
  });
  return filters.every((filter) => filter !== undefined) ? filters : undefined;
}

/** The question narrowed to these filters, grouped anew where the old group would say nothing. */
export const narrowed = (query: AuditQuery, filters: readonly Filter[]): AuditQuery => ({
  ...query,
  filters: [
    ...query.filters.filter(({ field, is }) => !(is && filters.some((one) => one.field === field))),
    ...filters,
  ],
  by: query.by.filter((dimension) => !filters.some(({ field }) => field === dimension)),
});

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
    ...coverage.parts.map(
      (part) =>
        `${part.contentType}: ${share(part.complete)} complete, ${share(part.imported)} from files or searches, ${share(part.settling)} still settling, ${share(part.missing)} missing.`,
    ),
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

const share = (part: number): string => `${Math.round(part * 10) / 10} %`;

type State = AnswerView['coverage']['state'];

const COVERED: Readonly<Record<State, (percent: number, from: string | undefined) => string>> = {
  complete: () => 'All records of the period are there.',
  settling: (percent, from) =>
    `${share(percent)} of the period is complete; for what is younger than ${from ?? 'that'}, late records may still arrive.`,
  partial: (percent) => `Only ${share(percent)} of the period is known to be complete.`,
  missing: () => 'Nothing is known of this period, so nothing found means nothing.',
};
