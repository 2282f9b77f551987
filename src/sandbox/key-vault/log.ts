import type { Azure } from '../arm/documents.ts';
import { auditsKeys } from '../arm/diagnostics.ts';
import type { Vault } from '../arm/vaults.ts';
import type { Keys } from './documents.ts';

/** What a vault's log says of one call. */
export interface Used {
  readonly operation: string;
  readonly status: number;
  readonly applicationId: string;
  readonly objectId: string;
  readonly address: string;
  /** Identifier of the key, where there is one. */
  readonly id: string;
  readonly at: Date;
}

const RESULTS: Readonly<Record<number, string>> = {
  200: 'OK',
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  409: 'Conflict',
  429: 'TooManyRequests',
};

/** Writes the event, if a diagnostic setting collects the events of this vault. */
export function logUse(azure: Azure, keys: Keys, vault: Vault, used: Used): void {
  if (!auditsKeys(azure, vault.id)) return;
  const time = used.at.toISOString();
  keys.events.put(`${time}/${azure.tenant.newId()}`, {
    time,
    vault: vault.name.toLowerCase(),
    record: recordOf(vault, used, time),
  });
}

/** In the form of the category AuditEvent. */
const recordOf = (vault: Vault, used: Used, time: string) => ({
  time,
  category: 'AuditEvent',
  operationName: used.operation,
  resultType: used.status < 400 ? 'Success' : 'Failure',
  resultSignature: RESULTS[used.status] ?? String(used.status),
  callerIpAddress: used.address,
  resourceId: vault.id.toUpperCase(),
  identity: {
    claim: {
      appid: used.applicationId,
      'http://schemas.microsoft.com/identity/claims/objectidentifier': used.objectId,
    },
  },
  properties: { id: used.id, httpStatusCode: used.status, tlsVersion: 'TLS1_3' },
});
