import { z } from 'zod';
import { badParameter } from './refused.ts';

const Attributes = z
  .looseObject({
    enabled: z.boolean().optional(),
    nbf: z.number().int().nonnegative().nullish(),
    exp: z.number().int().nonnegative().nullish(),
    exportable: z.boolean().optional(),
  })
  .default({});
export type Attributes = z.infer<typeof Attributes>;

const Tags = z
  .record(z.string().max(256), z.string().max(256))
  .refine((tags) => Object.keys(tags).length <= 15, 'at most 15 tags')
  .optional();
const Operations = z.array(
  z.enum(['encrypt', 'decrypt', 'sign', 'verify', 'wrapKey', 'unwrapKey', 'import', 'export']),
);

export const Create = z.object({
  kty: z.string(),
  key_size: z.number().int().optional(),
  public_exponent: z.number().int().optional(),
  key_ops: Operations.optional(),
  attributes: Attributes,
  tags: Tags,
  crv: z.string().optional(),
});

export const Import = z.object({
  Hsm: z.boolean().optional(),
  key: z.looseObject({
    kid: z.string().optional(),
    kty: z.string(),
    key_ops: Operations.optional(),
    key_hsm: z.string().optional(),
  }),
  attributes: Attributes,
  tags: Tags,
});

export const Update = z.object({
  key_ops: Operations.optional(),
  attributes: Attributes,
  tags: Tags,
});

const Span = z
  .string()
  .regex(/^P(?=\d)(?:\d+Y)?(?:\d+M)?(?:\d+D)?$/)
  .nullish();
export const Rotation = z.object({
  id: z.string().optional(),
  lifetimeActions: z
    .array(
      z.object({
        trigger: z.object({ timeAfterCreate: Span, timeBeforeExpiry: Span }).optional(),
        action: z.object({ type: z.string().regex(/^(?:rotate|notify)$/i) }).optional(),
      }),
    )
    .default([]),
  attributes: z.looseObject({ expiryTime: Span }).default({}),
});

const BASE64URL = /^[\w-]+={0,2}$/;
export const Value = z.object({ value: z.string().regex(BASE64URL) });
export const Operation = z.object({ alg: z.string(), value: z.string().regex(BASE64URL) });

/** Reads a body, or says which property is wrong. */
export function read<T>(schema: z.ZodType<T>, body: unknown): T {
  const result = schema.safeParse(body ?? {});
  if (result.success) return result.data;
  const [first] = result.error.issues;
  throw badParameter(
    `Property ${first?.path.join('.') ?? ''} has invalid value: ${first?.message}`,
  );
}

/** Times that can be: a key does not expire before it becomes valid. */
export function checkTimes(notBefore: number | undefined, expires: number | undefined): void {
  if (notBefore !== undefined && expires !== undefined && expires <= notBefore)
    throw badParameter('Property exp has invalid value: it must be later than nbf.');
}
