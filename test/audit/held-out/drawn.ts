import { DateTime } from 'luxon';

import { understand } from '../../../src/audit/parse.ts';
import { LIMIT } from '../../../src/audit/query.ts';
import type { AuditQuery, Filter, Period } from '../../../src/audit/query.ts';

/** A Wednesday, 11:30 in Berlin. */
export const NOW = new Date('2026-11-18T10:30:00Z');
const BERLIN = 'Europe/Berlin';
const WEEK = '11-12 → NOW';

const moment = (iso: string, zone: string): string =>
  Date.parse(iso) === NOW.getTime()
    ? 'NOW'
    : DateTime.fromISO(iso, { zone })
        .toFormat('yyyy-MM-dd HH:mm')
        .replace(/^2026-/u, '')
        .replace(/ 00:00$/u, '');

function drawnPeriod({ from, to, zone }: Period): readonly string[] {
  const drawn = `${moment(from, zone)} → ${moment(to, zone)}`;
  if (drawn === WEEK && zone === BERLIN) return [];
  return [zone === BERLIN ? drawn : `${drawn} ${zone}`];
}

const drawnFilter = ({ field, is, values }: Filter): string =>
  `${field}${is ? '=' : '!='}${values.join('|')}`;

const when = (holds: boolean, drawn: string): readonly string[] => (holds ? [drawn] : []);

/** A whole query in one short line; nothing is left out but what nobody asked for. */
const drawn = (query: AuditQuery): string =>
  [
    ...when(query.count !== 'actions', query.count),
    ...when(query.by.length > 0, `by ${query.by.join(', ')}`),
    ...query.filters.map(drawnFilter),
    ...when(query.per !== undefined, `per ${query.per ?? ''}`),
    ...when(query.order !== 'most', query.order),
    ...when(query.limit !== LIMIT, `limit ${String(query.limit)}`),
    ...when(query.compare, 'compare'),
    ...when(query.focus !== undefined, `focus ${query.focus ?? ''}`),
    ...when(query.source !== undefined, `source ${query.source ?? ''}`),
    ...drawnPeriod(query.period),
  ].join('; ');

export const heard = (text: string) => understand(text, { now: NOW, zone: BERLIN });

/** What a question comes to, in one line; `REFUSE` for all that is not a query. */
export function meaningOf(text: string): string {
  const understood = heard(text);
  return understood.kind === 'query' ? drawn(understood.query) : 'REFUSE';
}
