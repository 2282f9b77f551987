import { join } from 'node:path';
import { HOUR } from '../core/clock.ts';
import type { Role } from '../core/people.ts';
import type { CloudName } from '../gateways/clouds.ts';
import type { Acting } from '../gateways/http/credential.ts';
import { cloudGiven } from './rules.ts';
import {
  SANDBOX_CHANNEL,
  SANDBOX_CLIENT,
  SANDBOX_CONNECTION,
  SANDBOX_GROUPS,
  SANDBOX_SECRET,
  SANDBOX_TENANT,
  SANDBOX_WORKSPACE,
} from './sandbox-tenant.ts';
import { secretOf, type Secret } from './secret.ts';
import type { Given } from './settings.ts';

/** The bot's identity towards Teams; no app id means that only this machine may call. */
export interface BotSettings {
  readonly appId: string;
  readonly appType: NonNullable<Given['MicrosoftAppType']>;
  readonly appTenantId: string;
  readonly appPassword: Secret | undefined;
  readonly certificate: { readonly thumbprint: string; readonly keyPath: string } | undefined;
}

/** All settings, checked and complete. */
export interface Config {
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  readonly databaseUrl: Secret | undefined;
  readonly logLevel: NonNullable<Given['LOG_LEVEL']>;
  readonly cloud: CloudName | 'sandbox';
  /** A real tenant is looked after. */
  readonly production: boolean;
  readonly tenantId: string;
  readonly bot: BotSettings;
  readonly teamsServiceUrl: string | undefined;
  /** Who the bot is in the tenant, and how it signs in. */
  readonly applicationId: string;
  readonly acting: Acting;
  /** Entra group ids by role. */
  readonly groups: Readonly<Record<Role, readonly string[]>>;
  readonly approvals: {
    readonly channel: string | undefined;
    readonly expiresAfter: number;
    readonly policyFile: string | undefined;
  };
  /** How approvers prove that they have just signed in; undefined: nobody can. */
  readonly signIn:
    | {
        /** What the tokens are for. */
        readonly audience: string;
        /** What Teams asks tokens for. */
        readonly resource: string;
        readonly connection: string;
      }
    | undefined;
  readonly maxOpenRuns: number;
  readonly customerKey: {
    /** Whether a missing mandatory retention period is an error. */
    readonly retention: 'recommended' | 'required';
    /** The bot runs the policy cmdlets itself. */
    readonly policyCmdlets: boolean;
    readonly backupDir: string | undefined;
  };
  /** Questions about audit activity. */
  readonly audit: {
    /** IANA zone of days and hours where none is said. */
    readonly zone: string;
    /** ISO weekdays, 1 is Monday, and minutes since midnight. */
    readonly workingHours: {
      readonly days: readonly number[];
      readonly from: number;
      readonly to: number;
    };
    readonly archiveDir: string;
    readonly archiveMemoryMb: number;
    /** Milliseconds; undefined keeps records for good. */
    readonly retention: number | undefined;
    readonly definitions: string | undefined;
    readonly graphSearch: 'auto' | 'v1.0' | 'beta' | 'off';
    /** Workspace ID. */
    readonly workspace: string | undefined;
  };
  /** Who signs the checkpoints of the ledger, and who vouches for them. */
  readonly evidence: {
    /** Of the bot's own keys, and of what the witness remembers. */
    readonly dir: string;
    /** Addresses of keys in Key Vault; undefined: keys of the bot's own. */
    readonly key: string | undefined;
    readonly witnessKey: string | undefined;
  };
  readonly sandbox: {
    readonly url: string | undefined;
    readonly exchangeLog: string | undefined;
  };
}

function actingOf(given: Given, tenantId: string): Acting {
  const own = given.MicrosoftAppId ?? '';
  const clientId = given.AZURE_CLIENT_ID ?? own;
  const managed =
    given.MANAGED_IDENTITY_CLIENT_ID ?? (given.MicrosoftAppType === 'UserAssignedMSI' ? own : '');
  const { AZURE_CLIENT_CERTIFICATE_PATH: path, AZURE_FEDERATED_TOKEN_FILE: tokenFile } = given;
  const secret = given.AZURE_CLIENT_SECRET ?? given.MicrosoftAppPassword;
  if (path !== undefined) return { kind: 'certificate', tenantId, clientId, path };
  if (tokenFile !== undefined) return { kind: 'federated', tenantId, clientId, tokenFile };
  if (given.AZURE_CLIENT_SECRET === undefined && managed !== '')
    return { kind: 'managed-identity', clientId: managed };
  return { kind: 'secret', tenantId, clientId, secret: secret ?? secretOf('') };
}

const sandboxActing: Acting = {
  kind: 'secret',
  tenantId: SANDBOX_TENANT,
  clientId: SANDBOX_CLIENT,
  secret: secretOf(SANDBOX_SECRET),
};

