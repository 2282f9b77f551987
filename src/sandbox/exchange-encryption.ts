import { z } from 'zod';
import { findAssigned, findPolicy, type Encryption, type Policy } from './encryption/documents.ts';
import { Unreachable } from './encryption/key-reach.ts';
import {
  assignPolicy,
  changePolicy,
  createPolicy,
  getPolicy,
  openPolicy,
  stateOf,
} from './encryption/policies.ts';
import { CmdletRefused } from './encryption/refused.ts';

type Parameters = Readonly<Record<string, unknown>>;

/** What a cmdlet came back with. */
export type Outcome =
  | { readonly value: readonly object[]; readonly warnings?: readonly string[] }
  | { readonly refused: string; readonly code: string };

const Keys = z.array(z.string());
const Name = z.string().min(1);
const Switch = z.literal(true);
const Optional = {
  Name: Name.optional(),
  Description: z.string().optional(),
  Enabled: z.boolean().optional(),
};

const New = z.strictObject({ ...Optional, Name, AzureKeyIDs: Keys });
const Identity = z.strictObject({ Identity: z.string().optional() });
const Set = z.strictObject({
  ...Optional,
  Identity: Name,
  Refresh: Switch.optional(),
  Replace: Switch.optional(),
  AzureKeyIDs: Keys.optional(),
  Force: Switch.optional(),
});
const Assign = z.strictObject({ DataEncryptionPolicy: Name });

/** The cmdlets of data encryption, by their names in lower case. */
const CMDLETS: Readonly<Record<string, (encryption: Encryption, given: Parameters) => Outcome>> = {
  'new-m365dataatrestencryptionpolicy': (encryption, given) => ({
    value: [drawn(encryption, createPolicy(encryption, bind(New, given)))],
  }),
  'get-m365dataatrestencryptionpolicy': (encryption, given) => {
    const { Identity: identity = '' } = bind(Identity, given);
    // An unknown identity returns every policy, true to the real cmdlet.
    const found = findPolicy(encryption, identity);
    const policies = found === undefined ? encryption.policies.list() : [found];
    return { value: policies.map((policy) => drawn(encryption, policy)) };
  },
  'set-m365dataatrestencryptionpolicy': (encryption, given) =>
    changePolicy(encryption, bind(Set, given))
      ? { value: [] }
      : { value: [], warnings: [UNCHANGED] },
  'test-m365dataatrestencryptionpolicy': (encryption, given) => {
    const { Identity: identity } = bind(Identity, given);
    const assigned = findAssigned(encryption)?.policy;
    const policy = identity === undefined ? assigned : getPolicy(encryption, identity);
    return { value: policy === undefined ? [] : [tested(encryption, policy)] };
  },
  'set-m365dataatrestencryptionpolicyassignment': (encryption, given) =>
    assignPolicy(encryption, bind(Assign, given).DataEncryptionPolicy)
      ? { value: [] }
      : { value: [], warnings: [UNCHANGED] },
  'get-m365dataatrestencryptionpolicyassignment': (encryption, given) => {
    bind(z.strictObject({}), given);
    const assigned = findAssigned(encryption);
    if (assigned === undefined) return { value: [] };
    const { policy, assignedAt } = assigned;
    return {
      value: [
        {
          DataEncryptionPolicy: policy.name,
          DataEncryptionPolicyId: policy.id,
          State: stateOf(encryption, policy),
          WhenAssigned: assignedAt,
        },
      ],
    };
  },
};

const UNCHANGED = 'The command completed successfully but no settings have been modified.';

/** The encryption cmdlets under their own names. */
export const ENCRYPTION_CMDLETS: readonly string[] = [
  'New-M365DataAtRestEncryptionPolicy',
  'Get-M365DataAtRestEncryptionPolicy',
  'Set-M365DataAtRestEncryptionPolicy',
  'Test-M365DataAtRestEncryptionPolicy',
  'Set-M365DataAtRestEncryptionPolicyAssignment',
  'Get-M365DataAtRestEncryptionPolicyAssignment',
];

/** Runs an encryption cmdlet; undefined for a name that is none. */
export function runEncryption(
  encryption: Encryption,
  cmdlet: string,
  given: Parameters,
): Outcome | undefined {
  const run = CMDLETS[cmdlet];
  if (run === undefined) return undefined;
  try {
    return run(encryption, given);
  } catch (thrown) {
    if (thrown instanceof CmdletRefused) return { refused: thrown.message, code: thrown.code };
    if (thrown instanceof Unreachable)
      return { refused: thrown.message, code: 'AzureKeyVaultAccessException' };
    throw thrown;
  }
}

function bind<T>(schema: z.ZodType<T>, given: Parameters): T {
  const read = schema.safeParse(given);
  if (read.success) return read.data;
  const [first] = read.error.issues;
  const unknown = first?.code === 'unrecognized_keys' ? first.keys[0] : undefined;
  throw new CmdletRefused(
    'ParameterBindingException',
    unknown === undefined
      ? `Cannot validate argument on parameter '${first?.path.join('.')}': ${first?.message}.`
      : `A parameter cannot be found that matches parameter name '${unknown}'.`,
  );
}

const drawn = (encryption: Encryption, policy: Policy) => ({
  Identity: policy.name,
  Name: policy.name,
  Guid: policy.id,
  Description: policy.description,
  Enabled: policy.enabled,
  AzureKeyIDs: policy.keys.map(({ uri }) => uri),
  State: stateOf(encryption, policy),
  WhenCreatedUTC: policy.createdAt,
  WhenChangedUTC: policy.changedAt,
});

function tested(encryption: Encryption, policy: Policy) {
  openPolicy(encryption, policy);
  return { Identity: policy.name, IsValid: true, AzureKeyIDs: policy.keys.map(({ uri }) => uri) };
}
