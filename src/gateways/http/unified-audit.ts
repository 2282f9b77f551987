import { z } from 'zod';
import { MINUTE } from '../../core/clock.ts';
import { GatewayError } from '../../core/errors.ts';
import type { UnifiedAudit } from '../unified-audit.ts';
import type { Answer, Call } from './call.ts';
import { parseAnswer, type Http } from './client.ts';
import { isRoleMissing, ROLE_MISSING } from './encryption-refusals.ts';
import { refusal } from './failure.ts';

const ROLE =
  'Give the bot’s application the permission Exchange.ManageAsApp and a role that contains Audit ' +
  'Logs in Exchange Online, such as Compliance Management, then try again.';

/** The arbitration mailbox that app-only callers are routed by. */
const ANCHOR = 'SystemMailbox{bb558c35-97f1-4cb9-8ff7-d53741dc928c}';

interface Cmdlet {
  readonly doing: string;
  readonly name: string;
  readonly select?: string;
  readonly parameters?: Readonly<Record<string, boolean>>;
  readonly more?: Partial<Call>;
}

const callOf = (http: Http, tenantId: string, cmdlet: Cmdlet): Call => {
  const query = cmdlet.select === undefined ? '' : `?$select=${cmdlet.select}`;
  return {
    doing: cmdlet.doing,
    method: 'POST',
    url: `https://${http.cloud.exchange}/adminapi/beta/${tenantId}/InvokeCommand${query}`,
    headers: {
      'x-anchormailbox': `APP:${ANCHOR}@${tenantId}`,
      'x-cmdletname': cmdlet.name,
      'x-responseformat': 'json',
    },
    body: { CmdletInput: { CmdletName: cmdlet.name, Parameters: cmdlet.parameters ?? {} } },
    // A cmdlet starts a shell somewhere: the first one takes long.
    patience: MINUTE / 2,
    advice: { 401: ROLE, 403: ROLE },
    ...cmdlet.more,
  };
};

const INGESTING = 'UnifiedAuditLogIngestionEnabled';
const Config = z.object({ value: z.array(z.object({ [INGESTING]: z.boolean() })).min(1) });
const Organisation = z.object({ value: z.array(z.object({ IsDehydrated: z.boolean() })) });

/** Exchange Online only: Security and Compliance always answers that it is off. */
export const httpUnifiedAudit = (
  http: Http,
  { tenantId }: { readonly tenantId: string },
): UnifiedAudit => {
  const run = async (cmdlet: Cmdlet): Promise<Answer> => {
    const call = callOf(http, tenantId, cmdlet);
    const answer = await http.ask(call);
    if (answer.ok) return answer;
    throw isRoleMissing(answer) ? hidden(call, answer) : refusal(call, answer);
  };
  const read = async <T>(cmdlet: Cmdlet, form: z.ZodType<T>): Promise<T> => {
    const asked = { ...cmdlet, more: { safe: true } };
    const { status, body } = await run(asked);
    return parseAnswer(callOf(http, tenantId, asked), status, body, form);
  };

  const isIngesting = async () => {
    const doing = 'Reading the unified audit setting';
    const { value } = await read(
      { doing, name: 'Get-AdminAuditLogConfig', select: INGESTING },
      Config,
    );
    return value[0]?.[INGESTING] ?? false;
  };
  const isDehydrated = async () => {
    const doing = 'Reading the organisation settings of Exchange';
    const get = { doing, name: 'Get-OrganizationConfig', select: 'IsDehydrated' };
    const { value } = await read(get, Organisation);
    return value[0]?.IsDehydrated ?? false;
  };
  return {
    isIngesting,
    async startIngesting(requestId) {
      const doing = 'Switching unified audit ingestion on';
      const parameters = { [INGESTING]: true };
      const set = { doing, name: 'Set-AdminAuditLogConfig', parameters, more: { requestId } };
      try {
        await run(set);
      } catch (error) {
        if (!(error instanceof GatewayError)) throw error;
        if (error.unknownOutcome && (await isIngesting())) return;
        if (!error.transient && (await isDehydrated())) throw dehydrated(error);
        throw error;
      }
    },
  };
};

const hidden = ({ doing }: Call, { status }: Answer): GatewayError =>
  new GatewayError(
    `${doing} failed with status ${status} (${ROLE_MISSING}): the bot’s application may not run this cmdlet. ${ROLE}`,
    { status, code: ROLE_MISSING, transient: false },
  );

/** Nobody has approved that change, and it cannot be taken back: a person has to make it. */
const dehydrated = (cause: GatewayError): GatewayError =>
  new GatewayError(
    'Switching unified audit ingestion on failed: the Exchange organisation has never been ' +
      'customised and does not take settings yet. Run Enable-OrganizationCustomization once in ' +
      'Exchange Online PowerShell, wait until it is done, then type resume.',
    { status: cause.status, code: cause.code, transient: false, cause },
  );
