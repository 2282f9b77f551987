import { join } from 'node:path';
import type { Entry } from '../../src/core/ledger.ts';
import { changesAt, outcomes, twice, unapproved } from './aftermath.ts';
import { callsIn, type Call } from './calls.ts';
import { playPatiently } from './customer-key-play.ts';
import { inFolder } from './folders.ts';
import { stewardIn } from './steward-in.ts';
import { masked, surplus, tenantIn } from './tenant-after.ts';
import { sparedAt, troubleAt, type Trouble } from './troubles.ts';

export type Settings = Readonly<Record<string, string>>;

/** What a play has come to. */
export interface Played {
  readonly entries: readonly Entry[];
  /** Every change that was made in the tenant, as often as it was made. */
  readonly changes: readonly string[];
  /** What the tenant holds afterwards. */
  readonly tenant: readonly string[];
  /** Troubles that never came into play. */
  readonly spared: readonly Trouble[];
  readonly calls: readonly Call[];
}

/** A whole play with these troubles; those of the run are switched on when it is asked for. */
export const played = (settings: Settings, troubles: readonly Trouble[]): Promise<Played> =>
  inFolder(async (dataDir) => {
    const log = join(dataDir, 'exchanges.ndjson');
    const steward = await stewardIn(dataDir, { ...settings, SANDBOX_EXCHANGE_LOG: log });
    const { address, runs } = steward;
    let sent = new Date();
    try {
      await troubleAt(address, troubles, 'questions');
      const sending = async (): Promise<void> => {
        sent = new Date();
        await troubleAt(address, troubles, 'run');
      };
      const run = await playPatiently({ address, runs, sending });
      const entries = await runs.read(run);
      const changes = once(await changesAt(address));
      const spared = await sparedAt(address, troubles);
      await steward.stop();
      return {
        entries,
        changes,
        spared,
        tenant: tenantIn(dataDir),
        calls: await callsIn(log, sent),
      };
    } catch (error) {
      await steward.stop();
      throw error;
    }
  });

/** Asking for a registration again changes nothing; whatever else is made twice is too much. */
export const once = (changes: readonly string[]): readonly string[] => {
  const asked = (change: string): boolean => change.startsWith('arm providers/register ');
  return [
    ...new Set(changes.filter(asked)),
    ...changes.filter((change) => !asked(change)).map(masked),
  ].sort();
};

const more = (what: string, lines: readonly string[]): readonly string[] =>
  lines.map((line) => `${what}: ${line}`);

/** What is not as it is after a play without trouble, in words. */
export function wrongIn(
  { entries, changes, tenant }: Pick<Played, 'entries' | 'changes' | 'tenant'>,
  calm: Played,
): readonly string[] {
  const ended = outcomes(entries);
  // Whoever is told that the records are out of reach may go on without them, and says so.
  const isDue = (line: string): boolean =>
    ended['feed-subscribed'] !== 'attested' || !/^activity[ -]subscription/.test(line);
  return [
    ...more('applied unapproved', unapproved(entries)),
    ...more('applied twice', twice(entries)),
    ...Object.entries(ended).flatMap(([id, state]) =>
      state === 'verified' || state === 'attested' ? [] : [`${id} ended ${state}`],
    ),
    ...more('changed too often', surplus(changes, calm.changes)),
    ...more('not changed', surplus(calm.changes, changes).filter(isDue)),
    ...more('left over', surplus(tenant, calm.tenant)),
    ...more('missing', surplus(calm.tenant, tenant).filter(isDue)),
  ];
}
