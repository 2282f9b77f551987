import { z } from 'zod';
import { GatewayError } from '../../core/errors.ts';
import type { Environment, Environments } from '../environments.ts';
import type { Call } from './call.ts';
import { parseAnswer, type Http, type HttpLog } from './client.ts';
import {
  BapEnvironment,
  environmentOf,
  Instance,
  instanceOf,
  merged,
} from './environment-forms.ts';
import { refusal } from './failure.ts';
import { endless, MAX_PAGES, sameOrigin } from './pages.ts';

const EXPAND = '$expand=properties.capacity,properties.addons';
const GUID = /^(?:Default-)?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const REGISTER =
  'A Power Platform administrator has to register the bot as a management application once: ' +
  'New-PowerAppManagementApp -ApplicationId <client id of the bot>.';

const rootOf = ({ cloud }: Http): string =>
  `https://${cloud.bap}/providers/Microsoft.BusinessAppPlatform/scopes/admin/environments`;

const bapCall = (doing: string, url: string, more: Partial<Call> = {}): Call => ({
  doing,
  method: 'GET',
  url,
  advice: { 401: REGISTER, 403: REGISTER },
  ...more,
});

const Page = z.object({ value: z.array(BapEnvironment), nextLink: z.string().nullish() });

async function listFromBap(http: Http): Promise<readonly Environment[]> {
  const first = bapCall(
    'Listing the environments',
    `${rootOf(http)}?api-version=2020-10-01&${EXPAND}`,
  );
  const found: z.infer<typeof BapEnvironment>[] = [];
  let url: string | undefined = first.url;
  for (let pages = 0; url !== undefined; pages += 1) {
    if (pages === MAX_PAGES) throw endless(first);
    const page: z.infer<typeof Page> = await http.read({ ...first, url }, Page);
    found.push(...page.value);
    url = page.nextLink ? sameOrigin(first, page.nextLink) : undefined;
  }
  return found.flatMap((one) => environmentOf(http.cloud, one) ?? []);
}

const INSTANCES =
  '$select=ApiUrl,FriendlyName,EnvironmentId,Id,UniqueName,Url,State,Region&$filter=State eq 0';

async function listFromDiscovery(http: Http): Promise<readonly Environment[]> {
  const call: Call = {
    doing: 'Discovering the environments of the bot',
    method: 'GET',
    url: `https://${http.cloud.discovery}/api/discovery/v2.0/Instances?${encodeURI(INSTANCES)}`,
  };
  const { value } = await http.read(call, z.object({ value: z.array(Instance) }));
  return value.flatMap((one) => instanceOf(http.cloud, one) ?? []);
}

async function findInBap(http: Http, id: string): Promise<Environment | undefined> {
  const url = `${rootOf(http)}/${encodeURIComponent(id)}?api-version=2023-06-01&$expand=properties.capacity`;
  const call = bapCall('Reading the environment', url);
  const answer = await http.ask(call);
  if (answer.status === 404) return undefined;
  if (!answer.ok) throw refusal(call, answer);
  return environmentOf(http.cloud, parseAnswer(call, answer.status, answer.body, BapEnvironment));
}

/** Both are asked at once; either may fail, for each sees environments that the other does not. */
async function listFromBoth(http: Http, log: HttpLog): Promise<readonly Environment[]> {
  const [bap, discovered] = await Promise.allSettled([listFromBap(http), listFromDiscovery(http)]);
  if (bap.status === 'fulfilled' && discovered.status === 'fulfilled')
    return merged(bap.value, discovered.value);
  // What discovery knows about is only the bot's own environments: none is no reassuring answer.
  if (bap.status === 'rejected') {
    if (discovered.status === 'rejected' || discovered.value.length === 0) throw bap.reason;
    log.warn({ reason: sentence(bap.reason) }, 'Only discovery listed environments');
    return discovered.value;
  }
  if (discovered.status === 'rejected')
    log.warn({ reason: sentence(discovered.reason) }, 'Discovery listed no environments');
  return bap.value;
}

const sentence = (reason: unknown): string =>
  reason instanceof GatewayError ? reason.message : 'unexpected';

/** Environments of the tenant, from the admin API and from discovery. */
export const httpEnvironments = (
  http: Http,
  { applicationId, log }: { readonly applicationId: string; readonly log: HttpLog },
): Environments => {
  const list = () => listFromBoth(http, log);
  return {
    applicationId,
    list,
    async find(id) {
      if (!GUID.test(id)) return undefined;
      const found = await findInBap(http, id).catch((error: unknown) => {
        if (error instanceof GatewayError) return undefined;
        throw error;
      });
      return found ?? (await list()).find((one) => one.id.toLowerCase() === id.toLowerCase());
    },
    async addApplicationUser(id, requestId) {
      if (!GUID.test(id)) throw noSuchEnvironment();
      const url = `${rootOf(http)}/${encodeURIComponent(id)}/addAppUser?api-version=2020-10-01`;
      const body = { servicePrincipalAppId: applicationId };
      const doing = 'Adding the bot as a user of the environment';
      await http.send(bapCall(doing, url, { method: 'POST', body, requestId, patience: 60_000 }));
    },
  };
};

const noSuchEnvironment = (): GatewayError =>
  new GatewayError('There is no such environment. Choose one from the list.', {
    status: 404,
    transient: false,
  });
