import type { ServiceAnswer } from '../service.ts';
import { filterOf } from './filter.ts';
import { orderOf, type Row } from './filter-values.ts';
import type { Call } from './org.ts';
import { checkOptions, option } from './options.ts';
import { nextLink, pageOf, topOf } from './pages.ts';
import { noProperty } from './refused.ts';

const FORMATTED = 'OData.Community.Display.V1.FormattedValue';

/** What a type of rows is called and how its rows are dressed. */
export interface RowType {
  readonly set: string;
  /** Type name in messages, such as `account` or `EntityMetadata`. */
  readonly type: string;
  readonly key: string;
  /** Property names; undefined lets every name through. */
  readonly properties: ReadonlySet<string>;
  readonly sortable?: ReadonlySet<string>;
  etag?(row: Row): string;
  /** Annotated texts, by property. */
  formatted?(row: Row): Readonly<Record<string, string>>;
  /** Definitions never page. */
  readonly pages: boolean;
}

const knows = (type: RowType) => (path: string) => type.properties.has(path.split('/')[0] ?? '');

/** Names after `$select`; undefined selects everything. */
function selected(call: Call, type: RowType): readonly string[] | undefined {
  const text = option(call, '$select');
  if (text === undefined) return undefined;
  const names = text.split(',').map((name) => name.trim());
  const strange = names.find((name) => !type.properties.has(name));
  if (strange !== undefined) throw noProperty(strange, type.type);
  return [...new Set([type.key, ...names])];
}

const annotations = (type: RowType, row: Row, names: readonly string[]) =>
  Object.entries(type.formatted?.(row) ?? {})
    .filter(([name]) => names.includes(name))
    .map(([name, text]) => [`${name}@${FORMATTED}`, text]);

/** One row as it is sent: selected, with its version and its annotations. */
export function dressed(call: Call, type: RowType, row: Row): Row {
  const names = selected(call, type) ?? Object.keys(row);
  const values = names.filter((name) => name in row).map((name) => [name, row[name]]);
  const own = Object.entries(row).filter(([name]) => name.startsWith('@'));
  return {
    ...(type.etag === undefined ? {} : { '@odata.etag': type.etag(row) }),
    ...Object.fromEntries(own),
    ...Object.fromEntries(values),
    ...(call.annotated ? Object.fromEntries(annotations(type, row, names)) : {}),
  };
}

const context = (call: Call, type: RowType, single: boolean) => {
  const select = option(call, '$select');
  const names = select === undefined ? '' : `(${select})`;
  return `${call.base}/$metadata#${type.set}${names}${single ? '/$entity' : ''}`;
};

/** The answer for one row. */
export const single = (call: Call, type: RowType, row: Row): ServiceAnswer => ({
  status: 200,
  body: { '@odata.context': context(call, type, true), ...dressed(call, type, row) },
});

/** Rows that the filter lets through, in the order that is asked for. */
function arranged(call: Call, type: RowType, rows: readonly Row[]): readonly Row[] {
  const [filter, order] = [option(call, '$filter'), option(call, '$orderby')];
  const sortable = type.sortable ?? type.properties;
  const found = filter === undefined ? rows : rows.filter(filterOf(filter, knows(type)));
  return order === undefined ? found : found.toSorted(orderOf(order, (name) => sortable.has(name)));
}

/** Filter, order, top and pages over rows; `rows` is told which moment the pages show. */
export function collection(
  call: Call,
  type: RowType,
  rows: (at: Date) => readonly Row[],
): ServiceAnswer {
  checkOptions(call);
  const [page, top] = [pageOf(call), topOf(call)];
  const found = arranged(call, type, rows(new Date(page.at)));
  const size = top ?? (type.pages ? page.size : found.length);
  const start = top === undefined && type.pages ? (page.number - 1) * size : 0;
  const value = found.slice(start, start + size).map((row) => dressed(call, type, row));
  const isMore = top === undefined && start + value.length < found.length;
  return {
    status: 200,
    body: {
      '@odata.context': context(call, type, false),
      ...(call.annotated && type.pages ? { '@Microsoft.Dynamics.CRM.totalrecordcount': -1 } : {}),
      ...(option(call, '$count') === 'true' ? { '@odata.count': found.length } : {}),
      value,
      ...(isMore ? { '@odata.nextLink': nextLink(call, page) } : {}),
    },
  };
}
