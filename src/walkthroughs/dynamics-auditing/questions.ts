import type { Question } from '../../core/walkthrough.ts';
import { environmentQuestion } from './questions/environment.ts';
import { roleQuestion } from './questions/role.ts';
import { tablesQuestion } from './questions/tables.ts';
import type { World } from './world.ts';

/** Which environment; the bot's role there, if it lacks one; which tables and how. */
export const questions = (world: World): readonly Question[] => [
  environmentQuestion(world),
  roleQuestion(world),
  tablesQuestion(world),
];
