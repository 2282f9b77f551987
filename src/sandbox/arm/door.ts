import { randomUUID } from 'node:crypto';
import type { ServiceAnswer, ServiceCaller, ServiceRequest } from '../service.ts';
import type { Azure } from './documents.ts';
import { subscriptionOf } from './ids.ts';
import { checkLocks } from './locks.ts';
import { checkPolicies } from './policies.ts';
import { checkRegistered } from './providers.ts';
import { AzureRefused, refusedAnswer } from './refused.ts';
import { mayAct } from './roles.ts';
import type { Route } from './route.ts';
import { getSubscription } from './subscriptions.ts';
import { kindOf, type Kind } from './throttle.ts';
import type { Vaults } from './vaults.ts';

export interface Arriving {
  readonly azure: Azure;
  readonly vaults: Vaults;
  readonly request: ServiceRequest;
  readonly count: (kind: Kind, of: string) => number;
  /** The tenant's own administrator is asked for no right; locks and policies hold all the same. */
  readonly mayAll?: boolean;
}

/** Lets a request in: limits, address, version, subscription, right, locks; then it is answered. */
export function enter(routes: readonly Route[], arriving: Arriving): ServiceAnswer {
  const { request, count } = arriving;
  const { caller } = request;
  if (caller === undefined)
    throw new AzureRefused(401, 'AuthenticationFailed', 'Authentication failed.');
  const path = decodeURIComponent(request.url.pathname);
  const kind = kindOf(request.method);
  const left = count(kind, `${subscriptionOf(path) ?? 'tenant'} ${caller.objectId}`);
  const headers = headersOf(kind, left, subscriptionOf(path) !== undefined);
  return marked(headers, () => pass(routes, arriving, path, caller));
}

const headersOf = (kind: Kind, left: number, inSubscription: boolean) => ({
  [`x-ms-ratelimit-remaining-${inSubscription ? 'subscription' : 'tenant'}-${kind}`]: String(left),
  'x-ms-request-id': randomUUID(),
});

function marked(headers: ServiceAnswer['headers'], work: () => ServiceAnswer): ServiceAnswer {
  try {
    const answer = work();
    return { ...answer, headers: { ...headers, ...answer.headers } };
  } catch (thrown) {
    if (!(thrown instanceof AzureRefused)) throw thrown;
    const answer = refusedAnswer('arm', 'management.azure.com', thrown);
    return { ...answer, headers: { ...answer.headers, ...headers } };
  }
}

function pass(
  routes: readonly Route[],
  { azure, vaults, request, mayAll }: Arriving,
  path: string,
  caller: ServiceCaller,
): ServiceAnswer {
  const route = routeOf(routes, request.method, path);
  checkVersion(route, request.url.searchParams.get('api-version'));
  const names = route.path.exec(path)?.slice(1) ?? [];
  const scope = route.scope?.(names) ?? scopeIn(path);
  const subscription = checkSubscription(azure, request.method, scope);
  if (mayAll !== true) checkRight(azure, caller, route, scope);
  if (subscription !== undefined) checkRules(azure, route, scope, subscription);
  return route.answer({ azure, vaults, request, caller, names });
}

/** The resource group or subscription that a path is about. */
const scopeIn = (path: string): string =>
  /^\/subscriptions\/[^/]+(?:\/resourceGroups\/[^/]+)?/i.exec(path)?.[0] ?? '/';

function routeOf(routes: readonly Route[], method: string, path: string): Route {
  const fitting = routes.filter((route) => route.path.test(path));
  const route = fitting.find((each) => each.method === method);
  if (route !== undefined) return route;
  if (fitting.length > 0)
    throw new AzureRefused(
      405,
      'HttpMethodNotSupported',
      `The http method '${method}' is not supported for a resource of this type.`,
    );
  throw new AzureRefused(
    404,
    'InvalidResourceType',
    'The resource type could not be found in the namespace for the api version.',
  );
}

function checkVersion({ versions }: Route, given: string | null): void {
  if (given === null)
    throw new AzureRefused(
      400,
      'MissingApiVersionParameter',
      'The api-version query parameter (?api-version=) is required for all requests.',
    );
  if (!versions.includes(given))
    throw new AzureRefused(
      400,
      'InvalidApiVersionParameter',
      `The api-version '${given}' is invalid. The supported versions are '${versions.join(',')}'.`,
    );
}

function checkSubscription(azure: Azure, method: string, scope: string): string | undefined {
  const id = subscriptionOf(scope);
  if (id === undefined) return undefined;
  const { state } = getSubscription(azure, id);
  if (state === 'Disabled' && kindOf(method) !== 'reads')
    throw new AzureRefused(
      409,
      'ReadOnlyDisabledSubscription',
      `The subscription '${id}' is disabled and therefore marked as read only.`,
    );
  return id;
}

function checkRight(azure: Azure, caller: ServiceCaller, { action }: Route, scope: string): void {
  if (action === undefined || mayAct(azure, caller.objectId, action, scope)) return;
  throw new AzureRefused(
    403,
    'AuthorizationFailed',
    `The client '${caller.applicationId}' with object id '${caller.objectId}' does not have ` +
      `authorization to perform action '${action}' over scope '${scope}' or the scope is invalid. ` +
      'If access was recently granted, please refresh your credentials.',
  );
}

const VAULT_WRITE = 'Microsoft.KeyVault/vaults/write';

function checkRules(
  azure: Azure,
  { method, action = '' }: Route,
  scope: string,
  subscription: string,
): void {
  if (action === VAULT_WRITE) checkRegistered(azure, subscription);
  if (method === 'PUT' || method === 'PATCH')
    checkPolicies(azure.tenant, action, subscription, scope);
  if (!action.startsWith('Microsoft.Authorization/locks/') && !action.endsWith('read'))
    checkLocks(azure, method, scope);
}
