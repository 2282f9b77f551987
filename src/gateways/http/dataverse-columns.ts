import { z } from 'zod';
import type { Column } from '../dataverse.ts';
import { METADATA_WRITE, REPLACE, STRONG, type Door } from './dataverse-door.ts';
import {
  COLUMN_COLUMNS,
  ColumnForm,
  columnOf,
  Definition,
  isAuditable,
  pageOf,
  withoutAnnotations,
} from './dataverse-forms.ts';
import { parseAnswer } from './client.ts';
import { absent, isAbsent, locked, LOGICAL_NAME, pathOf, withValue } from './dataverse-tables.ts';
import { refusal } from './failure.ts';
import { writeOnce } from './looking.ts';

/** Columns of a table that can be audited at all. */
export async function listColumns(door: Door, table: string): Promise<readonly Column[]> {
  if (!LOGICAL_NAME.test(table)) throw absent('such table');
  const path = `${pathOf(table)}/Attributes?$select=${COLUMN_COLUMNS}`;
  const call = door.call(`Reading the columns of the table ${table}`, path, { headers: STRONG });
  const forms = await door.list(call, pageOf(ColumnForm));
  return forms.filter(isAuditable).map(columnOf);
}

const pathOfColumn = (table: string, column: string): string =>
  `${pathOf(table)}/Attributes(LogicalName='${column}')`;

/** What a definition says about its own type; with a `#` only in answers. */
const TypedForm = ColumnForm.extend({ '@odata.type': z.string().optional() });
type Typed = z.infer<typeof TypedForm>;

/** Types whose definitions are not named after them. */
const ODD: Readonly<Record<string, string>> = {
  Customer: 'Lookup',
  Owner: 'Lookup',
  PartyList: 'Lookup',
  CalendarRules: '',
  Uniqueidentifier: 'UniqueIdentifier',
};

const typeOf = (typed: Typed): string =>
  typed['@odata.type']?.replace(/^#/, '') ??
  `Microsoft.Dynamics.CRM.${ODD[typed.AttributeType ?? ''] ?? typed.AttributeType ?? ''}AttributeMetadata`;

async function findColumn(door: Door, table: string, column: string): Promise<Typed | undefined> {
  if (!LOGICAL_NAME.test(table) || !LOGICAL_NAME.test(column)) return undefined;
  const path = `${pathOfColumn(table, column)}?$select=${COLUMN_COLUMNS}`;
  const call = door.call(`Reading the column ${column}`, path, { headers: STRONG });
  const answer = await door.http.ask(call);
  if (isAbsent(answer)) return undefined;
  if (!answer.ok) throw refusal(call, answer);
  return parseAnswer(call, answer.status, answer.body, TypedForm);
}

/** Reads the whole typed definition, changes the one flag and puts it back. */
export async function setColumnAudit(
  door: Door,
  table: string,
  column: string,
  audited: boolean,
  requestId: string,
): Promise<void> {
  const doing = `Changing the audit flag of the column ${table}.${column}`;
  const holds = async () =>
    (await findColumn(door, table, column))?.IsAuditEnabled.Value === audited;
  const send = async () => {
    const found = await findColumn(door, table, column);
    if (found === undefined) throw absent(`column ${table}.${column}`);
    if (found.IsAuditEnabled.Value === audited) return false;
    if (!found.IsAuditEnabled.CanBeChanged) throw locked(`The column ${table}.${column}`);
    await replaceColumn(door, { table, column, audited, requestId, doing }, found);
    return true;
  };
  await writeOnce({ doing, clock: door.http.clock, holds, send });
}

interface Replacement {
  readonly table: string;
  readonly column: string;
  readonly audited: boolean;
  readonly requestId: string;
  readonly doing: string;
}

async function replaceColumn(door: Door, change: Replacement, found: Typed): Promise<void> {
  const path = pathOfColumn(change.table, change.column);
  const type = typeOf(found);
  const whole = door.call(`Reading the column ${change.column}`, `${path}/${type}`, {
    headers: STRONG,
  });
  const definition = await door.http.read(whole, Definition);
  const body = {
    ...withoutAnnotations(definition),
    '@odata.type': type,
    IsAuditEnabled: withValue(definition['IsAuditEnabled'], change.audited),
  };
  await door.http.send(
    door.call(change.doing, path, {
      method: 'PUT',
      headers: REPLACE,
      body,
      requestId: change.requestId,
      patience: METADATA_WRITE,
    }),
  );
}
