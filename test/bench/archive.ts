import { execFile } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { createGzip } from 'node:zlib';
import { z } from 'zod';
import { openArchive } from '../../src/audit/archive/open.ts';
import { DEFINITIONS } from '../../src/audit/definitions.ts';
import type { Coverage } from '../../src/audit/figures.ts';
import type { AuditQuery } from '../../src/audit/query.ts';
import type { Reader } from '../../src/audit/reader.ts';
import { archiveSource } from '../../src/audit/sources/archive.ts';
import { openStore } from '../../src/store/open.ts';
import { writeRealistic } from '../fakes/realistic-records.ts';
import { TENANT } from './measure.ts';
import { COUNTS, peersOf, type Peer } from './peers.ts';
import { median, type Goal } from './report.ts';

const FROM = '2026-06-01';
const DAY_MS = 86_400_000;
const clock = { now: () => new Date(), sleep: () => Promise.resolve() };
const dayAfter = (days: number): string =>
  new Date(Date.parse(`${FROM}T00:00:00Z`) + days * DAY_MS).toISOString();

const Ingested = z.object({
  seconds: z.number(),
  read: z.number(),
  stored: z.number(),
  duplicates: z.number(),
  bytes: z.number(),
  peakMb: z.number(),
});
type Ingested = z.infer<typeof Ingested>;

export interface ArchiveReport {
  readonly records: number;
  readonly lines: readonly (readonly [name: string, value: string])[];
  readonly goals: readonly Goal[];
}

