import { APPLICATION, OTHER_TENANT_ID, PEOPLE, TENANT_ID } from '../people.ts';
import { type Azure, nowIn, type Subscription } from './documents.ts';
import { SUBSCRIPTIONS } from './ids.ts';
import { ROLES } from './roles.ts';

const ENTERPRISE = 'EnterpriseAgreement_2014-09-01';

const subscription = (
  id: string,
  name: string,
  more: Partial<Subscription> = {},
): Omit<Subscription, 'readyAt'> => ({
  id,
  name,
  tenantId: TENANT_ID,
  state: 'Enabled',
  quotaId: ENTERPRISE,
  spendingLimit: 'Off',
  managedBy: [],
  ...more,
});

const SEEDED = [
  subscription(SUBSCRIPTIONS.one, 'Contoso CK One'),
  subscription(SUBSCRIPTIONS.two, 'Contoso CK Two'),
  subscription(SUBSCRIPTIONS.three, 'Contoso CK Three'),
  subscription(SUBSCRIPTIONS.payAsYouGo, 'Contoso Pay-As-You-Go', {
    quotaId: 'PayAsYouGo_2014-09-01',
  }),
  subscription(SUBSCRIPTIONS.freeTrial, 'Contoso Free Trial', {
    quotaId: 'FreeTrial_2014-09-01',
    spendingLimit: 'On',
  }),
  subscription(SUBSCRIPTIONS.otherTenant, 'Fabrikam Shared', {
    tenantId: OTHER_TENANT_ID,
    managedBy: [TENANT_ID],
  }),
  subscription(SUBSCRIPTIONS.disabled, 'Contoso Retired', { state: 'Disabled' }),
];

const USABLE = [SUBSCRIPTIONS.one, SUBSCRIPTIONS.two, SUBSCRIPTIONS.three];
const SEEN = [
  SUBSCRIPTIONS.payAsYouGo,
  SUBSCRIPTIONS.freeTrial,
  SUBSCRIPTIONS.otherTenant,
  SUBSCRIPTIONS.disabled,
];
const MONTH = 30 * 24 * 60 * 60_000;

interface Right {
  readonly subscription: string;
  readonly role: string;
  readonly principal: string;
  readonly type: 'ServicePrincipal' | 'User';
}

const ofBot = (subscription: string, role: string): Right => ({
  ...{ subscription, role },
  ...{ principal: APPLICATION.objectId, type: 'ServicePrincipal' },
});

const FULL = [ROLES.contributor, ROLES.userAccessAdministrator, ROLES.cryptoOfficer];

/** Different people look after the two branches. */
const CUSTODIANS: readonly Right[] = PEOPLE.filter(({ role }) => role === 'approver').flatMap(
  ({ id }, number) => {
    const subscription = USABLE[number];
    if (subscription === undefined) return [];
    return [{ subscription, role: ROLES.keyVaultAdministrator, principal: id, type: 'User' }];
  },
);

const RIGHTS: readonly Right[] = [
  ...USABLE.flatMap((id) => FULL.map((role) => ofBot(id, role))),
  ...SEEN.map((id) => ofBot(id, ROLES.reader)),
  ...CUSTODIANS,
];

/** Puts the subscriptions, and who may do what in them, in place. */
export function seedAzure(azure: Azure): void {
  const readyAt = nowIn(azure, -MONTH);
  for (const each of SEEDED) azure.subscriptions.put(each.id, { ...each, readyAt });
  RIGHTS.forEach((right, number) => assign(azure, right, number));
  seedPlatform(azure);
}

function assign(azure: Azure, { subscription: of, role, principal, type }: Right, number: number) {
  const scope = `/subscriptions/${of}`;
  const name = `44444444-0000-4000-8000-${String(number + 1).padStart(12, '0')}`;
  const id = `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}`;
  azure.assignments.put(id.toLowerCase(), {
    ...{ id, name, scope, principalId: principal, principalType: type },
    roleDefinitionId: `${scope}/providers/Microsoft.Authorization/roleDefinitions/${role}`,
    createdOn: nowIn(azure, -MONTH),
    createdBy: '',
  });
}

/** A workspace for diagnostics; with the rest, that subscription serves more than Customer Key. */
export const WORKSPACE =
  `/subscriptions/${SUBSCRIPTIONS.payAsYouGo}/resourceGroups/contoso-platform/providers/` +
  'Microsoft.OperationalInsights/workspaces/contoso-logs';

function seedPlatform(azure: Azure): void {
  const group = `/subscriptions/${SUBSCRIPTIONS.payAsYouGo}/resourceGroups/contoso-platform`;
  const location = 'westeurope';
  azure.groups.put(`${SUBSCRIPTIONS.payAsYouGo}/contoso-platform`, {
    id: group,
    name: 'contoso-platform',
    location,
  });
  for (const path of [
    'Microsoft.OperationalInsights/workspaces/contoso-logs',
    'Microsoft.Storage/storageAccounts/contosoplatform',
    'Microsoft.Web/sites/contoso-portal',
  ]) {
    const [namespace, kind, name = ''] = path.split('/');
    const id = `${group}/providers/${path}`;
    azure.resources.put(id.toLowerCase(), { id, name, type: `${namespace}/${kind}`, location });
  }
}
