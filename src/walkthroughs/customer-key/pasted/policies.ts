import { cleaned, shortened } from './cleaned.ts';
import { withoutErrors } from './errors.ts';
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

/** An id of its own, such as every object in a directory has. */
export const isId = (text: string): boolean =>
  /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(text);

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

/** Every object in the text that has a name, also without keys and as often as it is printed. */
export const namedIn = (pasted: string): readonly PastedPolicy[] =>
  recordsIn(withoutErrors(cleaned(pasted)), NAMES)
    .map(policyOf)
    .filter(({ name }) => name !== '');

/** Every policy in the text that has keys; printed twice, the later one counts. */
export function policiesIn(pasted: string): readonly PastedPolicy[] {
  const all = namedIn(pasted).filter(({ keys }) => keys.length > 0);
  return [...new Map(all.map((policy) => [policy.name.toLowerCase(), policy])).values()];
}

const NAMING = ['DataEncryptionPolicy', 'Policy'];
const ASSIGNED = [...NAMING, 'DataEncryptionPolicyId', 'Identity', 'Name'];

/** What `Get-M365DataAtRestEncryptionPolicyAssignment` named; its properties are not documented. */
export function assignedIn(pasted: string): readonly string[] {
  const named = recordsIn(cleaned(pasted), ASSIGNED).flatMap((record) => {
    const valuesOf = (names: readonly string[]) =>
      names
        .map((name) => textOf(record.get(name.toLowerCase())))
        .filter((text) => text !== '' && text !== '{}');
    const named = valuesOf(NAMING);
    return named.length > 0 ? named : valuesOf(ASSIGNED).slice(0, 1);
  });
  return [...new Set(named)];
}

const FAILED = /fail|error|reject|remov|unassign/i;

/** Why what was printed is no assignment, whatever it names; undefined: nothing speaks against it. */
export function notAssignedIn(pasted: string): 'a policy' | 'a failure' | undefined {
  const records = recordsIn(cleaned(pasted), ['AzureKeyIDs', 'State', 'Status']);
  if (records.some((record) => record.has('azurekeyids'))) return 'a policy';
  const states = records.flatMap((record) => [record.get('state'), record.get('status')]);
  return states.some((state) => FAILED.test(textOf(state))) ? 'a failure' : undefined;
}

/** The name inside of a distinguished name or a path. */
export const bareName = (identity: string): string =>
  /^CN=([^,]+)/i.exec(identity)?.[1] ?? identity.split(/[\\/]/).at(-1) ?? identity;
