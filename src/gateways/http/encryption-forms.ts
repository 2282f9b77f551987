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

const NAMES = ['DataEncryptionPolicy', 'DataEncryptionPolicyId', 'Policy', 'Identity', 'Name'];

/** The property is not documented: the first of these that names something is it. */
export function assignedIn(row: Row): string {
  for (const name of NAMES) {
    const value = row[name];
    const inner =
      typeof value === 'object' && value !== null && 'Name' in value ? value.Name : value;
    if (textOf(inner) !== '') return textOf(inner);
  }
  return '';
}

/** The name inside a distinguished name. */
const commonName = (identity: string): string =>
  /^CN=([^,]+)/i.exec(identity)?.[1] ?? identity.split(/[\\/]/).at(-1) ?? identity;

/** Whether an assignment, which may be written in several ways, means this policy. */
export function means(assigned: string, policy: EncryptionPolicy): boolean {
  const ids = ['Guid', 'DistinguishedName', 'Id', 'ExchangeObjectId', 'ImmutableId'];
  const raw = typeof policy.raw === 'object' && policy.raw !== null ? policy.raw : {};
  const known = ids.map((name) => textOf(Reflect.get(raw, name)));
  const names = [policy.name, policy.identity, ...known].filter(Boolean);
  const wanted = [assigned, commonName(assigned)].map((one) => one.toLowerCase());
  return names.some((name) => wanted.includes(name.toLowerCase()));
}
