import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asksOf } from '../../src/core/asks.ts';
import type { Entry } from '../../src/core/ledger.ts';
import { standingOf } from '../../src/core/standing.ts';
import { openStore } from '../../src/store/open.ts';
import type { Ack } from './carry-on.ts';

export const TENANT = '11111111-1111-4111-8111-111111111111';

/** What is on disk, by run. */
export type Records = Readonly<Record<string, readonly Entry[]>>;

const clock = { now: () => new Date(), sleep: () => Promise.resolve() };

/** Reads a copy, so that the bot itself has to recover the folder that a kill has left behind. */
export async function recordsIn(dataDir: string): Promise<Records> {
  const copy = await mkdtemp(join(tmpdir(), 'audit-steward-copy-'));
  for (const name of ['steward.db', 'steward.db-wal'])
    await cp(join(dataDir, name), join(copy, name), { force: true }).catch(() => undefined);
  const store = await openStore({ dataDir: copy }, clock);
  try {
    const runs = await store.ledger.runs(TENANT);
    const read = ({ run }: { run: string }) => store.ledger.read({ tenant: TENANT, run });
    return Object.fromEntries(
      await Promise.all(runs.map(async (run) => [run.run, await read(run)] as const)),
    );
  } finally {
    await store.close();
    await rm(copy, { recursive: true, force: true });
  }
}

/** Entries that were there before and are not there now, in order and unchanged. */
export function lost(before: Records, now: Records): readonly string[] {
  return Object.entries(before).flatMap(([run, entries]) =>
    entries
      .filter((entry, at) => JSON.stringify(entry) !== JSON.stringify(now[run]?.[at]))
      .map((entry) => `${run}: ${JSON.stringify(entry).slice(0, 300)}`),
  );
}

/** Promises that the ledger knows nothing of. */
export function broken(acks: readonly Ack[], now: Records): readonly Ack[] {
  return acks.filter((ack) => {
    if (ack.kind === 'started') return Object.keys(now).length === 0;
    return !(now[ack.run] ?? []).some((entry) => keeps(entry, ack));
  });
}

function keeps(entry: Entry, ack: Exclude<Ack, { kind: 'started' }>): boolean {
  if (ack.kind === 'attested') return entry.kind === 'attested' && entry.step === ack.step;
  return entry.kind === 'decided' && entry.ask === ack.ask && entry.by.id === ack.by;
}

/** Changes that were begun without an approval that stood at that moment. */
export const unapproved = (entries: readonly Entry[]): readonly string[] =>
  entries.flatMap((entry, at) => {
    if (entry.kind !== 'applying') return [];
    const asked = asksOf(entries.slice(0, at)).findLast(({ step }) => step === entry.step);
    const covers = asked?.changes.some(({ digest }) => digest === entry.change.digest) ?? false;
    return covers && asked?.state === 'approved' ? [] : [entry.change.summary];
  });

/** Changes that are recorded as done more than once. */
export function twice(entries: readonly Entry[]): readonly string[] {
  const applied = entries.flatMap((entry) => (entry.kind === 'applied' ? [entry.requestId] : []));
  return applied.filter((id, at) => applied.indexOf(id) !== at);
}

/** Where each step stands, for a comparison that reads well when it fails. */
export const outcomes = (entries: readonly Entry[]) =>
  Object.fromEntries(standingOf(entries).steps.map(({ id, state }) => [id, state]));

interface Changed {
  readonly service: string;
  readonly operation: string;
  readonly target: string;
}

/** What was changed in the tenant, in words, sorted: each change once for each time it happened. */
export async function changesAt(address: string): Promise<readonly string[]> {
  const response = await fetch(`${address}/sandbox/state`);
  const { changes } = (await response.json()) as { changes: readonly Changed[] };
  return changes
    .map(({ service, operation, target }) => `${service} ${operation} ${target}`)
    .sort();
}
