import { z } from 'zod';
import type { ServiceAnswer } from '../service.ts';
import { BILLING_SCOPES } from './billing.ts';
import { nowIn, type Alias, type Azure } from './documents.ts';
import { scopeKey } from './ids.ts';
import { AzureRefused, badRequest, invalidContent } from './refused.ts';
import { putAssignment } from './assign.ts';
import { ROLES } from './roles.ts';
import { nameAt, path, type Ask, type Route } from './route.ts';
import { getSubscription } from './subscriptions.ts';

const VERSIONS = ['2021-10-01'];
const ONE = path('/providers/Microsoft.Subscription/aliases/([^/]+)');

/** Until a new subscription is there, in milliseconds. */
const CREATING = 3 * 60_000;

/** Subscriptions created, or adopted, under a name of the caller's choice. */
export const aliasRoutes: readonly Route[] = [
  { method: 'PUT', path: ONE, versions: VERSIONS, answer: put },
  { method: 'GET', path: ONE, versions: VERSIONS, answer: read },
];

const Properties = z.strictObject({
  displayName: z.string().min(1).max(64).optional(),
  workload: z.enum(['Production', 'DevTest']).optional(),
  billingScope: z.string().optional(),
  subscriptionId: z.string().nullish(),
  resellerId: z.string().nullish(),
  additionalProperties: z
    .strictObject({
      managementGroupId: z.string().nullish(),
      subscriptionTenantId: z.string().optional(),
      subscriptionOwnerId: z.string().optional(),
      tags: z.record(z.string(), z.string()).optional(),
    })
    .optional(),
});
type Wanted = z.infer<typeof Properties>;

function put(ask: Ask): ServiceAnswer {
  const read = z.object({ properties: Properties }).safeParse(ask.request.body);
  if (!read.success) throw invalidContent(read.error.issues[0]?.message ?? 'properties');
  const { properties: wanted } = read.data;
  const known = ask.azure.aliases.find(nameAt(ask, 0).toLowerCase());
  if (known === undefined) return create(ask, wanted);
  // The name is what makes a repetition harmless.
  if (JSON.stringify(known.wanted) === JSON.stringify(wanted))
    return { status: 200, body: drawn(ask.azure, known) };
  throw new AzureRefused(
    409,
    'Conflict',
    `The alias '${known.name}' already exists with other properties.`,
  );
}

function create(ask: Ask, wanted: Wanted): ServiceAnswer {
  const { azure } = ask;
  const existing = wanted.subscriptionId ?? undefined;
  if (existing !== undefined) getSubscription(azure, existing);
  else checkScope(wanted);
  const alias: Alias = {
    name: nameAt(ask, 0),
    subscriptionId: existing?.toLowerCase() ?? azure.tenant.newId(),
    wanted,
    createdAt: nowIn(azure),
    readyAt: nowIn(azure, existing === undefined ? CREATING : 0),
  };
  azure.tenant.together(() => {
    azure.aliases.put(alias.name.toLowerCase(), alias);
    if (existing === undefined) addSubscription(ask, alias, wanted);
    azure.tenant.changed('arm', 'aliases/create', alias.subscriptionId, { alias: alias.name });
  });
  return { status: existing === undefined ? 201 : 200, body: drawn(azure, alias) };
}

function checkScope({ billingScope, workload, displayName }: Wanted): void {
  if (billingScope === undefined || workload === undefined || displayName === undefined)
    throw badRequest('billingScope, workload and displayName are required.');
  const scope = BILLING_SCOPES.find(({ id }) => scopeKey(id) === scopeKey(billingScope));
  if (scope === undefined)
    throw new AzureRefused(400, 'InvalidBillingScope', 'The billing scope is not valid.');
  if (!scope.mayCreate)
    throw new AzureRefused(
      403,
      'UserNotAuthorized',
      'User is not authorized to create subscriptions on this billing scope.',
    );
}

function addSubscription(ask: Ask, alias: Alias, wanted: Wanted): void {
  const { azure, caller } = ask;
  const { tenant } = azure;
  azure.subscriptions.put(alias.subscriptionId, {
    id: alias.subscriptionId,
    name: wanted.displayName ?? alias.name,
    tenantId: wanted.additionalProperties?.subscriptionTenantId?.toLowerCase() ?? tenant.id,
    state: 'Enabled',
    quotaId:
      wanted.workload === 'DevTest' ? 'MSDNDevTest_2014-09-01' : 'EnterpriseAgreement_2014-09-01',
    spendingLimit: 'Off',
    managedBy: [],
    readyAt: alias.readyAt,
  });
  putAssignment(azure, {
    scope: `/subscriptions/${alias.subscriptionId}`,
    name: tenant.newId(),
    role: ROLES.owner,
    principalId: wanted.additionalProperties?.subscriptionOwnerId ?? caller.objectId,
    principalType: 'ServicePrincipal',
    createdBy: caller.objectId,
  });
}

const isDone = ({ tenant }: Azure, { readyAt }: Alias) =>
  Date.parse(readyAt) <= tenant.clock.now().getTime();

function drawn(azure: Azure, alias: Alias) {
  const { displayName, billingScope, workload } = Properties.parse(alias.wanted);
  const done = isDone(azure, alias);
  return {
    id: `/providers/Microsoft.Subscription/aliases/${alias.name}`,
    name: alias.name,
    type: 'Microsoft.Subscription/aliases',
    properties: {
      ...(done ? { subscriptionId: alias.subscriptionId } : {}),
      ...(displayName === undefined ? {} : { displayName }),
      ...(billingScope === undefined ? {} : { billingScope }),
      ...(workload === undefined ? {} : { workload }),
      provisioningState: done ? 'Succeeded' : 'Accepted',
      createdTime: alias.createdAt,
    },
  };
}

function read(ask: Ask): ServiceAnswer {
  const alias = ask.azure.aliases.find(nameAt(ask, 0).toLowerCase());
  if (alias === undefined)
    throw new AzureRefused(404, 'AliasNotFound', `The alias '${nameAt(ask, 0)}' was not found.`);
  return { status: 200, body: drawn(ask.azure, alias) };
}
