import { FOCUSES, SOURCES } from '../query.ts';
import type { Field, Focus, SourceName } from '../query.ts';
import type { Actor, Hours, ReportId, Workload } from './ids.ts';
import type { Entry, ValueSense } from './sense.ts';

const value = (field: Field, id: string, more?: Partial<ValueSense>): ValueSense => ({
  kind: 'value',
  field,
  values: [id],
  ...more,
});

const ACTOR_WORDS: Readonly<Record<Actor, string>> = {
  person: 'real people|real users|humans|human users|interactive users|human beings',
  admin:
    'admins|admin|administrators|administrator|admin users|administrator accounts|admin accounts',
  guest: 'guests|guest|guest users|guest user|guest accounts',
  application:
    'application users|application user|applications|apps|app users|service principals' +
    '|service principal|service accounts|integrations|integration users|non interactive users' +
    '|non human users|non human accounts',
  system: 'system account|system accounts|system itself',
  microsoft: 'microsoft operators|microsoft staff|microsoft engineers|microsoft itself',
  partner: 'partners|partner technicians|partner users',
};

const ENTITY = ['entity', 'entities', 'table', 'tables'];
const accessed = (which: string): string =>
  ENTITY.flatMap((entity) => [`accessed ${which} ${entity}`, `${which} ${entity}`]).join('|');

// Where the name of a report is a sentence with a verb, it is consumed whole: the verb is not asked besides.
const REPORT_WORDS: Readonly<Record<ReportId, string>> = {
  'accessed out-of-box entity': `${accessed('out of box')}|${accessed('out of the box')}|${accessed('standard')}`,
  'accessed custom entity': accessed('custom'),
  'accessed admin entity': accessed('admin'),
  'performed bulk actions': 'performed bulk actions|performed bulk operations',
  'accessed other entity type':
    'accessed other entity type|accessed other entity types|accessed other entities|other entity types',
  'accessed admin centre':
    'accessed admin centre|accessed admin center|accessed dynamics 365 admin center' +
    '|accessed dynamics 365 admin centre|admin center access|admin centre access',
  'accessed internal management tool':
    'accessed internal management tool|accessed internal management tools|microsoft support' +
    '|microsoft support access|accessed by microsoft support|support access by microsoft',
  'signed in or out':
    'signed in or out|signed in and out|sign ins and sign outs|sign ins or sign outs' +
    '|sign ins and outs|logins and logouts|logged in or out',
  'activated process or plug-in':
    'activated process or plug in|activated process or plugin|activated processes or plug ins' +
    '|activated processes or plugins|activated plug ins|activated plugins|activated processes' +
    '|activated workflows|plug in changes|plugin changes|changes to plug ins|changes to plugins' +
    '|process changes|workflow changes|changed plug ins|changed plugins',
  'admin events':
    'admin events|administration events|power platform admin events|admin centre events' +
    '|power platform administration events|admin center events|power platform admin activity',
  'audit settings changed':
    'audit settings changed|audit setting changes|audit settings changes|changed audit settings' +
    '|changes to audit settings|changes of audit settings|disabled auditing|turned off auditing' +
    '|switched off auditing|turned auditing off|switched auditing off|change audit settings' +
    '|changed auditing settings|audit setting changed|audit configuration changes',
  'new administrators':
    'new administrators|new admins|new admin|new administrator|became admin|became administrator' +
    '|became an admin|became an administrator|made admin|made administrator',
  'application user created':
    'application user created|application users created|created application user' +
    '|created application users|new application users|new application user|added application users' +
    '|creation of application users|application user creation',
};

const WORKLOAD_WORDS: Readonly<Record<Workload, string>> = {
  dynamics: 'dynamics|dynamics 365|d365|crm|dataverse|dynamics crm',
  'power platform': 'power platform|powerplatform',
  exchange: 'exchange|exchange online',
  sharepoint: 'sharepoint|sharepoint online|share point',
  onedrive: 'onedrive|one drive|onedrive for business',
  entra: 'entra|entra id|azure ad|azure active directory|microsoft entra|microsoft entra id',
  teams: 'microsoft teams|ms teams|teams',
};

