import type { Closing, Reads, Seen } from '../../../core/walkthrough.ts';
import type { Answers } from '../answers.ts';
import { healthFrom } from '../health.ts';
import { judgeAll } from '../judge-all.ts';
import { siteOf, type World } from '../world.ts';

/** The health of what was set up: whichever run is asked, it is about the same two keys. */
export const laterHealth =
  (world: World) =>
  async ({ setUp }: { readonly setUp: Answers }, reads: Reads, seen: Seen): Promise<Closing> =>
    healthFrom(setUp, await judgeAll(siteOf(world, setUp, reads), seen), seen.history);
