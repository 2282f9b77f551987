import { z } from 'zod';
import { SECOND } from '../../core/clock.ts';
import { GatewayError } from '../../core/errors.ts';
import type { ServicePrincipal, ServicePrincipals } from '../service-principals.ts';
import { isNotYet, untilSeen } from './azure-waiting.ts';
import { parseAnswer, type Http } from './client.ts';
import { viaGraph } from './graph-client.ts';

const Form = z.object({
  id: z.string(),
  appId: z.string(),
  displayName: z.string().nullish(),
  accountEnabled: z.boolean().nullish(),
  appOwnerOrganizationId: z.string().nullish(),
});

const FIELDS = ['id', 'appId', 'displayName', 'accountEnabled', 'appOwnerOrganizationId'];

const READING = {
  doing: 'Looking up an application in the directory',
  advice: {
    403:
      'Give the bot’s application the permission Application.Read.All of Microsoft Graph, with ' +
      'admin consent, then type resume.',
  },
};

const CREATING = {
  doing: 'Adding an application to the directory',
  advice: {
    403:
      'Give the bot’s application the permission Application.ReadWrite.OwnedBy of Microsoft Graph, ' +
      'with admin consent, or let an administrator run New-MgServicePrincipal, then type resume.',
  },
};

const principalOf = (row: z.infer<typeof Form>): ServicePrincipal => ({
  id: row.id,
  appId: row.appId,
  name: row.displayName ?? '',
  // The directory says null for an application that nobody has switched off.
  enabled: row.accountEnabled ?? true,
  ownerTenant: row.appOwnerOrganizationId ?? undefined,
});

const SOON = 5 * SECOND;
const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

async function find(http: Http, appId: string): Promise<ServicePrincipal | undefined> {
  if (!GUID.test(appId)) return undefined;
  try {
    return await viaGraph(http, READING, async (client) => {
      const path = `/servicePrincipals(appId='${appId}')`;
      const body: unknown = await client.api(path).version('v1.0').select(FIELDS).get();
      return principalOf(parseAnswer({ ...READING, method: 'GET', url: path }, 200, body, Form));
    });
  } catch (error) {
    const missing = error instanceof GatewayError && error.status === 404;
    if (missing && error.code === 'Request_ResourceNotFound') return undefined;
    throw error;
  }
}

async function send(http: Http, appId: string, requestId: string): Promise<void> {
  // Adding it again is refused, so that a repeat does no harm.
  const words = { ...CREATING, safe: true, requestId };
  await viaGraph(http, words, (client) =>
    client.api('/servicePrincipals').version('v1.0').post({ appId }),
  );
}

const isThere = (error: unknown): boolean =>
  error instanceof GatewayError && error.code === 'Request_MultipleObjectsWithSameKeyValue';

/** The directory answers from several places: what takes longer is looked at again by the run. */
async function shortly(http: Http, appId: string): Promise<void> {
  const { doing } = CREATING;
  try {
    await untilSeen(http, { doing, patience: SOON, look: () => find(http, appId) });
  } catch (error) {
    if (!isNotYet(error)) throw error;
  }
}

/** Applications of the tenant, from Microsoft Graph. */
export const graphServicePrincipals = (http: Http): ServicePrincipals => ({
  find: (appId) => find(http, appId),
  async create(appId, requestId) {
    if ((await find(http, appId)) !== undefined) return;
    try {
      await send(http, appId, requestId);
    } catch (error) {
      if (!isThere(error)) throw error;
    }
    await shortly(http, appId);
  },
});
