import { isAuditable } from '../areas.ts';
import { isUnread } from '../../verdict.ts';
import { SOURCES } from '../sources.ts';
import type { Table } from '../../../gateways/dataverse.ts';
import type { Observation } from '../observation.ts';
import { given, names, note, pass, verdict, type Check } from './check.ts';

const inScope = (tables: readonly Table[], { answers }: Observation) =>
  tables.filter(({ logicalName }) => answers.tables.includes(logicalName));

/** Locked, but with nothing left to change. */
const isAsWanted = ({ flags }: Table, { answers }: Observation): boolean =>
  flags.audit && !answers.reads;

const TABLES = 'tables-audited';
/** Ours: a single table with more of all audit storage than this is worth a look. */
const LARGE_SHARE = 0.5;

/** Tables, columns and publishing. */
export const TABLE_CHECKS: readonly Check[] = [
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
        const known = new Set(all.map(({ logicalName }) => logicalName));
        const absent = seen.answers.tables.filter((name) => !known.has(name));
        const also = absent.length === 0 ? '' : ` Not in this environment: ${absent.join(', ')}.`;
        return verdict(
          open.length + absent.length === 0,
          `Without all flags: ${names(open)}.${also}`,
        );
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
        const locked = all.filter((table) => !isAuditable(table) && !isAsWanted(table, seen));
        return locked.length === 0 ? pass('None is locked.') : note(`Locked: ${names(locked)}.`);
      }),
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
];
