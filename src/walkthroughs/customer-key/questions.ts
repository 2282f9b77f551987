import type { Question } from '../../core/walkthrough.ts';
import { settingsQuestion } from './questions/settings.ts';
import { subscriptionsQuestion } from './questions/subscriptions.ts';
import { vaultsQuestion } from './questions/vaults.ts';
import type { World } from './world.ts';

/** Which two subscriptions; which vaults and keys in them; how keys, vaults and policy shall be. */
export const questions = (world: World): readonly Question[] => [
  subscriptionsQuestion(world),
  vaultsQuestion(world),
  settingsQuestion(world),
];
