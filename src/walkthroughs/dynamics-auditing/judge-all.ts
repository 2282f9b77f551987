import type { Seen } from '../../core/walkthrough.ts';
import { judge, type Judged } from '../check.ts';
import type { Answers } from './answers.ts';
import { CHECKS } from './checks.ts';
import { observe } from './observation.ts';
import type { Site } from './world.ts';

/** All 32 checks against what can be read now. */
export const judgeAll = async (
  site: Site,
  answers: Answers,
  { history, now }: Seen,
): Promise<readonly Judged[]> => judge(CHECKS, await observe(site, answers, history, now));
