import { HOUR } from '../../core/clock.ts';
import type { Source } from '../../core/step.ts';
import type { Table } from '../../gateways/dataverse.ts';
import { isAuditable } from './areas.ts';
import { isUnread, type Observation, type Unread } from './observation.ts';
import { SOURCES } from './sources.ts';
import { hasRole } from './steps/bot-has-role.ts';
import { isProduction } from './steps/environment-fit.ts';
import { fittingLicences } from './steps/licence-recognised.ts';
import { daysInWords } from './steps/organisation-switches.ts';

/** Error: auditing does not work. Warning: it works with a gap or a cost. Information: to know. */
export type Severity = 'error' | 'warning' | 'information';

export type Verdict =
  | { readonly kind: 'pass'; readonly evidence: string }
  | { readonly kind: 'fail'; readonly evidence: string }
  /** Neither good nor bad: a fact worth knowing. */
  | { readonly kind: 'note'; readonly evidence: string }
  | { readonly kind: 'unread'; readonly evidence: string };

/** A common mistake as a program check. */
export interface Check {
  /** As in the reference's list, `C1` to `C32`. */
  readonly id: string;
  readonly severity: Severity;
  readonly sentence: string;
  readonly fix: string;
  /** The step of the set-up that puts it right, or holds it by its very construction. */
  readonly fixedBy?: string;
  readonly source?: Source;
  judge(seen: Observation): Verdict;
}

const pass = (evidence: string): Verdict => ({ kind: 'pass', evidence });
const fail = (evidence: string): Verdict => ({ kind: 'fail', evidence });
const note = (evidence: string): Verdict => ({ kind: 'note', evidence });
const verdict = (holds: boolean, evidence: string): Verdict =>
  holds ? pass(evidence) : fail(evidence);

/** Judges what was read; what was not read is neither pass nor fail. */
function given<T>(value: T | Unread, judge: (value: T) => Verdict): Verdict {
  return isUnread(value) ? { kind: 'unread', evidence: value.unread } : judge(value);
}

const names = (tables: readonly Table[], most = 8): string => {
  const shown = tables
    .slice(0, most)
    .map(({ logicalName }) => logicalName)
    .join(', ');
  return tables.length > most ? `${shown} and ${tables.length - most} more` : shown || 'none';
};

const inScope = (tables: readonly Table[], { answers }: Observation) =>
  tables.filter(({ logicalName }) => answers.tables.includes(logicalName));

const PREFLIGHT = { env: 'environment-fit', role: 'bot-has-role' } as const;
const SWITCHES = 'organisation-switches';
const TABLES = 'tables-audited';
const LARGE_SHARE = 0.5;

