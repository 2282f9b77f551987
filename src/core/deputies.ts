import { DAY, type Clock } from './clock.ts';
import {
  DELEGATION,
  findDelegation,
  isInForce,
  isOver,
  LONGEST_DELEGATION,
} from './delegations.ts';
import type { Delegation, Granted } from './delegations.ts';
import { GatewayError } from './errors.ts';
import type { Entry, RunHeading } from './ledger.ts';
import type { Person, Role } from './people.ts';

/** A delegation with the run that put it in force. */
export interface Standing extends Granted {
  readonly run: string;
}

/** Who decides for whom at this moment, read from the ledger each time. */
export interface Deputies {
  /** In force or still to begin, not ended and not over. */
  list(): Promise<readonly Standing[]>;
  inForce(): Promise<readonly Delegation[]>;
  /**
   * The approvers whom this person decides for now: they must still hold the role, as the directory
   * has it at this moment. Throws when the directory is silent.
   */
  behalfOf(person: string): Promise<readonly Person[]>;
}

export interface DeputiesSettings {
  readonly runs: {
    list(): Promise<readonly RunHeading[]>;
    read(run: string): Promise<readonly Entry[]>;
  };
  readonly clock: Pick<Clock, 'now'>;
  /** As the directory has them at this moment, nothing remembered. */
  readonly rolesOf: (person: string) => Promise<ReadonlySet<Role>>;
}

/** The furthest day on which a delegation may begin, from the day on which it is asked for. */
export const LATEST_BEGIN = 90;

/** No delegation that was asked for longer ago than this can still be in force. */
const REMEMBERED = (LATEST_BEGIN + LONGEST_DELEGATION + 2) * DAY;

export function deputiesFrom({ runs, clock, rolesOf }: DeputiesSettings): Deputies {
  async function list(): Promise<readonly Standing[]> {
    const since = new Date(clock.now().getTime() - REMEMBERED).toISOString();
    const asked = (await runs.list()).filter(
      ({ walkthrough, startedAt }) => walkthrough === DELEGATION && startedAt > since,
    );
    const all = await Promise.all(
      asked.map(async ({ run }) => {
        const granted = findDelegation(await runs.read(run));
        return granted === undefined ? [] : [{ ...granted, run }];
      }),
    );
    return all.flat().filter((one) => one.ended === undefined && !isOver(one, clock.now()));
  }

  const inForce = async () => (await list()).filter((one) => isInForce(one, clock.now()));

  return {
    list,
    inForce,
    async behalfOf(person) {
      const mine = (await inForce()).filter(({ deputy }) => deputy.id === person);
      const away = new Map(mine.map(({ approver }) => [approver.id, approver]));
      const held = await Promise.all(
        [...away.values()].map(async (approver) =>
          (await isApprover(approver.id, rolesOf)) ? [approver] : [],
        ),
      );
      return held.flat();
    },
  };
}

/** Whoever has left for good has nobody decide for them; a directory that is silent refuses. */
async function isApprover(id: string, rolesOf: DeputiesSettings['rolesOf']): Promise<boolean> {
  try {
    return (await rolesOf(id)).has('approver');
  } catch (error) {
    if (error instanceof GatewayError && error.status === 404) return false;
    throw error;
  }
}
