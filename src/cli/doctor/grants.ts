// The commands that grant what Customer Key needs, ready to be pasted.
const GRAPH_API = '00000003-0000-0000-c000-000000000000';
const EXCHANGE_API = '00000002-0000-0ff1-ce00-000000000000';

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
  readOrganisation: ofGraph('Organization.Read.All', '498476ce-e0fe-48b0-b801-37ba7e2685c6'),
  manageExchange: {
    name: 'Exchange.ManageAsApp',
    id: 'dc50a0fb-09a3-484d-be87-e023b12c6440',
    api: EXCHANGE_API,
  },
} as const satisfies Readonly<Record<string, AppRole>>;

const COMPLIANCE_ADMINISTRATOR = '17315797-102d-40b4-93e0-432062caca18';

const objectIdOf = (appId: string): string => `$(az ad sp show --id ${appId} --query id -o tsv)`;

const GRAPH = 'https://graph.microsoft.com/v1.0';

/** Grants an application permission; this is also the admin consent. */
export function grantAppRole({ id, api }: AppRole, application: string): string {
  const body = `{\\"principalId\\":\\"${objectIdOf(application)}\\",\\"resourceId\\":\\"${objectIdOf(api)}\\",\\"appRoleId\\":\\"${id}\\"}`;
  return `az rest --method POST --url "${GRAPH}/servicePrincipals/${objectIdOf(application)}/appRoleAssignments" --body "${body}"`;
}

/** Gives an Entra role to the bot's application. */
export function grantComplianceAdministrator(application: string): string {
  const body = `{\\"principalId\\":\\"${objectIdOf(application)}\\",\\"roleDefinitionId\\":\\"${COMPLIANCE_ADMINISTRATOR}\\",\\"directoryScopeId\\":\\"/\\"}`;
  return `az rest --method POST --url "${GRAPH}/roleManagement/directory/roleAssignments" --body "${body}"`;
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
