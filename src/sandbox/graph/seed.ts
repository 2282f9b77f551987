import { APPLICATION, GROUPS, PEOPLE, TENANT_ID, type SeededPerson } from '../people.ts';
import type { Directory } from './directory.ts';
import { ADVANCED_AUDITING, E5 } from './licences.ts';

/** Approvers reach their role through this group too, so direct membership is not enough. */
export const COMPLIANCE_BOARD = 'dddddddd-0000-4000-8000-000000000005';
/** Larger than a page. */
export const EVERYONE = 'dddddddd-0000-4000-8000-000000000006';

const SINCE = '2021-03-15T09:00:00Z';

/** The people, their groups and the bot's own application. */
export function seedDirectory(directory: Directory): void {
  PEOPLE.forEach((person) => directory.put({ kind: 'user', properties: userOf(person) }));
  for (const [role, id] of Object.entries(GROUPS))
    directory.put({ kind: 'group', properties: groupOf(id, `Audit ${role}s`) });
  directory.put({ kind: 'group', properties: groupOf(COMPLIANCE_BOARD, 'Compliance board') });
  directory.put({ kind: 'group', properties: groupOf(EVERYONE, 'All employees') });

  const [firstApprover, ...otherApprovers] = idsOf('approver');
  directory.setMembers(GROUPS.operator, idsOf('operator'));
  directory.setMembers(GROUPS.analyst, idsOf('analyst'));
  directory.setMembers(GROUPS.auditor, idsOf('auditor'));
  directory.setMembers(GROUPS.approver, [
    COMPLIANCE_BOARD,
    ...(firstApprover ? [firstApprover] : []),
  ]);
  directory.setMembers(COMPLIANCE_BOARD, otherApprovers);
  directory.setMembers(
    EVERYONE,
    PEOPLE.map(({ id }) => id),
  );
  seedApplications(directory);
}

const idsOf = (role: SeededPerson['role']) =>
  PEOPLE.filter((person) => person.role === role).map(({ id }) => id);

const userOf = ({ id, name, upn, role }: SeededPerson) => ({
  id,
  displayName: name,
  givenName: name,
  surname: null,
  userPrincipalName: upn,
  mail: upn,
  mailNickname: name.toLowerCase(),
  jobTitle: role === undefined ? null : `Audit ${role}`,
  businessPhones: [],
  mobilePhone: null,
  officeLocation: null,
  preferredLanguage: 'en-GB',
  accountEnabled: true,
  userType: 'Member',
  usageLocation: 'DE',
  createdDateTime: SINCE,
  assignedLicenses: [{ skuId: E5, disabledPlans: [] }],
  assignedPlans: [
    {
      assignedDateTime: SINCE,
      capabilityStatus: 'Enabled',
      service: 'exchange',
      servicePlanId: ADVANCED_AUDITING,
    },
  ],
});

const groupOf = (id: string, displayName: string) => ({
  id,
  displayName,
  description: null,
  createdDateTime: SINCE,
  renewedDateTime: SINCE,
  deletedDateTime: null,
  groupTypes: [],
  mail: null,
  mailEnabled: false,
  mailNickname: displayName.toLowerCase().replace(/\W+/g, '-'),
  securityEnabled: true,
  securityIdentifier: null,
  visibility: null,
  isAssignableToRole: null,
});

const GRAPH = '00000003-0000-0000-c000-000000000000';
const EXCHANGE = '00000002-0000-0ff1-ce00-000000000000';
const MANAGEMENT = 'c5393580-f805-4401-95e8-94b7a6ef2fc2';

const RESOURCES: readonly (readonly [string, string, string])[] = [
  [GRAPH, 'cccccccc-0000-4000-8000-000000000011', 'Microsoft Graph'],
  [EXCHANGE, 'cccccccc-0000-4000-8000-000000000012', 'Office 365 Exchange Online'],
  [MANAGEMENT, 'cccccccc-0000-4000-8000-000000000013', 'Office 365 Management APIs'],
];

/** Application permissions: resource, id of the role, what it is called. */
const GRANTED: readonly (readonly [string, string])[] = [
  [GRAPH, 'df021288-bdef-4463-88db-98f22de89214'], // User.Read.All
  [GRAPH, '98830695-27a2-44f7-8c18-0c3ebc9698f6'], // GroupMember.Read.All
  [GRAPH, '498476ce-e0fe-48b0-b801-37ba7e2685c6'], // Organization.Read.All
  [GRAPH, '9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30'], // Application.Read.All
  [GRAPH, '18a4783c-866b-4cc7-a460-3d5e5662c884'], // Application.ReadWrite.OwnedBy
  [GRAPH, '5e1e9171-754d-478c-812c-f1755a9a4c2d'], // AuditLogsQuery.Read.All
  [EXCHANGE, 'dc50a0fb-09a3-484d-be87-e023b12c6440'], // Exchange.ManageAsApp
  [MANAGEMENT, '594c1fb6-4f81-4475-ae41-0c394909246c'], // ActivityFeed.Read
];

function seedApplications(directory: Directory): void {
  const { clientId, objectId, name } = APPLICATION;
  directory.put(principal(objectId, clientId, name, TENANT_ID));
  for (const [appId, id, title] of RESOURCES) directory.put(principal(id, appId, title, MICROSOFT));
  GRANTED.forEach(([appId, appRoleId], number) => {
    const [, resourceId, resourceDisplayName] = RESOURCES.find(([id]) => id === appId) ?? [];
    directory.grant(objectId, {
      id: `grant-${number}`,
      appRoleId,
      createdDateTime: SINCE,
      principalDisplayName: name,
      principalId: objectId,
      principalType: 'ServicePrincipal',
      resourceDisplayName,
      resourceId,
    });
  });
}

/** The tenant in which Microsoft's own applications live. */
export const MICROSOFT = 'f8cdef31-a31e-4b4a-93e4-5f571e91255a';

/** A service principal of the tenant. */
export const principal = (id: string, appId: string, displayName: string, owner: string) => ({
  kind: 'servicePrincipal' as const,
  properties: {
    id,
    appId,
    displayName,
    appDisplayName: displayName,
    accountEnabled: true,
    appOwnerOrganizationId: owner,
    servicePrincipalType: 'Application',
    servicePrincipalNames: [appId],
    signInAudience: owner === TENANT_ID ? 'AzureADMyOrg' : 'AzureADMultipleOrgs',
    appRoleAssignmentRequired: false,
    tags: [],
  },
});
