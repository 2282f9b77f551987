import { APPLICATION, TENANT_ID } from '../../src/sandbox/people.ts';
import type { Service, ServiceAnswer, ServiceCaller } from '../../src/sandbox/service.ts';

/** An answer of a sandbox service whose body a test may look into. */
export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  // Tests look into bodies of many shapes.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly body: any;
}

export type Ask = (
  method: string,
  path: string,
  more?: { readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> },
) => Promise<Answered>;

export const BOT: ServiceCaller = {
  applicationId: APPLICATION.clientId,
  objectId: APPLICATION.objectId,
  tenantId: TENANT_ID,
};

const WEB_API = {
  accept: 'application/json',
  'odata-version': '4.0',
  'odata-maxversion': '4.0',
};

const overTheWire = ({ status, headers, body }: ServiceAnswer): Answered => ({
  status,
  headers: headers ?? {},
  body: body === undefined ? undefined : JSON.parse(JSON.stringify(body)),
});

/** Who calls; nobody has no valid token. */
export type Who = ServiceCaller | 'nobody';

/** Calls a service as the bot; a path that is a whole address is taken as it is. */
export const askAt =
  (service: Service, root: string, always = {}, who: Who = BOT): Ask =>
  async (method, path, { body, headers = {} } = {}) => {
    const url = new URL(path.startsWith('https:') ? path : `${root}${path}`);
    const type = body === undefined ? {} : { 'content-type': 'application/json' };
    const caller = who === 'nobody' ? undefined : who;
    const request = { method, url, body, caller, headers: { ...always, ...type, ...headers } };
    return overTheWire(await service.handle(request));
  };

/** The Web API of an environment by its short host name. */
export const webApi = (service: Service, host: string, who?: Who): Ask =>
  askAt(service, `https://${host}.api.crm4.dynamics.com/api/data/v9.2/`, WEB_API, who);

/** The activity feed of the seeded tenant. */
export const feed = (service: Service, who?: Who): Ask =>
  askAt(service, `https://manage.office.com/api/v1.0/${TENANT_ID}/activity/feed/`, {}, who);
