import { z } from 'zod';
import { SECOND } from '../../core/clock.ts';
import { GatewayError } from '../../core/errors.ts';
import { MOST_ROWS, type AuditTables, type TableRow, type TableRows } from '../audit-tables.ts';
import type { Answer, Call } from './call.ts';
import { parseAnswer, type Http } from './client.ts';
import { refusal, unreadable } from './failure.ts';

/** Seconds that the workspace may take; the service's own default is 180, its maximum 600. */
const WAIT = 90;

const Cell = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const Table = z.object({
  columns: z.array(z.object({ name: z.string() })),
  rows: z.array(z.array(Cell)),
});

interface Fault {
  readonly code: string;
  readonly message?: string | undefined;
  readonly details?: readonly Fault[] | undefined;
  readonly innererror?: Fault | undefined;
}
const Fault: z.ZodType<Fault> = z.lazy(() =>
  z.object({
    code: z.string().catch(''),
    message: z.string().optional().catch(undefined),
    details: z.array(Fault).optional().catch(undefined),
    innererror: Fault.optional().catch(undefined),
  }),
);
const Results = z.object({ tables: z.array(Table), error: Fault.nullish() });
const Refused = z.object({ error: Fault });

const GUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

export interface Workspace {
  /** The workspace’s own id, a GUID. */
  readonly workspace: string;
  /** The bot's application, to which the role is to be given. */
  readonly application: string;
}

/** The command that lets the bot read; the workspace is found by the id that the bot knows. */
export const readerCommand = ({ workspace, application }: Workspace): string =>
  `az role assignment create --assignee ${application} --role 'Log Analytics Reader' --scope ` +
  `"$(az monitor log-analytics workspace list --query "[?customerId=='${workspace}'].id | [0]" --output tsv)"`;

const SHORTER = 'Ask about a shorter period, or fewer things.';

const BASIC = 'Tables on the Basic plan cannot be asked together with others.';

function callFor(http: Http, where: Workspace, doing: string, kql: string): Call {
  return {
    doing,
    method: 'POST',
    url: `https://${http.cloud.logs}/v1/workspaces/${where.workspace}/query`,
    headers: { prefer: `wait=${WAIT}` },
    body: { query: kql },
    // A question, whatever its verb says.
    safe: true,
    patience: (WAIT + 10) * SECOND,
    advice: {
      400: `${SHORTER} ${BASIC} If that does not help, tell the administrator of this bot.`,
      403:
        `Let it read the workspace: ${readerCommand(where)} . ` +
        'If that was done a moment ago, it can take up to an hour to be known everywhere.',
      404: 'Check LOG_ANALYTICS_WORKSPACE, and that the workspace still exists.',
      413: SHORTER,
      504: `It took longer than it may. ${SHORTER}`,
    },
  };
}

const everything = (fault: Fault): readonly Fault[] => [
  fault,
  ...(fault.details ?? []).flatMap(everything),
  ...(fault.innererror === undefined ? [] : everything(fault.innererror)),
];

const codeOf = ({ code }: Fault): string => (/^[\w.:-]{1,64}$/.test(code) ? code : '');

/** The words under which the engine says that an answer was cut off (partial errors, Azure Monitor). */
const CUT = /E_QUERY_RESULT_SET_TOO_LARGE|exceed(?:s|ed)? the set limit|result set too large/i;

function incompleteOf(fault: Fault | null | undefined, rows: number): TableRows['incomplete'] {
  if (!fault) return rows >= MOST_ROWS ? { kind: 'cut', code: 'rows' } : undefined;
  const all = everything(fault);
  const cut = all.some(({ code, message }) => CUT.test(`${code} ${message ?? ''}`));
  return { kind: cut ? 'cut' : 'part', code: codeOf(fault) || 'PartialError' };
}

function rowsOf({ tables, error }: z.infer<typeof Results>): TableRows {
  const [table] = tables;
  const names = (table?.columns ?? []).map(({ name }) => name);
  const rows = (table?.rows ?? []).map((cells): TableRow =>
    Object.fromEntries(names.map((name, at) => [name, cells[at] ?? null])),
  );
  const incomplete = incompleteOf(error, rows.length);
  return incomplete === undefined ? { rows } : { rows, incomplete };
}

/** A refused query, with the engine's own reason as its code: `SemanticError`, `SyntaxError`, … */
function refused(call: Call, answer: Answer): GatewayError {
  const read = Refused.safeParse(answer.body);
  const error = refusal(call, answer);
  if (!read.success || answer.status !== 400) return error;
  const code = everything(read.data.error)
    .map(codeOf)
    .find((each) => /(?:Syntax|Semantic)Error/.test(each));
  return code === undefined
    ? error
    : new GatewayError(error.message, { status: 400, code, transient: false, cause: error });
}

/** The query API of a Log Analytics workspace. */
export function httpAuditTables(http: Http, where: Workspace): AuditTables {
  return {
    async ask({ doing, kql }) {
      if (!GUID.test(where.workspace))
        throw new GatewayError(
          `${doing} was not tried: LOG_ANALYTICS_WORKSPACE is not the Workspace ID of a workspace.`,
          { status: 0, transient: false },
        );
      const call = callFor(http, where, doing, kql);
      const answer = await http.ask(call);
      if (!answer.ok) throw refused(call, answer);
      // A workspace without any data has nothing to say.
      if (answer.body === undefined) return { rows: [] };
      return complete(call, answer, parseAnswer(call, answer.status, answer.body, Results));
    },
  };
}

/** An answer without a table is one only if it says why. */
function complete(call: Call, answer: Answer, results: z.infer<typeof Results>): TableRows {
  if (results.tables.length > 0 || results.error) return rowsOf(results);
  throw unreadable(call, answer.status, 'There is no table', { transient: true });
}
