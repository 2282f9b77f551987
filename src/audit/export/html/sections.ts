import type { AuditAnswer, Defects, Group } from '../../figures.ts';
import type { AuditRecord } from '../../record.ts';
import { COLUMNS, valueOf } from '../columns.ts';
import type { Explained } from '../export.ts';
import { seriesChart, shareBar } from './chart.ts';
import type { Markup } from './markup.ts';
import { clockIn, facts, line, list, NOTHING, number, section, table, type Fact } from './parts.ts';

/** More points than this are in the chart and in `answer.json` only. */
const MOST_POINTS = 400;

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export function numbers({ figures, query }: AuditAnswer): Markup {
  const { before, first, last } = figures;
  const clock = clockIn(query.period.zone);
  const maybe = (label: string, value: string | undefined): readonly Fact[] =>
    value === undefined ? [] : [[label, value]];
  return facts([
    [capital(query.count), number(figures.total)],
    ['Records', number(figures.records)],
    ['People and accounts', number(figures.users)],
    ['Tables', number(figures.tables)],
    ['Client addresses', number(figures.addresses)],
    ...maybe('Period before', before && number(before.total)),
    ...maybe('First', first && clock(first)),
    ...maybe('Last', last && clock(last)),
  ]);
}

export function series({ figures, query }: AuditAnswer): Markup {
  const { unit, points } = figures.series;
  if (points.length === 0) return NOTHING;
  const clock = clockIn(query.period.zone);
  const title = `${capital(query.count)} per ${unit}`;
  const bars = points.map(({ at, count }) => ({ label: clock(at), count }));
  const rows = bars.slice(0, MOST_POINTS).map(({ label, count }) => ({ cells: [label, count] }));
  const rest = points.length - rows.length;
  return section(
    title,
    seriesChart(title, bars),
    table([`${capital(unit)} from (${query.period.zone})`, capital(query.count)], rows),
    rest > 0 ? line(`${number(rest)} more are in answer.json.`, 'subtle') : NOTHING,
  );
}

export const groups = ({ figures, query }: AuditAnswer): readonly Markup[] =>
  figures.groups.filter(({ rows }) => rows.length > 0).map((group) => groupOf(group, query.count));

function groupOf({ by, rows, keys }: Group, counted: string): Markup {
  const most = Math.max(...rows.map(({ count }) => count));
  const shown = rows.map(({ key, count }) => ({
    cells: [key === '' ? '(not said)' : key, count, shareBar(count, most)],
  }));
  const caption = `${number(rows.length)} of ${number(keys)}`;
  return section(`By ${by}`, table([capital(by), capital(counted), ''], shown, caption));
}

export function standOuts({ standsOut }: AuditAnswer): Markup {
  const title = 'What stands out';
  if (standsOut.length === 0) return section(title, line('Nothing, by the rules that were asked.'));
  const rows = standsOut.map(({ rule, about, found, value, usual, says }) => ({
    cells: [rule, about, found, number(value), usual === undefined ? '–' : number(usual), says],
  }));
  const names = ['Rule', 'About', 'Found', 'Value', 'Usual', 'The rule in words'];
  return section(title, table(names, rows));
}

const DEFECTS: readonly (readonly [name: keyof Defects, says: string])[] = [
  ['noise', 'Records of background work'],
  ['unknownActor', 'Records that do not say who it was'],
  ['withoutAddress', 'Records without a client address'],
  ['split', 'Records of actions that were logged in several parts'],
  ['lowerBounds', 'Reads that may have touched more than they name'],
  ['secured', 'Values hidden by column security'],
];

export function notes({ notes: given, figures: { defects } }: AuditAnswer): Markup {
  const found = DEFECTS.filter(([name]) => defects[name] > 0);
  const lines = [...given, ...found.map(([name, says]) => `${says}: ${number(defects[name])}.`)];
  return lines.length === 0 ? NOTHING : section('Notes on the data', list(lines));
}

export function definitions(given: readonly Explained[]): Markup {
  if (given.length === 0) return NOTHING;
  const rows = given.map(({ title, says }) => ({ cells: [title, says] }));
  return section('What the words mean', table(['Word', 'Exact filter'], rows));
}

export function newest(records: readonly AuditRecord[], all: number): Markup {
  if (records.length === 0) return NOTHING;
  const rows = records.map((record) => ({
    cells: COLUMNS.map((column) => short(String(valueOf(record, column)))),
  }));
  const names = COLUMNS.map(({ name }) => name);
  const where = 'All are in records.csv and records.jsonl. Times are UTC.';
  return section(
    'Newest records',
    line(`${number(records.length)} of ${number(all)}. ${where}`, 'subtle'),
    table(names, rows),
  );
}

/** Two hundred records with cells without end would be a page that no browser opens. */
const MOST_SIGNS = 300;

const short = (text: string): string =>
  text.length > MOST_SIGNS
    ? `${text.slice(0, MOST_SIGNS)}… [cut: ${text.length} characters]`
    : text;
