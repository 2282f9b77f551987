import { cleaned, shortened } from './cleaned.ts';
import { partsOf, recordsIn, solid, textOf, type PastedRecord } from './records.ts';

/** A policy as `Get-M365DataAtRestEncryptionPolicy` printed it. */
export interface PastedPolicy {
  readonly name: string;
  /** Undefined: it was not printed, or not as a truth value. */
  readonly enabled: boolean | undefined;
  readonly keys: readonly string[];
  readonly guid: string;
  readonly identity: string;
}

const NAMES = ['Name', 'Enabled', 'AzureKeyIDs', 'Guid', 'Identity'];

function truthOf(text: string): boolean | undefined {
  if (/^\$?true$/i.test(text)) return true;
  return /^\$?false$/i.test(text) ? false : undefined;
}

const policyOf = (record: PastedRecord): PastedPolicy => ({
  name: solid(record.get('name')) || solid(record.get('identity')),
  enabled: truthOf(textOf(record.get('enabled'))),
  keys: partsOf(record.get('azurekeyids')),
  guid: solid(record.get('guid')),
  identity: shortened(textOf(record.get('identity'))),
});

/** Every policy in the text that has keys; printed twice, the later one counts. */
export function policiesIn(pasted: string): readonly PastedPolicy[] {
  const all = recordsIn(cleaned(pasted), NAMES)
    .map(policyOf)
    .filter(({ name, keys }) => name !== '' && keys.length > 0);
  return [...new Map(all.map((policy) => [policy.name.toLowerCase(), policy])).values()];
}

const ASSIGNED = ['DataEncryptionPolicy', 'DataEncryptionPolicyId', 'Policy', 'Identity', 'Name'];

/** What `Get-M365DataAtRestEncryptionPolicyAssignment` named; its properties are not documented. */
export function assignedIn(pasted: string): readonly string[] {
  const named = recordsIn(cleaned(pasted), ASSIGNED).map(
    (record) =>
      ASSIGNED.map((name) => textOf(record.get(name.toLowerCase()))).find(
        (text) => text !== '' && text !== '{}',
      ) ?? '',
  );
  return [...new Set(named.filter((text) => text !== ''))];
}

/** The name inside of a distinguished name or a path. */
export const bareName = (identity: string): string =>
  /^CN=([^,]+)/i.exec(identity)?.[1] ?? identity.split(/[\\/]/).at(-1) ?? identity;
