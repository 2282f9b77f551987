import { z } from 'zod';
import { recordActivity } from './activity-records.ts';
import { openEncryption } from './encryption/documents.ts';
import { onboardingControls } from './encryption/onboarding.ts';
import { supportControls } from './encryption/support.ts';
import { letKeysBeUsed } from './encryption/time.ts';
import { ENCRYPTION_CMDLETS, runEncryption, type Outcome } from './exchange-encryption.ts';
import { APPLICATION, PEOPLE } from './people.ts';
import { refusal } from './refusals.ts';
import type { Service, ServiceAnswer, ServiceRequest, Tenant } from './service.ts';
import { UNIFIED_AUDIT, UnifiedAudit } from './unified-log.ts';

const HOST = /^(?:[a-z0-9-]+\.)?outlook\.office365\.com$/;
const PATH = /^\/adminapi\/(?:beta|v1\.0|v2\.0)\/([^/]+)\/(InvokeCommand|OrganizationConfig)\/?$/i;

/** How long after a change the old value is still read, in milliseconds. */
const SETTLING = 5000;

const Setting = z.object({ before: z.boolean(), now: z.boolean(), seenFrom: z.string() });
const Organisation = z.object({ dehydrated: z.boolean() });

const Command = z.object({
  CmdletInput: z.object({
    CmdletName: z.string(),
    Parameters: z.record(z.string(), z.unknown()).default({}),
  }),
});

/** The cmdlets of Exchange Online, called over HTTP. */
export function exchangeService(tenant: Tenant): Service {
  const kept = documents(tenant);
  return {
    name: 'exchange',
    serves: (host) => HOST.test(host),
    seed() {
      const seenFrom = tenant.clock.now().toISOString();
      kept.setting.put(KEY, { before: false, now: false, seenFrom });
      kept.unified.put(KEY, { enabled: false, enabledAt: null });
      kept.organisation.put(KEY, { dehydrated: false });
    },
    handle: (request) => invoke(request, tenant, kept),
    controls: { ...onboardingControls(kept.encryption), ...supportControls(kept.encryption) },
    pass: () => letKeysBeUsed(kept.encryption),
  };
}

const KEY = 'tenant';

const documents = (tenant: Tenant) => ({
  setting: tenant.documents('exchange-audit', Setting),
  unified: tenant.documents(UNIFIED_AUDIT, UnifiedAudit),
  organisation: tenant.documents('exchange-organisation', Organisation),
  encryption: openEncryption(tenant),
});
type Kept = ReturnType<typeof documents>;

const refuse = (status: number, message: string, code?: string): ServiceAnswer =>
  refusal('exchange', 'outlook.office365.com', {
    status,
    message,
    ...(code === undefined ? {} : { code }),
  });

function invoke(request: ServiceRequest, tenant: Tenant, kept: Kept): ServiceAnswer {
  const [, owner = '', endpoint = ''] = PATH.exec(request.url.pathname) ?? [];
  if (endpoint === '') return refuse(404, 'No HTTP resource was found that matches the request.');
  if (request.method !== 'POST') return refuse(405, 'The resource does not support this method.');
  if (!isOwner(tenant, owner)) return refuse(403, 'The token was issued for another organization.');
  if (!request.headers['x-anchormailbox'])
    return refuse(400, 'The header X-AnchorMailbox is missing: the request cannot be routed.');
  const command = Command.safeParse(request.body);
  if (!command.success) return refuse(400, 'The request has no valid CmdletInput.');
  const { CmdletName: name, Parameters: parameters } = command.data.CmdletInput;
  const { caller } = request;
  const answer = run(name.toLowerCase(), name, parameters, { tenant, kept, caller });
  return narrowed(answer, request.url.searchParams.get('$select'));
}

const isOwner = ({ id }: Tenant, owner: string) =>
  [id, 'contoso.onmicrosoft.com', 'contoso.example'].includes(owner.toLowerCase());

interface Place {
  readonly tenant: Tenant;
  readonly kept: Kept;
  readonly caller: ServiceRequest['caller'];
}

type Parameters = Readonly<Record<string, unknown>>;

