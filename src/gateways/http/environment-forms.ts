import { z } from 'zod';
import { isEnvironmentHost, type Cloud } from '../clouds.ts';
import type { Environment } from '../environments.ts';

const Linked = z.object({
  resourceId: z.string().nullish(),
  uniqueName: z.string().nullish(),
  instanceUrl: z.string().nullish(),
  instanceApiUrl: z.string().nullish(),
  instanceState: z.string().nullish(),
  platformSku: z.string().nullish(),
});

/** An environment as the admin API tells it. */
export const BapEnvironment = z.object({
  name: z.string(),
  location: z.string().nullish(),
  properties: z.object({
    displayName: z.string().nullish(),
    environmentSku: z.string().nullish(),
    linkedEnvironmentMetadata: Linked.nullish(),
    capacity: z
      .array(z.object({ capacityType: z.string(), actualConsumption: z.number().nullish() }))
      .nullish(),
    protectionStatus: z.object({ keyManagedBy: z.string().nullish() }).nullish(),
  }),
});
type BapEnvironment = z.infer<typeof BapEnvironment>;

/** An environment as discovery tells it. */
export const Instance = z.object({
  ApiUrl: z.string(),
  Url: z.string(),
  FriendlyName: z.string().nullish(),
  EnvironmentId: z.string().nullish(),
  Id: z.string(),
  UniqueName: z.string().nullish(),
  State: z.int().nullish(),
  Region: z.string().nullish(),
});
type Instance = z.infer<typeof Instance>;

/** The origin, if it is an environment of the cloud; tokens go nowhere else. */
function origin(cloud: Cloud, text: string | null | undefined): string | undefined {
  if (!text || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  const ours = url.protocol === 'https:' && isEnvironmentHost(cloud, url.hostname);
  return ours && url.port === '' ? url.origin : undefined;
}

/** Undefined without a database, or when its address is none of the cloud's. */
export function environmentOf(cloud: Cloud, found: BapEnvironment): Environment | undefined {
  const { displayName, environmentSku, linkedEnvironmentMetadata, capacity, protectionStatus } =
    found.properties;
  const linked = linkedEnvironmentMetadata ?? {};
  const url = origin(cloud, linked.instanceUrl);
  if (url === undefined) return undefined;
  const log = capacity?.find(({ capacityType }) => capacityType === 'Log');
  return {
    id: found.name,
    name: displayName ?? found.name,
    url,
    apiUrl: origin(cloud, linked.instanceApiUrl) ?? url,
    uniqueName: linked.uniqueName ?? '',
    organisationId: linked.resourceId ?? '',
    sku: environmentSku ?? UNKNOWN,
    state: linked.instanceState ?? UNKNOWN,
    platformSku: linked.platformSku ?? UNKNOWN,
    region: found.location ?? '',
    logMegabytes: log?.actualConsumption ?? undefined,
    keyManagedBy: protectionStatus?.keyManagedBy ?? 'Microsoft',
  };
}

/** What only the admin API knows. */
const UNKNOWN = 'Unknown';

export function instanceOf(cloud: Cloud, found: Instance): Environment | undefined {
  const url = origin(cloud, found.Url);
  if (url === undefined) return undefined;
  return {
    id: found.EnvironmentId ?? found.Id,
    name: found.FriendlyName ?? found.UniqueName ?? found.Id,
    url,
    apiUrl: origin(cloud, found.ApiUrl) ?? url,
    uniqueName: found.UniqueName ?? '',
    organisationId: found.Id,
    sku: UNKNOWN,
    state: found.State === 0 ? 'Ready' : 'Disabled',
    platformSku: UNKNOWN,
    region: found.Region ?? '',
    logMegabytes: undefined,
    keyManagedBy: UNKNOWN,
  };
}

/** The admin API knows more of each, discovery may know more environments. */
export function merged(
  admin: readonly Environment[],
  discovered: readonly Environment[],
): readonly Environment[] {
  const known = new Set(admin.flatMap(({ id, url }) => [id.toLowerCase(), url]));
  const more = discovered.filter(({ id, url }) => !known.has(id.toLowerCase()) && !known.has(url));
  return [...admin, ...more];
}
