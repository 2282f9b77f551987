import type { Expected } from './asked.ts';

const GUID = '6f9619ff-8b86-d011-b42d-00c04fc964ff';
const DAN = 'user: dan@contoso.com';
const DAN_EVE = 'user: dan@contoso.com | eve@contoso.com';
const READS = 'verb: read | read many';
const QUIET = '-noise: background';

const by = (...groups: NonNullable<Expected['by']>): Expected => ({ by: groups });
const where = (...filters: readonly string[]): Expected => ({ where: filters });
const who = (...filters: readonly string[]): Expected => ({ by: ['user'], where: filters });

/** What investigators may type, and what each of them means by it. */
export const PHRASINGS: readonly (readonly [string, Expected])[] = [
  // Who exported, and how much?
  ['who exported contacts', who('verb: export', 'table: contact')],
  ['WHO EXPORTED CONTACTS?', who('verb: export', 'table: contact')],
  ['please show me who exported the contacts', who('verb: export', 'table: contact')],
  [
    'who has exported accounts yesterday',
    { ...who('verb: export', 'table: account'), when: 'yesterday' },
  ],
  ['who has been exporting contacts', who('verb: export', 'table: contact')],
  [
    'did anyone export accounts yesterday?',
    { ...who('verb: export', 'table: account'), when: 'yesterday' },
  ],
  ['which users exported contacts', who('verb: export', 'table: contact')],
  ['users who exported contacts', who('verb: export', 'table: contact')],
  ['list people who exported contacts', who('verb: export', 'table: contact')],
  ['exports by user', { ...by('user'), where: ['verb: export'] }],
  [
    'exports of contacts by user last week',
    { ...who('verb: export', 'table: contact'), when: 'last week' },
  ],
  ['contact exports by user', who('verb: export', 'table: contact')],
  ['who exported contacts and accounts', who('verb: export', 'table: account | contact')],
  [
    'who exported contacts, accounts and leads',
    who('verb: export', 'table: account | contact | lead'),
  ],
  ['who exported or deleted contacts', who('verb: delete | export', 'table: contact')],
  ['exports and deletions of contacts', where('verb: delete | export', 'table: contact')],
  ['exports of contacts and of accounts', where('verb: export', 'table: account | contact')],
  ['list all exports', where('verb: export')],
  ['how many exports yesterday', { ...where('verb: export'), when: 'yesterday' }],
  [
    'number of contact exports last month',
    { ...where('verb: export', 'table: contact'), when: 'last month' },
  ],
  [
    'how many users exported contacts last month',
    { ...where('verb: export', 'table: contact'), count: 'users', when: 'last month' },
  ],
  ['exporttoexcel by table', { ...by('table'), where: ['message: exporttoexcel'] }],
  // Who viewed a record?
  [`Who viewed record ${GUID}?`, who(READS, `record: ${GUID}`)],
  [`who viewed ${GUID.toUpperCase()}`, who(READS, `record: ${GUID}`)],
  [
    `who opened record {${GUID}} last month`,
    { ...who(READS, `record: ${GUID}`), when: 'last month' },
  ],
  [`who read contact ${GUID}`, who(READS, 'table: contact', `record: ${GUID}`)],
  [`who accessed record ${GUID}`, who(`record: ${GUID}`)],
  [`views of record ${GUID} by user and day`, { ...who(READS, `record: ${GUID}`), per: 'day' }],
  [`record ${GUID} last 30 days`, { ...where(`record: ${GUID}`), when: 'last 30 days' }],
  ['who read opportunities', who(READS, 'table: opportunity')],
  ['who looked at cases today', { ...who(READS, 'table: incident'), when: 'today' }],
  // What did somebody do?
  [
    'what did user@contoso.com do on 3 August after 18:00',
    { by: ['verb'], where: ['user: user@contoso.com'], when: '3 August after 18:00' },
  ],
  ['what did dan@contoso.com do yesterday?', { by: ['verb'], where: [DAN], when: 'yesterday' }],
  ['What has DAN@Contoso.com done this week', { by: ['verb'], where: [DAN], when: 'this week' }],
  ['what did dan@contoso.com and eve@contoso.com do', { by: ['verb'], where: [DAN_EVE] }],
  ['what did dan@contoso.com delete', { by: ['table'], where: [DAN, 'verb: delete'] }],
  [
    'what did dan@contoso.com delete in contacts',
    { by: ['record'], where: [DAN, 'verb: delete', 'table: contact'] },
  ],
  [
    'which contacts did dan@contoso.com read',
    { by: ['record'], where: [DAN, READS, 'table: contact'] },
  ],
  ['which tables did dan@contoso.com read', { by: ['table'], where: [DAN, READS] }],
  ['activity of dan@contoso.com', where(DAN)],
  [
    'activity of dan@contoso.com on 2026-08-03 between 09:00 and 12:00',
    { ...where(DAN), when: '3 August 9 to 12' },
  ],
  [
    'activity of dan@contoso.com yesterday after 18:00',
    { ...where(DAN), when: 'yesterday after 18:00' },
  ],
  ['activity by dan@contoso.com by table and per day', { by: ['table'], per: 'day', where: [DAN] }],
  ['actions by user dan@contoso.com', where(DAN)],
  ['user dan@contoso.com yesterday', { ...where(DAN), when: 'yesterday' }],
  ["dan@contoso.com's exports", where(DAN, 'verb: export')],
  ['dan@contoso.com’s failed sign-ins', where(DAN, 'verb: sign in', 'result: failed')],
  ['did dan@contoso.com export contacts', where(DAN, 'verb: export', 'table: contact')],
  ['has dan@contoso.com exported contacts', where(DAN, 'verb: export', 'table: contact')],
  ['exports by dan@contoso.com or eve@contoso.com', where(DAN_EVE, 'verb: export')],
  ['exports by dan@contoso.com and by eve@contoso.com', where(DAN_EVE, 'verb: export')],
  ['activity of user "SYSTEM" yesterday', { ...where('user: system'), when: 'yesterday' }],
  ['what happened yesterday', { by: ['verb'], when: 'yesterday' }],
  [`what happened on record ${GUID}`, { by: ['verb'], where: [`record: ${GUID}`] }],
  // What changed on a record?
  [
    `What changed on record ${GUID}?`,
    { by: ['message'], where: ['verb: assign | change | create', `record: ${GUID}`] },
  ],
  [
    `what was changed on ${GUID} last month`,
    {
      by: ['message'],
      where: ['verb: assign | change | create', `record: ${GUID}`],
      when: 'last month',
    },
  ],
  [`who changed record ${GUID}`, who('verb: change', `record: ${GUID}`)],
  [`changes to record ${GUID} by user`, who('verb: change', `record: ${GUID}`)],
  ['who made changes to accounts', who('verb: change', 'table: account')],
  ['changes made by dan@contoso.com', where(DAN, 'verb: change')],
  ['who edited or created accounts', who('verb: change | create', 'table: account')],
  // Deletions.
  ['deletions by user this month', { ...who('verb: delete'), when: 'this month' }],
  ['deletions per user and table', { by: ['user', 'table'], where: ['verb: delete'] }],
  ['deletions by table, user', { by: ['table', 'user'], where: ['verb: delete'] }],
  ['deletions by user and by table', { by: ['user', 'table'], where: ['verb: delete'] }],
  [
    'deletions by user per hour yesterday',
    { ...who('verb: delete'), per: 'hour', when: 'yesterday' },
  ],
  ['what was deleted yesterday', { by: ['table'], where: ['verb: delete'], when: 'yesterday' }],
  [
    'were any contacts deleted yesterday',
    { ...where('verb: delete', 'table: contact'), when: 'yesterday' },
  ],
  ['contacts deleted by dan@contoso.com', where(DAN, 'verb: delete', 'table: contact')],
  ['deleted records by table', { by: ['table'], where: ['verb: delete'] }],
  ['who deleted records in new_project', who('verb: delete', 'table: new_project')],
  ['BulkDelete since 1 October', { ...where('message: bulkdelete'), when: 'since 1 October' }],
  ['bulk deletes by user', who('message: bulkdelete')],
  ['deletions from 1 to 15 October', { ...where('verb: delete'), when: '1 to 15 October' }],
  // Addresses.
  ['activity from unusual addresses', { focus: 'new addresses' }],
  [
    'sign-ins from new IP addresses last week',
    { ...where('verb: sign in'), focus: 'new addresses', when: 'last week' },
  ],
  [
    'who exported contacts from 203.0.113.5',
    who('verb: export', 'table: contact', 'address: 203.0.113.5'),
  ],
  ['activity from 203.0.113.0/24 by user', who('address: 203.0.113.0/24')],
  ['activity from 2001:db8::/32', where('address: 2001:db8::/32')],
  ['activity from 2001:DB8:0:0::1', where('address: 2001:db8::1')],
  ['activity from 52.163.88.69:50749', where('address: 52.163.88.69')],
  ['activity from [2001:db8::1]:50110.', where('address: 2001:db8::1')],
  ['exports not from 203.0.113.0/24', where('verb: export', '-address: 203.0.113.0/24')],
  ['exports by address', { by: ['address'], where: ['verb: export'] }],
  ['activity from 203.0.113.5 or 203.0.113.6', where('address: 203.0.113.5 | 203.0.113.6')],
  [
    'from which addresses did dan@contoso.com sign in',
    { by: ['address'], where: [DAN, 'verb: sign in'] },
  ],
  [
    'which ips did dan@contoso.com sign in from'.replace(' from', ''),
    { by: ['address'], where: [DAN, 'verb: sign in'] },
  ],
  // Hours.
  ['after-hours and weekend activity', where('hours: outside working hours | weekend')],
  ['activity outside working hours by user', who('hours: outside working hours')],
  ['who exported contacts on the weekend', who('verb: export', 'table: contact', 'hours: weekend')],
  [
    'exports last week between 18:00 and 23:00',
    { ...where('verb: export', 'hours: 18:00-23:00'), when: 'last week' },
  ],
  ['exports between 6 pm and 11 pm', where('verb: export', 'hours: 18:00-23:00')],
  [
    'exports last week after 18:00',
    { ...where('verb: export', 'hours: 18:00-24:00'), when: 'last week' },
  ],
  [
    'who signed in last month between 22:00 and 06:00',
    { ...who('verb: sign in', 'hours: 22:00-06:00'), when: 'last month' },
  ],
  ['activity during office hours', where('hours: working hours')],
  ['exports not during working hours', where('verb: export', '-hours: working hours')],
  ['activity at unusual hours', { focus: 'outside working hours' }],
  ['actions by hour of day last month', { by: ['hour of day'], when: 'last month' }],
  ['activity by weekday', by('weekday')],
  // Admins, roles, privileges, sharing.
  ['new admins', where('report: new administrators')],
  ['who became an admin last month', { ...who('report: new administrators'), when: 'last month' }],
  ['who deleted security roles', who('verb: delete', 'table: role')],
  ['who created roles', who('verb: create', 'table: role')],
  ['who assigned security roles', who('verb: security')],
  ['who changed users', who('verb: change', 'table: systemuser')],
  ['changes to users', where('verb: change', 'table: systemuser')],
  ['privilege and sharing changes', where('verb: security | share')],
  ['sharing by user', who('verb: share')],
  ['who shared accounts', who('verb: share', 'table: account')],
  ['who assigned cases', who('verb: assign', 'table: incident')],
  ['GrantAccess and RevokeAccess by user', who('message: grantaccess | revokeaccess')],
  // Rankings.
  ['top users', who(QUIET)],
  ['top 5 tables yesterday', { by: ['table'], where: [QUIET], limit: 5, when: 'yesterday' }],
  ['most active users last week', { ...who(QUIET), when: 'last week' }],
  ['5 most active users', { ...who(QUIET), limit: 5 }],
  ['least active users', { ...who(QUIET), order: 'fewest' }],
  ['top ten users including noise', who()],
  ['top 10 users by exports', who('verb: export')],
  ['top users by number of deletions last month', { ...who('verb: delete'), when: 'last month' }],
  ['who exported most', who('verb: export')],
  ['deletions by user, top 3', { ...who('verb: delete'), limit: 3 }],
  ['deletions by user, fewest first', { ...who('verb: delete'), order: 'fewest' }],
  ['top addresses for dan@contoso.com', { by: ['address'], where: [DAN, QUIET] }],
  // Trends and comparisons.
  ['trend per day compared with the period before', { per: 'day', compare: true }],
  [
    'exports per day last week compared with the week before',
    { ...where('verb: export'), per: 'day', when: 'last week', compare: true },
  ],
  [
    'deletions this week vs last week',
    { ...where('verb: delete'), when: 'this week', compare: true },
  ],
  [
    'exports this month vs. last month',
    { ...where('verb: export'), when: 'this month', compare: true },
  ],
  ['activity today compared to yesterday', { when: 'today', compare: true }],
  [
    'exports last 30 days versus the previous 30 days',
    { ...where('verb: export'), when: 'last 30 days', compare: true },
  ],
  ['exports compared with the week before', { ...where('verb: export'), compare: true }],
  ['activity per hour yesterday', { per: 'hour', when: 'yesterday' }],
  ['daily exports last month', { ...where('verb: export'), per: 'day', when: 'last month' }],
  ['exports over time', where('verb: export')],
  ['activity by day and table', { by: ['table'], per: 'day' }],
  // Bulk.
  ['bulk and import operations', where('verb: bulk')],
  ['bulk operations by user', who('verb: bulk')],
  [
    'ExecuteMultiple last 24 hours',
    { ...where('message: executemultiple'), when: 'last 24 hours' },
  ],
  // Sign-ins.
  ['sign-ins', where('verb: sign in')],
  [
    'failed sign-ins last 24 hours',
    { ...where('verb: sign in', 'result: failed'), when: 'last 24 hours' },
  ],
  ['who logged in yesterday', { ...who('verb: sign in'), when: 'yesterday' }],
  ['successful logins by address', { by: ['address'], where: ['verb: sign in', 'result: ok'] }],
  [
    'how many failed sign-ins yesterday',
    { ...where('verb: sign in', 'result: failed'), when: 'yesterday' },
  ],
  ['sign-ins in Entra', where('verb: sign in', 'workload: entra')],
  ['sign-ins for dan@contoso.com', where(DAN, 'verb: sign in')],
  // Integrations and other actors.
  [
    'what did application users do last week',
    { by: ['verb'], where: ['actor: application'], when: 'last week' },
  ],
  ['integrations', where('actor: application')],
  ['activity by service principals', where('actor: application')],
  ['exports by guests', where('verb: export', 'actor: guest')],
  ['did guests delete contacts', where('verb: delete', 'table: contact', 'actor: guest')],
  ['guest activity last month', { ...where('actor: guest'), when: 'last month' }],
  ['deletions by admins', where('verb: delete', 'actor: admin')],
  ['activity by kind of user', by('actor')],
  ['activity with client "Power Query"', where('agent: power query')],
  ['exports via "Power Query"', where('verb: export', 'agent: power query')],
  ['exports with client python', where('verb: export', 'agent: python')],
  ['activity by client', by('agent')],
  ['user agent curl/8.0 yesterday', { ...where('agent: curl/8.0'), when: 'yesterday' }],
  // Configuration.
  ['customisations by user', who('verb: customise')],
  ['customization changes', where('verb: customise')],
  ['who published customizations', who('message: publishallxml | publishxml')],
  ['plug-in changes', where('report: activated process or plug-in')],
  ['audit setting changes', where('report: audit settings changed')],
  ['who turned off auditing', who('report: audit settings changed')],
  ['who changed the audit settings', who('report: audit settings changed')],
  [
    'configuration changes',
    where(
      '-verb: export | read | read many',
      'report: accessed admin entity | activated process or plug-in | audit settings changed',
    ),
  ],
  // Microsoft support, anomalies.
  [
    'Microsoft support access last month',
    { ...where('report: accessed internal management tool'), when: 'last month' },
  ],
  [
    'did Microsoft support read contacts',
    where(READS, 'table: contact', 'report: accessed internal management tool'),
  ],
  ['unusual exports', { focus: 'unusual exports' }],
  ['bulk reads last month', { focus: 'bulk reads', when: 'last month' }],
  ['unusual deletions by dan@contoso.com', { ...where(DAN), focus: 'unusual deletes' }],
  ['what stands out this week', { when: 'this week' }],
  // The preset reports, by name.
  ['report: accessed out-of-box entity', where('report: accessed out-of-box entity')],
  [
    'report: accessed custom entity, last 30 days',
    { ...where('report: accessed custom entity'), when: 'last 30 days' },
  ],
  [
    'accessed custom entity last 30 days',
    { ...where('report: accessed custom entity'), when: 'last 30 days' },
  ],
  ['report accessed admin entity', where('report: accessed admin entity')],
  ['Performed bulk actions', where('report: performed bulk actions')],
  ['accessed other entity type', where('report: accessed other entity type')],
  ['accessed Dynamics 365 admin center', where('report: accessed admin centre')],
  ['report: accessed internal management tool', where('report: accessed internal management tool')],
  [
    'report: signed in or out, yesterday',
    { ...where('report: signed in or out'), when: 'yesterday' },
  ],
  ['activated process or plug-in', where('report: activated process or plug-in')],
  ['admin events last 30 days', { ...where('report: admin events'), when: 'last 30 days' }],
  ['record type 256 last week', { ...where('type: 256'), when: 'last week' }],
  ['record types 21 and 256 by workload', { by: ['workload'], where: ['type: 21 | 256'] }],
  ['application users created', where('report: application user created')],
  ['who created application users', who('report: application user created')],
  ['who changed custom tables', who('verb: change', 'report: accessed custom entity')],
  ['activity by report', by('report')],
  // Environment, workload, source.
  [
    'exports in contoso.crm4.dynamics.com',
    where('verb: export', 'environment: contoso.crm4.dynamics.com'),
  ],
  [
    'exports in https://contoso.crm4.dynamics.com/',
    where('verb: export', 'environment: contoso.crm4.dynamics.com'),
  ],
  [
    'exports in environment "erp.contoso.com"',
    where('verb: export', 'environment: erp.contoso.com'),
  ],
  ['activity by environment', by('environment')],
  ['activity in Microsoft Teams', where('workload: teams')],
  ['activity in Teams', where('workload: teams')],
  ['Exchange activity yesterday', { ...where('workload: exchange'), when: 'yesterday' }],
  ['activity in SharePoint and OneDrive', where('workload: onedrive | sharepoint')],
  ['Power Platform activity', where('workload: power platform')],
  ['exports from graph', { ...where('verb: export'), source: 'graph' }],
  [
    'exports last week from Sentinel',
    { ...where('verb: export'), source: 'log analytics', when: 'last week' },
  ],
  [
    'who exported contacts from log analytics',
    { ...who('verb: export', 'table: contact'), source: 'log analytics' },
  ],
  ['exports from the archive', { ...where('verb: export'), source: 'archive' }],
  // Messages.
  ['RetrieveMultiple by user', who('message: retrievemultiple')],
  ['retrievemultiple or executefetch', where('message: executefetch | retrievemultiple')],
  ['message Delete last week', { ...where('message: delete'), when: 'last week' }],
  ['message "MyOwnAction"', where('message: myownaction')],
  ['activity by message', by('message')],
  ['message "Disable Organization Audit"', where('message: disable organization audit')],
  // Exclusions.
  ['exports except by dan@contoso.com', where('-user: dan@contoso.com', 'verb: export')],
  [
    'exports excluding dan@contoso.com and eve@contoso.com',
    where('-user: dan@contoso.com | eve@contoso.com', 'verb: export'),
  ],
  [
    'who other than dan@contoso.com exported contacts',
    who('-user: dan@contoso.com', 'verb: export', 'table: contact'),
  ],
  ['activity without background noise', where(QUIET)],
  ['activity by table excluding noise', { by: ['table'], where: [QUIET] }],
  ['actions except reads', where('-verb: read | read many')],
  ['activity excluding weekends', where('-hours: weekend')],
  [
    'deletions not in contoso.crm4.dynamics.com',
    where('verb: delete', '-environment: contoso.crm4.dynamics.com'),
  ],
  ['user is not dan@contoso.com', where('-user: dan@contoso.com')],
  [
    'actions except by application users last month',
    { ...where('-actor: application'), when: 'last month' },
  ],
  // Several conditions at once, and half-written sentences.
  [
    'Count actions by user where verb is export and table is contact',
    who('verb: export', 'table: contact'),
  ],
  [
    'where table is contact or account and user is dan@contoso.com',
    where(DAN, 'table: account | contact'),
  ],
  [
    'table account, verb delete, user dan@contoso.com',
    where(DAN, 'verb: delete', 'table: account'),
  ],
  [
    'failed exports of accounts by dan@contoso.com from 203.0.113.0/24 outside working hours last week by table',
    {
      by: ['table'],
      where: [
        DAN,
        'verb: export',
        'table: account',
        'address: 203.0.113.0/24',
        'result: failed',
        'hours: outside working hours',
      ],
      when: 'last week',
    },
  ],
  ['table "odd, name" by user', who('table: odd, name')],
  ['exports, last week, top 5, by user', { ...who('verb: export'), limit: 5, when: 'last week' }],
  // Measures.
  ['how many audit records yesterday', { count: 'records', when: 'yesterday' }],
  ['audit records by record type last week', { count: 'records', by: ['type'], when: 'last week' }],
  ['how many different tables did dan@contoso.com read', { ...where(DAN, READS), count: 'tables' }],
  ['number of addresses by user', { count: 'addresses', by: ['user'] }],
];
