import type { Entry } from './sense.ts';

/** Logical names, and the words people use for them beside it; plurals of both are made. */
const TABLES: Readonly<Record<string, readonly string[]>> = {
  account: [],
  contact: [],
  lead: [],
  opportunity: [],
  opportunityproduct: ['opportunity product'],
  incident: ['case'],
  quote: [],
  salesorder: ['sales order'],
  invoice: [],
  product: [],
  pricelevel: ['price list'],
  competitor: [],
  contract: [],
  entitlement: [],
  campaign: [],
  campaignresponse: ['campaign response'],
  list: ['marketing list'],
  goal: [],
  knowledgearticle: ['knowledge article'],
  annotation: ['note'],
  activitymimeattachment: ['attachment'],
  activitypointer: [],
  task: [],
  phonecall: ['phone call'],
  appointment: [],
  letter: [],
  fax: [],
  queue: [],
  queueitem: ['queue item'],
  feedback: [],
  territory: [],
  transactioncurrency: ['currency'],
  customeraddress: [],
  connection: [],
  sla: [],
  systemuser: ['system user'],
  role: ['security role'],
  team: [],
  teammembership: [],
  businessunit: ['business unit'],
  position: [],
  organization: [],
  fieldsecurityprofile: ['field security profile', 'column security profile'],
  fieldpermission: ['field permission'],
  principalobjectaccess: [],
  solution: [],
  publisher: [],
  webresource: ['web resource'],
  systemform: [],
  savedquery: [],
  savedqueryvisualization: [],
  userquery: [],
  userform: [],
  usersettings: [],
  sitemap: ['site map'],
  appmodule: [],
  connectionreference: ['connection reference'],
  environmentvariabledefinition: [],
  environmentvariablevalue: [],
  mailbox: [],
  emailserverprofile: [],
  sharepointsite: [],
  sharepointdocumentlocation: [],
  importjob: ['import job'],
  asyncoperation: ['system job'],
  bulkdeleteoperation: [],
  duplicaterule: ['duplicate rule', 'duplicate detection rule'],
  audit: [],
  workflow: [],
  sdkmessageprocessingstep: ['plug in step', 'plugin step'],
  pluginassembly: ['plug in assembly', 'plugin assembly'],
  plugintype: [],
  pluginpackage: ['plug in package', 'plugin package'],
  serviceendpoint: ['service endpoint'],
  authentication: [],
};

/** Too common as words: only behind `table`. */
const NAMED_ONLY = new Set([
  'list',
  'audit',
  'position',
  'connection',
  'authentication',
  'mailbox',
]);
const ELSEWHERE = [
  'report',
  'service',
  'site',
  'subject',
  'metric',
  'equipment',
  'privilege',
  'user',
];

export const pluralOf = (word: string): string => {
  if (/[^aeiou]y$/u.test(word)) return `${word.slice(0, -1)}ies`;
  return /(?:s|x|ch|sh)$/u.test(word) ? `${word}es` : `${word}s`;
};

const entry = (logical: string, words: readonly string[], named: boolean): Entry => [
  words.flatMap((word) => [word, pluralOf(word)]).join('|'),
  { kind: 'value', field: 'table', values: [logical], named },
];

const MAIL: Entry = [
  'email|emails|e mail|e mails',
  {
    kind: 'value',
    field: 'table',
    values: ['email'],
    note: 'Emails are those of the Dynamics table email, not those in mailboxes.',
  },
];

/** In the singular an order is also one of rows. */
const ORDERS: Entry = ['orders', { kind: 'value', field: 'table', values: ['salesorder'] }];

export const TABLE_WORDS: readonly Entry[] = [
  MAIL,
  ORDERS,
  ...Object.entries(TABLES).flatMap(([logical, words]) => [
    entry(logical, [logical], NAMED_ONLY.has(logical)),
    ...(words.length > 0 ? [entry(logical, words, false)] : []),
  ]),
  ...ELSEWHERE.map((logical) => entry(logical, [logical], true)),
];

export const TABLE_NAMES: readonly string[] = [...Object.keys(TABLES), 'email', ...ELSEWHERE];
