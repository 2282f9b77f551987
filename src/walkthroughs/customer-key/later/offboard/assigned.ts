import type { Site } from '../../world.ts';

const isOurs = ({ answers }: Site, policy: string, identity: string): boolean =>
  [answers.policy.name, identity].some((name) => name !== '' && same(name, policy));
const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** Undefined: the bot cannot ask. */
export async function stillAssigned(site: Site): Promise<boolean | undefined> {
  const { policies } = site.world;
  if (policies === undefined) return undefined;
  const [assigned, found] = await Promise.all([
    policies.findAssignment(),
    policies.find(site.answers.policy.name),
  ]);
  return assigned !== undefined && isOurs(site, assigned.policy, found?.identity ?? '');
}
