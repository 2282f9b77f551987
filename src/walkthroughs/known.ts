import type { Known } from '../core/policy-lint.ts';

/**
 * Walkthroughs in which an emergency may be allowed: nothing that they do is for good, and none
 * decides who decides. A new one is not among them unless it is named here.
 */
const EMERGENCIES: ReadonlySet<string> = new Set([
  'audit-archive',
  'dynamics-auditing',
  'dynamics-auditing-undo',
  'customer-key-recover',
  'customer-key-roll',
  'customer-key-subscription',
]);

/** Every walkthrough there is, for a policy that is looked over without the bot. */
export const WALKTHROUGHS: readonly string[] = [
  ...EMERGENCIES,
  'change-policy',
  'customer-key',
  'customer-key-offboard',
  'delegate-approvals',
  'drift-exception',
  'dynamics-auditing-off',
  'erase-person',
];

/** Walkthroughs as a policy may name them. */
export const knownAs = (ids: readonly string[]): Known['walkthroughs'] =>
  ids.map((id) => ({ id, guarded: !EMERGENCIES.has(id) }));