/** Every check of the reference, in its order. */
export const CHECKS: readonly Check[] = [
  {
    id: 'C1',
    severity: 'error',
    sentence: 'Auditing is on for the organisation; without it table flags do nothing.',
    fix: 'Run the set-up: it switches Start auditing on.',
    fixedBy: SWITCHES,
    source: SOURCES.switches,
    judge: ({ organisation }) =>
      given(organisation, ({ auditing }) =>
        verdict(auditing, `Start auditing: ${onOff(auditing)}.`),
      ),
  },
  {
    id: 'C2',
    severity: 'error',
    sentence: 'Read auditing is not on without auditing.',
    fix: 'Run the set-up: it sends both switches together.',
    fixedBy: SWITCHES,
    judge: ({ organisation }) =>
      given(organisation, ({ auditing, reads }) =>
        verdict(
          !(reads === true && !auditing),
          `Read auditing: ${onOff(reads)}; auditing: ${onOff(auditing)}.`,
        ),
      ),
  },
  {
    id: 'C3',
    severity: 'error',
    sentence: 'User access auditing is not on without auditing.',
    fix: 'Run the set-up: it sends both switches together.',
    fixedBy: SWITCHES,
    judge: ({ organisation }) =>
      given(organisation, ({ auditing, userAccess }) =>
        verdict(
          !(userAccess && !auditing),
          `User access: ${onOff(userAccess)}; auditing: ${onOff(auditing)}.`,
        ),
      ),
  },
  {
    id: 'C4',
    severity: 'error',
    sentence: 'Read auditing is on for the organisation where tables log reads.',
    fix: 'Run the set-up with changes and reads.',
    fixedBy: SWITCHES,
    judge: ({ organisation, tables }) =>
      given(organisation, ({ reads }) =>
        given(tables, (all) => {
          const readers = all.filter(({ flags }) => flags.read || flags.readMultiple);
          return verdict(
            reads === true || readers.length === 0,
            `Read auditing: ${onOff(reads)}; tables with read flags: ${readers.length}.`,
          );
        }),
      ),
  },
  {
    id: 'C5',
    severity: 'warning',
    sentence: 'No table logs reads while its own auditing is off.',
    fix: 'Run the set-up for these tables.',
    fixedBy: TABLES,
    judge: ({ tables }) =>
      given(tables, (all) => {
        const odd = all.filter(({ flags }) => !flags.audit && (flags.read || flags.readMultiple));
        return verdict(odd.length === 0, `Read flags without auditing: ${names(odd)}.`);
      }),
  },
  {
    id: 'C6',
    severity: 'warning',
    sentence: 'Every chosen table carries all flags that were asked for.',
    fix: 'Run the set-up again; only what differs is written.',
    fixedBy: TABLES,
    judge: (seen) =>
      given(seen.tables, (all) => {
        const open = inScope(all, seen).filter(
          ({ flags }) =>
            !flags.audit || (seen.answers.reads && !(flags.read && flags.readMultiple)),
        );
        return verdict(open.length === 0, `Without all flags: ${names(open)}.`);
      }),
  },
  {
    id: 'C7',
    severity: 'error',
    sentence: 'What this bot has set is published.',
    fix: 'Run the set-up again: it publishes what is still open.',
    fixedBy: 'published',
    source: SOURCES.publish,
    judge: ({ unpublished }) =>
      verdict(
        unpublished.length === 0,
        `Set and not published since: ${unpublished.join(', ') || 'none'}.`,
      ),
  },
  {
    id: 'C8',
    severity: 'warning',
    sentence: 'Custom tables are covered too; no area of Microsoft’s contains them.',
    fix: 'Choose the area Custom tables, or leave them out on purpose.',
    judge: ({ tables, answers }) =>
      given(tables, (all) => {
        const open = all.filter(
          (table) =>
            table.custom &&
            isAuditable(table) &&
            !table.flags.audit &&
            !answers.tables.includes(table.logicalName),
        );
        return verdict(open.length === 0, `Custom tables without auditing: ${names(open)}.`);
      }),
  },
  {
    id: 'C9',
    severity: 'information',
    sentence: 'Tables locked by their publishers cannot be audited.',
    fix: 'Only the publisher of the solution can open them.',
    judge: (seen) =>
      given(seen.tables, (all) => {
        const locked = all.filter((table) => !isAuditable(table));
        return locked.length === 0 ? pass('None is locked.') : note(`Locked: ${names(locked)}.`);
      }),
  },
  {
    id: 'C10',
    severity: 'warning',
    sentence: 'The environment does not block unmanaged customizations.',
    fix: 'If tables cannot be set, ask who switched the lock on; its effect on audit flags is unconfirmed.',
    judge: ({ organisation }) =>
      given(organisation, ({ customizationLocked }) =>
        verdict(
          !customizationLocked,
          `Lock of unmanaged customization: ${onOff(customizationLocked)}.`,
        ),
      ),
  },
  {
    id: 'C11',
    severity: 'warning',
    sentence: 'The named columns are audited.',
    fix: 'Run the set-up with these columns.',
    fixedBy: 'columns-audited',
    judge: ({ columns, answers }) =>
      given(columns, (all) => {
        const audited = new Set(
          all.flatMap(({ table, columns: list }) =>
            list
              .filter((column) => column.audited)
              .map(({ logicalName }) => `${table}.${logicalName}`),
          ),
        );
        const open = answers.columns.filter((name) => !audited.has(name));
        return verdict(open.length === 0, `Named and not audited: ${open.join(', ') || 'none'}.`);
      }),
  },
  {
    id: 'C12',
    severity: 'warning',
    sentence: 'No single table takes most of the audit storage.',
    fix: 'Look whether the table needs auditing; never delete audit rows to save space without a decision.',
    judge: ({ storage, details }) =>
      given(storage, (sizes) => {
        if (sizes === undefined)
          return { kind: 'unread', evidence: 'The sizes are still being counted.' };
        const all = [...sizes.entries()].toSorted(([, a], [, b]) => b - a);
        const total = all.reduce((sum, [, bytes]) => sum + bytes, 0);
        const [name, bytes] = all[0] ?? ['none', 0];
        const log = isUnread(details) ? undefined : details?.logMegabytes;
        const used = log === undefined ? '' : ` Log capacity used: ${Math.round(log)} MB.`;
        const share = total === 0 ? 0 : bytes / total;
        return verdict(
          all.length < 2 || share <= LARGE_SHARE,
          `Largest: ${name} with ${Math.round(share * 100)} % (our threshold is 50 %).${used}`,
        );
      }),
  },
  {
    id: 'C13',
    severity: 'warning',
    sentence: 'Audit rows are not kept for ever by accident.',
    fix: 'Choose a period in the set-up, or keep for ever on purpose.',
    source: SOURCES.rowRetention,
    judge: ({ organisation, answers }) =>
      given(organisation, ({ retentionDays }) =>
        verdict(
          retentionDays !== -1 || answers.retentionDays === -1,
          `Audit rows are kept ${daysInWords(retentionDays)}.`,
        ),
      ),
  },
  {
    id: 'C14',
    severity: 'information',
    sentence: 'A new period counts for new rows only.',
    fix: 'For existing rows use the admin center, Security, Auditing.',
    source: SOURCES.rowRetention,
    judge: ({ answers }) =>
      answers.retentionDays === undefined
        ? pass('The period is left as it is.')
        : note(`Chosen: ${daysInWords(answers.retentionDays)}; older rows keep their period.`),
  },
  {
    id: 'C15',
    severity: 'error',
    sentence: 'Reads are logged from production environments only.',
    fix: 'Choose a production environment, or changes only.',
    fixedBy: PREFLIGHT.env,
    source: SOURCES.productionOnly,
    judge: ({ details, answers }) =>
      given(details, (found) => {
        if (answers.reads && found?.sku === 'Default')
          return note('Type: Default. Whether it counts as production is unconfirmed.');
        return verdict(
          !answers.reads || isProduction(found?.sku ?? ''),
          `Type: ${found?.sku ?? 'unknown'}.`,
        );
      }),
  },
  {
    id: 'C16',
    severity: 'error',
    sentence: 'The environment is ready and not Dataverse for Teams.',
    fix: 'Wait until it is ready, or choose another.',
    fixedBy: PREFLIGHT.env,
    judge: ({ details }) =>
      given(details, (found) =>
        verdict(
          found?.state === 'Ready' && found.platformSku !== 'Lite',
          `State: ${found?.state ?? 'not found'}, ${found?.platformSku ?? 'unknown'}.`,
        ),
      ),
  },
  {
    id: 'C17',
    severity: 'warning',
    sentence: 'A licence of E1 or greater is in use.',
    fix: 'Assign one, or confirm a variant that was not recognised.',
    fixedBy: 'licence-recognised',
    source: SOURCES.licence,
    judge: ({ skus }) =>
      given(skus, (all) => {
        const fitting = fittingLicences(all).map(({ partNumber }) => partNumber);
        return verdict(fitting.length > 0, `Recognised: ${fitting.join(', ') || 'none'}.`);
      }),
  },
  {
    id: 'C18',
    severity: 'error',
    sentence: 'The tenant’s unified audit log is on.',
    fix: 'Run the set-up: it switches it on in Exchange Online.',
    fixedBy: 'ingestion-on',
    source: SOURCES.ingestion,
    judge: ({ ingesting, answers }) =>
      given(ingesting, (on) =>
        verdict(on || !answers.reads, `UnifiedAuditLogIngestionEnabled: ${String(on)}.`),
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
    id: 'C24',
    severity: 'error',
    sentence: 'The bot holds a role that may change audit settings.',
    fix: 'Run the set-up: it offers to add the bot, with your reason, or shows how to.',
    fixedBy: PREFLIGHT.role,
    source: SOURCES.role,
    judge: ({ caller }) =>
      given(caller, (found) =>
        verdict(hasRole(found), `Roles: ${found?.roles.join(', ') || 'none'}.`),
      ),
  },
  {
    id: 'C25',
    severity: 'error',
    sentence: 'Labels are kept when a table is written.',
    fix: 'Nothing to do: every definition is sent with MSCRM.MergeLabels.',
    fixedBy: TABLES,
    judge: () => pass('Every definition is written with MSCRM.MergeLabels: true.'),
  },
  {
    id: 'C26',
    severity: 'error',
    sentence: 'A table is written back whole.',
    fix: 'Nothing to do: the body is made from a full read just before.',
    fixedBy: TABLES,
    judge: () => pass('Every definition is written from a full read.'),
  },
  {
    id: 'C27',
    severity: 'error',
    sentence: 'Customizations of one organisation go out one after the other.',
    fix: 'Nothing to do: they share one lane.',
    fixedBy: TABLES,
    judge: () => pass('Tables, columns and publishing share one lane.'),
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
          rows
            .map(({ action, createdOn, table }) => `Action ${action} on ${table} at ${createdOn}`)
            .slice(0, 5)
            .join('; ') || 'No such row.',
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
          rows.map(({ createdOn }) => `Deleted at ${createdOn}`).join('; ') || 'No such row.',
        ),
      ),
  },
  {
    id: 'C30',
    severity: 'warning',
    sentence: 'SAS logging to Purview was looked at by a person.',
    fix: 'Follow the guided step; no API shows this switch.',
    fixedBy: 'sas-logging',
    source: SOURCES.sas,
    judge: ({ sasAttested }) =>
      sasAttested === undefined
        ? { kind: 'unread', evidence: 'No API shows this switch, and nobody has confirmed it yet.' }
        : pass(`Confirmed by ${sasAttested}; no API shows this switch.`),
  },
  {
    id: 'C31',
    severity: 'information',
    sentence: 'Sign-ins within the access interval are not separate rows.',
    fix: 'Nothing to do; read counts of sign-ins with this in mind.',
    judge: ({ organisation }) =>
      given(organisation, ({ userAccessInterval }) =>
        note(`The interval is ${userAccessInterval ?? 4} hours.`),
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

const onOff = (value: boolean | undefined): string =>
  value === undefined ? 'not available' : value ? 'on' : 'off';
