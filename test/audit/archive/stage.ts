import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Added, Archive, Incoming } from '../../../src/audit/archive/archive.ts';
import { openArchive, type ArchiveSettings } from '../../../src/audit/archive/open.ts';
import type { Cells, Span } from '../../../src/audit/reader.ts';
import { localLock } from '../../../src/store/local-lock.ts';
import { memoryCatalogue } from '../../fakes/memory-catalogue.ts';
import { memoryClock, type MemoryClock } from '../../fakes/memory-clock.ts';

export const TENANT = '11111111-1111-4111-8111-111111111111';
export const ALWAYS: Span = { from: '2000-01-01T00:00:00.000Z', to: '2040-01-01T00:00:00.000Z' };

/** An archive in a folder of its own, with all that a test may want to look at. */
export interface Stage extends Omit<ArchiveSettings, 'catalogue'> {
  readonly clock: MemoryClock;
  readonly catalogue: ReturnType<typeof memoryCatalogue>;
  readonly warnings: string[];
  readonly archive: Archive;
  /** A second archive on the same folder, as after a restart or in another replica. */
  again(): Promise<Archive>;
  /** Closes every archive and removes the folder. */
  close(): Promise<void>;
}

/** An empty archive whose clock stands still. */
export async function openStage(more: Partial<ArchiveSettings> = {}): Promise<Stage> {
  const parent = await mkdtemp(join(tmpdir(), "steward's archive-"));
  const clock = memoryClock();
  const catalogue = memoryCatalogue(() => clock.now().getTime());
  const warnings: string[] = [];
  const log = {
    info: () => undefined,
    warn: (_: object, says: string) => void warnings.push(says),
  };
  const folder = join(parent, 'archive');
  const settings = { folder, memoryMb: 256, withLock: localLock(), clock, log, catalogue, ...more };
  const opened: Archive[] = [];
  const again = async () => {
    const archive = await openArchive(settings);
    opened.push(archive);
    return archive;
  };
  return {
    ...settings,
    ...{ clock, catalogue, warnings, again },
    archive: await again(),
    async close() {
      for (const archive of opened) await archive.close();
      await rm(parent, { recursive: true, force: true });
    },
  };
}

export type Raw = Readonly<Record<string, unknown>>;

export const asText = (record: unknown): string =>
  typeof record === 'string' ? record : JSON.stringify(record);

/** One batch, lines counted from 1. */
export const batch = (records: readonly unknown[]): readonly (readonly Incoming[])[] => [
  records.map((record, index) => ({ line: index + 1, text: asText(record) })),
];

/** The rows that records become, and what is said of the others. */
export const normalisedBy = (
  archive: Archive,
  records: readonly unknown[],
): Promise<{ readonly rows: readonly Cells[]; readonly added: Added }> =>
  archive.borrow(batch(records), async (reader, added) => ({
    rows: await reader.rows('select * from records'),
    added,
  }));

/** A Dynamics record that nothing is wrong with. */
export const crm = (id: string, more: Raw = {}): Raw => ({
  CreationTime: '2026-08-03T10:00:00',
  Id: id,
  Operation: 'CrmDefaultActivity',
  OrganizationId: '0f1e2d3c-4b5a-4978-8c6d-7e8f90a1b2c3',
  RecordType: 21,
  ResultStatus: 'Success',
  UserKey: '10032000A1B2C301',
  UserType: 0,
  Version: 1,
  Workload: 'CRM',
  ClientIP: '203.0.113.10:51544',
  ObjectId: 'Retrieve account',
  UserId: 'Anna.Berg@contoso.com',
  Fields: [],
  InstanceUrl: 'https://contoso.crm4.dynamics.com/',
  UserAgent: 'Mozilla/5.0',
  CorrelationId: '00000000-0000-0000-0000-000000000000',
  EntityId: '00000000-0000-0000-0000-000000000000',
  EntityName: 'Account',
  Message: 'Retrieve',
  QueryResults: '',
  ...more,
});

export const guidOf = (number: number): string =>
  `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;

/** All rows of the archive, by id. */
export const allRows = async (
  archive: Archive,
  columns = 'id',
  span: Span = ALWAYS,
): Promise<readonly Cells[]> =>
  (
    await archive.read(TENANT, span, (records) =>
      records.rows(`select ${columns} from records order by id`),
    )
  ).value;

export const add = (archive: Archive, records: readonly unknown[]): Promise<Added> =>
  archive.add(TENANT, batch(records), () => ({}));
