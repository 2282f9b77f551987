// The commands that grant what Customer Key needs, ready to be pasted.
import { missing } from './finding.ts';

const GRAPH_API = '00000003-0000-0000-c000-000000000000';
const EXCHANGE_API = '00000002-0000-0ff1-ce00-000000000000';
const MANAGEMENT_API = 'c5393580-f805-4401-95e8-94b7a6ef2fc2';

interface AppRole {
  readonly name: string;
  readonly id: string;
  readonly api: string;
}

const ofGraph = (name: string, id: string): AppRole => ({ name, id, api: GRAPH_API });

/** Application permissions by their ids, which are the same in every tenant. */
export const APP_ROLES = {
  readApplications: ofGraph('Application.Read.All', '9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30'),
  addApplications: ofGraph('Application.ReadWrite.OwnedBy', '18a4783c-866b-4cc7-a460-3d5e5662c884'),
  changeApplications: ofGraph('Application.ReadWrite.All', '1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9'),
  readMembers: ofGraph('GroupMember.Read.All', '98830695-27a2-44f7-8c18-0c3ebc9698f6'),
  readOrganisation: ofGraph('Organization.Read.All', '498476ce-e0fe-48b0-b801-37ba7e2685c6'),
  searchEverything: ofGraph('AuditLogsQuery.Read.All', '5e1e9171-754d-478c-812c-f1755a9a4c2d'),
  searchDynamics: ofGraph('AuditLogsQuery-CRM.Read.All', '20e6f8e4-ffac-4cf7-82f7-70ddb7564318'),
  manageExchange: {
    name: 'Exchange.ManageAsApp',
    id: 'dc50a0fb-09a3-484d-be87-e023b12c6440',
    api: EXCHANGE_API,
  },
  readFeed: {
    name: 'ActivityFeed.Read',
    id: '594c1fb6-4f81-4475-ae41-0c394909246c',
    api: MANAGEMENT_API,
  },
} as const satisfies Readonly<Record<string, AppRole>>;

const COMPLIANCE_ADMINISTRATOR = '17315797-102d-40b4-93e0-432062caca18';

const objectIdOf = (appId: string): string => `$(az ad sp show --id ${appId} --query id -o tsv)`;

/** To whom something is granted, and where the directory of its cloud is asked. */
export interface Grantee {
  readonly application: string;
  /** Host of Microsoft Graph. */
  readonly graph: string;
}

/** Grants an application permission; this is also the admin consent. */
export function grantAppRole({ id, api }: AppRole, { application, graph }: Grantee): string {
  const body = `{\\"principalId\\":\\"${objectIdOf(application)}\\",\\"resourceId\\":\\"${objectIdOf(api)}\\",\\"appRoleId\\":\\"${id}\\"}`;
  return `az rest --method POST --url "https://${graph}/v1.0/servicePrincipals/${objectIdOf(application)}/appRoleAssignments" --body "${body}"`;
}

/** Gives an Entra role to the bot's application. */
export function grantComplianceAdministrator({ application, graph }: Grantee): string {
  const body = `{\\"principalId\\":\\"${objectIdOf(application)}\\",\\"roleDefinitionId\\":\\"${COMPLIANCE_ADMINISTRATOR}\\",\\"directoryScopeId\\":\\"/\\"}`;
  return `az rest --method POST --url "https://${graph}/v1.0/roleManagement/directory/roleAssignments" --body "${body}"`;
}

/** A refusal with the exact command behind it. */
export async function orGrant<T>(
  role: AppRole,
  grantee: Grantee,
  look: () => Promise<T>,
): Promise<T> {
  try {
    return await look();
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'It could not be looked at.';
    throw missing(`${reason} To grant ${role.name}: ${grantAppRole(role, grantee)}`);
  }
}

/** Gives a built-in Azure role to the bot's application. */
export const grantRole = (role: string, scope: string, application: string): string =>
  `az role assignment create --assignee-object-id "${objectIdOf(application)}" ` +
  `--assignee-principal-type ServicePrincipal --role "${role}" --scope ${scope}`;

/** Everything in two subscriptions at once, with a role that holds no more than is needed. */
export const grantAll = (application: string, subscriptions: readonly string[]): string =>
  `deploy/customer-key.sh --app ${application} ${subscriptions
    .map((id) => `--subscription ${id}`)
    .join(' ')}`;
