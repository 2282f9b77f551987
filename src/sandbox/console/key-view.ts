import { z } from 'zod';
import type { Value } from './values.ts';

/** A key as a vault answers with it. */
export const Bundle = z.looseObject({
  key: z.looseObject({
    kid: z.string(),
    kty: z.string(),
    key_ops: z.array(z.string()).default([]),
    n: z.string().optional(),
  }),
  attributes: z.looseObject({
    enabled: z.boolean(),
    exp: z.number().optional(),
    nbf: z.number().optional(),
    created: z.number(),
    updated: z.number(),
    recoveryLevel: z.string(),
    recoverableDays: z.number(),
  }),
  scheduledPurgeDate: z.number().optional(),
  deletedDate: z.number().optional(),
});

const dateOf = (seconds: number | undefined): Value =>
  seconds === undefined ? null : new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');

/** The same as Azure PowerShell shows it. */
export function drawnKey(answer: unknown): Value {
  const { key, attributes, deletedDate, scheduledPurgeDate } = Bundle.parse(answer);
  const [, vault = '', name = '', version = ''] =
    /^https:\/\/([^.]+)\.[^/]+\/keys\/([^/]+)\/?([^/]*)$/.exec(key.kid) ?? [];
  const shown = {
    Enabled: attributes.enabled,
    Expires: dateOf(attributes.exp),
    NotBefore: dateOf(attributes.nbf),
    Created: dateOf(attributes.created),
    Updated: dateOf(attributes.updated),
    RecoveryLevel: attributes.recoveryLevel,
    RecoverableDays: attributes.recoverableDays,
  };
  return {
    ...{ VaultName: vault, Name: name, Version: version, Id: key.kid },
    ...{ KeyType: key.kty, KeySize: sizeOf(key.n), KeyOps: key.key_ops },
    ...shown,
    ...(deletedDate === undefined
      ? {}
      : { DeletedDate: dateOf(deletedDate), ScheduledPurgeDate: dateOf(scheduledPurgeDate) }),
    Attributes: shown,
  };
}

const sizeOf = (modulus: string | undefined): Value =>
  modulus === undefined ? null : Buffer.from(modulus, 'base64url').length * 8;
