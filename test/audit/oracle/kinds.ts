import type { Seen } from './normalise.ts';

/**
 * Sets and predicates written from the reference's text, in its words, with the SDK's names of the
 * same deeds where the definitions go further. Names are lower-case.
 */
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
  TransformImport, ImportSolution, ImportSolutionAsync, ExecuteMultiple, ExecuteTransaction, CreateMultiple, UpdateMultiple,
  UpsertMultiple, DeleteMultiple, PropagateByExpression, AddListMembersList, CopyDynamicListToStatic,
  ReassignObjectsOwner, ReassignObjectsSystemUser`);

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
const exported = begins('exporttoexcel', 'exporttoword', 'exportsolution');
const readMany = begins(
  'retrievemultiple',
  'rollup',
  'retrieveentitiesforaggregatequery',
  'retrieverecordwall',
  'retrievepersonalwall',
  'executefetch',
);
const read = begins('retrieve', 'search', 'get', 'export');

const SIGN = words('UserSignIn, UserSignOut');
const SECURITY =
  words(`AddPrivilegesRole, ReplacePrivilegesRole, RemovePrivilegeRole, AddMembersTeam,
  RemoveMembersTeam, SetBusinessSystemUser, SetParentBusinessUnit`);
const DEFINITION = words(`PublishXml, PublishAllXml, CreateEntity, UpdateEntity, DeleteEntity,
  CreateAttribute, UpdateAttribute, DeleteAttribute, CreateOneToMany, CreateManyToMany,
  UpdateRelationship, DeleteRelationship`);
const SOLUTION = words('ImportSolution, ImportSolutionAsync, StageAndUpgrade, DeleteAndPromote');
const ROLE_TABLES = words('systemuser, role, systemuserroles, team, teamroles');

const signed: Test = (one) =>
  dynamics(one) && (SIGN.has(message(one)) || one.table === 'authentication');
const bulk: Test = (one) => dynamics(one) && BULK.has(message(one));
const relation = begins('createrelationship');

/** In the order in which they claim a record where each may count once. */
export const VERBS: Readonly<Record<string, Test>> = {
  'read many': readMany,
  export: exported,
  read: (one) => read(one) && !exported(one) && !readMany(one),
  create: says('create', 'createmultiple'),
  delete: says('delete', 'bulkdelete', 'deletemultiple'),
  change: says(
    'update',
    'updatemultiple',
    'upsert',
    'upsertmultiple',
    'setstate',
    'setstatedynamicentity',
    'merge',
    'winopportunity',
    'loseopportunity',
    'closeincident',
    'qualifylead',
  ),
  share: says('grantaccess', 'modifyaccess', 'revokeaccess'),
  assign: says('assign', 'reassignobjectsowner', 'reassignobjectssystemuser'),
  security: (one) =>
    dynamics(one) &&
    (SECURITY.has(message(one)) ||
      (says('associate', 'disassociate')(one) && ROLE_TABLES.has(one.table))),
  customise: (one) =>
    dynamics(one) && (DEFINITION.has(message(one)) || SOLUTION.has(message(one)) || relation(one)),
  bulk,
  'sign in': (one) => signed(one) || (one.type === 15 && message(one) === 'userloginfailed'),
};

/** First come, first served: nobody is of two kinds. */
export const ACTORS: Readonly<Record<string, Test>> = {
  microsoft: ({ userType }) => userType === 3,
  partner: ({ userType }) => userType === 9,
  application: ({ userType }) => userType === 5 || userType === 6,
  system: ({ userType, actor, agent }) =>
    [4, 7, 8].includes(userType) ||
    ['', 'unknown'].includes(actor) ||
    agent.toLowerCase().startsWith('crm-bts-jobs'),
  guest: ({ userType, actor }) => userType === 10 || actor.includes('#ext#'),
  admin: ({ userType }) => userType === 2,
  person: ({ userType, actor }) => userType === 0 || actor.includes('@'),
};

/** The first of a family whose test holds. */
export const kindOf = (family: Readonly<Record<string, Test>>, one: Seen): string | undefined =>
  Object.keys(family).find((name) => family[name]?.(one));

const aboutAuditing: Test = (one) =>
  dynamics(one) &&
  ['organization audit', 'audit is disabled', 'audit is enabled'].some((words) =>
    message(one).includes(words),
  );
const admin: Test = (one) =>
  dynamics(one) &&
  (ADMIN.has(one.table) ||
    SECURITY.has(message(one)) ||
    DEFINITION.has(message(one)) ||
    relation(one) ||
    aboutAuditing(one));
const customTable: Test = (one) => dynamics(one) && custom(one.table);
const noOtherSet = ({ table }: Seen): boolean =>
  table !== '' &&
  !table.includes('_') &&
  table !== 'authentication' &&
  !ADMIN.has(table) &&
  !PROCESS.has(table);
const outOfBox: Test = (one) =>
  dynamics(one) &&
  (OUT_OF_BOX.has(one.table) ||
    noOtherSet(one) ||
    PREFIXES.some((prefix) => one.table.startsWith(prefix))) &&
  !SIGN.has(message(one)) &&
  !BULK.has(message(one));
const internal: Test = (one) =>
  (dynamics(one) &&
    (one.userType === 3 ||
      one.actor === 'support-operator' ||
      one.agent.toLowerCase().startsWith('crm-support-tool'))) ||
  (one.type === 256 && message(one) === 'lockboxrequestoperation') ||
  [149, 150, 10].includes(one.type);
const process: Test = (one) =>
  (dynamics(one) &&
    PROCESS.has(one.table) &&
    says('create', 'update', 'setstate', 'setstatedynamicentity', 'delete')(one)) ||
  says('executeworkflow')(one);
const field = ({ fields }: Seen, name: string): boolean =>
  fields.some((one) => one.name.toLowerCase() === name);

const SWITCHES = words(`isauditenabled, isuseraccessauditenabled, isreadauditenabled,
  auditretentionperiodv2`);

/** In the order of shares: signing in, internal tool, admin centre, bulk, process, admin, custom, … */
export const REPORTS: Readonly<Record<string, Test>> = {
  'signed in or out': signed,
  'accessed internal management tool': internal,
  'accessed admin centre': (one) =>
    [256, 187, 80, 163].includes(one.type) &&
    ['person', 'admin', 'guest'].includes(kindOf(ACTORS, one) ?? ''),
  'performed bulk actions': bulk,
  'activated process or plug-in': process,
  'accessed admin entity': admin,
  'accessed custom entity': customTable,
  'accessed out-of-box entity': outOfBox,
  'accessed other entity type': (one) =>
    dynamics(one) && !outOfBox(one) && !customTable(one) && !admin(one),
};

/** Reports that take no part in shares. */
export const OTHER_REPORTS: Readonly<Record<string, Test>> = {
  'admin events': ({ type }) => type === 256,
  'audit settings changed': (one) =>
    aboutAuditing(one) ||
    says('deleteauditdata', 'deleterecordchangehistory')(one) ||
    (says('update')(one) &&
      one.table === 'organization' &&
      [...SWITCHES].some((name) => field(one, name))) ||
    (one.type === 1 && message(one) === 'set-adminauditlogconfig') ||
    [296, 297].includes(one.type),
  'new administrators': (one) =>
    (says('associate')(one) && one.table === 'systemuser' && field(one, 'role')) ||
    (says('create')(one) && one.table === 'role') ||
    (one.type === 256 && message(one) === 'applyadminrole') ||
    (one.type === 8 && ['add member to role.', 'add member to role'].includes(message(one))),
  'application user created': (one) =>
    says('create')(one) && one.table === 'systemuser' && field(one, 'applicationid'),
};

/** Records of the product itself, which a person hides unless they ask for them. */
export const noise: Test = (one) =>
  dynamics(one) &&
  (message(one) === 'updateribbonclientmetadata' ||
    ['unknown', ''].includes(one.actor) ||
    one.agent.toLowerCase().startsWith('crm-bts-jobs') ||
    [4, 5, 6].includes(one.userType));

const POWER_PLATFORM = [256, 187, 186, 163, 150, 149, 80, 79, 46, 45, 30];
const from =
  (name: string): Test =>
  ({ workload }) =>
    workload.toLowerCase() === name;

export const WORKLOADS: Readonly<Record<string, Test>> = {
  dynamics,
  'power platform': ({ type }) => POWER_PLATFORM.includes(type),
  exchange: from('exchange'),
  sharepoint: from('sharepoint'),
  onedrive: from('onedrive'),
  entra: from('azureactivedirectory'),
  teams: from('microsoftteams'),
};
