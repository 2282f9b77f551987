import { HOUR } from '../../../core/clock.ts';
import { minute } from '../minute.ts';
import { SOURCES } from '../sources.ts';
import { given, note, pass, verdict, type Check } from './check.ts';

/** At most five rows, and how many more there are. */
function listed(rows: readonly string[]): string {
  if (rows.length === 0) return 'No such row.';
  const more = rows.length > 5 ? ` and ${rows.length - 5} more` : '';
  return `${rows.slice(0, 5).join('; ')}${more}.`;
}

/** The tenant’s log, and tampering with auditing. */
export const TENANT_CHECKS: readonly Check[] = [
  {
    id: 'C18',
    severity: 'error',
    sentence: 'The tenant’s unified audit log is on.',
    fix: 'Run the set-up: it switches it on in Exchange Online.',
    fixedBy: 'ingestion-on',
    source: SOURCES.ingestion,
    judge: ({ ingesting, answers }) =>
      given(ingesting, (on) =>
        on || answers.reads
          ? verdict(on, `UnifiedAuditLogIngestionEnabled: ${String(on)}.`)
          : note('The unified audit log is off. Dataverse records changes all the same.'),
      ),
  },
  {
    id: 'C19',
    severity: 'error',
    sentence: 'The switch was read in Exchange Online, not in Security & Compliance PowerShell.',
    fix: 'Ignore False from Security & Compliance PowerShell: it is always shown there.',
    fixedBy: 'ingestion-on',
    source: SOURCES.ingestion,
    judge: ({ ingesting }) => given(ingesting, () => pass('Read at the Exchange Online endpoint.')),
  },
  {
    id: 'C20',
    severity: 'information',
    sentence: 'The unified audit log has been on long enough to be searched.',
    fix: 'Wait an hour after switching on; first results can take several.',
    source: SOURCES.ingestion,
    judge: ({ ingestionSince, now }) => {
      if (ingestionSince === undefined) return pass('Not switched on by this bot.');
      const hours = (now.getTime() - new Date(ingestionSince).getTime()) / HOUR;
      return hours >= 1
        ? pass('On for more than an hour.')
        : note('Switched on less than an hour ago.');
    },
  },
  {
    id: 'C21',
    severity: 'warning',
    sentence: 'Whoever searches is not restricted to administrative units.',
    fix: 'Dynamics records are hidden from a restricted administrator: search with an unrestricted one.',
    judge: () =>
      note(
        'The bot reads the feed as an application, which is not restricted. For people, look in Exchange Online.',
      ),
  },
  {
    id: 'C22',
    severity: 'information',
    sentence: 'Searches use record type CRM and the field Message.',
    fix: 'Do not search for operation Retrieve: Dynamics records are called CrmDefaultActivity.',
    judge: () => pass('The proof matches record type 21 and Message.'),
  },
  {
    id: 'C23',
    severity: 'warning',
    sentence: 'A retention policy of your own covers Dynamics records beyond 180 days.',
    fix: 'Look with Get-UnifiedAuditLogRetentionPolicy -RecordType CRM; the closing card has the command that makes one.',
    source: SOURCES.retention,
    judge: () => ({ kind: 'unread', evidence: 'No API of this bot shows these policies.' }),
  },
  {
    id: 'C28',
    severity: 'warning',
    sentence: 'Nobody has switched auditing off in the last 30 days.',
    fix: 'Find out who did it and why; the audit table names the user.',
    judge: ({ switchedOff }) =>
      given(switchedOff, (rows) =>
        verdict(
          rows.length === 0,
          listed(
            rows.map(
              ({ action, createdOn, table }) =>
                `Action ${action} on ${table} at ${minute(createdOn)}`,
            ),
          ),
        ),
      ),
  },
  {
    id: 'C29',
    severity: 'warning',
    sentence: 'Nobody has deleted audit rows in the last 30 days.',
    fix: 'Find out who did it and why; the audit table names the user.',
    judge: ({ deleted }) =>
      given(deleted, (rows) =>
        verdict(
          rows.length === 0,
          listed(rows.map(({ createdOn }) => `Deleted at ${minute(createdOn)}`)),
        ),
      ),
  },
  {
    id: 'C32',
    severity: 'information',
    sentence: 'List views and exports do not prove which records were seen.',
    fix: 'Do not promise record-level proof from grid views.',
    source: SOURCES.recordIds,
    judge: ({ answers }) =>
      answers.reads
        ? note('Record ids of list reads and exports are not reliable.')
        : pass('Reads are not recorded.'),
  },
];
