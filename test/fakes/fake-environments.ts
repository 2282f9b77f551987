import { GatewayError } from '../../src/core/errors.ts';
import type { Environment, Environments } from '../../src/gateways/environments.ts';
import { ORGANISATION_ID } from './fake-dataverse.ts';

/** A production environment called Contoso Sales. */
export const environment = (more: Partial<Environment> = {}): Environment => ({
  id: 'eeeeeeee-0000-4000-8000-000000000001',
  name: 'Contoso Sales',
  url: 'https://contoso.crm4.dynamics.com',
  apiUrl: 'https://contoso.api.crm4.dynamics.com',
  uniqueName: 'unq_contoso',
  organisationId: ORGANISATION_ID,
  sku: 'Production',
  state: 'Ready',
  platformSku: 'Standard',
  region: 'EUR',
  logMegabytes: 512,
  keyManagedBy: 'Microsoft',
  ...more,
});

export interface FakeEnvironments extends Environments {
  readonly world: { environments: readonly Environment[]; readonly users: Set<string> };
}

/** Environments in memory; `world.users` are those the application was made a user of. */
export function fakeEnvironments(
  environments: readonly Environment[] = [environment()],
): FakeEnvironments {
  const world = { environments, users: new Set<string>() };
  const find = async (id: string) => world.environments.find((one) => one.id === id);
  return {
    world,
    applicationId: 'cccccccc-0000-4000-8000-000000000001',
    list: async () => world.environments,
    find,
    async addApplicationUser(id) {
      if ((await find(id)) === undefined)
        throw new GatewayError('There is no such environment.', { status: 404, transient: false });
      world.users.add(id);
    },
  };
}
