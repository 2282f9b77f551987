import { z } from 'zod';
import type { Column, Table } from '../dataverse.ts';

/** A collection of rows, one page of it. */
export const pageOf = <T extends z.ZodType>(row: T) =>
  z.object({ value: z.array(row), '@odata.nextLink': z.string().optional() });

const Managed = z.object({ Value: z.boolean(), CanBeChanged: z.boolean().default(true) });
const Text = z.object({ Label: z.string().nullish() }).nullish();
const Label = z
  .object({ UserLocalizedLabel: Text, LocalizedLabels: z.array(Text).nullish() })
  .nullish();
/** The two retrieve flags are plain and may be missing: then nothing is recorded. */
const Flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? false);

export const TABLE_COLUMNS = [
  'LogicalName',
  'DisplayName',
  'EntitySetName',
  'MetadataId',
  'IsAuditEnabled',
  'IsRetrieveAuditEnabled',
  'IsRetrieveMultipleAuditEnabled',
  'IsManaged',
  'IsCustomEntity',
  'IsPrivate',
  'IsIntersect',
  'IsLogicalEntity',
  'IsCustomizable',
].join(',');

export const TableForm = z.object({
  LogicalName: z.string(),
  DisplayName: Label,
  EntitySetName: z.string().nullish(),
  MetadataId: z.string(),
  IsAuditEnabled: Managed,
  IsRetrieveAuditEnabled: Flag,
  IsRetrieveMultipleAuditEnabled: Flag,
  IsManaged: Flag,
  IsCustomEntity: Flag,
  IsPrivate: Flag,
  IsIntersect: Flag,
  IsLogicalEntity: Flag,
  IsCustomizable: Managed,
});
type TableForm = z.infer<typeof TableForm>;

/** Tables that only the platform uses, or that are views of others. */
export const isHidden = ({ IsPrivate, IsIntersect, IsLogicalEntity }: TableForm): boolean =>
  IsPrivate || IsIntersect || IsLogicalEntity;

const titleOf = ({ DisplayName, LogicalName }: TableForm): string =>
  DisplayName?.UserLocalizedLabel?.Label ??
  DisplayName?.LocalizedLabels?.find((one) => one?.Label)?.Label ??
  LogicalName;

export const tableOf = (form: TableForm): Table => ({
  logicalName: form.LogicalName,
  displayName: titleOf(form),
  entitySet: form.EntitySetName ?? '',
  metadataId: form.MetadataId,
  flags: {
    audit: form.IsAuditEnabled.Value,
    read: form.IsRetrieveAuditEnabled,
    readMultiple: form.IsRetrieveMultipleAuditEnabled,
  },
  auditChangeable: form.IsAuditEnabled.CanBeChanged,
  customizable: form.IsCustomizable.Value,
  custom: form.IsCustomEntity,
  managed: form.IsManaged,
});

export const COLUMN_COLUMNS = 'LogicalName,AttributeType,AttributeOf,IsValidForRead,IsAuditEnabled';

export const ColumnForm = z.object({
  LogicalName: z.string(),
  AttributeType: z.string().nullish(),
  AttributeOf: z.string().nullish(),
  IsValidForRead: z.boolean().nullish(),
  IsAuditEnabled: Managed,
});
type ColumnForm = z.infer<typeof ColumnForm>;

/** Shadows of other columns and computed ones are never audited. */
export const isAuditable = ({ AttributeOf, AttributeType, IsValidForRead }: ColumnForm): boolean =>
  !AttributeOf && AttributeType !== 'Virtual' && IsValidForRead !== false;

export const columnOf = (form: ColumnForm): Column => ({
  logicalName: form.LogicalName,
  type: form.AttributeType ?? '',
  audited: form.IsAuditEnabled.Value,
  auditChangeable: form.IsAuditEnabled.CanBeChanged,
});

/** A whole definition: everything in it has to be sent back, whatever it is. */
export const Definition = z.record(z.string(), z.unknown());
export type Definition = z.infer<typeof Definition>;

/** Annotations of the answer as a whole are refused in a request. */
export const withoutAnnotations = (definition: Definition): Definition =>
  Object.fromEntries(
    Object.entries(definition).filter(([key]) => key !== '@odata.context' && key !== '@odata.etag'),
  );

/** One way of writing times, whatever zone or fraction they came with. */
export const instant = (text: string): string =>
  Number.isNaN(Date.parse(text)) ? text : new Date(text).toISOString();
