import { type Cmdlet, Failed, findText, getText, type Given } from './cmdlet.ts';
import type { Session } from './session.ts';
import type { Value } from './values.ts';

const silent = (name: string, ...more: readonly string[]): Cmdlet => ({
  name,
  parameters: {
    ...{ Name: 'text', Repository: 'text', Scope: 'text', Force: 'switch', AllowClobber: 'switch' },
    ...{ Tenant: 'text', TenantId: 'text', UserPrincipalName: 'text', Organization: 'text' },
    ...{ ShowBanner: 'bool', UseDeviceAuthentication: 'switch', Device: 'switch' },
    ...{ Scopes: 'list', MinimumVersion: 'text', RequiredVersion: 'text', Environment: 'text' },
    ...{ ExchangeEnvironmentName: 'text', NoWelcome: 'switch', SubscriptionId: 'text' },
  },
  positions: more,
  run: () => [],
});

const chooses = (name: string): Cmdlet => ({
  name,
  parameters: {
    ...{ Subscription: 'text', SubscriptionId: 'text', SubscriptionName: 'text' },
    ...{ Tenant: 'text', TenantId: 'text' },
  },
  positions: ['Subscription'],
  run: choose,
});

/** Chooses the subscription for what follows, by id or name. */
function choose(given: Given, session: Session): readonly Value[] {
  const wanted =
    findText(given, 'Subscription') ??
    findText(given, 'SubscriptionId') ??
    findText(given, 'SubscriptionName');
  if (wanted === undefined) return [];
  const found = session.place.azure.subscriptions
    .list()
    .find(({ id, name }) => [id, name.toLowerCase()].includes(wanted.toLowerCase()));
  if (found === undefined)
    throw new Failed(`Please provide a valid tenant or a valid subscription: ${wanted}.`);
  session.context.subscription = found.id;
  return [];
}

const listSubscriptions = (given: Given, { place }: Session): readonly Value[] =>
  place.azure.subscriptions
    .list()
    .filter(({ id }) => [id, ''].includes(getText(given, 'SubscriptionId').toLowerCase()))
    .map(({ id, name, tenantId, state }) => ({
      ...{ Name: name, Id: id, TenantId: tenantId, State: state },
    }));

/** What is done before anything else: nothing is shown of it. */
export const SESSION_CMDLETS: readonly Cmdlet[] = [
  ...['Install-Module', 'Import-Module', 'Update-Module', 'Set-PSRepository'].map((each) =>
    silent(each, 'Name'),
  ),
  ...['Connect-ExchangeOnline', 'Disconnect-ExchangeOnline', 'Connect-IPPSSession'].map((each) =>
    silent(each),
  ),
  ...['Connect-AzAccount', 'Disconnect-AzAccount', 'Connect-MgGraph', 'Clear-Host', 'cls'].map(
    (each) => silent(each),
  ),
  chooses('Set-AzContext'),
  chooses('Select-AzSubscription'),
  { name: 'Get-AzSubscription', parameters: { SubscriptionId: 'text' }, run: listSubscriptions },
];
