import { z } from 'zod';
import { DAY, MINUTE } from '../core/clock.ts';
import { findDuration } from '../core/duration.ts';
import { secretOf } from './secret.ts';

/** What people are told about a setting. */
export interface About {
  readonly about: string;
  /** What holds when it is not set. */
  readonly otherwise: string;
  readonly example: string;
  /** Which feature needs it. */
  readonly feature: string;
}

const setting = <T extends z.ZodType>(form: T, about: About): z.ZodOptional<T> =>
  form.optional().meta({ ...about });

const must = (what: string) => ({ error: `has to be ${what}` });
const GUID = 'a GUID such as 11111111-1111-4111-8111-111111111111';
const guid = z.guid(must(GUID)).toLowerCase();
const text = z.string();
const secret = z.string().transform(secretOf);
const number = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, must(`a whole number from ${least} to ${most}`))
    .transform(Number)
    .refine((value) => value >= least && value <= most, must(`between ${least} and ${most}`));

const oneOf = <const T extends readonly [string, ...string[]]>(...values: T) =>
  z.enum(values, must(`one of ${values.join(', ')}`));

const groups = z
  .string()
  .transform((list) => list.split(',').flatMap((id) => id.trim() || []))
  .pipe(z.array(guid).min(1));

const duration = (least: number, most: number, like = 'PT72H, from PT1M to P90D') =>
  z.string().transform((value, context) => {
    const milliseconds = findDuration(value);
    if (milliseconds !== undefined && milliseconds >= least && milliseconds <= most)
      return milliseconds;
    const message = `has to be an ISO duration such as ${like}`;
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  });

const web = (schemes: RegExp, like: string) =>
  z.string().refine((value) => URL.canParse(value) && schemes.test(value), must(like));

const keyAddress = z
  .string()
  .regex(
    /^https:\/\/[a-z0-9.-]+\/keys\/[0-9a-z-]{1,127}(?:\/[0-9a-f]{32})?$/i,
    must('the address of a key such as https://contoso.vault.azure.net/keys/evidence'),
  );

const audience = z
  .string()
  .regex(
    /^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|api:\/\/[\w.\/-]{1,200})$/i,
    must('a client id or an App ID URI such as api://botid-1a2b3c4d-5e6f-4a7b-8c9d-0e1f2a3b4c5d'),
  )
  // Tokens name ids in small letters, and an App ID URI exactly as it was registered.
  .transform((name) => (name.startsWith('api://') ? name : name.toLowerCase()));

const REAL = 'a real tenant';
const SIGN_IN = 'a real tenant: exactly one way to sign in';
const SSO = 'approvals with a new sign-in';
const SANDBOX = 'sandbox';
const TEAMS = 'Teams';
const CUSTOMER_KEY = 'Customer Key';
const QUESTIONS = 'questions';
const EVIDENCE = 'evidence';

const isZone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
};

