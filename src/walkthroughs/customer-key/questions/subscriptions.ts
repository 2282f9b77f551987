import type { Field, Form, Question, Reading } from '../../../core/walkthrough.ts';
import { azurePortal } from '../portals.ts';
import type { World } from '../world.ts';
import { filled, oneLine, type Input } from './known.ts';
import { candidatesOf, type Candidate, type Candidates } from './standing.ts';
import { fromFields, fromText, type Two } from './two-of.ts';

/** Named one by one up to here. */
const MANY = 6;

const INTRO = [
  'Customer Key needs two keys of yours in two subscriptions, so that one mistake or one unpaid bill cannot lose both. Best are two that are used for nothing else, looked after by different people.',
];

/** What people should know before they begin. */
const BEFORE = [
  'Time: the bot’s own part takes minutes, besides approvals and an hour of waiting before the last step. If the mandatory retention period is asked for, Microsoft takes days to approve it (five business days were once promised); after the assignment it takes up to 24 hours until the keys are used.',
  'Cost: keys protected by hardware, their premium vaults and each use of them are paid for in both subscriptions, for as long as the keys live.',
  'No way back: assigning the policy cannot be undone without a support ticket to Microsoft, and purge protection of a vault never. With both keys out of reach nobody can read what they protect. Two approvers besides you have to agree, and nothing is changed before that.',
];

async function look(world: World) {
  const [found, profile] = await Promise.all([
    world.azure.listSubscriptions(),
    world.tenant.getProfile(),
  ]);
  return { profile, among: candidatesOf(found, profile) };
}

const optionOf = ({ id, name, offer, doubts }: Candidate) => ({
  value: id,
  title: `${name} · ${offer} · …${id.slice(-6)}${doubts.length > 0 ? ' · in doubt, see below' : ''}`,
});

/** Chosen beforehand only where there is nothing to choose. */
function onlyTwo({ usable }: Candidates): readonly Candidate[] {
  const sure = usable.filter(({ doubts }) => doubts.length === 0);
  return [sure, usable].find(({ length }) => length === 2) ?? [];
}

function field(among: Candidates, input: Input, number: 0 | 1): Field {
  const id = number === 0 ? 'first' : 'second';
  const chosen = among.usable.find((each) => each.id === filled(input, id).toLowerCase());
  const value = (chosen ?? onlyTwo(among)[number])?.id;
  return {
    id,
    label: number === 0 ? 'Subscription of the first key' : 'Subscription of the second key',
    kind: 'one',
    required: among.usable.length > 1,
    options: among.usable.map(optionOf),
    ...(value === undefined ? {} : { value }),
  };
}

function listed(rows: readonly Candidate[], say: (row: Candidate) => string): readonly string[] {
  const left = rows.length - MANY;
  const more = left > 0 ? [`The same or the like is true of ${left} more subscriptions.`] : [];
  return [...rows.slice(0, MANY).map(say), ...more];
}

const tooFew = (world: World, { usable }: Candidates): string =>
  `Two usable subscriptions are needed, and the bot sees ${usable.length === 0 ? 'none' : 'one'}. Type create subscription to have the bot ask for one where billing rights exist, or add one in the Azure portal (${azurePortal(world.settings.cloud)}, Subscriptions, Add). The bot’s application needs the role Reader on it to see it. Then look again: press the button, or type again.`;

const notesFor = (world: World, among: Candidates): readonly string[] => [
  ...(among.usable.length < 2 ? [tooFew(world, among)] : []),
  ...listed(
    among.usable.filter(({ doubts }) => doubts.length > 0),
    ({ name, doubts }) => `${name} is in doubt: ${doubts.join('; ')}.`,
  ),
  ...listed(among.others, ({ name, against }) => `${name} is not offered: ${against.join('; ')}.`),
  ...BEFORE,
];

function formOf(world: World, among: Candidates, input: Input): Form {
  const [one, other] = among.usable;
  return {
    title: 'Which two subscriptions?',
    intro: INTRO,
    fields: [field(among, input, 0), field(among, input, 1)],
    typed: 'typed',
    example: `${one?.name ?? 'Contoso CK One'}, ${other?.name ?? 'Contoso CK Two'}`,
    notes: notesFor(world, among),
    ...(among.usable.length < 2 ? { again: { title: 'Look again' } } : {}),
  };
}

function twoFrom(input: Input, among: Candidates): Two {
  const typed = input['typed'];
  const [first, second] = onlyTwo(among);
  if (typed === undefined)
    return fromFields(filled(input, 'first'), filled(input, 'second'), among);
  if (first !== undefined && second !== undefined && /^(?:defaults?|both)$/i.test(typed.trim()))
    return { first, second };
  return fromText(typed, among);
}

const isAgain = (input: Input): boolean =>
  input['again'] !== undefined || /^(?:look )?again$/i.test(filled(input, 'typed'));

const chosen = ({ id, name }: Candidate) => ({ subscription: id, subscriptionName: name });

/** Checks SUB-1 to SUB-5 where they cost nothing yet. */
export const subscriptionsQuestion = (world: World): Question => ({
  id: 'subscriptions',
  async form(_answers, input): Promise<Form> {
    const { among } = await look(world);
    return formOf(world, among, input);
  },
  async read(_answers, input): Promise<Reading> {
    if (isAgain(input)) return { kind: 'again', input: {} };
    const { among, profile } = await look(world);
    if (among.usable.length < 2) return { kind: 'refused', problem: tooFew(world, among) };
    const two = twoFrom(input, among);
    if ('problem' in two) return { kind: 'refused', problem: two.problem };
    const { id, domain } = profile;
    // The directory of a fresh tenant may not say; the id is as good to tell tenants apart.
    const tenant = { id, name: oneLine(profile.name) || domain || id, domain: domain || id };
    return {
      kind: 'answered',
      answers: { tenant, first: chosen(two.first), second: chosen(two.second) },
    };
  },
});