/** Ingest, size, answers and pruning of the archive, beside what others need for the same. */
export async function archiveBench(records: number): Promise<ArchiveReport> {
  const folder = await mkdtemp(join(tmpdir(), 'audit-steward-bench-'));
  try {
    return await benchIn(folder, records);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function benchIn(folder: string, records: number): Promise<ArchiveReport> {
  const file = join(folder, 'records.jsonl');
  await writeRealistic(file, { records, from: FROM, days: 90 });
  const parse = await parseOnly(file);
  const one = await ingest(file, join(folder, 'one'));
  const parseAgain = await parseOnly(file);
  const parsed = (parse + parseAgain) / 2;
  const gzip = await gzipped(file);
  const larger = join(folder, 'larger.jsonl');
  await writeRealistic(larger, { records: records * 4, from: FROM, days: 90 });
  const four = await ingest(larger, join(folder, 'four'));
  await rm(larger);
  const answer = await answersIn(join(folder, 'one'));
  const pruning = await pruningIn(folder, Math.min(records, 365_000));
  const perSecond = (count: number, seconds: number) => `${Math.round(count / seconds)} records/s`;
  const ms = (value: number) => `${value.toFixed(1)} ms`;
  return {
    records,
    lines: [
      ['parse only', perSecond(records, parsed)],
      ['whole ingest', perSecond(one.read, one.seconds)],
      ['bytes a record, archive', (one.bytes / one.stored).toFixed(0)],
      ['bytes a record, gzip of the JSON', (gzip / one.read).toFixed(0)],
      ['peak memory, MB, 1 × and 4 ×', `${one.peakMb.toFixed(0)} and ${four.peakMb.toFixed(0)}`],
      ['90-day answer, all of it', ms(answer.whole)],
      ['three counts: archive', ms(answer.archive)],
      ...answer.peers.map(({ name, took }) => [`three counts: ${name}`, ms(took)] as const),
      ['one day, of a week and of a year', `${ms(pruning.week)} and ${ms(pruning.year)}`],
    ],
    goals: [
      goal('parse-only ÷ ingest, time', one.seconds / parsed, 2),
      goal('archive ÷ gzip', one.bytes / one.stored / (gzip / one.read), 1.2),
      goal('peak memory, MB', Math.max(one.peakMb, four.peakMb), 1000),
      goal('peak of 4 × ÷ 1 ×', four.peakMb / one.peakMb, 1.25),
      goal('90-day answer, ms a million', (answer.whole * 1_000_000) / records, 100),
      goal('a day of a year ÷ of a week', pruning.year / pruning.week, 1.3),
    ],
  };
}

const goal = (name: string, value: number, most: number): Goal => ({
  ...{ name, value, most, met: value <= most },
});

async function parseOnly(file: string): Promise<number> {
  const since = performance.now();
  let types = 0;
  for await (const line of createInterface({ input: createReadStream(file) }))
    types += JSON.parse(line).RecordType;
  if (types === 0) throw new Error('Nothing was parsed.');
  return (performance.now() - since) / 1000;
}

async function ingest(file: string, folder: string): Promise<Ingested> {
  const child = new URL('ingest-child.ts', import.meta.url).pathname;
  const { stdout } = await promisify(execFile)(process.execPath, [child, file, folder]);
  return Ingested.parse(JSON.parse(stdout));
}

async function gzipped(file: string): Promise<number> {
  let bytes = 0;
  for await (const piece of createReadStream(file).pipe(createGzip())) bytes += piece.length;
  return bytes;
}

async function opened(folder: string) {
  const store = await openStore({ dataDir: folder }, clock);
  const archive = await openArchive({
    folder: join(folder, 'archive'),
    memoryMb: 512,
    catalogue: store.catalogue,
    withLock: store.withLock,
    clock,
    log: { warn: () => undefined },
  });
  return {
    archive,
    async close() {
      await archive.close();
      await store.close();
    },
  };
}

const query = (from: string, to: string): AuditQuery => ({
  count: 'actions',
  filters: [],
  period: { from, to, zone: 'Europe/Berlin' },
  by: ['user'],
  order: 'most',
  limit: 10,
  compare: false,
});

const whole: Omit<Coverage, 'from' | 'to'> = {
  ...{ completePercent: 100, gaps: [], duplicatesDropped: 0, parts: [] },
};

async function timed(work: () => Promise<unknown>, times = 5): Promise<number> {
  const found: number[] = [];
  for (let round = 0; round <= times; round += 1) {
    const since = performance.now();
    await work();
    // The first one pays for what all others find ready.
    if (round > 0) found.push(performance.now() - since);
  }
  return median(found);
}

async function timesOf(peers: readonly Peer[]) {
  const found: { readonly name: string; readonly took: number }[] = [];
  for (const { name, ask } of peers) found.push({ name, took: await timed(ask) });
  return found;
}

async function answersIn(folder: string) {
  const { archive, close } = await opened(folder);
  const span = { from: dayAfter(0), to: dayAfter(90) };
  const source = archiveSource({
    ...{ tenant: TENANT, archive, definitions: DEFINITIONS, clock },
    workingHours: DEFINITIONS.workingHours,
    coverage: (asked) => Promise.resolve({ ...asked.period, ...whole }),
  });
  const count = (records: Reader) => Promise.all(COUNTS.map((sql) => records.rows(sql)));
  const { value: peers } = await archive.read(TENANT, span, peersOf);
  try {
    return {
      whole: await timed(() => source.answer(query(span.from, span.to))),
      archive: await timed(() => archive.read(TENANT, span, count)),
      peers: await timesOf(peers),
    };
  } finally {
    for (const peer of peers) await peer.close();
    await close();
  }
}

/** The same day asked of a week's archive and of a year's, each day as busy as the other. */
async function pruningIn(folder: string, records: number) {
  const daily = Math.round(records / 365);
  const times: Record<'week' | 'year', number> = { week: 0, year: 0 };
  for (const [name, days] of [
    ['week', 7],
    ['year', 365],
  ] as const) {
    const file = join(folder, `${name}.jsonl`);
    await writeRealistic(file, { records: daily * days, from: FROM, days });
    await ingest(file, join(folder, name));
    const { archive, close } = await opened(join(folder, name));
    const span = { from: dayAfter(3), to: dayAfter(4) };
    const count = (all: Reader) => Promise.all(COUNTS.map((sql) => all.rows(sql)));
    times[name] = await timed(() => archive.read(TENANT, span, count), 15);
    await close();
  }
  return times;
}

/** For people. */
export const archiveTable = ({ records, lines, goals }: ArchiveReport): string =>
  [
    `Archive of ${records} records`,
    ...lines.map(([name, value]) => `${name.padEnd(36)}${value}`),
    '',
    ...goals.map(
      ({ name, value, most, met }) =>
        `${met ? 'met   ' : 'MISSED'} ${name.padEnd(30)}${value.toFixed(2).padStart(9)}  at most ${most}`,
    ),
  ].join('\n');
