import { z } from 'zod';
import { MINUTE } from '../../core/clock.ts';
import type { Data } from '../../core/data.ts';
import type { Answer, Call } from './call.ts';
import { parseAnswer, type Http } from './client.ts';
import { cmdletRefusal, isBusy } from './encryption-refusals.ts';
import { endless, MAX_PAGES, sameOrigin } from './pages.ts';

/** The only cmdlets that are ever called from here. */
export const CMDLETS = [
  'New-M365DataAtRestEncryptionPolicy',
  'Get-M365DataAtRestEncryptionPolicy',
  'Set-M365DataAtRestEncryptionPolicy',
  'Test-M365DataAtRestEncryptionPolicy',
  'Set-M365DataAtRestEncryptionPolicyAssignment',
  'Get-M365DataAtRestEncryptionPolicyAssignment',
] as const;

/** Says which roles hold a cmdlet; asked only where there is no better way to know. */
export const ROLE_ENTRY = 'Get-ManagementRoleEntry';

export interface Cmdlet {
  readonly doing: string;
  readonly name: (typeof CMDLETS)[number] | typeof ROLE_ENTRY;
  readonly parameters?: Readonly<Record<string, Data>>;
  readonly requestId?: string;
  /** May be repeated although it may have happened. */
  readonly safe: boolean;
}

export type Row = Readonly<Record<string, Data>>;

/** Runs a cmdlet and returns what it printed, without the service's own annotations. */
export type RunCmdlet = (cmdlet: Cmdlet) => Promise<readonly Row[]>;

const Json: z.ZodType<Data> = z.json();
const Page = z.object({
  value: z.array(z.record(z.string(), Json)),
  '@odata.nextLink': z.string().nullish(),
  '@adminapi.errors': z.array(z.unknown()).nullish(),
});

/** The arbitration mailbox that app-only callers are routed by. */
const ANCHOR = 'SystemMailbox{bb558c35-97f1-4cb9-8ff7-d53741dc928c}';
const ROLE =
  'Give the bot’s application the permission Exchange.ManageAsApp and the role Compliance ' +
  'Administrator, then type resume.';

export const anchorOf = (tenantId: string): Readonly<Record<string, string>> => ({
  'x-anchormailbox': `APP:${ANCHOR}@${tenantId}`,
});

const isNote = (name: string): boolean => name.includes('@data.type') || name.includes('@odata.');

const bare = (row: Row): Row =>
  Object.fromEntries(Object.entries(row).filter(([name]) => !isNote(name)));

const callOf = (http: Http, tenantId: string, cmdlet: Cmdlet): Call => ({
  doing: cmdlet.doing,
  method: 'POST',
  url: `https://${http.cloud.exchange}/adminapi/beta/${tenantId}/InvokeCommand`,
  headers: {
    ...anchorOf(tenantId),
    'x-cmdletname': cmdlet.name,
    'x-responseformat': 'json',
  },
  body: { CmdletInput: { CmdletName: cmdlet.name, Parameters: cmdlet.parameters ?? {} } },
  safe: cmdlet.safe,
  // Writing makes the service call both vaults before it answers.
  patience: cmdlet.name.startsWith('Get-') ? MINUTE / 2 : 2 * MINUTE,
  advice: { 401: ROLE, 403: ROLE },
  ...(cmdlet.requestId === undefined ? {} : { requestId: cmdlet.requestId }),
  // A read is asked again; a write is looked at first.
  passes: (answer) => cmdlet.safe && isBusy(answer),
});

/** Errors may come with a success: then nothing counts as done. */
function assertClean(call: Call, answer: Answer, errors: readonly unknown[]): void {
  if (errors.length === 0) return;
  const message = JSON.stringify(errors);
  const body = { error: { code: 'CmdletError', message } };
  throw cmdletRefusal(call, {
    ...answer,
    status: 400,
    ok: false,
    code: 'CmdletError',
    body,
    message,
  });
}

export const runningCmdlets =
  (http: Http, tenantId: string): RunCmdlet =>
  async (cmdlet) => {
    const call = callOf(http, tenantId, cmdlet);
    const rows: Row[] = [];
    let url: string | undefined = call.url;
    for (let pages = 0; url !== undefined; pages += 1) {
      if (pages === MAX_PAGES) throw endless(call);
      const answer = await http.ask({ ...call, url });
      if (!answer.ok) throw cmdletRefusal(call, answer);
      const page = parseAnswer(call, answer.status, answer.body ?? { value: [] }, Page);
      assertClean(call, answer, page['@adminapi.errors'] ?? []);
      rows.push(...page.value.map(bare));
      const link = page['@odata.nextLink'] ?? '';
      url = link === '' ? undefined : sameOrigin(call, link);
    }
    return rows;
  };
