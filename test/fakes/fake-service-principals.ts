import { randomUUID } from 'node:crypto';
import type { ServicePrincipal, ServicePrincipals } from '../../src/gateways/service-principals.ts';

const NAMES: Readonly<Record<string, string>> = {
  'c066d759-24ae-40e7-a56f-027002b5d3e4': 'M365DataAtRestEncryption',
  '19f7f505-34aa-44a4-9dcc-6a768854d2ea': 'Customer Key Onboarding',
  '00000002-0000-0ff1-ce00-000000000000': 'Office 365 Exchange Online',
  '00000003-0000-0ff1-ce00-000000000000': 'Office 365 SharePoint Online',
};

/** Tenant of Microsoft's own applications. */
const MICROSOFT = 'f8cdef31-a31e-4b4a-93e4-5f571e91255a';

/** An application that is there and switched on. */
export const servicePrincipal = (
  appId: string,
  more: Partial<ServicePrincipal> = {},
): ServicePrincipal => ({
  id: randomUUID(),
  appId,
  name: NAMES[appId] ?? 'An application',
  enabled: true,
  ownerTenant: MICROSOFT,
  ...more,
});

export interface FakeServicePrincipals extends ServicePrincipals {
  readonly world: { readonly principals: Map<string, ServicePrincipal>; readonly writes: string[] };
}

/** Applications of the tenant in memory, by application id. */
export function fakeServicePrincipals(
  principals: readonly ServicePrincipal[] = [],
): FakeServicePrincipals {
  const world: FakeServicePrincipals['world'] = {
    principals: new Map(principals.map((one) => [one.appId.toLowerCase(), one])),
    writes: [],
  };
  return {
    world,
    find: async (appId) => world.principals.get(appId.toLowerCase()),
    async create(appId) {
      if (world.principals.has(appId.toLowerCase())) return;
      world.principals.set(appId.toLowerCase(), servicePrincipal(appId.toLowerCase()));
      world.writes.push(`create ${appId.toLowerCase()}`);
    },
  };
}
