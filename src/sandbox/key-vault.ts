import { openAzure, type Azure } from './arm/documents.ts';
import { AzureRefused, refusedAnswer } from './arm/refused.ts';
import { isReady, openVaults, type Vault, type Vaults } from './arm/vaults.ts';
import { checkAccess, EGRESS } from './key-vault/access.ts';
import { openKeys, type Keys } from './key-vault/documents.ts';
import { vaultLimits } from './key-vault/limits.ts';
import { logUse } from './key-vault/log.ts';
import type { Ask, Route } from './key-vault/route.ts';
import { VAULT_ROUTES, VERSIONS } from './key-vault/routes.ts';
import { CHALLENGE } from './refusals.ts';
import type { Service, ServiceAnswer, ServiceCaller, ServiceRequest, Tenant } from './service.ts';

const HOST = /^([a-z][a-z0-9-]{1,22}[a-z0-9])\.vault\.azure\.net$/;

/** All vaults of the tenant, with what they hold. */
export interface Place {
  readonly azure: Azure;
  readonly vaults: Vaults;
  readonly keys: Keys;
  readonly limit: ReturnType<typeof vaultLimits>;
}

/** Opens the vaults as those who call them find them. */
export const openPlace = (tenant: Tenant): Place => ({
  azure: openAzure(tenant),
  vaults: openVaults(tenant),
  keys: openKeys(tenant),
  limit: vaultLimits(() => tenant.clock.now().getTime()),
});

const findAt = ({ vaults }: Place, host: string) => vaults.findByName(HOST.exec(host)?.[1] ?? '');

/** Does this name lead to a vault? Unknown, and not yet registered, names do not. */
export function resolves(place: Place, host: string): boolean {
  const vault = findAt(place, host);
  return vault !== undefined && isReady(place.azure.tenant, vault);
}

/** The data plane of every vault of the tenant. */
export function keyVaultService(tenant: Tenant): Service {
  const place = openPlace(tenant);
  return {
    name: 'keyvault',
    serves: (host) => resolves(place, host),
    seed() {},
    controls: {
      'GET /sandbox/vault-events': () => ({
        status: 200,
        body: { events: place.keys.events.list().map(({ record }) => record) },
      }),
    },
    handle: (request) => askVault(place, request),
  };
}

/** Asks the vault of this address; who may do all is asked for no right. */
export async function askVault(
  place: Place,
  request: ServiceRequest,
  mayAll = false,
): Promise<ServiceAnswer> {
  const host = request.url.hostname;
  const vault = findAt(place, host);
  try {
    if (vault === undefined || vault.deleted !== undefined) throw noVault(host);
    if (request.caller === undefined) return challenge(request);
    return await carryOut(place, vault, request, request.caller, mayAll);
  } catch (thrown) {
    if (thrown instanceof AzureRefused) return refusedAnswer('keyvault', host, thrown);
    throw thrown;
  }
}

const noVault = (host: string) =>
  new AzureRefused(404, 'VaultNotFound', `The vault at ${host} was not found.`);

/** The first call carries no token: the answer says where to get one. */
const challenge = ({ headers }: ServiceRequest): ServiceAnswer => ({
  status: 401,
  headers: { 'www-authenticate': CHALLENGE },
  body: {
    error: {
      code: 'Unauthorized',
      message:
        headers.authorization === undefined
          ? 'AKV10000: Request is missing a Bearer or PoP token.'
          : 'AKV10022: Invalid audience, or the token is expired or cannot be validated.',
    },
  },
});

async function carryOut(
  place: Place,
  vault: Vault,
  request: ServiceRequest,
  caller: ServiceCaller,
  mayAll: boolean,
): Promise<ServiceAnswer> {
  const path = decodeURIComponent(request.url.pathname);
  const route = routeOf(request.method, path);
  const names = (route.path.exec(path) ?? []).slice(1).map((name) => name ?? '');
  checkVersion(request.url.searchParams.get('api-version'));
  const limit: Ask['limit'] = (kind, kty, size) => place.limit(vault.name, kind, kty, size);
  return logged(place, vault, request, caller, route, async () => {
    if (!mayAll) checkAccess(place.azure, vault, { ...caller, trusted: false }, route.permission);
    return route.answer({ ...place, vault, request, caller, names, limit });
  });
}

async function logged(
  { azure, keys }: Place,
  vault: Vault,
  { url }: ServiceRequest,
  { applicationId, objectId }: ServiceCaller,
  { operation }: Route,
  work: () => Promise<ServiceAnswer>,
): Promise<ServiceAnswer> {
  const log = (status: number) =>
    logUse(azure, keys, vault, {
      ...{ operation, status, applicationId, objectId, address: EGRESS },
      ...{ id: `https://${url.host}${url.pathname}`, at: azure.tenant.clock.now() },
    });
  try {
    const answered = await work();
    log(answered.status);
    return answered;
  } catch (thrown) {
    if (thrown instanceof AzureRefused) log(thrown.status);
    throw thrown;
  }
}

function routeOf(method: string, path: string): Route {
  const fitting = VAULT_ROUTES.filter((route) => route.path.test(path));
  const route = fitting.find((each) => each.method === method);
  if (route !== undefined) return route;
  throw fitting.length > 0
    ? new AzureRefused(405, 'MethodNotAllowed', 'The HTTP method is not allowed here.')
    : new AzureRefused(404, 'NotFound', `The resource ${path} is not known.`);
}

function checkVersion(given: string | null): void {
  if (given !== null && VERSIONS.includes(given)) return;
  throw new AzureRefused(
    400,
    'BadParameter',
    given === null
      ? 'api-version must be specified'
      : `The specified version (${given}) is not recognized. Consider using the latest supported version (${VERSIONS[0]}).`,
  );
}
