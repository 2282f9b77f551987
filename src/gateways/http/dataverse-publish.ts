import { z } from 'zod';
import type { SolutionOperation } from '../dataverse.ts';
import { FORMATTED, PUBLISH, SLOW_READ, type Door } from './dataverse-door.ts';
import { instant, pageOf } from './dataverse-forms.ts';
import { absent, LOGICAL_NAME } from './dataverse-tables.ts';

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Publishes these tables: all that is unpublished in them, not only the flags. */
export async function publish(
  door: Door,
  tables: readonly string[],
  requestId: string,
): Promise<void> {
  if (tables.length === 0) return;
  const odd = tables.find((table) => !LOGICAL_NAME.test(table));
  if (odd !== undefined) throw absent('such table');
  const entities = tables.map((table) => `<entity>${escaped(table)}</entity>`).join('');
  const xml = `<importexportxml><entities>${entities}</entities></importexportxml>`;
  const doing = `Publishing ${tables.length === 1 ? `the table ${tables[0]}` : `${tables.length} tables`}`;
  const body = { ParameterXml: xml };
  // Not repeated blindly: whoever asked looks at the solution history first.
  const call = door.call(doing, 'PublishXml', {
    method: 'POST',
    body,
    requestId,
    patience: PUBLISH,
  });
  await door.http.send(call);
}

const Words = z.object({
  msdyn_name: z.string().nullish(),
  msdyn_starttime: z.string().nullish(),
  msdyn_endtime: z.string().nullish(),
});
const History = z.looseObject(Words.shape);

const HISTORY =
  'msdyn_solutionhistories?$select=msdyn_name,msdyn_operation,msdyn_suboperation,msdyn_status,' +
  'msdyn_result,msdyn_starttime,msdyn_endtime&$orderby=msdyn_starttime desc&$top=50';

/** Numbers of these columns are not documented: the words that the service has for them count. */
function worded(row: z.infer<typeof History>, column: string): string {
  const value = row[`${column}@OData.Community.Display.V1.FormattedValue`] ?? row[column];
  return value === null || value === undefined ? '' : String(value);
}

/** Newest first. */
export async function listSolutionHistory(door: Door): Promise<readonly SolutionOperation[]> {
  const call = door.call('Reading the solution history', encodeURI(HISTORY), {
    headers: FORMATTED,
    patience: SLOW_READ,
  });
  const { value } = await door.http.read(call, pageOf(History));
  return value.map((row) => ({
    name: row.msdyn_name ?? '',
    operation: worded(row, 'msdyn_operation'),
    suboperation: worded(row, 'msdyn_suboperation'),
    status: worded(row, 'msdyn_status'),
    result: worded(row, 'msdyn_result'),
    startedAt: instant(row.msdyn_starttime ?? ''),
    endedAt: row.msdyn_endtime ? instant(row.msdyn_endtime) : undefined,
  }));
}