function botOf(given: Given, tenantId: string): BotSettings {
  const thumbprint = given.MicrosoftAppCertificateThumbprint;
  const keyPath = given.MicrosoftAppCertificateKeyPath;
  return {
    appId: given.MicrosoftAppId ?? '',
    appType: given.MicrosoftAppType ?? 'SingleTenant',
    appTenantId: given.MicrosoftAppTenantId ?? tenantId,
    appPassword: given.MicrosoftAppPassword,
    certificate:
      thumbprint === undefined || keyPath === undefined ? undefined : { thumbprint, keyPath },
  };
}

function groupsOf(given: Given, sandbox: boolean): Config['groups'] {
  const otherwise = (role: Role): readonly string[] => (sandbox ? SANDBOX_GROUPS[role] : []);
  return {
    operator: given.OPERATOR_GROUP ?? otherwise('operator'),
    approver: given.APPROVER_GROUP ?? otherwise('approver'),
    analyst: given.ANALYST_GROUP ?? otherwise('analyst'),
    auditor: given.AUDITOR_GROUP ?? otherwise('auditor'),
  };
}

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

const minutesOf = (time: string): number =>
  Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

/** `Sun-Thu 07:00-17:00`; the days may go over the end of the week. */
function workingHoursOf(text: string): Config['audit']['workingHours'] {
  const [first, last] = [text.slice(0, 3), text.slice(4, 7)].map((day) => DAYS.indexOf(day));
  const count = (((last ?? 0) - (first ?? 0) + 7) % 7) + 1;
  const days = Array.from({ length: count }, (_, index) => (((first ?? 0) + index) % 7) + 1);
  return { days, from: minutesOf(text.slice(8, 13)), to: minutesOf(text.slice(14, 19)) };
}

function auditOf(given: Given, sandbox: boolean): Config['audit'] {
  return {
    zone: given.TIME_ZONE ?? 'UTC',
    workingHours: workingHoursOf(given.WORKING_HOURS ?? 'Mon-Fri 08:00-18:00'),
    archiveDir: given.ARCHIVE_DIR ?? join(given.DATA_DIR ?? './data', 'archive'),
    archiveMemoryMb: given.ARCHIVE_MEMORY_MB ?? 512,
    retention: given.ARCHIVE_RETENTION,
    definitions: given.AUDIT_DEFINITIONS,
    graphSearch: given.GRAPH_AUDIT_SEARCH ?? 'auto',
    workspace: given.LOG_ANALYTICS_WORKSPACE ?? (sandbox ? SANDBOX_WORKSPACE : undefined),
  };
}

function signInOf(given: Given, sandbox: boolean): Config['signIn'] {
  const audience = given.SSO_AUDIENCE ?? (sandbox ? SANDBOX_CLIENT : undefined);
  const connection = given.SSO_CONNECTION ?? (sandbox ? SANDBOX_CONNECTION : undefined);
  if (audience === undefined || connection === undefined) return undefined;
  // The App ID URI that Teams wants of a bot.
  const resource = audience.startsWith('api://') ? audience : `api://botid-${audience}`;
  return { audience, resource, connection };
}

/** What was given, completed by what holds otherwise. */
export function fillIn(given: Given): Config {
  const cloud = cloudGiven(given);
  const sandbox = cloud === 'sandbox';
  const tenantId = given.TENANT_ID ?? SANDBOX_TENANT;
  const acting = sandbox ? sandboxActing : actingOf(given, tenantId);
  return {
    host: given.HOST ?? '127.0.0.1',
    port: given.PORT ?? 3978,
    dataDir: given.DATA_DIR ?? './data',
    databaseUrl: given.DATABASE_URL,
    logLevel: given.LOG_LEVEL ?? 'info',
    cloud,
    production: !sandbox,
    tenantId,
    bot: botOf(given, tenantId),
    teamsServiceUrl: given.TEAMS_SERVICE_URL,
    applicationId: acting.clientId,
    acting,
    groups: groupsOf(given, sandbox),
    approvals: {
      channel: given.APPROVALS_CHANNEL ?? (sandbox ? SANDBOX_CHANNEL : undefined),
      expiresAfter: given.APPROVAL_EXPIRY ?? 72 * HOUR,
      policyFile: given.POLICY_FILE,
    },
    signIn: signInOf(given, sandbox),
    maxOpenRuns: given.MAX_OPEN_RUNS ?? 50,
    customerKey: {
      retention: given.CUSTOMER_KEY_RETENTION ?? 'recommended',
      policyCmdlets: given.CUSTOMER_KEY_POLICY_CMDLETS === 'on',
      backupDir: given.KEY_BACKUP_DIR,
    },
    audit: auditOf(given, sandbox),
    evidence: {
      dir: join(given.DATA_DIR ?? './data', 'evidence'),
      key: given.EVIDENCE_KEY,
      witnessKey: given.WITNESS_KEY,
    },
    sandbox: { url: given.SANDBOX_URL, exchangeLog: given.SANDBOX_EXCHANGE_LOG },
  };
}
