import type { Config } from '../../config.ts';
import type { Permissions } from '../../gateways/permissions.ts';
import type { ServicePrincipals } from '../../gateways/service-principals.ts';
import { found, missing, type Finding } from './finding.ts';
import { APP_ROLES, grantAppRole, type Grantee } from './grants.ts';

/** What the search of Microsoft's audit log is looked at with. */
export interface AuditSearchParts {
  readonly setting: Config['audit']['graphSearch'];
  /** Whether the tenant's cloud has it. */
  readonly offered: boolean;
  readonly grantee: Grantee;
  readonly principals: Pick<ServicePrincipals, 'find'>;
  readonly permissions: Permissions;
}

/** Whether the bot may search Microsoft's audit log, and how much of it. */
export const auditSearchFinding = (parts: AuditSearchParts): Promise<Finding> =>
  found('audit log search (Microsoft Graph: AuditLogsQuery.Read.All)', () => look(parts));

async function look({ setting, offered, grantee, principals, permissions }: AuditSearchParts) {
  if (!offered) return 'not used: Microsoft does not offer it in this cloud';
  if (setting === 'off') return 'not used (GRAPH_AUDIT_SEARCH is off)';
  const { searchEverything: most, searchDynamics: least } = APP_ROLES;
  const own = await principals.find(grantee.application);
  const held = new Set(own === undefined ? [] : await permissions.list(own.id));
  if (held.has(most.id)) return 'all record types can be searched';
  if (held.has(least.id))
    return `Dynamics alone can be searched (${least.name}); for Power Platform and the rest: ${grantAppRole(most, grantee)}`;
  throw missing(
    `What the archive does not hold cannot be searched at Microsoft. For Dynamics alone, ${least.name}: ` +
      `${grantAppRole(least, grantee)} For all record types, ${most.name}: ${grantAppRole(most, grantee)} ` +
      'Or do without it: GRAPH_AUDIT_SEARCH=off',
  );
}
