import type { ServiceAnswer } from '../service.ts';
import { answerPage } from './pages.ts';
import { KEYS_MUST_EXPIRE, organisationPolicies, type OrganisationPolicy } from './policies.ts';
import { nameAt, path, SUBSCRIPTION, type Ask, type Route } from './route.ts';

/** What has no subscription of its own is set for the whole organisation. */
const ORGANISATION = '/providers/Microsoft.Management/managementGroups/contoso';
const AUTHORIZATION = 'providers/Microsoft.Authorization';

/** Microsoft's own definition, "Key Vault keys should have an expiration date". */
const EXPIRY = `/${AUTHORIZATION}/policyDefinitions/152b15f7-8e1f-4c1f-ab71-8c010ba5dbc0`;

/** Assignments of Azure Policy, read only: an administrator sets them. */
export const policyAssignmentRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: path(`${SUBSCRIPTION}/${AUTHORIZATION.replace('.', '\\.')}/policyAssignments`),
    versions: ['2022-06-01', '2023-04-01', '2024-05-01'],
    action: 'Microsoft.Authorization/policyAssignments/read',
    answer: list,
  },
];

function list(ask: Ask): ServiceAnswer {
  const subscription = nameAt(ask, 0).toLowerCase();
  const rows = organisationPolicies(ask.azure.tenant)
    .list()
    .filter(({ subscriptionId: id }) => id === undefined || id.toLowerCase() === subscription);
  return answerPage(ask.request, rows.map(drawn));
}

const slug = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');

function drawn({ name, denies, subscriptionId }: OrganisationPolicy) {
  const scope = subscriptionId === undefined ? ORGANISATION : `/subscriptions/${subscriptionId}`;
  const own = `${ORGANISATION}/${AUTHORIZATION}/policyDefinitions/deny-${slug(denies)}`;
  return {
    id: `${scope}/${AUTHORIZATION}/policyAssignments/${name}`,
    name,
    type: 'Microsoft.Authorization/policyAssignments',
    properties: {
      displayName: name,
      policyDefinitionId: denies === KEYS_MUST_EXPIRE ? EXPIRY : own,
      scope,
      notScopes: [],
      parameters: {},
      enforcementMode: 'Default',
    },
  };
}
