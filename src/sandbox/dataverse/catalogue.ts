import type { SeededOrganisation } from '../environments-seed.ts';
import { columnDefinition, kindOf } from './column-definition.ts';
import { primaryName, seededColumns } from './columns.ts';
import type { Published } from './documents.ts';
import { fixedId } from './ids.ts';
import { tableDefinition, type Definition } from './table-definition.ts';
import { seededTables, type SeededTable } from './tables.ts';

/** A seeded table with all that follows from it. */
export interface CatalogueTable extends SeededTable {
  readonly id: string;
  readonly nameColumn: string;
  readonly definition: Definition;
  /** By logical name, in the order of their column numbers. */
  readonly columns: ReadonlyMap<string, Definition>;
  readonly published: Published;
}

export interface Catalogue {
  readonly byName: ReadonlyMap<string, CatalogueTable>;
  readonly byId: ReadonlyMap<string, CatalogueTable>;
  readonly bySet: ReadonlyMap<string, CatalogueTable>;
}

export const shortHost = ({ url }: SeededOrganisation): string =>
  new URL(url).host.split('.')[0] ?? '';

/** The name of a column's definition type, such as `StringAttributeMetadata`. */
export const kindOfColumn = (column: Definition): string => kindOf(String(column['AttributeType']));

const columnsOf = (organisationId: string, table: SeededTable) =>
  new Map(
    seededColumns(table).map((line, index) => [
      line[0],
      columnDefinition({ organisationId, table, number: index + 1 }, line),
    ]),
  );

const isOn = (flag: unknown) =>
  typeof flag === 'object' && flag !== null && Reflect.get(flag, 'Value') === true;

/** The flags of a table and its columns as publishing takes them. */
export const flagsOf = (
  definition: Definition,
  columns: ReadonlyMap<string, Definition>,
): Published => ({
  audit: isOn(definition['IsAuditEnabled']),
  read: definition['IsRetrieveAuditEnabled'] === true,
  readMultiple: definition['IsRetrieveMultipleAuditEnabled'] === true,
  columns: Object.fromEntries(
    [...columns].map(([name, column]) => [name, isOn(column['IsAuditEnabled'])]),
  ),
});

/** Made when first asked for: most of what is seeded is never looked at. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

function catalogueTable(organisationId: string, table: SeededTable): CatalogueTable {
  const definition = once(() => tableDefinition(organisationId, table));
  const columns = once(() => columnsOf(organisationId, table));
  const published = once(() => flagsOf(definition(), columns()));
  return {
    ...table,
    id: fixedId(organisationId, table.logicalName),
    nameColumn: primaryName(table),
    get definition() {
      return definition();
    },
    get columns() {
      return columns();
    },
    get published() {
      return published();
    },
  };
}

/** Everything that an environment has from the start; what changed lives in documents. */
export function catalogueOf(org: SeededOrganisation): () => Catalogue {
  return once(() => {
    const tables = seededTables(shortHost(org)).map((t) => catalogueTable(org.organisationId, t));
    return {
      byName: new Map(tables.map((table) => [table.logicalName, table])),
      byId: new Map(tables.map((table) => [table.id, table])),
      bySet: new Map(tables.map((table) => [table.entitySet, table])),
    };
  });
}
