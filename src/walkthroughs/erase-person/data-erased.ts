import { requestersOf } from '../../core/approvals.ts';
import { ERASE } from '../../core/erasure.ts';
import { GatewayError } from '../../core/errors.ts';
import type { Naming } from '../../core/evidence.ts';
import type { Role } from '../../core/people.ts';
import type { AutomaticChange, Looking, Step } from '../../core/step.ts';
import type { Answers } from './answers.ts';
import type { World } from './world.ts';

const ONE_WAY =
  'What is erased can be read by nobody any more, auditors included. Rules that ask who decided earlier, such as the one about two keys and two custodians, no longer know the person.';

const OWN_DATA = 'It is about your own data, so somebody else has to decide.';

const counted = (count: number, one: string, many: string): string =>
  count === 1 ? `one ${one}` : `${count} ${many}`;

/** The person is named in the details alone: a sentence is not sealed. */
function summaryOf(ended: readonly Naming[], roles: ReadonlySet<Role>): string {
  const openings = ended.reduce((sum, one) => sum + one.openings, 0);
  const what =
    ended.length === 0
      ? 'Nothing of them is on record of runs and days that have ended; '
      : `Erase ${counted(openings, 'value', 'values')} of one person (ids, names, words) from ${counted(ended.length, 'ended run or day', 'ended runs and days')}; `;
  const role =
    roles.size === 0
      ? ''
      : ` The person still has a role here (${[...roles].sort().join(', ')}) and may go on to act.`;
  return `${what}forget where they can be reached.${role}`;
}

/** Whoever is unknown to the directory has no role; a directory that is silent is waited for. */
async function rolesOf({ rolesOf: look }: World, person: string): Promise<ReadonlySet<Role>> {
  try {
    return await look(person);
  } catch (error) {
    if (error instanceof GatewayError && error.status === 404) return new Set();
    throw error;
  }
}

async function changeFor(world: World, answers: Answers, ended: readonly Naming[]) {
  const { tenant, openings, references, place, redraw } = world;
  const { person, blind } = answers;
  const runs = ended.map(({ run }) => run);
  const [roles, names] = await Promise.all([
    rolesOf(world, person),
    openings.namesOf(tenant, person),
  ]);
  return {
    kind: 'automatic',
    summary: summaryOf(ended, roles),
    details: {
      operation: ERASE,
      target: 'personal data of one person',
      person: { id: person, name: names.join(', ') || 'not on record', blind },
      before: { runs, openings: ended.reduce((sum, one) => sum + one.openings, 0) },
      after: 'erased',
    },
    async apply() {
      // Last what the check looks for: after a crash in between it is still found, and done again.
      await references.forget(tenant, place(person));
      await openings.erase(tenant, person, runs);
      runs.forEach(redraw);
    },
  } satisfies AutomaticChange;
}

function refuseOwn({ entries }: Looking, person: string): void {
  if (!requestersOf(entries).has(person)) return;
  throw new GatewayError(
    'Whoever asks for an erasure has to stay on record, so nobody can ask for their own. Cancel this run; another operator has to ask.',
    { status: 409, transient: false },
  );
}

/** In everything that has ended the person is gone; what is open is said and left alone. */
export const dataErased = (world: World, answers: Answers): Step => ({
  id: 'data-erased',
  title: 'Nothing of the person is left in what has ended',
  stage: 'Erasure',
  risk: 'irreversible',
  oneWay: ONE_WAY,
  excludes: () => Promise.resolve([{ id: answers.person, why: OWN_DATA }]),
  async check(looking) {
    refuseOwn(looking, answers.person);
    const named = await world.openings.about(world.tenant, answers.person);
    const ended = named.filter((one) => one.ended);
    const reference = await world.references.find(world.tenant, world.place(answers.person));
    if (ended.length === 0 && reference === undefined) return [];
    return [await changeFor(world, answers, ended)];
  },
  async found() {
    const named = await world.openings.about(world.tenant, answers.person);
    const open = named.filter((one) => !one.ended).map(({ run }) => run);
    return open.length === 0
      ? 'Nothing of the person is left.'
      : `Nothing of the person is left in what has ended. Still open, and left as they are: ${open.join(', ')}. Type erase personal data again when they have ended.`;
  },
});
