import type { Question, Reading } from '../../../core/walkthrough.ts';
import type { World } from '../world.ts';
import { branchAnswer, nameIn, type Outcome } from './branch-answer.ts';
import { subscriptionsIn, type Input } from './known.ts';
import { fitVaults, proposalOf } from './proposal.ts';
import { look, type BranchSeen, type Seen } from './seen.ts';
import { branchFields } from './vaults-fields.ts';
import { asForm } from './vaults-typed.ts';

const EXAMPLE =
  'Contoso-CK-MW-EU-VaultA1 in West Europe, Contoso-CK-MW-EU-VaultA2 in France Central';

const INTRO = [
  'Each key gets a vault of its own, best in two different regions of the continent where Microsoft keeps your data, and not in two that are each other’s pair.',
  'Names follow Microsoft’s advice and can never be changed. A vault or key of this name that is there already is taken over; leave the name of a key empty to have it named after its vault.',
];

const NOT_UNDERSTOOD = `Answer defaults, or name two vaults separated by a comma, each with “in” and its region, “key” and “group” where you want others than proposed: ${EXAMPLE}.`;
const SHOWN = 10;

const placed = ({ regions }: BranchSeen, location: string): string =>
  regions.find(({ name }) => name === location)?.displayName ?? location;

function notesOn(branch: BranchSeen, seen: Seen): readonly string[] {
  const there = fitVaults(branch, seen).slice(0, SHOWN);
  const names = there.map(({ name, location }) => `${name} (${placed(branch, location)})`);
  const gone = branch.deleted.slice(0, SHOWN).map(({ name }) => name);
  return [
    ...(names.length > 0
      ? [
          `In ${branch.subscriptionName} there are vaults that can be taken over; give the name to do so: ${names.join(', ')}. Region and resource group are then those of the vault. A vault that serves another kind of Customer Key policy should not be shared.`,
        ]
      : []),
    ...(gone.length > 0
      ? [
          `In ${branch.subscriptionName} there are deleted vaults that can be recovered with their keys; give the name to do so: ${gone.join(', ')}.`,
        ]
      : []),
  ];
}

const notesFor = (seen: Seen): readonly string[] => [
  ...(seen.profile.country === ''
    ? ['The directory does not say in which country the organisation is, so no region is proposed.']
    : []),
  ...seen.branches.flatMap((branch) => notesOn(branch, seen)),
];

async function answer(seen: Seen, input: Input): Promise<Reading> {
  const [one, two] = await Promise.all([nameIn(seen, 0, input), nameIn(seen, 1, input)]);
  const [first, second] = await Promise.all([
    branchAnswer(seen, 0, input, [one, two]),
    branchAnswer(seen, 1, input, [two, one]),
  ]);
  if ('answer' in first && 'answer' in second)
    return { kind: 'answered', answers: { first: first.answer, second: second.answer } };
  const problems = [...problemsOf('First key', first), ...problemsOf('Second key', second)];
  return { kind: 'refused', problem: problems.join(' ') };
}

const problemsOf = (label: string, outcome: Outcome): readonly string[] =>
  'problem' in outcome ? [`${label}: ${outcome.problem}`] : [];

/** Where the two keys will live; what is there already is taken over, never made twice. */
export const vaultsQuestion = (world: World): Question => ({
  id: 'vaults',
  async form(answers, input) {
    const seen = await look(world, subscriptionsIn(answers));
    const fields = await Promise.all([
      branchFields(seen.branches[0], 0, proposalOf(seen, 0), input),
      branchFields(seen.branches[1], 1, proposalOf(seen, 1), input),
    ]);
    return {
      title: 'Which vaults and keys?',
      intro: INTRO,
      fields: fields.flat(),
      typed: 'typed',
      example: 'defaults',
      notes: [...notesFor(seen), `Typed, it looks like this: ${EXAMPLE}.`],
    };
  },
  async read(answers, given) {
    const input = asForm(given);
    if (input === undefined) return { kind: 'refused', problem: NOT_UNDERSTOOD };
    return answer(await look(world, subscriptionsIn(answers)), input);
  },
});
