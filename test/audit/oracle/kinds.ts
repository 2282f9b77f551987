import type { Seen } from './normalise.ts';

/** Sets and predicates written from the reference's text, in its words. Names are lower-case. */
type Test = (one: Seen) => boolean;

const words = (text: string): ReadonlySet<string> =>
  new Set(
    text
      .toLowerCase()
      .split(/[\s,]+/)
      .filter((word) => word !== ''),
  );

const MICROSOFT = ['msdyn_', 'msdynce_', 'msdynmkt_', 'msdyncrm_', 'msfp_', 'mspp_', 'mscrm_'];
const PREFIXES = [...MICROSOFT, 'adx_', 'cdm_'];

const ADMIN =
  words(`systemuser, role, systemuserroles, roleprivileges, privilege, team, teammembership,
  teamroles, businessunit, position, organization, fieldsecurityprofile, fieldpermission,
  principalobjectaccess, solution, solutioncomponent, publisher, webresource, systemform, savedquery,
  savedqueryvisualization, report, sitemap, appmodule, appmoduleroles, connectionreference,
  environmentvariabledefinition, environmentvariablevalue, mailbox, emailserverprofile, sharepointsite,
  sharepointdocumentlocation, importjob, asyncoperation, bulkdeleteoperation, duplicaterule, audit`);
const PROCESS =
  words(`workflow, sdkmessageprocessingstep, sdkmessageprocessingstepimage, pluginassembly,
  plugintype, pluginpackage, serviceendpoint, processstage, processtrigger`);
const OUT_OF_BOX = words(`account, contact, lead, opportunity, opportunityproduct, opportunityclose,
  incident, incidentresolution, quote, quotedetail, salesorder, salesorderdetail, invoice,
  invoicedetail, product, pricelevel, productpricelevel, competitor, contract, entitlement, campaign,
  campaignactivity, campaignresponse, list, listmember, goal, metric, knowledgearticle, annotation,
  activitymimeattachment, activitypointer, task, email, phonecall, appointment,
  recurringappointmentmaster, letter, fax, serviceappointment, socialactivity, socialprofile,
  customeraddress, connection, queue, queueitem, feedback, territory, transactioncurrency, sla,
  slakpiinstance, subject, kbarticle, equipment, service, site`);
const BULK = words(`BulkDelete, BulkDetectDuplicates, Import, ImportRecordsImport, ParseImport,
  TransformImport, ImportSolution, ExecuteMultiple, ExecuteTransaction, CreateMultiple, UpdateMultiple,
  UpsertMultiple, DeleteMultiple, PropagateByExpression, AddListMembersList, CopyDynamicListToStatic,
  ReassignObjectsOwner, ReassignObjectsSystemUser`);
const SIGN = words('UserSignIn, UserSignOut');

const dynamics: Test = ({ type }) => type === 21;
const message = ({ message: said }: Seen): string => said.toLowerCase();
const says =
  (...messages: string[]): Test =>
  (one) =>
    dynamics(one) && messages.includes(message(one));
const begins =
  (...beginnings: string[]): Test =>
  (one) =>
    dynamics(one) && beginnings.some((beginning) => message(one).startsWith(beginning));

const custom = (table: string): boolean =>
  /^[a-z][a-z0-9]{1,7}_/.test(table) && !PREFIXES.some((prefix) => table.startsWith(prefix));

/** The longest beginning decides: what is exported is not read, what is read many is not read one. */
const exported: Test = (one) =>
  begins('exporttoexcel')(one) || says('exporttoword', 'exportsolution')(one);
const readMany = begins(
  'retrievemultiple',
  'rollup',
  'retrieveentitiesforaggregatequery',
  'retrieverecordwall',
  'retrievepersonalwall',
  'executefetch',
);
const read = begins('retrieve', 'search', 'get', 'export');

export const VERBS: Readonly<Record<string, Test>> = {
  export: exported,
  'read many': readMany,
  read: (one) => read(one) && !exported(one) && !readMany(one),
  create: says('create'),
  change: says(
    'update',
    'upsert',
    'setstate',
    'merge',
    'winopportunity',
    'loseopportunity',
    'closeincident',
    'qualifylead',
  ),
  delete: says('delete', 'bulkdelete', 'deletemultiple'),
  assign: says('assign'),
  share: says('grantaccess', 'modifyaccess', 'revokeaccess'),
  'sign in': says('usersignin'),
};

const SECURITY = words(`PublishXml, PublishAllXml, CreateEntity, UpdateEntity, DeleteEntity,
  CreateAttribute, UpdateAttribute, DeleteAttribute, AddPrivilegesRole, ReplacePrivilegesRole,
  RemovePrivilegeRole, AddMembersTeam, RemoveMembersTeam, SetBusinessSystemUser,
  SetParentBusinessUnit`);
const SWITCHES = [
  'disable organization audit',
  'user access audit is disabled on the organization',
];

const signed: Test = (one) =>
  dynamics(one) && (SIGN.has(message(one)) || one.table === 'authentication');
const bulk: Test = (one) => dynamics(one) && BULK.has(message(one));
const adminTable: Test = (one) =>
  dynamics(one) &&
  (ADMIN.has(one.table) || SECURITY.has(message(one)) || SWITCHES.includes(message(one)));
const customTable: Test = (one) => dynamics(one) && custom(one.table);
const noOtherSet = ({ table }: Seen): boolean =>
  table !== '' && !table.includes('_') && !ADMIN.has(table) && !PROCESS.has(table);
const outOfBox: Test = (one) =>
  dynamics(one) &&
  (OUT_OF_BOX.has(one.table) ||
    noOtherSet(one) ||
    PREFIXES.some((prefix) => one.table.startsWith(prefix))) &&
  !SIGN.has(message(one)) &&
  !BULK.has(message(one));

export const REPORTS: Readonly<Record<string, Test>> = {
  'signed in or out': signed,
  'performed bulk actions': bulk,
  'accessed admin entity': adminTable,
  'accessed custom entity': customTable,
  'accessed out-of-box entity': outOfBox,
};

/** Records of the product itself, which a person hides unless they ask for them. */
export const noise: Test = (one) =>
  dynamics(one) &&
  (message(one) === 'updateribbonclientmetadata' ||
    one.actor === 'unknown' ||
    one.agent.toLowerCase().startsWith('crm-bts-jobs/') ||
    [4, 5, 6].includes(one.userType));

export const WORKLOADS: Readonly<Record<string, Test>> = {
  dynamics: ({ type }) => type === 21,
  'power platform': ({ type }) => type === 256,
};
