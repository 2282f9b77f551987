import { requestersOf, type Decider } from './core/approvals.ts';
import type { AskedStep } from './core/asks.ts';
import type { Entry } from './core/ledger.ts';
import type { Directory, Person, Role } from './core/people.ts';
import type { Standing } from './core/standing.ts';
import { lacksApprovers } from './views/barred.ts';

/** Somebody who is away, and who decides for them. */
interface Deputised {
  readonly approver: Person;
  readonly deputy: Person;
}

export interface DecidersSettings {
  readonly directory: Pick<Directory, 'membersOf'>;
  /** Who decides for whom at this moment. */
  readonly deputies?: { inForce(): Promise<readonly Deputised[]> };
}

/** Who is asked: every approver but those who asked for it, and whoever decides for one of them. */
export async function decidersFor(
  settings: DecidersSettings,
  entries: readonly Entry[],
): Promise<readonly Decider[]> {
  const asking = requestersOf(entries);
  const members = await settings.directory.membersOf('approver');
  const approvers = members.filter(({ id }) => !asking.has(id));
  const deputised = (await settings.deputies?.inForce()) ?? [];
  const deputies = deputised.filter(
    ({ approver, deputy }) =>
      approvers.some(({ id }) => id === approver.id) &&
      [...members, ...asking].every((known) => idOf(known) !== deputy.id),
  );
  return [
    ...approvers.map((person) => ({ person, roles: new Set<Role>(['approver']) })),
    ...[...Map.groupBy(deputies, ({ deputy }) => deputy.id).values()].flatMap((all) =>
      all.slice(0, 1).map(({ deputy }) => ({
        person: deputy,
        roles: new Set<Role>(),
        behalf: all.map(({ approver }) => approver),
      })),
    ),
  ];
}

const idOf = (known: Person | string): string => (typeof known === 'string' ? known : known.id);

/** Somebody who has a card of a request and is not among those who are asked now. */
export const bystander = (id: string): Decider => ({
  person: { id, name: '' },
  // Only whoever asked is offered something for it, and that is judged again when pressed.
  roles: new Set<Role>(['operator']),
});

const NO_APPROVERS =
  'Nobody can approve this: the approvers group has no member but the requester. Ask an administrator to add people to it.';

/** Said as soon as it is known, for otherwise a request would wait for people who cannot be. */
export function shortage(
  reference: string,
  steps: readonly AskedStep[],
  people: readonly Person[],
  { asks }: Standing,
): readonly string[] {
  if (people.length === 0) return [NO_APPROVERS];
  return lacksApprovers(steps, people, asks)
    ? [
        `Too few people can approve request ${reference}: its card says who may not. Ask an administrator to add people to the approvers group.`,
      ]
    : [];
}
