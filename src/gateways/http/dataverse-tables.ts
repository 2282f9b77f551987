import { GatewayError } from '../../core/errors.ts';
import type { Table, TableFlags } from '../dataverse.ts';
import type { Answer } from './call.ts';
import { parseAnswer } from './client.ts';
import { METADATA_WRITE, REPLACE, SLOW_READ, STRONG, type Door } from './dataverse-door.ts';
import {
  Definition,
  isHidden,
  pageOf,
  TABLE_COLUMNS,
  TableForm,
  tableOf,
  withoutAnnotations,
} from './dataverse-forms.ts';
import { refusal } from './failure.ts';
import { writeOnce } from './looking.ts';

export const LOGICAL_NAME = /^[a-z][a-z0-9_]*$/;
export const pathOf = (table: string): string => `EntityDefinitions(LogicalName='${table}')`;

/** Every table that people can see. The collection has no pages: all come at once. */
export async function listTables(door: Door): Promise<readonly Table[]> {
  const path = `EntityDefinitions?$select=${TABLE_COLUMNS}`;
  const call = door.call('Reading the tables', path, { headers: STRONG, patience: SLOW_READ });
  const forms = await door.list(call, pageOf(TableForm));
  return forms.filter((form) => !isHidden(form)).map(tableOf);
}

/** Not installed here, under either of the codes that are seen for it. */
export const isAbsent = ({ status, code }: Answer): boolean =>
  status === 404 || code.toLowerCase() === '0x80041102';

export async function findTable(door: Door, name: string): Promise<Table | undefined> {
  if (!LOGICAL_NAME.test(name)) return undefined;
  const path = `${pathOf(name)}?$select=${TABLE_COLUMNS}`;
  const call = door.call(`Reading the table ${name}`, path, { headers: STRONG });
  const answer = await door.http.ask(call);
  if (isAbsent(answer)) return undefined;
  if (!answer.ok) throw refusal(call, answer);
  return tableOf(parseAnswer(call, answer.status, answer.body, TableForm));
}

const isSame = (a: TableFlags, b: TableFlags): boolean =>
  a.audit === b.audit && a.read === b.read && a.readMultiple === b.readMultiple;

/** Refused here rather than there: forcing it would fail, and an attempt is not harmless. */
export const locked = (what: string): GatewayError =>
  new GatewayError(
    `${what} does not allow this change: its publisher has locked it. Leave it out, or ask the ` +
      'publisher of the solution it belongs to.',
    { status: 0, code: '0x8004F026', transient: false },
  );

/**
 * Reads the whole definition, changes the three flags and puts it back. Whatever somebody else
 * changed in between is overwritten, so it is read again before it is sent again.
 */
export async function setTableFlags(
  door: Door,
  name: string,
  flags: TableFlags,
  requestId: string,
): Promise<void> {
  if (!LOGICAL_NAME.test(name)) throw absent('such table');
  const doing = `Changing the audit flags of the table ${name}`;
  const holds = async () => {
    const found = await findTable(door, name);
    return found !== undefined && isSame(found.flags, flags);
  };
  const send = async () => {
    const { definition, found } = await readWhole(door, name);
    if (isSame(found.flags, flags)) return false;
    const auditLocked = found.flags.audit !== flags.audit && !found.auditChangeable;
    if (auditLocked || !found.customizable) throw locked(`The table ${name}`);
    const more = { method: 'PUT', headers: REPLACE, requestId, patience: METADATA_WRITE } as const;
    const body = withFlags(definition, flags);
    await door.http.send(door.call(doing, pathOf(name), { ...more, body }));
    return true;
  };
  await writeOnce({ doing, clock: door.http.clock, holds, send });
}

/** Everything that is known about a table, as it has to be sent back. */
async function readWhole(door: Door, name: string) {
  const call = door.call(`Reading the table ${name}`, pathOf(name), { headers: STRONG });
  const answer = await door.http.ask(call);
  if (isAbsent(answer)) throw absent(`table ${name}`);
  if (!answer.ok) throw refusal(call, answer);
  const { status, body } = answer;
  const definition = parseAnswer(call, status, body, Definition);
  return { definition, found: tableOf(parseAnswer(call, status, body, TableForm)) };
}

/** The definition with three values changed; all else as it was read, labels included. */
const withFlags = (definition: Definition, flags: TableFlags): Definition => ({
  ...withoutAnnotations(definition),
  IsAuditEnabled: withValue(definition['IsAuditEnabled'], flags.audit),
  IsRetrieveAuditEnabled: flags.read,
  IsRetrieveMultipleAuditEnabled: flags.readMultiple,
});

/** A managed property with another value. */
export const withValue = (property: unknown, value: boolean): object => ({
  ...(typeof property === 'object' ? property : {}),
  Value: value,
});

export const absent = (what: string): GatewayError =>
  new GatewayError(`There is no ${what} in this environment. Leave it out.`, {
    status: 404,
    transient: false,
  });
