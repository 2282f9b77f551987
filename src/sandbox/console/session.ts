import { z } from 'zod';
import { enter } from '../arm/door.ts';
import { AZURE_ROUTES } from '../arm.ts';
import { exchangeService } from '../exchange.ts';
import { graphService } from '../graph.ts';
import { askVault, openPlace, resolves, type Place } from '../key-vault.ts';
import { VERSIONS } from '../key-vault/routes.ts';
import type { SeededPerson } from '../people.ts';
import type { Documents, Service, ServiceAnswer, ServiceRequest, Tenant } from '../service.ts';
import { Failed } from './cmdlet.ts';
import type { Value } from './values.ts';

/** Azure PowerShell, as the logs of vaults name it. */
const AZURE_POWERSHELL = '1950a258-227b-4e31-a9cf-717495945fc2';
/** Signed in when nobody in particular is: may do everything in the tenant. */
const ADMINISTRATOR = 'aaaaaaaa-0000-4000-8000-000000000099';

const File = z.object({ path: z.string(), content: z.string() });

/** One prompt: who is signed in, what they remember, and what they can reach. */
export interface Session {
  readonly tenant: Tenant;
  readonly place: Place;
  readonly variables: Map<string, Value>;
  /** Files beside the prompt, in base64. */
  readonly files: Documents<z.infer<typeof File>>;
  /** What is chosen for what follows. */
  readonly context: { subscription?: string };
  /** Printed before what the command gives. */
  warn(text: string): void;
  arm(method: string, path: string, version: string, body?: unknown): Promise<unknown>;
  vault(name: string, method: string, path: string, body?: unknown): Promise<unknown>;
  graph(method: string, path: string, body?: unknown): Promise<unknown>;
  exchange(cmdlet: string, parameters: object): Promise<unknown>;
}

/** Signs somebody in; nobody in particular is the administrator, who may do everything. */
export function openSession(
  tenant: Tenant,
  person: SeededPerson | undefined,
  warn: (text: string) => void,
): Session {
  const place = openPlace(tenant);
  const mayAll = person === undefined;
  const request = requestOf(tenant, person?.id ?? ADMINISTRATOR);
  const [graph, exchange] = [graphService(tenant), exchangeService(tenant)];
  return {
    ...{ tenant, place, warn },
    variables: new Map(),
    files: tenant.documents('console-files', File),
    context: {},
    arm: async (method, path, version, body) =>
      settled(() =>
        enter(AZURE_ROUTES, {
          ...{ azure: place.azure, vaults: place.vaults, mayAll, count: () => 200 },
          request: request(method, `management.azure.com${path}`, version, body),
        }),
      ),
    async vault(name, method, path, body) {
      const host = `${name.toLowerCase()}.vault.azure.net`;
      if (!resolves(place, host)) throw new Failed(`No such host is known. (${host}:443)`);
      const asked = request(method, `${host}${path}`, VERSIONS[0], body);
      return settled(() => askVault(place, asked, mayAll));
    },
    graph: (method, path, body) =>
      settled(() => graph.handle(request(method, `graph.microsoft.com/v1.0/${path}`, '', body))),
    exchange: (cmdlet, parameters) => settled(() => runIn(exchange, request, cmdlet, parameters)),
  };
}

const requestOf =
  (tenant: Tenant, objectId: string) =>
  (method: string, address: string, version = '', body?: unknown): ServiceRequest => {
    const url = new URL(`https://${address}`);
    if (version !== '') url.searchParams.set('api-version', version);
    const caller = { applicationId: AZURE_POWERSHELL, objectId, tenantId: tenant.id };
    return { method, url, headers: {}, body, caller };
  };

const runIn = (
  exchange: Service,
  request: ReturnType<typeof requestOf>,
  cmdlet: string,
  parameters: object,
) => {
  const { caller } = request('POST', 'outlook.office365.com');
  return exchange.handle({
    method: 'POST',
    url: new URL(`https://outlook.office365.com/adminapi/beta/${caller?.tenantId}/InvokeCommand`),
    headers: { 'x-anchormailbox': 'UPN:administrator@contoso.example' },
    body: { CmdletInput: { CmdletName: cmdlet, Parameters: parameters } },
    caller,
  });
};

const Refusal = z.looseObject({
  error: z.looseObject({
    message: z.string(),
    innererror: z.looseObject({ code: z.string().optional() }).optional(),
  }),
});

/** The body of an answer, or the failure that it tells of. */
async function settled(ask: () => ServiceAnswer | Promise<ServiceAnswer>): Promise<unknown> {
  const { status, body } = await ask();
  if (status < 400) return body;
  const told = Refusal.safeParse(body);
  // Exchange puts where it happened before the sentence, with bars between.
  throw new Failed(
    told.success
      ? (told.data.error.message.split('|').at(-1) ?? '')
      : `The request failed with status ${status}.`,
  );
}
