import { MINUTE, SECOND } from '../../../core/clock.ts';
import type { Site } from '../world.ts';

/** What the key shall be, for every way to it. */
export const wantedOf = ({ answers }: Site) => ({
  type: 'RSA-HSM',
  size: answers.keySize,
  operations: ['wrapKey', 'unwrapKey'],
  expires: null,
});

/** How long the vault may take to show what it has accepted. */
export const SETTLES = { lookAgain: 5 * SECOND, deadline: 5 * MINUTE };
