import type { ServiceCaller } from '../../service.ts';
import type { Directory } from '../directory.ts';
import { findType } from './record-types.ts';

/** Roles of applications by their ids, which are the same in every tenant. */
export const SEARCH_ROLES = {
  everything: '5e1e9171-754d-478c-812c-f1755a9a4c2d', // AuditLogsQuery.Read.All
  dynamics: '20e6f8e4-ffac-4cf7-82f7-70ddb7564318', // AuditLogsQuery-CRM.Read.All
} as const;

const DYNAMICS = 21;

/** Record types that a caller may search. */
export type Allowed = 'all' | readonly number[];

export function allowedFor(directory: Directory, caller: ServiceCaller | undefined): Allowed {
  const held = directory
    .grantsOf(caller?.objectId ?? '')
    .map(({ appRoleId }) => String(appRoleId).toLowerCase());
  if (held.includes(SEARCH_ROLES.everything)) return 'all';
  return held.includes(SEARCH_ROLES.dynamics) ? [DYNAMICS] : [];
}

export const isAllowed = (allowed: Allowed, recordType: unknown): boolean =>
  allowed === 'all' || allowed.includes(Number(recordType));

/** Whether anything that is asked for by name is more than the caller may see. */
export const asksTooMuch = (allowed: Allowed, names: readonly string[]): boolean =>
  allowed !== 'all' &&
  (allowed.length === 0 || names.some((name) => !isAllowed(allowed, findType(name))));
