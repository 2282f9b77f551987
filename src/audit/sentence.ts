import { normal } from './query.ts';
import type { AuditQuery, Filter, Period } from './query.ts';
import { LABELS, MEASURE_LABELS, SOURCE_LABELS } from './words/labels.ts';
import { momentText } from './words/moment.ts';
import { namedText } from './words/named.ts';
import { isPlain, valueText } from './words/values.ts';
import { quoted } from './words/quote.ts';

export { findQuery } from './words/read-sentence.ts';

function relationOf({ field, is, values }: Filter): string {
  const contains = field === 'agent';
  if (is) return contains ? 'contains' : 'is';
  if (values.length > 1) return contains ? 'contains neither' : 'is neither';
  return contains ? 'does not contain' : 'is not';
}

function filterText(filter: Filter): string {
  const values = filter.values.map((value) => valueText(filter.field, value));
  const list = values.join(filter.is ? ' or ' : ' nor ');
  return `${LABELS[filter.field]} ${relationOf(filter)} ${list}`;
}

const where = (filters: readonly Filter[]): string =>
  filters.length === 0 ? '' : ` where ${filters.map(filterText).join(' and ')}`;

function periodText({ from, to, zone, named }: Period): string {
  const place = isPlain(zone.toLowerCase()) ? zone : quoted(zone);
  const inside = named === undefined ? place : `${place}, ${namedText(named)}`;
  return `from ${momentText(from, zone)} to ${momentText(to, zone)} (${inside})`;
}

function countText({ count, by, per, filters }: AuditQuery): string {
  const groups = by.length === 0 ? '' : ` by ${by.map((one) => LABELS[one]).join(' and ')}`;
  const series = per === undefined ? '' : ` per ${per}`;
  return `Count ${MEASURE_LABELS[count]}${groups}${series}${where(filters)}`;
}

/**
 * A question as one sentence that says everything it asks: what people see before the numbers, and
 * what they can copy, change and ask again. `findQuery` reads it back.
 */
export function sentenceOf(given: AuditQuery): string {
  const query = normal(given);
  const parts = [
    countText(query),
    periodText(query.period),
    `${query.order} first`,
    `top ${query.limit}`,
    ...(query.compare ? ['compared with the period before'] : []),
    ...(query.focus === undefined ? [] : [`looking for ${query.focus}`]),
    ...(query.source === undefined ? [] : [`from ${SOURCE_LABELS[query.source]}`]),
  ];
  return `${parts.join(', ')}.`;
}