/** Every setting there is: the one schema, and the text of the table in the README. */
export const Settings = z.object({
  HOST: setting(z.string().regex(/^[\w.:[\]-]+$/, must('a host name or an IP address')), {
    about: 'Address to listen on. Without an app id it has to be this machine’s own.',
    otherwise: '127.0.0.1',
    example: '0.0.0.0',
    feature: 'all',
  }),
  PORT: setting(number(0, 65_535), {
    about: 'Port to listen on.',
    otherwise: '3978',
    example: '8080',
    feature: 'all',
  }),
  DATA_DIR: setting(text, {
    about: 'Folder for everything that is kept.',
    otherwise: './data',
    example: '/var/lib/audit-steward',
    feature: 'all',
  }),
  DATABASE_URL: setting(
    secret.refine(
      (url) => /^postgres(?:ql)?:\/\//.test(url.reveal()) && URL.canParse(url.reveal()),
      must('an address such as postgres://user:password@host:5432/database'),
    ),
    {
      about: 'PostgreSQL in place of the embedded store; needed for more than one replica.',
      otherwise: 'embedded SQLite in `DATA_DIR`',
      example: 'postgres://steward@db/steward',
      feature: 'replicas',
    },
  ),
  LOG_LEVEL: setting(oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'), {
    about: 'How much is logged.',
    otherwise: 'info',
    example: 'debug',
    feature: 'all',
  }),
  CLOUD: setting(oneOf('public', 'gcc', 'gcc-high', 'dod', 'china', 'sandbox'), {
    about: 'Which of Microsoft’s clouds the tenant is in; only its hosts are called.',
    otherwise: '`sandbox` without a `TENANT_ID`, else `public`',
    example: 'gcc-high',
    feature: 'all',
  }),
  TENANT_ID: setting(guid, {
    about: 'Entra tenant that the bot looks after. Nobody from another tenant is served.',
    otherwise: 'the sandbox tenant',
    example: '72f988bf-86f1-41af-91ab-2d7cd011db47',
    feature: REAL,
  }),
  MicrosoftAppId: setting(guid, {
    about: 'Application id of the bot, to check who calls it and to write to Teams.',
    otherwise: 'none: only this machine may call',
    example: '0f1e2d3c-4b5a-4978-8695-a4b3c2d1e0f9',
    feature: TEAMS,
  }),
  MicrosoftAppType: setting(oneOf('SingleTenant', 'UserAssignedMSI', 'MultiTenant'), {
    about: 'Kind of the bot’s application.',
    otherwise: 'SingleTenant',
    example: 'UserAssignedMSI',
    feature: TEAMS,
  }),
  MicrosoftAppTenantId: setting(guid, {
    about: 'Tenant in which the bot’s application is registered.',
    otherwise: '`TENANT_ID`',
    example: '72f988bf-86f1-41af-91ab-2d7cd011db47',
    feature: TEAMS,
  }),
  MicrosoftAppPassword: setting(secret, {
    about: 'Client secret of the bot’s application.',
    otherwise: 'none',
    example: '(from your secret store)',
    feature: TEAMS,
  }),
  MicrosoftAppCertificateThumbprint: setting(
    z.string().regex(/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/i, must('a hexadecimal thumbprint')),
    {
      about: 'Thumbprint of a certificate, in place of the client secret.',
      otherwise: 'none',
      example: '3f5ca9e17c2e4d1f8a6b0c9d2e7f4a1b5c8d3e6f',
      feature: TEAMS,
    },
  ),
  MicrosoftAppCertificateKeyPath: setting(text, {
    about: 'PEM file with the private key of that certificate.',
    otherwise: 'none',
    example: '/run/secrets/bot.pem',
    feature: TEAMS,
  }),
  TEAMS_SERVICE_URL: setting(web(/^https?:\/\//, 'an address such as https://smba.example/teams'), {
    about: 'A Teams service address beside those known for the cloud.',
    otherwise: 'those of the cloud',
    example: 'https://smba.trafficmanager.net/emea/',
    feature: TEAMS,
  }),
  AZURE_CLIENT_ID: setting(guid, {
    about: 'Application that acts on the tenant.',
    otherwise: '`MicrosoftAppId`',
    example: '1a2b3c4d-5e6f-4a7b-8c9d-0e1f2a3b4c5d',
    feature: REAL,
  }),
  AZURE_CLIENT_SECRET: setting(secret, {
    about: 'It signs in with this client secret.',
    otherwise: '`MicrosoftAppPassword`, if the application is the bot’s own',
    example: '(from your secret store)',
    feature: SIGN_IN,
  }),
  AZURE_CLIENT_CERTIFICATE_PATH: setting(text, {
    about: 'It signs in with the certificate and private key in this PEM file.',
    otherwise: 'none',
    example: '/run/secrets/steward.pem',
    feature: SIGN_IN,
  }),
  AZURE_FEDERATED_TOKEN_FILE: setting(text, {
    about: 'It signs in with the token in this file (workload identity federation).',
    otherwise: 'none',
    example: '/var/run/secrets/azure/tokens/azure-identity-token',
    feature: SIGN_IN,
  }),
  MANAGED_IDENTITY_CLIENT_ID: setting(guid, {
    about: 'A user-assigned managed identity acts on the tenant.',
    otherwise: '`MicrosoftAppId`, if its type is `UserAssignedMSI`',
    example: '9b8a7c6d-5e4f-4a3b-9c2d-1e0f9a8b7c6d',
    feature: SIGN_IN,
  }),
  OPERATOR_GROUP: setting(groups, {
    about: 'Entra groups, separated by commas, whose members may start and resume runs.',
    otherwise: 'nobody; in the sandbox, Ada',
    example: '5d4c3b2a-1f0e-4d9c-8b7a-6f5e4d3c2b1a',
    feature: REAL,
  }),
  APPROVER_GROUP: setting(groups, {
    about: 'Entra groups whose members may approve.',
    otherwise: 'nobody; in the sandbox, Ben and Cleo',
    example: '6e5d4c3b-2a1f-4e0d-9c8b-7a6f5e4d3c2b',
    feature: REAL,
  }),
  ANALYST_GROUP: setting(groups, {
    about: 'Entra groups whose members may ask questions.',
    otherwise: 'nobody; in the sandbox, Dan',
    example: '7f6e5d4c-3b2a-4f1e-8d0c-9b8a7f6e5d4c',
    feature: 'questions',
  }),
  AUDITOR_GROUP: setting(groups, {
    about: 'Entra groups whose members may export evidence.',
    otherwise: 'nobody; in the sandbox, Eve',
    example: '8a7f6e5d-4c3b-4a2f-9e1d-0c9b8a7f6e5d',
    feature: 'evidence',
  }),
  APPROVALS_CHANNEL: setting(text, {
    about: 'Id of a channel’s conversation to which requests are posted as well.',
    otherwise: 'none: approvers are asked in their own chats only; in the sandbox, its channel',
    example: '19:abc@thread.tacv2',
    feature: 'approvals',
  }),
  APPROVAL_EXPIRY: setting(duration(MINUTE, 90 * DAY), {
    about:
      'How long a request may be decided under the built-in policy; afterwards it counts as refused.',
    otherwise: 'PT72H',
    example: 'P7D',
    feature: 'approvals',
  }),
  POLICY_FILE: setting(text, {
    about:
      'File with the approval policy. It takes effect only by an approval: an operator types `change policy`.',
    otherwise: 'the built-in policy',
    example: '/etc/audit-steward/policy.json',
    feature: 'approvals',
  }),
  SSO_AUDIENCE: setting(audience, {
    about:
      'Application that Teams gets sign-ins for, where a policy demands a new one (`stepUp`): its client id, or its App ID URI if its tokens are of version 1.',
    otherwise: 'none, and no policy can demand it; in the sandbox, its own',
    example: '1a2b3c4d-5e6f-4a7b-8c9d-0e1f2a3b4c5d',
    feature: SSO,
  }),
  SSO_CONNECTION: setting(z.string().regex(/^[\w.-]{1,64}$/, must('a name such as sign-in')), {
    about: 'Name of the OAuth connection of the Azure Bot for that application.',
    otherwise: 'none; in the sandbox, its own',
    example: 'sign-in',
    feature: SSO,
  }),
  MAX_OPEN_RUNS: setting(number(1, 10_000), {
    about: 'How many runs may be open at the same time.',
    otherwise: '50',
    example: '10',
    feature: 'runs',
  }),
  CUSTOMER_KEY_RETENTION: setting(oneOf('recommended', 'required'), {
    about:
      'Whether subscriptions without the mandatory retention period are refused; Microsoft’s pages disagree on it.',
    otherwise: 'recommended',
    example: 'required',
    feature: CUSTOMER_KEY,
  }),
  CUSTOMER_KEY_POLICY_CMDLETS: setting(oneOf('off', 'on'), {
    about:
      'Whether the bot runs the policy cmdlets itself, over an interface of Exchange Online that Microsoft does not document. Off: people run them, guided.',
    otherwise: 'off',
    example: 'on',
    feature: CUSTOMER_KEY,
  }),
  KEY_BACKUP_DIR: setting(text, {
    about: 'Folder of your own, such as a mounted share, to which the bot writes key backups.',
    otherwise: 'none: people make the backups, guided',
    example: '/mnt/key-backups',
    feature: CUSTOMER_KEY,
  }),
  TIME_ZONE: setting(z.string().refine(isZone, must('a time zone such as Europe/Berlin')), {
    about: 'Time zone in which days and hours of questions are meant, where none is said.',
    otherwise: 'UTC',
    example: 'Europe/Berlin',
    feature: QUESTIONS,
  }),
  WORKING_HOURS: setting(
    z
      .string()
      .regex(
        /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)-(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?:[01]\d|2[0-3]):[0-5]\d-(?:[01]\d|2[0-3]):[0-5]\d$/,
        must('days and hours such as Mon-Fri 08:00-18:00'),
      ),
    {
      about: 'What counts as working hours, in that time zone.',
      otherwise: 'Mon-Fri 08:00-18:00',
      example: 'Sun-Thu 07:00-17:00',
      feature: QUESTIONS,
    },
  ),
  ARCHIVE_DIR: setting(text, {
    about:
      'Folder of the audit archive; it may be a mounted share that other engines read as well.',
    otherwise: '`archive` in `DATA_DIR`',
    example: '/mnt/audit-archive',
    feature: QUESTIONS,
  }),
  ARCHIVE_MEMORY_MB: setting(number(128, 65_536), {
    about: 'Memory that the archive’s engine may use, in megabytes.',
    otherwise: '512',
    example: '2048',
    feature: QUESTIONS,
  }),
  ARCHIVE_RETENTION: setting(duration(7 * DAY, 36_500 * DAY, 'P365D, from P7D'), {
    about: 'How long audit records are kept; each deletion goes on record.',
    otherwise: 'none: they are kept for good',
    example: 'P365D',
    feature: QUESTIONS,
  }),
  AUDIT_DEFINITIONS: setting(text, {
    about:
      'File with your own definitions of reports, verbs and kinds of actors, in place of `src/audit/definitions.json`.',
    otherwise: 'the definitions that come with the bot',
    example: '/etc/audit-steward/definitions.json',
    feature: QUESTIONS,
  }),
  GRAPH_AUDIT_SEARCH: setting(oneOf('auto', 'v1.0', 'beta', 'off'), {
    about:
      'Which version of Graph’s audit log search is asked for what the archive does not hold. Microsoft moved it between versions; auto tries v1.0 first.',
    otherwise: 'auto',
    example: 'beta',
    feature: QUESTIONS,
  }),
  LOG_ANALYTICS_WORKSPACE: setting(guid, {
    about: 'Workspace ID of a Log Analytics workspace (Microsoft Sentinel) with audit tables.',
    otherwise: 'none; in the sandbox, its own',
    example: '9c8b7a6d-5e4f-4a3b-9c2d-1e0f9a8b7c6d',
    feature: QUESTIONS,
  }),
  EVIDENCE_KEY: setting(keyAddress, {
    about:
      'Address of the key in Key Vault (EC, P-256) that signs the checkpoints of the ledger; the bot needs no more than to read it and to sign.',
    otherwise: 'a key of the bot’s own in `evidence` in `DATA_DIR`',
    example: 'https://contoso-evidence.vault.azure.net/keys/checkpoints',
    feature: EVIDENCE,
  }),
  WITNESS_KEY: setting(keyAddress, {
    about: 'Address of another such key, in a vault of other people, for the witness.',
    otherwise: 'a second key of the bot’s own',
    example: 'https://contoso-audit.vault.azure.net/keys/witness',
    feature: EVIDENCE,
  }),
  SANDBOX_URL: setting(
    web(
      /^https?:\/\/(?:localhost|127(?:\.\d+){3}|\[::1\])(?=[:/]|$)/,
      'an address of this machine',
    ),
    {
      about: 'A sandbox that runs as a process of its own.',
      otherwise: 'the sandbox is started with the bot',
      example: 'http://127.0.0.1:4010',
      feature: SANDBOX,
    },
  ),
  SANDBOX_EXCHANGE_LOG: setting(text, {
    about: 'File to which every exchange with the sandbox is written, secrets removed.',
    otherwise: 'none',
    example: './exchanges.ndjson',
    feature: SANDBOX,
  }),
});

/** Settings as they were given: parsed, nothing filled in. */
export type Given = z.infer<typeof Settings>;
export const NAMES: readonly string[] = Object.keys(Settings.shape);
