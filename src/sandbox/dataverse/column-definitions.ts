import type { ServiceAnswer } from '../service.ts';
import { kindOfColumn, type CatalogueTable } from './catalogue.ts';
import { collection, dressed, type RowType } from './collection.ts';
import { columnsSeen, tableOf, typed } from './definitions.ts';
import { checkOptions } from './options.ts';
import type { Call } from './org.ts';
import { noSegment, Refused } from './refused.ts';
import type { Definition } from './table-definition.ts';

const COLUMN_TYPE: Omit<RowType, 'properties'> = {
  set: 'EntityDefinitions/Attributes',
  type: 'AttributeMetadata',
  key: 'MetadataId',
  pages: false,
};

/** GET EntityDefinitions(…)/Attributes. */
export function listColumns(call: Call): ServiceAnswer {
  const table = tableOf(call);
  const columns = [...columnsSeen(call.org, table, call.strong).values()];
  const properties = new Set(columns.flatMap((column) => Object.keys(column)));
  const type = { ...COLUMN_TYPE, properties };
  return collection(call, type, () => columns.map((column) => ({ ...typed(column), ...column })));
}

/** The column that the path means, by name or by id. */
export function columnOf(
  call: Call,
  table: CatalogueTable,
  strong: boolean,
): { readonly name: string; readonly column: Definition } {
  const key = call.path[1] ?? '';
  const name = /^LogicalName='([^']*)'$/.exec(key)?.[1];
  const found = [...columnsSeen(call.org, table, strong)].find(
    ([known, column]) => known === name || column['MetadataId'] === key.toLowerCase(),
  );
  if (found !== undefined) return { name: found[0], column: found[1] };
  const wanted = name ?? key;
  throw new Refused(
    404,
    '0x80041103',
    `'${table.logicalName}' entity doesn't contain attribute with Name = '${wanted}'.`,
  );
}

/** GET …/Attributes(…), with or without a type cast. */
export function getColumn(call: Call): ServiceAnswer {
  checkOptions(call);
  const table = tableOf(call);
  const { column } = columnOf(call, table, call.strong);
  const [, , cast] = call.path;
  if (cast !== undefined && cast !== kindOfColumn(column)) throw noSegment(cast);
  const type = { ...COLUMN_TYPE, properties: new Set(Object.keys(column)) };
  const row = cast === undefined ? { ...typed(column), ...column } : column;
  const body = {
    '@odata.context': `${call.base}/$metadata#${type.set}/$entity`,
    ...dressed(call, type, row),
  };
  return { status: 200, body };
}
