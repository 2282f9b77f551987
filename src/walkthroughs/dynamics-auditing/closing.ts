import type { Closing } from '../../core/walkthrough.ts';
import type { Answers } from './answers.ts';

/** The event tables of the seed articles, each row with where it is recorded today. */
const ADMIN_EVENTS: readonly (readonly string[])[] = [
  [
    'Publishing customizations',
    'Not in Dataverse’s audit table; solution history shows it.',
    'PublishXml, PublishAllXml (names unconfirmed)',
  ],
  ['Attribute deletes', 'Actions 101 and 100', 'DeleteAttribute, DeleteEntity (names unconfirmed)'],
  [
    'Team and user management',
    'Actions 31 to 36 and 53 to 59; 1, 2, 3 on user, team and role tables',
    'Associate, Disassociate, Create, Update, Delete; ApplyAdminRole (type 256)',
  ],
  [
    'Configuring the instance, adding solutions',
    'Actions 104, 107, 110; solution history is authoritative',
    'Update on organization; EnvironmentPropertyChange (type 256)',
  ],
  ['Backup and restore', 'None', 'Type 256 (operation names unconfirmed)'],
  ['Environments added, deleted, converted', 'None', 'Type 256, such as TrialConvertToProduction'],
];

const USER_EVENTS: readonly (readonly string[])[] = [
  [
    'Create, update, delete',
    'Actions 1, 2, 3 with old and new values',
    'Create, Update, Delete, without values',
  ],
  ['Read one record', 'None', 'Retrieve'],
  ['Multiple record view', 'None', 'RetrieveMultiple; record ids are not reliable'],
  ['Export to Excel', 'None', 'ExportToExcel, often split over several records'],
  [
    'Calls by custom apps',
    'The same actions; 65 for access',
    'Any message; told apart by UserAgent and ServiceName',
  ],
  [
    'Support access',
    'The same actions, by a Microsoft account',
    'UserType 3 or 4 (unconfirmed); LockboxRequestOperation (type 256)',
  ],
  ['Admin activities', 'Actions 102 to 113', 'Type 256; Exchange and Entra records'],
  ['Backend commands', 'None', 'Type 150 and 10 (content unconfirmed)'],
];

const SCENARIOS: readonly (readonly string[])[] = [
  [
    'Everything a person created or read',
    'UserId, CreationTime, Message, EntityName, EntityId, ItemUrl, Query',
    'Unified audit log',
  ],
  [
    'Everything a person changed',
    'action, userid, objectid, createdon, attributemask; old and new values',
    'Dataverse audit table, then unified audit log',
  ],
  ['Deletes by mistake', 'action 3, 100, 101 with last values; EntityId, UserId, ClientIP', 'Both'],
  [
    'Where a request came from',
    'ClientIP, UserAgent, ServiceName, ServiceContextId, UserType',
    'Unified audit log only',
  ],
  [
    'Was auditing tampered with',
    'actions 108 to 111 and 113; Disable Organization Audit, DeleteAuditData',
    'Both',
  ],
  [
    'Mass export or delete',
    'ExportToExcel, BulkDelete, number of Delete per person and hour',
    'Unified audit log',
  ],
];

const RETENTION = [
  'Unified audit log: Audit (Standard) keeps 180 days today; the 90 days of older articles were raised.',
  'Audit (Premium) keeps one year for Entra, Exchange, SharePoint and OneDrive only. Dynamics records are not among them.',
  'To keep Dynamics records one year, with E5 or its add-ons, run in Security & Compliance PowerShell: New-UnifiedAuditLogRetentionPolicy -Name "Dynamics one year" -RecordTypes CRM -RetentionDuration TwelveMonths -Priority 100',
  'Ten years takes the 10-Year Audit Log Retention add-on for each person. Retention follows the licence of whoever caused the record.',
  'Dataverse’s own audit rows follow the environment’s period; a change counts for new rows only.',
];

const COLUMNS = ['Event', 'Dataverse audit table', 'Unified audit log (Purview)'];

const SOURCES_ELSEWHERE = [
  'Search by hand: Microsoft Purview portal, Audit, record type CRM (https://purview.microsoft.com/audit/auditsearch). The old Security & Compliance Center and its Dynamics 365 tab are gone.',
  'For a SIEM: the Management Activity API (Audit.General), or the Microsoft Sentinel connectors for Dataverse and for Power Platform administrator activity.',
];

/** Without read logging nothing of Dynamics itself reaches the unified audit log for certain. */
const eventTable = (rows: readonly (readonly string[])[], reads: boolean) =>
  reads
    ? { columns: COLUMNS, rows }
    : { columns: COLUMNS.slice(0, 2), rows: rows.map((row) => row.slice(0, 2)) };

const shortly = ({ reads, tables }: Answers): readonly string[] => [
  reads
    ? `${tables.length} tables: changes and reads. Two logs hold the answers: Dataverse’s audit table has old and new values, the unified audit log has reads, addresses and clients.`
    : `${tables.length} tables: changes only, in Dataverse’s own audit table, with old and new values. Reads are not recorded; whether changes reach the unified audit log without read logging is unconfirmed, and from environments that are not production nothing does.`,
  'Type health to check all of this again at any time, undo to go back, turn off auditing for the way out.',
];

/** What is recorded where, which fields answer which question, and for how long. */
export function closing(answers: Answers): Closing {
  const { environment, reads } = answers;
  return {
    title: `What is recorded now in ${environment.name}`,
    sections: [
      { heading: 'In short', lines: shortly(answers) },
      { heading: 'How long it is kept', lines: RETENTION },
      { heading: 'Administrator events', table: eventTable(ADMIN_EVENTS, reads) },
      { heading: 'User and support events', table: eventTable(USER_EVENTS, reads) },
      {
        heading: 'Which fields answer which question',
        table: { columns: ['Question', 'Fields', 'Where'], rows: SCENARIOS },
      },
      { heading: 'Where else to look', lines: SOURCES_ELSEWHERE },
    ],
  };
}
