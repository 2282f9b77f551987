import { z } from 'zod';
import type { Documents, Tenant } from '../service.ts';

/** The one row of the table `organization`. */
export const Organisation = z.object({
  organizationid: z.string(),
  name: z.string(),
  isauditenabled: z.boolean(),
  isuseraccessauditenabled: z.boolean(),
  isreadauditenabled: z.boolean().optional(),
  auditretentionperiodv2: z.number().int(),
  auditretentionperiod: z.number().int().nullable(),
  useraccessauditinginterval: z.number().int(),
  auditsettings: z.string().nullable(),
  allowentityonlyaudit: z.boolean(),
  orgdborgsettings: z.string(),
  languagecode: z.number().int(),
  createdon: z.string(),
  modifiedon: z.string(),
  versionnumber: z.number().int(),
});
export type Organisation = z.infer<typeof Organisation>;

const Definition = z.record(z.string(), z.unknown());

/** A definition through time: a read from the cache may still see an earlier one. */
export const Versions = z.array(z.object({ from: z.string(), definition: Definition })).min(1);
export type Versions = z.infer<typeof Versions>;

/** What event logging goes by: the flags as last published. */
export const Published = z.object({
  audit: z.boolean(),
  read: z.boolean(),
  readMultiple: z.boolean(),
  columns: z.record(z.string(), z.boolean()),
});
export type Published = z.infer<typeof Published>;

/** A row of the table `audit`, with what RetrieveAuditDetails knows about it. */
export const Audit = z.object({
  auditid: z.string(),
  createdon: z.string(),
  action: z.number().int(),
  operation: z.number().int(),
  objecttypecode: z.string(),
  attributemask: z.string().nullable(),
  _objectid_value: z.string(),
  _userid_value: z.string(),
  old: z.record(z.string(), z.unknown()).optional(),
  new: z.record(z.string(), z.unknown()).optional(),
});
export type Audit = z.infer<typeof Audit>;

/** A row of an ordinary table, with its version. */
export const StoredRow = z.object({
  version: z.number().int(),
  values: z.record(z.string(), z.unknown()),
});
export type StoredRow = z.infer<typeof StoredRow>;

/** One customization operation that ended, or one that another holds the lock with. */
export const Operation = z.object({
  id: z.string(),
  name: z.string(),
  operation: z.string(),
  suboperation: z.number().int(),
  startedAt: z.string(),
  endedAt: z.string().nullable(),
});
export type Operation = z.infer<typeof Operation>;

export const Hold = z.object({ until: z.string(), by: z.string(), since: z.string() });

const At = z.object({ at: z.string() });
const Count = z.object({ count: z.number().int() });

export interface OrgDocuments {
  readonly organisation: Documents<Organisation>;
  readonly tables: Documents<Versions>;
  readonly columns: Documents<Versions>;
  readonly published: Documents<Published>;
  readonly audits: Documents<Audit>;
  /** How many audit rows were written: rows of one moment keep their order. */
  readonly counts: Documents<{ readonly count: number }>;
  readonly rows: Documents<StoredRow>;
  readonly operations: Documents<Operation>;
  readonly accesses: Documents<{ readonly at: string }>;
  readonly storage: Documents<{ readonly at: string }>;
}

/** Every environment has collections of its own, so that listing one reads no other's. */
export function orgDocuments(tenant: Tenant, organisationId: string): OrgDocuments {
  const open = <T>(name: string, schema: z.ZodType<T>) =>
    tenant.documents(`dataverse-${name}-${organisationId}`, schema);
  return {
    organisation: open('organisation', Organisation),
    tables: open('tables', Versions),
    columns: open('columns', Versions),
    published: open('published', Published),
    audits: open('audits', Audit),
    counts: open('counts', Count),
    rows: open('rows', StoredRow),
    operations: open('operations', Operation),
    accesses: open('accesses', At),
    storage: open('storage', At),
  };
}

/** Locks that something else than a call to us holds: organisation id → until when, by what. */
export const holds = (tenant: Tenant) => tenant.documents('dataverse-holds', Hold);
