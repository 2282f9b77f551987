import type { CatalogueTable } from './catalogue.ts';
import { fixedId, fixedNumber } from './ids.ts';
import type { Row } from './filter-values.ts';
import type { Org } from './org.ts';

const COMPANIES = [
  'Adatum Corporation',
  'Alpine Ski House',
  'Bellows College',
  'Blue Yonder Airlines',
  'City Power & Light',
  'Coho Winery',
  'Fourth Coffee',
  'Litware, Inc.',
  'Northwind Traders',
  'Proseware, Inc.',
  'Trey Research',
  'Wide World Importers',
];
const PERSONS = [
  'Amira Haddad',
  'Bruno Costa',
  'Chiara Rossi',
  'Dragan Petrović',
  "Eilish O'Neill",
  'Fatima Zahra',
  'Günther Weiß',
  'Hana Novák',
];
const DEALS = [
  'Fleet renewal',
  'Cold storage',
  'Harbour sensors',
  'Route planning',
  'Service plan',
];
const CASES = ['Cannot sign in', 'Late delivery', 'Wrong invoice', 'Broken seal', 'Label missing'];

const NAMES: Readonly<Record<string, readonly string[]>> = {
  account: COMPANIES,
  contact: PERSONS,
  lead: PERSONS.map((name) => `${name} (trade fair)`),
  opportunity: DEALS,
  incident: CASES,
};

// An environment for tests that nobody has put a company into yet.
const EMPTY = ['contosotest/account'];

/** Names of row properties: lookups are read as `_ownerid_value`. */
export function propertyOf(column: Row): string | undefined {
  const [name, type] = [String(column['LogicalName']), String(column['AttributeType'])];
  if (['Virtual', 'EntityName'].includes(type) || column['IsValidForRead'] === false)
    return undefined;
  if (column['AttributeOf'] !== null) return undefined;
  return ['Lookup', 'Owner', 'Customer'].includes(type) ? `_${name}_value` : name;
}

type Maker = (seed: string) => unknown;

const MAKERS: Readonly<Record<string, Maker>> = {
  Integer: (seed) => fixedNumber(500, seed),
  Money: (seed) => 1000 * (1 + fixedNumber(90, seed)),
  Decimal: () => 1,
  Boolean: () => false,
  Picklist: () => 1,
  State: () => 0,
  Status: () => 1,
  BigInt: (seed) => 900_000 + fixedNumber(99_999, seed),
  DateTime: (seed) => `2025-0${1 + fixedNumber(8, seed)}-1${fixedNumber(9, seed)}T09:30:00Z`,
  Lookup: (seed) => fixedId('lookup', seed),
  Owner: (seed) => fixedId('lookup', seed),
  Customer: (seed) => fixedId('lookup', seed),
};

const TEXTS: Readonly<Record<string, Maker>> = {
  telephone1: (seed) => `+49 30 5550${100 + fixedNumber(899, seed)}`,
  emailaddress1: (seed) => `office${fixedNumber(9999, seed)}@example.com`,
  websiteurl: () => 'https://www.example.com/',
  address1_city: () => 'Berlin',
  address1_country: () => 'Germany',
  governmentid: () => null,
};

const valueOf = (column: Row, seed: string): unknown => {
  const name = String(column['LogicalName']);
  const make = TEXTS[name] ?? MAKERS[String(column['AttributeType'])];
  return make === undefined ? `${name} ${1 + fixedNumber(40, seed)}` : make(seed);
};

const rowOf = (org: Org, table: CatalogueTable, name: string): Row => {
  const id = fixedId(org.seed.organisationId, table.logicalName, 'row', name);
  const values = [...table.columns.values()].map((column): [string | undefined, unknown] => [
    propertyOf(column),
    valueOf(column, `${id}/${String(column['LogicalName'])}`),
  ]);
  const named = values.filter(([property]) => property !== undefined);
  return { ...Object.fromEntries(named), [`${table.logicalName}id`]: id, [table.nameColumn]: name };
};

/** Custom tables have a few rows each, tables of the system that nobody looks at none. */
const namesOf = ({ logicalName, traits, english: [one] }: CatalogueTable): readonly string[] =>
  NAMES[logicalName] ??
  (traits.has('custom') && !traits.has('intersect') ? [1, 2, 3].map((n) => `${one} ${n}`) : []);

/** The rows that a table has from the start. */
export const seededRows = (org: Org, table: CatalogueTable): readonly Row[] =>
  EMPTY.includes(`${org.host}/${table.logicalName}`)
    ? []
    : namesOf(table).map((name) => rowOf(org, table, name));
