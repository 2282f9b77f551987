import { GatewayError } from '../../../core/errors.ts';
import type { Entry } from '../../../core/ledger.ts';
import type { AutomaticChange, GuidedChange, Step } from '../../../core/step.ts';
import { hostOf } from '../answers.ts';
import { minute } from '../minute.ts';
import { SOURCES } from '../sources.ts';
import type { Site } from '../world.ts';

/** Tables whose rows may be read for a proof, by entity set. */
const READABLE: Readonly<Record<string, string>> = {
  account: 'accounts',
  contact: 'contacts',
  lead: 'leads',
  opportunity: 'opportunities',
  incident: 'incidents',
};
const READ = 'dataverse.row.read';

export const proofTable = (tables: readonly string[]): string | undefined =>
  Object.keys(READABLE).find((name) => tables.includes(name));

/** When the read that is to be found was made, and of which table. */
export function proofRead(entries: readonly Entry[]) {
  const made = entries.findLast(
    (entry) => entry.kind === 'applied' && entry.change.details.operation === READ,
  );
  const byHand = entries.findLast(
    (entry) => entry.kind === 'attested' && entry.step === 'read-event-made',
  );
  return made?.at ?? byHand?.at;
}

const readOne = (site: Site, table: string): AutomaticChange => ({
  kind: 'automatic',
  summary: `Read the name of one ${table} row, so that there is a read to find in the audit log. Nothing is changed or kept.`,
  details: {
    operation: READ,
    target: `${hostOf(site.environment)}/${table}`,
    before: null,
    after: 'one list read and one single read',
  },
  async apply({ requestId }) {
    const read = await site.dataverse.readOne(READABLE[table] ?? table, requestId);
    if (read === undefined)
      throw new GatewayError(
        `Table ${table} has no row to read. After resume you are asked to open any audited record by hand.`,
        { status: 404, transient: false },
      );
  },
});

const byHand = (site: Site): GuidedChange => ({
  kind: 'guided',
  summary: 'Open one record of an audited table by hand, so that there is a read to find.',
  details: {
    operation: `${READ}.byHand`,
    target: hostOf(site.environment),
    before: null,
    after: 'one record opened',
  },
  guide: {
    steps: [
      `Open ${site.environment.url} in the browser.`,
      'Open any record of one of the tables that were chosen.',
    ],
    link: site.environment.url,
    proof: 'attested',
    statement: 'A record of an audited table was opened just now.',
  },
});

/** Proof V6: a harmless read. */
export const readEventMade = (site: Site, tables: readonly string[]): Step => ({
  id: 'read-event-made',
  title: 'A harmless read was made',
  stage: 'Read for the proof',
  risk: 'routine',
  sources: [SOURCES.latency],
  lane: 'read',
  check({ entries }) {
    if (proofRead(entries) !== undefined) return Promise.resolve([]);
    const table = proofTable(tables);
    // An empty table was met before: then a person opens a record.
    const failed = entries.some(
      (entry) => entry.kind === 'failed' && entry.step === 'read-event-made',
    );
    const change = table === undefined || failed ? byHand(site) : readOne(site, table);
    return Promise.resolve([change]);
  },
  found: ({ entries }) => Promise.resolve(foundAt(proofRead(entries))),
});

const foundAt = (at: string | undefined): string =>
  at === undefined ? 'The read was made.' : `Read made at ${minute(at)}.`;
