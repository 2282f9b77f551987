import { after, HOUR, MINUTE, SECOND, type Clock } from '../core/clock.ts';
import type { DueTable } from '../core/due.ts';
import type { Ledger } from '../core/ledger.ts';
import type { Sealed } from '../evidence/sealing.ts';

export const SEAL = 'seal';
const SWEEP = 'seal-sweep';

/** Entries come in handfuls: a few seconds seal several of them at once. */
const SEAL_AFTER = 3 * SECOND;
const SWEEP_AGAIN = 5 * MINUTE;
/** A key that was out of reach for long is tried again this long after it was given up. */
const TRY_AGAIN = HOUR;

export interface SealJobSettings {
  readonly tenant: string;
  readonly due: DueTable;
  readonly clock: Clock;
  sealNow(): Promise<Sealed>;
  /** Tells people of what was sealed; called again after a kill, must not tell anything twice. */
  tell(sealed: Sealed): Promise<void>;
  /** Could not be scheduled; the next sweep finds it. */
  missed(error: unknown): void;
}

/** Seals the ledger soon after something was appended; what is lost is found by the sweep. */
export function sealJob({ tenant, due, clock, sealNow, tell, missed }: SealJobSettings) {
  const work = { tenant, kind: SEAL, key: 'ledger', payload: null };
  // While a seal is scheduled or fails, appends leave its schedule alone: they would defeat the
  // back-off of a key that is out of reach, and cost a write each.
  let scheduled = false;
  let wanted = false;
  let poke = (): void => undefined;

  const schedule = async (): Promise<void> => {
    scheduled = true;
    await due.schedule({ ...work, due: after(clock.now(), SEAL_AFTER) });
    poke();
  };

  /** Something was appended. Never waited for: an append owes nothing to the seal. */
  function soon(): void {
    wanted = true;
    if (scheduled) return;
    schedule().catch((error: unknown) => {
      scheduled = false;
      missed(error);
    });
  }

  async function seal(): Promise<void> {
    wanted = false;
    scheduled = true;
    await tell(await sealNow());
    scheduled = false;
    if (wanted) soon();
  }

  async function sweep(): Promise<void> {
    const row = (await due.list(tenant)).find(({ kind }) => kind === SEAL);
    const isLongDead = row?.state === 'dead' && after(row.due, TRY_AGAIN) <= now();
    if (row === undefined || isLongDead) await schedule();
    const again = after(clock.now(), SWEEP_AGAIN);
    await due.schedule({ tenant, kind: SWEEP, key: 'all', payload: null, due: again }, 'move');
  }
  const now = (): string => clock.now().toISOString();

  return {
    handlers: { [SEAL]: seal, [SWEEP]: sweep },
    begin: sweep,
    soon,
    onScheduled(listener: () => void): void {
      poke = listener;
    },
  };
}

/** A ledger whose appends are noticed. */
export const noticing = (ledger: Ledger, noticed: () => void): Ledger => ({
  ...ledger,
  async append(key, seen, what) {
    const entries = await ledger.append(key, seen, what);
    if (entries.length > 0) noticed();
    return entries;
  },
});
