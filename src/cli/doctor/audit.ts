import { access, constants, mkdir } from 'node:fs/promises';
import { definitionsOf } from '../../compose/definitions.ts';
import type { Config } from '../../config.ts';
import { presenceFrom, presenceKql } from '../../audit/kql/presence.ts';
import { CONTENT_TYPES } from '../../audit/record.ts';
import type { AuditContent } from '../../gateways/audit-content.ts';
import type { AuditTables } from '../../gateways/audit-tables.ts';
import { found, missing, type Finding } from './finding.ts';
import { APP_ROLES, orGrant, type Grantee } from './grants.ts';

/** What questions about audit activity are looked at with. */
export interface AuditParts {
  readonly config: Pick<Config, 'audit'>;
  readonly content: Pick<AuditContent, 'subscriptions'>;
  readonly tables: AuditTables | undefined;
  readonly grantee: Grantee;
  readonly tenantId: string;
  readonly now: Date;
}

/** Archive, definitions, what the feed brings, and the workspace: what questions need. */
export const auditFindings = (parts: AuditParts): Promise<readonly Finding[]> =>
  Promise.all([
    found('audit archive (ARCHIVE_DIR)', () => archiveFinding(parts.config.audit.archiveDir)),
    found('definitions of reports (AUDIT_DEFINITIONS)', () => definitionsFinding(parts.config)),
    found('content types of the archive (ActivityFeed.Read)', () =>
      orGrant(APP_ROLES.readFeed, parts.grantee, () => feedFinding(parts.content)),
    ),
    found('audit tables (LOG_ANALYTICS_WORKSPACE, Log Analytics Reader)', () =>
      workspaceFinding(parts),
    ),
  ]);

/** Made if it is not there, as the bot does at its start. */
async function archiveFinding(folder: string): Promise<string> {
  const made = await mkdir(folder, { recursive: true, mode: 0o700 }).then(
    () => true,
    () => false,
  );
  if (!made)
    throw missing(`${folder} cannot be made a folder. Create it: mkdir -p -m 700 "${folder}"`);
  const mayWrite = await access(folder, constants.R_OK | constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
  if (mayWrite) return `${folder} can be written to`;
  throw missing(
    `${folder} cannot be written to, so nothing is archived. Let the bot’s account: chown "$(id -u)" "${folder}"`,
  );
}

async function definitionsFinding(config: AuditParts['config']): Promise<string> {
  const { reports, verbs } = await definitionsOf(config).catch((error: unknown) => {
    const says = error instanceof Error ? error.message : 'The definitions cannot be read.';
    throw missing(
      `${says} Mend the file, or leave AUDIT_DEFINITIONS out to use the ones built in.`,
    );
  });
  const own = config.audit.definitions === undefined ? 'built in' : config.audit.definitions;
  return `${own}: ${reports.length} reports, ${verbs.length} verbs`;
}

const SET_UP = 'set up audit archive';

/** What is not subscribed to is no fault: which content types are wanted is for people to say. */
async function feedFinding(content: AuditParts['content']): Promise<string> {
  const subscriptions = await content.subscriptions();
  if (subscriptions === 'auditing off')
    return `nothing is archived: the unified audit log is off; type ${SET_UP} in the chat`;
  const on = subscriptions.filter(({ enabled }) => enabled).map(({ contentType }) => contentType);
  const off = CONTENT_TYPES.filter((type) => !on.includes(type));
  if (on.length === 0) return `none is subscribed to; type ${SET_UP} in the chat`;
  const rest = off.length === 0 ? '' : `; not archived: ${off.join(', ')} (${SET_UP})`;
  return `${on.join(', ')}${rest}`;
}

/** The refusal of the workspace carries the command that grants the role. */
async function workspaceFinding({ tables, tenantId, now }: AuditParts): Promise<string> {
  if (tables === undefined) return 'not used (LOG_ANALYTICS_WORKSPACE is not set)';
  const kql = presenceKql(tenantId, now);
  const { rows } = await tables.ask({ doing: 'Looking at the Log Analytics workspace', kql });
  const held = presenceFrom(rows).filter(({ newest }) => newest !== undefined);
  if (held.length > 0) return `can be read: ${held.map(({ table }) => table).join(', ')}`;
  return 'can be read, but holds no audit records of this tenant: connect Microsoft Sentinel’s data connectors, or leave LOG_ANALYTICS_WORKSPACE out';
}
