import { z } from 'zod';
import { openDirectory } from '../graph/directory.ts';
import { getSubscription } from './azure-vault.ts';
import { type Cmdlet, Failed, findText, getText, type Given, type Parameters } from './cmdlet.ts';
import type { Session } from './session.ts';
import { memberOf, textOf, toValue, type Value } from './values.ts';

const FEATURES = '2021-07-01';
const PROVIDERS = '2021-04-01';

const providers = (given: Given, session: Session) =>
  `/subscriptions/${getSubscription(session, given)}/providers`;

const feature =
  (method: 'GET' | 'POST') =>
  async (given: Given, session: Session): Promise<readonly Value[]> => {
    const [namespace, name] = [getText(given, 'ProviderNamespace'), getText(given, 'FeatureName')];
    const path = `${providers(given, session)}/Microsoft.Features/providers/${namespace}/features/${name}`;
    const end = method === 'POST' ? '/register' : '';
    const answer = toValue(await session.arm(method, `${path}${end}`, FEATURES));
    const state = textOf(memberOf(memberOf(answer, 'properties'), 'state'));
    return [{ FeatureName: name, ProviderName: namespace, RegistrationState: state }];
  };

const provider =
  (method: 'GET' | 'POST') =>
  async (given: Given, session: Session): Promise<readonly Value[]> => {
    const namespace = getText(given, 'ProviderNamespace');
    const end = method === 'POST' ? '/register' : '';
    const path = `${providers(given, session)}/${namespace}${end}`;
    const answer = toValue(await session.arm(method, path, PROVIDERS));
    const state = textOf(memberOf(answer, 'registrationState'));
    return [{ ProviderNamespace: namespace, RegistrationState: state }];
  };

const Principal = z.looseObject({ id: z.string(), appId: z.string(), displayName: z.string() });

async function takeIn(given: Given, session: Session): Promise<readonly Value[]> {
  const appId = findText(given, 'ApplicationId') ?? getText(given, 'AppId');
  const made = Principal.parse(await session.graph('POST', 'servicePrincipals', { appId }));
  return [drawn(made)];
}

async function readPrincipal(given: Given, session: Session): Promise<readonly Value[]> {
  const appId = findText(given, 'ApplicationId') ?? getText(given, 'AppId');
  const answer = await session.graph('GET', `servicePrincipals(appId='${appId}')`);
  return [drawn(Principal.parse(answer))];
}

/** Switches an application of the tenant on or off. */
function changePrincipal(given: Given, { tenant }: Session): readonly Value[] {
  const directory = openDirectory(tenant);
  const id = getText(given, 'ServicePrincipalId');
  const found = directory.find(id);
  if (found?.kind !== 'servicePrincipal')
    throw new Failed(
      `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
    );
  const accountEnabled = given.get('AccountEnabled') ?? found.properties.accountEnabled;
  directory.put({ ...found, properties: { ...found.properties, accountEnabled } });
  tenant.changed('graph', 'servicePrincipal.update', id, { accountEnabled });
  return [];
}

const drawn = ({ id, appId, displayName }: z.infer<typeof Principal>): Value => ({
  DisplayName: displayName,
  Id: id,
  AppId: appId,
});

async function group(given: Given, session: Session): Promise<readonly Value[]> {
  const name = getText(given, 'Name');
  const path = `/subscriptions/${getSubscription(session, given)}/resourceGroups/${name}`;
  const body = { location: getText(given, 'Location') };
  await session.arm('PUT', path, PROVIDERS, body);
  return [{ ResourceGroupName: name, Location: body.location, ProvisioningState: 'Succeeded' }];
}

const lockPath = (given: Given) =>
  `${getText(given, 'Scope')}/providers/Microsoft.Authorization/locks/${getText(given, 'LockName')}`;
const LOCKS = '2020-05-01';

async function lock(given: Given, session: Session): Promise<readonly Value[]> {
  const level = findText(given, 'LockLevel') ?? 'CanNotDelete';
  const notes = findText(given, 'LockNotes');
  const properties = { level, ...(notes === undefined ? {} : { notes }) };
  await session.arm('PUT', lockPath(given), LOCKS, { properties });
  return [{ Name: getText(given, 'LockName'), Level: level, ResourceId: getText(given, 'Scope') }];
}

async function unlock(given: Given, session: Session): Promise<readonly Value[]> {
  if (!given.has('LockName')) throw new Failed('Say which lock is meant, with -LockName.');
  await session.arm('DELETE', lockPath(given), LOCKS);
  return [true];
}

const FEATURE: Parameters = {
  ...{ FeatureName: 'text', ProviderNamespace: 'text', SubscriptionId: 'text' },
};
const featured = ['FeatureName', 'ProviderNamespace'];
const LOCK: Parameters = {
  ...{ LockName: 'text', LockLevel: 'text', LockNotes: 'text', Scope: 'text', Force: 'switch' },
};
const APP: Parameters = { ApplicationId: 'text', AppId: 'text' };

const cmdlet = (
  name: string,
  parameters: Cmdlet['parameters'],
  required: readonly string[],
  run: Cmdlet['run'],
): Cmdlet => ({ name, parameters, required, positions: required, run });

/** What else is done in Azure and in the directory by hand. */
export const AZURE_CMDLETS: readonly Cmdlet[] = [
  cmdlet('Register-AzProviderFeature', FEATURE, featured, feature('POST')),
  cmdlet('Get-AzProviderFeature', FEATURE, featured, feature('GET')),
  cmdlet('Register-AzResourceProvider', FEATURE, ['ProviderNamespace'], provider('POST')),
  cmdlet('Get-AzResourceProvider', FEATURE, ['ProviderNamespace'], provider('GET')),
  ...['New-AzADServicePrincipal', 'New-MgServicePrincipal'].map((name) =>
    cmdlet(name, APP, [], takeIn),
  ),
  cmdlet(
    'Update-MgServicePrincipal',
    { ServicePrincipalId: 'text', AccountEnabled: 'switch' },
    ['ServicePrincipalId'],
    changePrincipal,
  ),
  cmdlet('Get-AzADServicePrincipal', APP, [], readPrincipal),
  cmdlet(
    'New-AzResourceGroup',
    { Name: 'text', Location: 'text', SubscriptionId: 'text' },
    ['Name', 'Location'],
    group,
  ),
  cmdlet('New-AzResourceLock', LOCK, ['LockName', 'Scope'], lock),
  cmdlet('Remove-AzResourceLock', LOCK, ['LockName', 'Scope'], unlock),
];
