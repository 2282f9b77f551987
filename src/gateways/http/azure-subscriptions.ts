import { z } from 'zod';
import { GatewayError } from '../../core/errors.ts';
import type {
  BillingScope,
  FeatureName,
  Location,
  NewSubscription,
  Subscription,
  SubscriptionRequest,
  Subscriptions,
} from '../azure-subscriptions.ts';
import { parsed, pathOf, type Arm, type ArmCall } from './azure-door.ts';
import { listBillingScopes } from './azure-billing.ts';

const SUBSCRIPTIONS = '2022-12-01';
const ALIASES = '2021-10-01';
const FEATURES = '2021-07-01';
const RESOURCES = '2021-04-01';
const READER = 'the role Reader on the subscription';
const CONTRIBUTOR = 'the role Contributor on the subscription';

const SubscriptionForm = z.object({
  subscriptionId: z.string(),
  displayName: z.string().nullish(),
  tenantId: z.string().nullish(),
  state: z.string().nullish(),
  subscriptionPolicies: z
    .object({ quotaId: z.string().nullish(), spendingLimit: z.string().nullish() })
    .nullish(),
});

const subscriptionOf = (row: z.infer<typeof SubscriptionForm>): Subscription => ({
  id: row.subscriptionId,
  name: row.displayName ?? row.subscriptionId,
  tenantId: row.tenantId ?? '',
  state: row.state ?? '',
  quotaId: row.subscriptionPolicies?.quotaId ?? '',
  spendingLimit: row.subscriptionPolicies?.spendingLimit ?? '',
});

const LocationForm = z.object({
  name: z.string(),
  displayName: z.string().nullish(),
  metadata: z
    .object({
      geographyGroup: z.string().nullish(),
      pairedRegion: z.array(z.object({ name: z.string() })).nullish(),
    })
    .nullish(),
});

const locationOf = (row: z.infer<typeof LocationForm>): Location => ({
  name: row.name.toLowerCase().replaceAll(' ', ''),
  displayName: row.displayName ?? row.name,
  geographyGroup: row.metadata?.geographyGroup ?? '',
  paired: (row.metadata?.pairedRegion ?? []).map(({ name }) => name.toLowerCase()),
});

const Resource = z.object({ id: z.string(), type: z.string() });
const Group = z.object({ name: z.string(), location: z.string() });
const Feature = z.object({ properties: z.object({ state: z.string() }) });
const Provider = z.object({ registrationState: z.string() });
const Alias = z.object({
  properties: z.object({ provisioningState: z.string(), subscriptionId: z.string().nullish() }),
});

const requestOf = ({ properties }: z.infer<typeof Alias>): SubscriptionRequest => ({
  state: properties.provisioningState,
  subscription: properties.subscriptionId ?? undefined,
});

const subscriptionCall = (id: string): ArmCall => ({
  doing: 'Reading the subscription',
  path: pathOf`/subscriptions/${id}`,
  version: SUBSCRIPTIONS,
  needs: READER,
});

const aliasCall = (alias: string): ArmCall => ({
  doing: 'Creating the subscription',
  path: pathOf`/providers/Microsoft.Subscription/aliases/${alias}`,
  version: ALIASES,
  needs: 'a billing role that may create subscriptions; a role in Azure does not help',
});

const featureCall = (id: string, { namespace, name }: FeatureName): ArmCall => ({
  doing: `Asking for the feature ${name}`,
  path: pathOf`/subscriptions/${id}/providers/Microsoft.Features/providers/${namespace}/features/${name}`,
  version: FEATURES,
  needs: CONTRIBUTOR,
});

const providerCall = (id: string, namespace: string): ArmCall => ({
  doing: `Registering the resource provider ${namespace}`,
  path: pathOf`/subscriptions/${id}/providers/${namespace}`,
  version: RESOURCES,
  needs: CONTRIBUTOR,
});

const groupCall = (id: string, name: string): ArmCall => ({
  doing: `Creating the resource group ${name}`,
  path: pathOf`/subscriptions/${id}/resourcegroups/${name}`,
  version: RESOURCES,
  needs: CONTRIBUTOR,
});

