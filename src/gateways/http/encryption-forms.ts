import type { Data } from '../../core/data.ts';
import type { EncryptionPolicy } from '../encryption-policies.ts';
import type { Row } from './encryption-cmdlets.ts';

const textOf = (value: Data | undefined): string => (typeof value === 'string' ? value : '');

const isList = (value: Data | undefined): value is readonly Data[] => Array.isArray(value);

/** A list with one element may arrive as that element. */
const listOf = (value: Data | undefined): readonly string[] =>
  isList(value)
    ? value.map(textOf).filter(Boolean)
    : textOf(value)
        .split(/[\s,;]+/)
        .filter(Boolean);

export const encryptionPolicyOf = (row: Row): EncryptionPolicy => ({
  name: textOf(row['Name']) || textOf(row['Identity']),
  identity: textOf(row['Identity']),
  description: textOf(row['Description']),
  enabled: row['Enabled'] === true || textOf(row['Enabled']).toLowerCase() === 'true',
  keys: listOf(row['AzureKeyIDs']),
  raw: row,
});

const ASSIGNED = 'DataEncryptionPolicy';
const OTHERS = ['DataEncryptionPolicyId', 'Policy', 'Identity', 'Name'];
const IDS = ['Guid', 'DistinguishedName', 'Id', 'ExchangeObjectId', 'ImmutableId'];

const isRow = (value: Data | undefined): value is Row =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const firstIn = (row: Row, names: readonly string[]): string =>
  names.map((name) => textOf(row[name])).find((text) => text !== '') ?? '';

/** A text, or an object that has its name somewhere. */
const nameIn = (value: Data | undefined): string =>
  isRow(value) ? firstIn(value, ['Name', 'Identity', ...IDS]) : textOf(value);

/** `policy` is empty where nothing is assigned; undefined: it names something in an unknown form. */
export interface Assigned {
  readonly policy: string | undefined;
}

const NOTHING: readonly unknown[] = [undefined, null, ''];

/**
 * Public code reads `DataEncryptionPolicy`, and where that is there it alone counts: a row that
 * assigns nothing has a name of its own all the same. Else the first property that names something.
 */
export function assignedIn(row: Row): Assigned {
  if (Object.keys(row).length === 0) return { policy: '' };
  const value = row[ASSIGNED];
  if (ASSIGNED in row && NOTHING.includes(value)) return { policy: '' };
  const names = ASSIGNED in row ? [ASSIGNED] : OTHERS;
  return { policy: names.map((name) => nameIn(row[name])).find((text) => text !== '') };
}

/** The name inside a distinguished name. */
const commonName = (identity: string): string =>
  /^CN=([^,]+)/i.exec(identity)?.[1] ?? identity.split(/[\\/]/).at(-1) ?? identity;

/** Whether an assignment, which may be written in several ways, means this policy. */
export function means(assigned: string, policy: EncryptionPolicy): boolean {
  const raw = typeof policy.raw === 'object' && policy.raw !== null ? policy.raw : {};
  const known = IDS.map((name) => textOf(Reflect.get(raw, name)));
  const names = [policy.name, policy.identity, ...known].filter(Boolean);
  const wanted = [assigned, commonName(assigned)].map((one) => one.toLowerCase());
  return names.some((name) => wanted.includes(name.toLowerCase()));
}
