import type { ServiceAnswer } from '../service.ts';
import { nowIn, type Azure } from './documents.ts';
import { AzureRefused } from './refused.ts';
import { nameAt, path, SUBSCRIPTION, type Ask, type Route } from './route.ts';

const VERSIONS = ['2021-04-01', '2025-04-01'];
const ONE = `${SUBSCRIPTION}/providers/([^/]+)`;

/** Resource providers, and whether a subscription must register them first. */
const PROVIDERS: Readonly<
  Record<string, { readonly types: readonly string[]; readonly free?: true }>
> = {
  'Microsoft.KeyVault': { types: ['vaults', 'deletedVaults', 'managedHSMs'] },
  'Microsoft.Insights': { types: ['diagnosticSettings'] },
  'Microsoft.OperationalInsights': { types: ['workspaces'] },
  'Microsoft.Resources': { types: ['resourceGroups', 'deployments'], free: true },
  'Microsoft.Authorization': { types: ['roleAssignments', 'locks'], free: true },
  'Microsoft.Features': { types: ['features', 'providers'], free: true },
};

/** Registering takes a moment, in milliseconds. */
const REGISTERING = 20_000;

/** Registration of resource providers. */
export const providerRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: path(ONE),
    versions: VERSIONS,
    action: 'Microsoft.Resources/subscriptions/providers/read',
    answer: (ask) => ({ status: 200, body: drawn(ask) }),
  },
  {
    method: 'POST',
    path: path(`${ONE}/register`),
    versions: VERSIONS,
    action: 'Microsoft.Resources/subscriptions/providers/register/action',
    answer: register,
  },
];

const canonical = (namespace: string) =>
  Object.keys(PROVIDERS).find((name) => name.toLowerCase() === namespace.toLowerCase());

function getNamespace(ask: Ask): string {
  const known = canonical(nameAt(ask, 1));
  if (known !== undefined) return known;
  throw new AzureRefused(
    404,
    'InvalidResourceNamespace',
    `The resource namespace '${nameAt(ask, 1)}' is invalid.`,
  );
}

const keyOf = (subscription: string, namespace: string) =>
  `${subscription}/${namespace}`.toLowerCase();

function stateOf(azure: Azure, subscription: string, namespace: string): string {
  if (PROVIDERS[namespace]?.free === true) return 'Registered';
  const registered = azure.providers.find(keyOf(subscription, namespace));
  if (registered === undefined) return 'NotRegistered';
  return registered.readyAt <= nowIn(azure) ? 'Registered' : 'Registering';
}

function drawn(ask: Ask) {
  const namespace = getNamespace(ask);
  const [subscription, free] = [nameAt(ask, 0), PROVIDERS[namespace]?.free === true];
  return {
    id: `/subscriptions/${subscription}/providers/${namespace}`,
    namespace,
    registrationState: stateOf(ask.azure, subscription, namespace),
    registrationPolicy: free ? 'RegistrationFree' : 'RegistrationRequired',
    resourceTypes: (PROVIDERS[namespace]?.types ?? []).map((resourceType) => ({ resourceType })),
  };
}

/** Registering again keeps the state and passes newly approved features on. */
function register(ask: Ask): ServiceAnswer {
  const { azure } = ask;
  const [subscription, namespace] = [nameAt(ask, 0).toLowerCase(), getNamespace(ask)];
  const known = azure.providers.find(keyOf(subscription, namespace));
  const readyAt = known?.readyAt ?? nowIn(azure, REGISTERING);
  azure.tenant.together(() => {
    azure.providers.put(keyOf(subscription, namespace), { registeredAt: nowIn(azure), readyAt });
    azure.tenant.changed('arm', 'providers/register', `/subscriptions/${subscription}`, {
      namespace,
    });
  });
  return { status: 200, body: drawn(ask) };
}

/** Vaults cannot be made in a subscription that has not registered their provider. */
export function checkRegistered(azure: Azure, subscription: string): void {
  if (stateOf(azure, subscription, 'Microsoft.KeyVault') !== 'NotRegistered') return;
  throw new AzureRefused(
    409,
    'MissingSubscriptionRegistration',
    "The subscription is not registered to use namespace 'Microsoft.KeyVault'. See " +
      'https://aka.ms/rps-not-found for how to register subscriptions.',
  );
}
