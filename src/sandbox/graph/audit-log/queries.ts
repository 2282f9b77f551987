import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Documents, ServiceCaller, Tenant } from '../../service.ts';
import { findType } from './record-types.ts';

const SECOND = 1000;
const DAY = 86_400 * SECOND;

/** Results are kept for so long. */
const KEPT = 30 * DAY;
/** Searches of one caller that may be under way. */
export const AT_ONCE = 10;
const LIMIT = 1_000_000;

const Texts = z.array(z.string()).nullish();
const RecordTypes = z
  .array(z.string().refine((name) => findType(name) !== undefined, 'no record type'))
  .nullish();

/** What a caller may set; the name `serviceFilter` of an older page is no property. */
export const Wanted = z.strictObject({
  '@odata.type': z.string().optional(),
  displayName: z.string().nullish(),
  filterStartDateTime: z.iso.datetime({ offset: true }).nullish(),
  filterEndDateTime: z.iso.datetime({ offset: true }).nullish(),
  recordTypeFilters: RecordTypes,
  keywordFilter: z.string().nullish(),
  serviceFilters: Texts,
  operationFilters: Texts,
  userPrincipalNameFilters: Texts,
  ipAddressFilters: Texts,
  objectIdFilters: Texts,
  administrativeUnitIdFilters: Texts,
});
export type Wanted = z.infer<typeof Wanted>;

const Search = z.object({
  id: z.string(),
  caller: z.string(),
  createdAt: z.string(),
  wanted: Wanted,
  limit: z.number(),
});
export type Search = z.infer<typeof Search>;

export const searchesOf = (tenant: Tenant): Documents<Search> =>
  tenant.documents('audit-searches', Search);

/** How the service is set, for whoever plays with it. */
export const Settings = z.strictObject({
  recordCountLimit: z.number().int().min(1).max(LIMIT),
});
export const settingsOf = (tenant: Tenant): Documents<z.infer<typeof Settings>> =>
  tenant.documents('audit-search-settings', Settings);
export const limitOf = (tenant: Tenant): number =>
  settingsOf(tenant).find('tenant')?.recordCountLimit ?? LIMIT;

/** The same for the same parts, whenever it is asked. */
export const chance = (below: number, ...parts: readonly string[]): number =>
  createHash('sha256').update(parts.join('/')).digest().readUInt32BE(0) % below;

/** A moment until it begins, and some seconds until it is done. */
const endsAt = ({ id, createdAt }: Search): number =>
  Date.parse(createdAt) + 2 * SECOND + chance(4 * SECOND, 'takes', id);

export function statusOf(search: Search, now: Date): 'notStarted' | 'running' | 'succeeded' {
  if (now.getTime() >= endsAt(search)) return 'succeeded';
  return now.getTime() < Date.parse(search.createdAt) + SECOND ? 'notStarted' : 'running';
}

/** What was there when the search was done: it does not find what came later. */
export const seenUntil = (search: Search): number => endsAt(search);

const isKept = ({ createdAt }: Search, now: Date): boolean =>
  now.getTime() < Date.parse(createdAt) + KEPT;

const own = (tenant: Tenant, caller: ServiceCaller | undefined): readonly Search[] =>
  searchesOf(tenant)
    .list()
    .filter((search) => search.caller === caller?.objectId && isKept(search, tenant.clock.now()));

export const listSearches = own;
export const findSearch = (
  tenant: Tenant,
  caller: ServiceCaller | undefined,
  id: string,
): Search | undefined => own(tenant, caller).find((search) => search.id === id.toLowerCase());

/** Searches of the caller that are not done yet. */
export const underWay = (tenant: Tenant, caller: ServiceCaller | undefined): number =>
  own(tenant, caller).filter((search) => statusOf(search, tenant.clock.now()) !== 'succeeded')
    .length;