const HOURS_WORDS: Readonly<Record<Hours, string>> = {
  'outside working hours':
    'outside working hours|outside of working hours|outside office hours|outside of office hours' +
    '|outside business hours|outside of business hours|out of hours|after hours|off hours' +
    '|outside our working hours|out of office hours|outside normal working hours',
  'working hours': 'working hours|office hours|business hours',
  weekend: 'weekend|weekends',
};

const RESULT_WORDS = {
  failed: 'failed|that failed|which failed|unsuccessful|failures|failure|failing',
  ok: 'successful|succeeded|that succeeded|which succeeded|success|successes',
  partial: 'partial|partially succeeded|partly successful|partially successful',
};

const FOCUS_WORDS: Readonly<Record<Focus, string>> = {
  'new addresses':
    'new addresses|new address|new ips|new ip addresses|new ip address|unusual addresses' +
    '|unusual ip addresses|unusual ips|unfamiliar addresses|unfamiliar ip addresses|new client addresses',
  'outside working hours': 'unusual hours|unusual times|odd hours|unusual working hours',
  'bulk reads':
    'bulk reads|unusual reads|mass reads|bulk reading|bulk retrievals|unusual bulk reads',
  'unusual exports': 'unusual exports|abnormal exports|unusual exporting',
  'unusual deletes': 'unusual deletes|unusual deletions|abnormal deletions|abnormal deletes',
};

const SOURCE_WORDS: Readonly<Record<SourceName, string>> = {
  archive: 'from archive|in archive|using archive|via archive|source archive',
  graph:
    'from graph|from microsoft graph|using graph|via graph|using microsoft graph|via microsoft graph' +
    '|in graph|from ms graph|source graph|from graph api',
  'log analytics':
    'from sentinel|from log analytics|from microsoft sentinel|using sentinel|via sentinel' +
    '|using log analytics|via log analytics|in sentinel|in log analytics|from azure sentinel' +
    '|from azure log analytics|source log analytics|source sentinel',
};

const CLIENTS =
  'chrome|edge|firefox|safari|excel|outlook|powershell|postman|python|curl|java|okhttp|insomnia';

const valuesOf = (field: Field, words: Readonly<Record<string, string>>): readonly Entry[] =>
  Object.entries(words).map(([id, phrases]) => [phrases, value(field, id)]);

const clients: readonly Entry[] = CLIENTS.split('|').map((client) => [
  client,
  value('agent', client, { named: true }),
]);

const CONFIGURATION = [
  'accessed admin entity',
  'activated process or plug-in',
  'audit settings changed',
] as const;
const READING = ['export', 'read', 'read many'];

const noise =
  'background noise|noise|background records|background activity|background jobs|background';

export const FILTER_WORDS: readonly Entry[] = [
  ...valuesOf('actor', ACTOR_WORDS),
  ...valuesOf('report', REPORT_WORDS),
  ...valuesOf('workload', WORKLOAD_WORDS),
  ...valuesOf('hours', HOURS_WORDS),
  ...valuesOf('result', RESULT_WORDS),
  ['ok', value('result', 'ok', { named: true })],
  ['unknown', value('result', 'unknown', { named: true })],
  ...clients,
  [
    'configuration changes|changes to configuration|configuration|config changes',
    {
      ...value('report', CONFIGURATION[0]),
      values: CONFIGURATION,
      also: [{ field: 'verb', is: false, values: READING }],
      note: 'Configuration changes are taken to be what was done, other than reading, to admin entities, processes and plug-ins, and audit settings.',
    },
  ],
  [noise, value('noise', 'background')],
  [
    'including background noise|including noise|with background noise|with noise' +
      '|including background records|with background records',
    { kind: 'noise too' },
  ],
  ...FOCUSES.map((focus): Entry => [FOCUS_WORDS[focus], { kind: 'focus', focus }]),
  ...SOURCES.map((source): Entry => [SOURCE_WORDS[source], { kind: 'source', source }]),
];