function run(cmdlet: string, name: string, given: Parameters, place: Place): ServiceAnswer {
  switch (cmdlet) {
    case 'get-adminauditlogconfig':
      return withParameters(given, [], () => found(auditConfig(place)));
    case 'set-adminauditlogconfig':
      return withParameters(given, ['UnifiedAuditLogIngestionEnabled'], () => set(given, place));
    case 'get-organizationconfig':
      return withParameters(given, [], () => found(organisationConfig(place)));
    case 'enable-organizationcustomization':
      return withParameters(given, [], () => hydrate(place));
    case 'get-managementroleentry':
      return withParameters(given, ['Identity'], () => roleEntries(given));
  }
  const outcome = runEncryption(place.kept.encryption, cmdlet, given);
  if (outcome !== undefined) return told(outcome);
  return refuse(400, `The term '${name}' is not recognized as the name of a cmdlet.`, NO_CMDLET);
}

function told(outcome: Outcome): ServiceAnswer {
  if (!('refused' in outcome)) {
    const { body } = found(...outcome.value);
    return { status: 200, body: { ...body, '@adminapi.warnings': outcome.warnings ?? [] } };
  }
  const { refused, code } = outcome;
  const message = `Ex6F9304|Microsoft.Exchange.Configuration.${code}|${refused}`;
  return refuse(code === 'ManagementObjectNotFoundException' ? 404 : 400, message, code);
}

const NO_CMDLET = 'CommandNotFoundException';

const found = (...value: readonly object[]) => ({
  status: 200,
  body: {
    '@odata.context':
      'https://outlook.office365.com/adminapi/beta/$metadata#Collection(Edm.Untyped)',
    '@adminapi.warnings': [],
    value,
  },
});

function withParameters(
  given: Parameters,
  allowed: readonly string[],
  work: () => ServiceAnswer,
): ServiceAnswer {
  const unknown = Object.keys(given).find((name) => !allowed.includes(name));
  return unknown === undefined
    ? work()
    : refuse(
        400,
        `A parameter cannot be found that matches parameter name '${unknown}'.`,
        'ParameterBindingException',
      );
}

function auditConfig({ tenant, kept }: Place) {
  const setting = kept.setting.find(KEY);
  const seen = setting !== undefined && tenant.clock.now().toISOString() >= setting.seenFrom;
  return {
    AdminAuditLogEnabled: true,
    AdminAuditLogCmdlets: ['*'],
    AdminAuditLogParameters: ['*'],
    AdminAuditLogAgeLimit: '90.00:00:00',
    LogLevel: 'None',
    UnifiedAuditLogIngestionEnabled: (seen ? setting?.now : setting?.before) ?? false,
    UnifiedAuditLogFirstOptInDate: kept.unified.find(KEY)?.enabledAt ?? null,
    Identity: 'Admin Audit Log Settings',
    OrganizationId: 'contoso.onmicrosoft.com',
  };
}

function set(given: Parameters, place: Place): ServiceAnswer {
  const { tenant, kept } = place;
  const wanted = given.UnifiedAuditLogIngestionEnabled;
  if (typeof wanted !== 'boolean')
    return refuse(
      400,
      "Cannot process argument transformation on parameter 'UnifiedAuditLogIngestionEnabled'.",
      'ParameterBindingException',
    );
  if (kept.organisation.find(KEY)?.dehydrated === true)
    return refuse(400, DEHYDRATED, 'Dehydrated');
  const current = kept.setting.find(KEY)?.now ?? false;
  if (current === wanted) return { ...found(), ...warned(NOT_MODIFIED) };
  tenant.together(() => switchTo(wanted, current, place));
  return found();
}

function switchTo(wanted: boolean, current: boolean, place: Place): void {
  const { tenant, kept } = place;
  const now = tenant.clock.now();
  // The log's own end is the last that it records.
  if (!wanted) recordSwitch(place, wanted);
  const seenFrom = new Date(now.getTime() + SETTLING).toISOString();
  kept.setting.put(KEY, { before: current, now: wanted, seenFrom });
  kept.unified.put(KEY, { enabled: wanted, enabledAt: wanted ? now.toISOString() : null });
  const details = { UnifiedAuditLogIngestionEnabled: wanted };
  tenant.changed('exchange', 'Set-AdminAuditLogConfig', 'Admin Audit Log Settings', details);
  if (wanted) recordSwitch(place, wanted);
}

