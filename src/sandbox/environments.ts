import { z } from 'zod';
import { adminApi } from './environments-admin.ts';
import { discovery } from './environments-discovery.ts';
import { APPLICATION_USERS, ENVIRONMENTS } from './environments-seed.ts';
import { APPLICATION } from './people.ts';
import { refusal } from './refusals.ts';
import type { Documents, Service, ServiceAnswer, Tenant } from './service.ts';

export const ApplicationUser = z.object({ addedAt: z.string() });

/** What the services about environments share: who was made a user of which organisation. */
export interface Landscape {
  readonly tenant: Tenant;
  readonly users: Documents<z.infer<typeof ApplicationUser>>;
  /** Application ids that may call the admin API. */
  readonly registered: Documents<z.infer<typeof Registered>>;
}

const Registered = z.object({ applicationId: z.string(), registeredAt: z.string() });

const HOSTS: Readonly<Record<string, 'discovery' | 'admin' | 'platform'>> = {
  'globaldisco.crm.dynamics.com': 'discovery',
  'api.bap.microsoft.com': 'admin',
  'api.powerplatform.com': 'platform',
};

/** Environments of the tenant: global discovery, the admin API and the Power Platform API. */
export function environmentsService(tenant: Tenant): Service {
  const landscape: Landscape = {
    tenant,
    users: tenant.documents(APPLICATION_USERS, ApplicationUser),
    registered: tenant.documents('admin-applications', Registered),
  };
  return {
    name: 'dataverse',
    serves: (host) => HOSTS[host] !== undefined,
    seed: () => seed(landscape),
    handle(request) {
      const host = request.url.hostname;
      if (HOSTS[host] === 'discovery') return discovery(landscape, request);
      return adminApi(landscape, request) ?? noSuchPath(host);
    },
  };
}

const noSuchPath = (host: string): ServiceAnswer =>
  refusal('dataverse', host, {
    status: 404,
    message: 'No HTTP resource was found that matches the request.',
  });

const MONTH = 30 * 24 * 60 * 60 * 1000;

function seed({ tenant, users, registered }: Landscape): void {
  const addedAt = new Date(tenant.clock.now().getTime() - MONTH).toISOString();
  const own = ENVIRONMENTS.filter(({ dataverse }) => dataverse?.botIsAdministrator === true);
  for (const { dataverse } of own) if (dataverse) users.put(dataverse.organisationId, { addedAt });
  registered.put(APPLICATION.clientId, {
    applicationId: APPLICATION.clientId,
    registeredAt: addedAt,
  });
}
