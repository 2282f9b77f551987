import { z } from 'zod';
import { aliasRoutes } from './arm/aliases.ts';
import { billingRoutes } from './arm/billing.ts';
import { diagnosticRoutes } from './arm/diagnostics.ts';
import { openAzure } from './arm/documents.ts';
import { enter } from './arm/door.ts';
import { featureRoutes } from './arm/features.ts';
import { groupRoutes } from './arm/groups.ts';
import { lockRoutes } from './arm/locks.ts';
import { operationRoutes } from './arm/operations.ts';
import { OrganisationPolicy, organisationPolicies } from './arm/policies.ts';
import { providerRoutes } from './arm/providers.ts';
import { AzureRefused, refusedAnswer } from './arm/refused.ts';
import { roleAssignmentRoutes } from './arm/role-assignments.ts';
import type { Route } from './arm/route.ts';
import { seedAzure } from './arm/seed.ts';
import { subscriptionRoutes } from './arm/subscriptions.ts';
import { throttle } from './arm/throttle.ts';
import { vaultRoutes } from './arm/vault-routes.ts';
import { openVaults } from './arm/vaults.ts';
import type { Service, ServiceAnswer, Tenant } from './service.ts';

const HOST = 'management.azure.com';

/** In the order in which they are tried: what hangs on a resource comes before the resource. */
export const AZURE_ROUTES: readonly Route[] = [
  ...roleAssignmentRoutes,
  ...lockRoutes,
  ...diagnosticRoutes,
  ...featureRoutes,
  ...operationRoutes,
  ...vaultRoutes,
  ...providerRoutes,
  ...groupRoutes,
  ...subscriptionRoutes,
  ...aliasRoutes,
  ...billingRoutes,
];

/** Azure Resource Manager. */
export function armService(tenant: Tenant): Service {
  const azure = openAzure(tenant);
  const vaults = openVaults(tenant);
  const count = throttle();
  return {
    name: 'arm',
    serves: (host) => host === HOST,
    seed: () => seedAzure(azure),
    controls: policyControls(tenant),
    handle(request): ServiceAnswer {
      try {
        return enter(AZURE_ROUTES, { azure, vaults, request, count });
      } catch (thrown) {
        if (thrown instanceof AzureRefused) return refusedAnswer('arm', HOST, thrown);
        throw thrown;
      }
    },
  };
}

const Wanted = z.strictObject({ policies: z.array(OrganisationPolicy).max(20) });

/** Rules of the organisation, which an administrator sets by hand. */
const policyControls = (tenant: Tenant): NonNullable<Service['controls']> => ({
  'GET /sandbox/policies': () => ok(organisationPolicies(tenant).list()),
  'PUT /sandbox/policies'(body) {
    const wanted = Wanted.safeParse(body);
    if (!wanted.success)
      return {
        status: 400,
        body: { error: 'policies: a list of {name, denies, subscriptionId?}.' },
      };
    organisationPolicies(tenant).set(wanted.data.policies);
    return ok(wanted.data.policies);
  },
});

const ok = (policies: readonly OrganisationPolicy[]) => ({ status: 200, body: { policies } });
