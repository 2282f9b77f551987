import { z } from 'zod';
import type { ServiceAnswer } from '../service.ts';
import { nowIn, type Azure } from './documents.ts';
import { AzureRefused } from './refused.ts';
import { nameAt, path, SUBSCRIPTION, type Ask, type Route } from './route.ts';
import { drawnVault } from './vault-view.ts';
import { isReady, type Vault } from './vaults.ts';

const VERSION = '2026-02-01';
const POLL_SECONDS = 5;

const Operation = z.object({ vault: z.string(), startedAt: z.string() });

const operations = ({ tenant }: Azure) => tenant.documents('arm-operations', Operation);

/** Where a long-running creation can be followed. */
export function operationHeaders(azure: Azure, vault: Vault): Readonly<Record<string, string>> {
  const id = azure.tenant.newId();
  operations(azure).put(id, { vault: vault.name, startedAt: nowIn(azure) });
  const root =
    `https://management.azure.com/subscriptions/${vault.subscriptionId}/providers/` +
    `Microsoft.KeyVault/locations/${vault.location}`;
  return {
    location: `${root}/operationResults/${id}?api-version=${VERSION}`,
    'azure-asyncoperation': `${root}/operationStatuses/${id}?api-version=${VERSION}`,
    'retry-after': String(POLL_SECONDS),
  };
}

const AT = `${SUBSCRIPTION}/providers/Microsoft\\.KeyVault/locations/([^/]+)`;

/** Long-running operations, followed by the address they handed out. */
export const operationRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: path(`${AT}/operationResults/([^/]+)`),
    versions: [VERSION],
    answer: result,
  },
  {
    method: 'GET',
    path: path(`${AT}/operationStatuses/([^/]+)`),
    versions: [VERSION],
    answer: status,
  },
];

function getOperation(ask: Ask) {
  const operation = operations(ask.azure).find(nameAt(ask, 2).toLowerCase());
  const vault = operation && ask.vaults.findByName(operation.vault);
  if (operation === undefined || vault === undefined)
    throw new AzureRefused(404, 'NotFound', `The operation '${nameAt(ask, 2)}' was not found.`);
  return { operation, vault, ready: isReady(ask.azure.tenant, vault) };
}

function result(ask: Ask): ServiceAnswer {
  const { vault, ready } = getOperation(ask);
  if (ready) return { status: 200, body: drawnVault(ask.azure.tenant, vault) };
  const headers = { location: ask.request.url.href, 'retry-after': String(POLL_SECONDS) };
  return { status: 202, headers };
}

function status(ask: Ask): ServiceAnswer {
  const { operation, vault, ready } = getOperation(ask);
  const startTime = operation.startedAt;
  return {
    status: 200,
    ...(ready ? {} : { headers: { 'retry-after': String(POLL_SECONDS) } }),
    body: ready
      ? { status: 'Succeeded', startTime, endTime: vault.readyAt }
      : { status: 'InProgress', startTime },
  };
}
