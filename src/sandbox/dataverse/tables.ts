import { APP_TABLES } from './tables-apps.ts';
import { BASE_TABLES } from './tables-base.ts';
import { DEV_CUSTOM_TABLES, SALES_CUSTOM_TABLES, SERVICE_CUSTOM_TABLES } from './tables-custom.ts';

export type Ownership = 'user' | 'organisation' | 'business' | 'none';

/**
 * Object type code, schema name, English and German names (one/many), owner, and traits of:
 * audited, opened, listed (the three flags at the start), locked (audit flag cannot be changed),
 * fixed (not customizable), private, intersect, logical, activity, custom, managed.
 */
export type TableLine = readonly [number, string, string, string, Ownership, string];

export interface SeededTable {
  readonly code: number;
  readonly schemaName: string;
  readonly logicalName: string;
  readonly entitySet: string;
  readonly english: readonly [string, string];
  readonly german: readonly [string, string];
  readonly ownership: Ownership;
  readonly traits: ReadonlySet<string>;
}

const START_FLAGS = ['audited', 'opened', 'listed'];

const plural = (name: string) => {
  if (/[^aeiou]y$/.test(name)) return `${name.slice(0, -1)}ies`;
  return /(?:s|x|ss)$/.test(name) ? `${name}es` : `${name}s`;
};

const pair = (names: string): readonly [string, string] => {
  const [one = names, many = one] = names.split('/');
  return [one, many];
};

const tableOf = ([
  code,
  schemaName,
  english,
  german,
  ownership,
  traits,
]: TableLine): SeededTable => ({
  code,
  schemaName,
  logicalName: schemaName.toLowerCase(),
  entitySet: plural(schemaName.toLowerCase()),
  english: pair(english),
  german: pair(german),
  ownership,
  traits: new Set(traits.split(' ').filter((trait) => trait !== '')),
});

const SEEDED: Readonly<Record<string, readonly TableLine[]>> = {
  contoso: [...BASE_TABLES, ...APP_TABLES, ...SALES_CUSTOM_TABLES],
  contososervice: [...BASE_TABLES, ...APP_TABLES, ...SERVICE_CUSTOM_TABLES],
  contosodev: [...BASE_TABLES, ...DEV_CUSTOM_TABLES],
  contosotest: [...BASE_TABLES, ...APP_TABLES, ...SALES_CUSTOM_TABLES],
};

// Every environment stands differently at the start.
const AUDITED: Readonly<Record<string, (table: SeededTable) => readonly string[]>> = {
  contososervice: ({ logicalName }) =>
    ['account', 'incident'].includes(logicalName) ? START_FLAGS : [],
  contosodev: () => [],
};

function atStart(host: string, table: SeededTable): SeededTable {
  const flags = AUDITED[host]?.(table);
  if (flags === undefined) return table;
  const traits = [...table.traits].filter((trait) => !START_FLAGS.includes(trait));
  return { ...table, traits: new Set([...traits, ...flags]) };
}

/** The tables of an environment by its short host name, such as `contoso`. */
export const seededTables = (host: string): readonly SeededTable[] =>
  (SEEDED[host] ?? BASE_TABLES).map((line) => atStart(host, tableOf(line)));