/** The cmdlet as the log of administrators' cmdlets has it. */
function recordSwitch({ tenant, caller }: Place, wanted: boolean): void {
  const isBot = caller?.objectId === APPLICATION.objectId;
  const person = PEOPLE.find(({ id }) => id === caller?.objectId);
  const application = caller?.applicationId ?? '';
  recordActivity(tenant, 'Set-AdminAuditLogConfig', {
    CreationTime: tenant.clock.now().toISOString().slice(0, 19),
    RecordType: 1,
    Operation: 'Set-AdminAuditLogConfig',
    OrganizationId: tenant.id,
    OrganizationName: 'contoso.onmicrosoft.com',
    ResultStatus: 'True',
    UserType: isBot ? 5 : 2,
    UserKey: caller?.objectId ?? '',
    UserId: isBot ? application : (person?.upn ?? 'administrator@contoso.example'),
    ...(isBot ? { AppId: application } : {}),
    Workload: 'Exchange',
    Version: 1,
    ExternalAccess: false,
    ObjectId: 'Admin Audit Log Settings',
    Parameters: [{ Name: 'UnifiedAuditLogIngestionEnabled', Value: wanted ? 'True' : 'False' }],
  });
}

const DEHYDRATED =
  "The command you tried to run isn't currently allowed in your organization. To run this command, " +
  'you first need to run the command: Enable-OrganizationCustomization.';
const NOT_MODIFIED =
  "The command completed successfully but no settings of 'Admin Audit Log Settings' have been modified.";

const warned = (...warnings: readonly string[]) => ({
  body: { '@adminapi.warnings': warnings, value: [] },
});

const organisationConfig = ({ tenant, kept }: Place) => ({
  Name: 'contoso.onmicrosoft.com',
  Identity: 'contoso.onmicrosoft.com',
  Guid: tenant.id,
  DisplayName: 'Contoso',
  IsDehydrated: kept.organisation.find(KEY)?.dehydrated ?? false,
  AuditDisabled: false,
});

function hydrate({ tenant, kept }: Place): ServiceAnswer {
  if (kept.organisation.find(KEY)?.dehydrated !== true)
    return refuse(
      400,
      'This operation is not required. Organization is already enabled for customization.',
      'InvalidOperationInDehydratedContextException',
    );
  kept.organisation.put(KEY, { dehydrated: false });
  tenant.changed('exchange', 'Enable-OrganizationCustomization', 'contoso.onmicrosoft.com');
  return found();
}

/** The application holds the role Audit Logs, so it may run the audit cmdlets. */
const MAY_RUN = ['Get-AdminAuditLogConfig', 'Set-AdminAuditLogConfig', 'Get-OrganizationConfig'];

function roleEntries({ Identity }: Parameters): ServiceAnswer {
  if (typeof Identity !== 'string') return refuse(400, 'The parameter Identity is missing.');
  const wanted = Identity.split('\\').at(-1)?.toLowerCase() ?? '';
  const entries = [
    ...MAY_RUN.map((Name) => ({ Name, Role: 'Audit Logs', Type: 'Cmdlet' })),
    ...ENCRYPTION_CMDLETS.map((Name) => ({ Name, Role: 'Compliance Admin', Type: 'Cmdlet' })),
  ];
  return found(...entries.filter(({ Name }) => ['*', Name.toLowerCase()].includes(wanted)));
}

const Values = z.object({ value: z.array(z.record(z.string(), z.unknown())) });

function narrowed(answer: ServiceAnswer, select: string | null): ServiceAnswer {
  const body = z.looseObject(Values.shape).safeParse(answer.body);
  if (select === null || !body.success) return answer;
  const names = select.split(',').map((name) => name.trim().toLowerCase());
  const narrow = (row: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(Object.entries(row).filter(([name]) => names.includes(name.toLowerCase())));
  return { ...answer, body: { ...body.data, value: body.data.value.map(narrow) } };
}
