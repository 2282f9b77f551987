import { bind, type Said } from './bind.ts';
import { getCmdlet } from './cmdlets.ts';
import { Failed } from './cmdlet.ts';
import type { Session } from './session.ts';
import { fromList, textOf, type Value } from './values.ts';

/** A command of az, as the PowerShell command that does the same. */
interface Twin {
  readonly cmdlet: string;
  /** Its options, and what they are called there; `=X` is always given with this value. */
  readonly options: Readonly<Record<string, string>>;
  readonly always?: Readonly<Record<string, Value>>;
}

const KEY = { 'vault-name': 'VaultName', name: 'Name', n: 'Name', version: 'Version' };
const WHO = {
  ...{ assignee: 'Assignee', 'assignee-object-id': 'ObjectId', scope: 'Scope' },
  ...{ 'assignee-principal-type': 'ObjectType', role: 'RoleDefinitionName' },
};
const POLICY = { name: 'VaultName', n: 'VaultName', 'object-id': 'ObjectId', spn: 'Assignee' };
const MADE = { ops: 'KeyOps', size: 'Size', expires: 'Expires', 'not-before': 'NotBefore' };

const TWINS: Readonly<Record<string, Twin>> = {
  login: { cmdlet: 'Connect-AzAccount', options: { tenant: 'Tenant', t: 'Tenant' } },
  'account set': {
    cmdlet: 'Set-AzContext',
    options: { subscription: 'Subscription', s: 'Subscription', n: 'Subscription' },
  },
  'account list': { cmdlet: 'Get-AzSubscription', options: {} },
  'role assignment create': {
    cmdlet: 'New-AzRoleAssignment',
    options: { ...WHO, condition: 'Condition', 'condition-version': 'ConditionVersion' },
  },
  'role assignment delete': { cmdlet: 'Remove-AzRoleAssignment', options: WHO },
  'role assignment list': { cmdlet: 'Get-AzRoleAssignment', options: WHO },
  'keyvault set-policy': {
    cmdlet: 'Set-AzKeyVaultAccessPolicy',
    options: { ...POLICY, 'key-permissions': 'PermissionsToKeys' },
  },
  'keyvault delete-policy': { cmdlet: 'Remove-AzKeyVaultAccessPolicy', options: POLICY },
  'keyvault show': { cmdlet: 'Get-AzKeyVault', options: { name: 'VaultName', n: 'VaultName' } },
  'keyvault key create': {
    cmdlet: 'Add-AzKeyVaultKey',
    options: { ...KEY, ...MADE, kty: 'KeyType' },
    always: { Destination: 'HSM' },
  },
  'keyvault key import': {
    cmdlet: 'Add-AzKeyVaultKey',
    options: {
      ...KEY,
      ...MADE,
      'byok-file': 'KeyFilePath',
      'pem-file': 'KeyFilePath',
      kty: 'KeyType',
    },
    always: { Destination: 'HSM' },
  },
  'keyvault key show': { cmdlet: 'Get-AzKeyVaultKey', options: KEY },
  'keyvault key backup': {
    cmdlet: 'Backup-AzKeyVaultKey',
    options: { ...KEY, file: 'OutputFile', f: 'OutputFile' },
  },
  'keyvault key restore': {
    cmdlet: 'Restore-AzKeyVaultKey',
    options: { 'vault-name': 'VaultName', file: 'InputFile', f: 'InputFile' },
  },
  'keyvault key delete': { cmdlet: 'Remove-AzKeyVaultKey', options: KEY },
  'keyvault key recover': { cmdlet: 'Undo-AzKeyVaultKeyRemoval', options: KEY },
  'keyvault key rotate': { cmdlet: 'Invoke-AzKeyVaultKeyRotation', options: KEY },
  'ad sp create': { cmdlet: 'New-AzADServicePrincipal', options: { id: 'ApplicationId' } },
  'ad sp show': { cmdlet: 'Get-AzADServicePrincipal', options: { id: 'ApplicationId' } },
  'feature register': {
    cmdlet: 'Register-AzProviderFeature',
    options: {
      ...{ namespace: 'ProviderNamespace', name: 'FeatureName', n: 'FeatureName' },
      subscription: 'SubscriptionId',
    },
  },
  'feature show': {
    cmdlet: 'Get-AzProviderFeature',
    options: {
      ...{ namespace: 'ProviderNamespace', name: 'FeatureName', n: 'FeatureName' },
      subscription: 'SubscriptionId',
    },
  },
  'provider register': {
    cmdlet: 'Register-AzResourceProvider',
    options: {
      ...{ namespace: 'ProviderNamespace', n: 'ProviderNamespace' },
      subscription: 'SubscriptionId',
    },
  },
};

/** What az takes everywhere and what changes nothing here. */
const EVERYWHERE = new Set([
  ...[
    'output',
    'o',
    'only-show-errors',
    'query',
    'verbose',
    'yes',
    'y',
    'protection',
    'resource-group',
  ],
  ...['g', 'subscription'],
]);

/** Runs a command of az by its twin; what it gives is shown as JSON. */
export async function az(said: readonly Said[], session: Session): Promise<readonly Value[]> {
  const options = said.findIndex(({ kind }) => kind === 'parameter');
  const end = options === -1 ? said.length : options;
  const path = said
    .slice(0, end)
    .map((word) => (word.kind === 'argument' ? textOf(word.value) : ''))
    .join(' ');
  const twin = Object.hasOwn(TWINS, path) ? TWINS[path] : undefined;
  if (twin === undefined)
    throw new Failed(`ERROR: '${path}' is misspelled or not recognized by the system.`);
  const values = await run(twin, said.slice(end), session);
  return values.length === 0 ? [] : [JSON.stringify(fromList(values), undefined, 2)];
}

async function run(twin: Twin, said: readonly Said[], session: Session) {
  const cmdlet = getCmdlet(twin.cmdlet);
  try {
    const given = bind(cmdlet, translated(twin, said));
    return await cmdlet.run(new Map([...Object.entries(twin.always ?? {}), ...given]), session);
  } catch (error) {
    if (error instanceof Failed) throw new Failed(`ERROR: ${error.message}`);
    throw error;
  }
}

/** Options under their names in PowerShell; several values after one another are a list. */
function translated({ options }: Twin, said: readonly Said[]): readonly Said[] {
  const groups: { name: string; values: Value[] }[] = [];
  for (const word of said)
    if (word.kind === 'parameter')
      groups.push({ name: word.name, values: word.value === undefined ? [] : [word.value] });
    else groups.at(-1)?.values.push(word.value);
  return groups.flatMap(({ name, values }): readonly Said[] => {
    const known = Object.hasOwn(options, name) ? options[name] : undefined;
    if (known === undefined && EVERYWHERE.has(name)) return [];
    if (known === undefined) throw new Failed(`unrecognized arguments: --${name}`);
    return [{ kind: 'parameter', name: known, value: fromList(values) }];
  });
}
