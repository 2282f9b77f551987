import { z } from 'zod';
import { MINUTE } from '../../core/clock.ts';
import { GatewayError } from '../../core/errors.ts';
import type { KeyUse, VaultLogs } from '../vault-logs.ts';
import type { Answer, Call } from './call.ts';
import { parseAnswer, type Http } from './client.ts';
import { unreadable } from './failure.ts';
import { kqlText } from '../kql.ts';

/** More than anybody reads; the newest come first. */
const MOST = 500;

const Cell = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const Results = z.object({
  tables: z.array(
    z.object({ columns: z.array(z.object({ name: z.string() })), rows: z.array(z.array(Cell)) }),
  ),
  /** Some of the data could not be looked at, in spite of the status. */
  error: z.object({ code: z.string() }).nullish(),
});
type Results = z.infer<typeof Results>;

type Where = Parameters<VaultLogs['listUses']>[0];

const COLUMNS =
  'TimeGenerated:datetime, Operation:string, Caller:string, Status:int, Result:string';
const column = (name: string) => `column_ifexists('${name}', '')`;

/** Vaults write to the old table unless their setting asks for the new one; a column of the old one
 * is there only once something was written to it. */
const oldTable = (filter: string): string =>
  `AzureDiagnostics | where ${filter} | project TimeGenerated, Operation = OperationName, ` +
  `Caller = tostring(${column('identity_claim_appid_g')}), ` +
  `Status = toint(${column('httpStatusCode_d')}), Result = tostring(${column('ResultType')})`;

const newTable = (filter: string): string =>
  `AZKVAuditLogs | where ${filter} | project TimeGenerated, Operation = OperationName, ` +
  'Caller = tostring(Identity.claim.appid), Status = toint(HttpStatusCode), ' +
  'Result = tostring(ResultType)';

/** `isfuzzy` leaves out a table that is not there; the empty first leg stands in when both are not. */
function queryFor({ vault, application, since }: Where): string {
  const filter =
    `TimeGenerated >= datetime(${new Date(since).toISOString()}) and ` +
    `_ResourceId =~ ${kqlText(vault)}`;
  return [
    `union isfuzzy=true (datatable(${COLUMNS})[]), (${oldTable(filter)}), (${newTable(filter)})`,
    `| where Caller =~ ${kqlText(application)}`,
    '| order by TimeGenerated desc',
    `| take ${MOST}`,
  ].join('\n');
}

const GUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** The service takes a resource id as well, but only this form is in its published contract. */
function pathOf(doing: string, workspace: string): string {
  if (GUID.test(workspace)) return `/v1/workspaces/${workspace}/query`;
  throw new GatewayError(
    `${doing} was not tried: ${workspace} is not the Workspace ID of a Log Analytics workspace.`,
    { status: 0, transient: false },
  );
}

const READER =
  'Give the bot’s application the role Log Analytics Reader on the workspace, then look again. ' +
  'If that was done a moment ago, it takes some minutes to be known everywhere.';

const callFor = (http: Http, where: Where, doing: string): Call => ({
  doing,
  method: 'POST',
  url: `https://${http.cloud.logs}${pathOf(doing, where.workspace)}`,
  body: { query: queryFor(where) },
  // A question, whatever its verb says.
  safe: true,
  patience: MINUTE,
  advice: {
    403: READER,
    404: 'Check that the workspace still exists, then look again.',
  },
});

/** No event is missing from a list that says nothing: a part of the data is no answer. */
const partial = (doing: string, code: string): GatewayError =>
  new GatewayError(
    `${doing} brought only a part of the data (${/^\w{1,40}$/.test(code) ? code : 'PartialError'}). ` +
      'It is asked again later.',
    { status: 200, code: 'PartialError', transient: true },
  );

const timeOf = (cell: unknown): string | undefined => {
  const at = new Date(typeof cell === 'string' ? cell : '');
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
};

type Row = Readonly<Record<string, z.infer<typeof Cell>>>;

/** Where the status is not in the log, the word is: `Success`. */
const succeeded = ({ Status: status, Result: result }: Row): boolean =>
  typeof status === 'number' && status > 0
    ? status < 400
    : String(result ?? '').toLowerCase() === 'success';

function useOf(row: Row): KeyUse | undefined {
  const at = timeOf(row['TimeGenerated']);
  const text = (name: string) => String(row[name] ?? '');
  return at === undefined
    ? undefined
    : { at, operation: text('Operation'), caller: text('Caller'), succeeded: succeeded(row) };
}

function usesOf(call: Call, answer: Answer, { tables, error }: Results): readonly KeyUse[] {
  if (error) throw partial(call.doing, error.code);
  const [table] = tables;
  const uses = (table?.rows ?? []).map((cells) =>
    useOf(
      Object.fromEntries(table?.columns.map(({ name }, at) => [name, cells[at] ?? null]) ?? []),
    ),
  );
  return uses.map((use) => {
    if (use !== undefined) return use;
    throw unreadable(call, answer.status, 'A row has no time', { transient: false });
  });
}

/** Key vault events from the Log Analytics query API. */
export const httpVaultLogs = (http: Http): VaultLogs => ({
  async listUses(where) {
    const doing = `Reading the log of the vault ${where.vault.split('/').at(-1) ?? ''}`;
    const call = callFor(http, where, doing);
    const answer = await http.send(call);
    // A workspace without any data has nothing to say.
    if (answer.body === undefined) return [];
    return usesOf(call, answer, parseAnswer(call, answer.status, answer.body, Results));
  },
});
