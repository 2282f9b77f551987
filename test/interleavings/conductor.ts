import { setImmediate as breath, setTimeout as sleep } from 'node:timers/promises';
import { diceOf } from './dice.ts';

/** A replica was killed: what it was waiting for never comes. */
export class ReplicaKilled extends Error {
  override readonly name = 'ReplicaKilled';
}

interface Parked {
  readonly life: Life;
  go(): Promise<void>;
  die(): void;
}

/** One life of a replica, from its start to its kill. */
export interface Life {
  readonly replica: number;
  dead: boolean;
}

/**
 * Decides, by a seed, who takes the next step: every call to the store and every deed waits here
 * until it is its turn, so that the calls of several replicas come in any order there is.
 */
export function conductor(seed: number) {
  const dice = diceOf(seed);
  const parked: Parked[] = [];
  let under = 0;

  /** Runs the call when it is its turn, unless the replica has been killed before. */
  const pass = <T>(life: Life, call: () => Promise<T>): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      const die = () => reject(new ReplicaKilled());
      if (life.dead) return die();
      const go = async () => {
        try {
          const answer = await call();
          // Killed while the answer was on its way: it is done, and nobody hears of it.
          if (life.dead) die();
          else resolve(answer);
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      };
      parked.push({ life, go, die });
    });

  function kill(life: Life): void {
    life.dead = true;
    for (const one of parked.filter((each) => each.life === life)) {
      parked.splice(parked.indexOf(one), 1);
      one.die();
    }
  }

  /** Something that goes on beside the others until it ends, well or not. */
  const begin = (work: Promise<unknown>): void => {
    under += 1;
    work.then(
      () => (under -= 1),
      () => (under -= 1),
    );
  };

  /** Lets one of those who wait take its step; false when nobody is left. */
  async function step(): Promise<boolean> {
    await breath();
    while (parked.length === 0 && under > 0) await sleep(1);
    if (parked.length === 0) return false;
    const [one] = parked.splice(dice(parked.length), 1);
    await one?.go();
    return true;
  }

  return { dice, pass, kill, begin, step };
}
