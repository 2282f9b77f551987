import type { AuditAnswer, Group, Outlier } from '../figures.ts';
import { maskAddress, maskName, maskText, maskUser } from '../mask.ts';
import type { AuditQuery } from '../query.ts';
import type { AuditRecord } from '../record.ts';

/** A record for people who may not know whom it is about. Its own text would tell, so it goes. */
export const maskRecord = (record: AuditRecord): AuditRecord => ({
  ...record,
  actor: maskUser(record.actor),
  address: maskAddress(record.address),
  record: maskName(record.record),
});

const MASKS: Readonly<Record<string, (key: string) => string>> = {
  user: (key) => maskUser(key),
  address: maskAddress,
  record: (key) => maskName(key),
};

const maskKey = (dimension: string, key: string): string => MASKS[dimension]?.(key) ?? key;

const BESIDE = ' × ';

/** The second of two keys cannot be longer than its own sign; the first may hold any. */
function maskKeys(by: string, key: string): string {
  const [first = '', second] = by.split(BESIDE);
  const at = key.lastIndexOf(BESIDE);
  if (second === undefined || at < 0) return maskKey(first, key);
  const [one, two] = [key.slice(0, at), key.slice(at + BESIDE.length)];
  return `${maskKey(first, one)}${BESIDE}${maskKey(second, two)}`;
}

const maskGroup = <G extends Pick<Group, 'by' | 'rows'>>(group: G): G => ({
  ...group,
  rows: group.rows.map((row) => ({ ...row, key: maskKeys(group.by, row.key) })),
});

const maskFilters = (filters: AuditQuery['filters']): AuditQuery['filters'] =>
  filters.map((filter) => ({
    ...filter,
    values: filter.values.map((value) => maskKey(filter.field, value)),
  }));

type Named = readonly (readonly [name: string, masked: string])[];

/** Names of people and records in filters, long ones first; not all look like addresses of people. */
const namesIn = (filters: AuditQuery['filters']): Named =>
  filters
    .filter(({ field }) => field in MASKS)
    .flatMap(({ field, values }) =>
      values.map((value): Named[number] => [value, maskKey(field, value)]),
    )
    .sort(([a], [b]) => b.length - a.length);

function maskSentence(text: string, named: Named): string {
  return maskText(named.reduce((masked, [name, as]) => replaced(masked, name, as), text));
}

/** Whatever its case, and once: a mask may hold what it masks. Names are lower-case in filters. */
function replaced(text: string, name: string, as: string): string {
  const parts: string[] = [];
  let rest = text;
  for (let at = rest.toLowerCase().indexOf(name); at >= 0; at = rest.toLowerCase().indexOf(name)) {
    parts.push(rest.slice(0, at), as);
    rest = rest.slice(at + name.length);
  }
  return [...parts, rest].join('');
}

/** A question in words for people who may not know whom it is about. */
export const maskQuestion = (text: string, { filters }: Pick<AuditQuery, 'filters'>): string =>
  maskSentence(text, namesIn(filters));

function maskOutlier(outlier: Outlier, asked: Named): Outlier {
  const named = [...namesIn(outlier.filters), ...asked];
  return {
    ...outlier,
    about: maskSentence(outlier.about, named),
    found: maskSentence(outlier.found, named),
    filters: maskFilters(outlier.filters),
  };
}

/** An answer for people who may not know whom it is about. */
export function maskAnswer(answer: AuditAnswer): AuditAnswer {
  const named = namesIn(answer.query.filters);
  const outliers = (all: readonly Outlier[]) => all.map((one) => maskOutlier(one, named));
  const { coverage, figures } = answer;
  const gaps = coverage.gaps.map((gap) => ({ ...gap, why: maskText(gap.why) }));
  return {
    ...answer,
    coverage: { ...coverage, gaps },
    canonical: maskSentence(answer.canonical, named),
    because: maskSentence(answer.because, named),
    query: { ...answer.query, filters: maskFilters(answer.query.filters) },
    figures: {
      ...figures,
      groups: figures.groups.map(maskGroup),
      outliers: outliers(figures.outliers),
    },
    groups: answer.groups.map(maskGroup),
    standsOut: outliers(answer.standsOut),
    notes: answer.notes.map((note) => maskSentence(note, named)),
  };
}