/** Reading is not doing: the sentence has to say which of the two failed. */
const reading = (call: ArmCall, what: string): ArmCall => ({
  ...call,
  doing: `Reading ${what}`,
  needs: READER,
});

/** One that the bot may not see is refused as often as it is missing. */
const UNSEEN = new Set(['AuthorizationFailed', 'SubscriptionNotFound']);

async function findSubscription(arm: Arm, id: string): Promise<Subscription | undefined> {
  try {
    const found = await arm.find(subscriptionCall(id), SubscriptionForm);
    return found && subscriptionOf(found);
  } catch (error) {
    if (error instanceof GatewayError && UNSEEN.has(error.code)) return undefined;
    throw error;
  }
}

async function createSubscription(
  arm: Arm,
  wanted: NewSubscription,
  requestId: string,
): Promise<void> {
  const call = aliasCall(wanted.alias);
  if ((await arm.find(call, Alias)) !== undefined) return;
  const owner = wanted.owner && {
    additionalProperties: {
      subscriptionTenantId: wanted.tenantId,
      subscriptionOwnerId: wanted.owner,
    },
  };
  const { name: displayName, billingScope } = wanted;
  const properties = { displayName, workload: 'Production', billingScope, ...owner };
  await arm.write({ ...call, method: 'PUT', body: { properties }, requestId, safe: true });
}

/** Subscriptions, features, providers and resource groups. */
export const azureSubscriptions = (arm: Arm): Subscriptions => ({
  async listSubscriptions() {
    const call = { ...subscriptionCall(''), path: '/subscriptions' };
    const rows = await arm.list({ ...call, doing: 'Listing the subscriptions' }, SubscriptionForm);
    return rows.map(subscriptionOf);
  },
  findSubscription: (id) => findSubscription(arm, id),
  async listLocations(id) {
    const path = pathOf`/subscriptions/${id}/locations`;
    const call = { doing: 'Listing the regions', path, version: SUBSCRIPTIONS, needs: READER };
    return (await arm.list(call, LocationForm)).map(locationOf);
  },
  listResources(id) {
    const path = pathOf`/subscriptions/${id}/resources`;
    const doing = 'Listing what is in the subscription';
    return arm.list({ doing, path, version: RESOURCES, needs: READER }, Resource);
  },
  listBillingScopes: (): Promise<readonly BillingScope[]> => listBillingScopes(arm),
  async findSubscriptionRequest(alias) {
    const call = { ...aliasCall(alias), doing: 'Reading the request for the subscription' };
    const found = await arm.find(call, Alias);
    return found && requestOf(found);
  },
  createSubscription: (wanted, requestId) => createSubscription(arm, wanted, requestId),

  async findFeature(id, feature) {
    const call = reading(featureCall(id, feature), `the feature ${feature.name}`);
    return (await arm.find(call, Feature))?.properties.state;
  },
  async registerFeature(id, feature, requestId) {
    const call = featureCall(id, feature);
    const path = `${call.path}/register`;
    const answer = await arm.write({ ...call, path, method: 'POST', requestId, safe: true });
    return parsed(call, answer, Feature).properties.state;
  },
  async getProvider(id, namespace) {
    const call = reading(providerCall(id, namespace), `the resource provider ${namespace}`);
    return (await arm.get(call, Provider)).registrationState;
  },
  async registerProvider(id, namespace, requestId) {
    const call = providerCall(id, namespace);
    const path = `${call.path}/register`;
    await arm.write({ ...call, path, method: 'POST', requestId, safe: true });
  },

  async findResourceGroup(subscription, name) {
    const call = reading(groupCall(subscription, name), `the resource group ${name}`);
    const found = await arm.find(call, Group);
    return found && { subscription, name: found.name, location: placeOf(found.location) };
  },
  async createResourceGroup({ subscription, name, location }, requestId) {
    const call = groupCall(subscription, name);
    if ((await arm.find(reading(call, `the resource group ${name}`), Group)) !== undefined) return;
    await arm.write({ ...call, method: 'PUT', body: { location }, requestId, safe: true });
  },
});

/** Regions are written in two ways, `West Europe` and `westeurope`. */
export const placeOf = (location: string): string => location.toLowerCase().replaceAll(' ', '');
