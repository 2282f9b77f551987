import { DAY } from '../../core/clock.ts';
import { daysOf, LONGEST_DELEGATION } from '../../core/delegations.ts';
import { LATEST_BEGIN } from '../../core/deputies.ts';
import type { Person } from '../../core/people.ts';
import type { Field, Question, Reading } from '../../core/walkthrough.ts';
import { dayIn, dayOf, lastDayIn, periodIn } from './days.ts';
import { approversIn, candidatesIn, type World } from './world.ts';

const refused = (problem: string): Reading => ({ kind: 'refused', problem });

const idOf = (answer: unknown): string =>
  typeof answer === 'object' && answer !== null && 'id' in answer ? String(answer.id) : '';

/** By object id, or by a name that only one of them bears: a name alone may be two people's. */
function findOne(people: readonly Person[], said: string): Person | string {
  const typed = said.trim().toLowerCase();
  const named = people.filter(({ id, name }) => id === typed || name.toLowerCase() === typed);
  const [one, ...others] = named;
  if (one === undefined)
    return 'The directory knows nobody of that name who can be chosen here. Choose from the list.';
  return others.length === 0
    ? one
    : `Several people are called ${one.name}. Choose from the list, or type the object id.`;
}

const exampleOf = ([first]: readonly Person[]): string => first?.name ?? 'an object id';

const choosing = (id: string, label: string, people: readonly Person[], value = ''): Field => ({
  id,
  label,
  kind: 'one',
  required: true,
  filtered: people.length > 10,
  value,
  options: people.map((person) => ({
    value: person.id,
    title: `${person.name} (${person.id})`,
  })),
});

/** Whose decisions are to be taken by somebody else. */
export const approverQuestion = (world: World): Question => ({
  id: 'approver',
  form: async (_answers, input) => {
    const people = await approversIn(world);
    return {
      title: 'Which approver will be away?',
      intro: ['Somebody else will decide on requests in their place, for a time.'],
      fields: [choosing('approver', 'Approver', people, input['approver'])],
      typed: 'approver',
      example: exampleOf(people),
    };
  },
  async read(_answers, input) {
    const found = findOne(await approversIn(world), input['approver'] ?? '');
    return typeof found === 'string'
      ? refused(found)
      : { kind: 'answered', answers: { approver: { ...found } } };
  },
});

const DEPUTY: readonly string[] = [
  'The deputy gets the same cards. A vote of both counts as one, and what the approver may not decide the deputy may not decide for them either.',
  'Somebody who is an approver already decides as themselves: as a deputy they add no second vote.',
];

/** Who decides meanwhile. */
export const deputyQuestion = (world: World): Question => {
  const others = (answers: Parameters<Question['form']>[0]) =>
    candidatesIn(world, idOf(answers['approver']));
  return {
    id: 'deputy',
    async form(answers, input) {
      const people = await others(answers);
      return {
        title: 'Who decides in their place?',
        intro: DEPUTY,
        fields: [choosing('deputy', 'Deputy', people, input['deputy'])],
        typed: 'deputy',
        example: exampleOf(people),
      };
    },
    async read(answers, input) {
      const found = findOne(await others(answers), input['deputy'] ?? '');
      return typeof found === 'string'
        ? refused(found)
        : { kind: 'answered', answers: { deputy: { ...found } } };
    },
  };
};

const NOT_UNDERSTOOD =
  'Say a day, such as today, monday or 2026-12-01, and until when: a day, or how long, such as 2 weeks.';

/** From when until when, in days of UTC. */
export const periodQuestion = ({ clock }: World): Question => ({
  id: 'period',
  form: (_answers, input) =>
    Promise.resolve({
      title: 'From when until when?',
      intro: [
        `Whole days, in UTC, the last one included; ${LONGEST_DELEGATION} days at most. It begins when it is approved, not before the first day.`,
      ],
      fields: [
        { id: 'from', label: 'From', kind: 'text', value: input['from'] ?? 'today' },
        {
          id: 'until',
          label: 'Until, or how long',
          kind: 'text',
          required: true,
          value: input['until'] ?? '',
          placeholder: '2 weeks',
        },
      ],
      typed: 'from',
      example: 'from monday for 2 weeks',
    }),
  read: (_answers, input) => {
    const until = (input['until'] ?? '').trim();
    const said =
      until === '' ? periodIn(input['from'] ?? '') : { from: input['from'] ?? '', until };
    return Promise.resolve(readPeriod(said, clock.now()));
  },
});

function readPeriod(said: { readonly from: string; readonly until: string }, now: Date): Reading {
  const today = dayOf(now);
  const from = dayIn(said.from.trim() || 'today', today);
  const until = from === undefined ? undefined : lastDayIn(said.until, from, today);
  if (from === undefined || until === undefined) return refused(NOT_UNDERSTOOD);
  if (from < today) return refused('That begins in the past. Name today or a later day.');
  if (until < from) return refused('That ends before it begins. Name a later last day.');
  if (daysOf({ from, until }) > LONGEST_DELEGATION)
    return refused(`Nobody decides for somebody else longer than ${LONGEST_DELEGATION} days.`);
  if (Date.parse(from) > now.getTime() + (LATEST_BEGIN - 1) * DAY)
    return refused(`That begins too late. Ask for it within ${LATEST_BEGIN} days before.`);
  return { kind: 'answered', answers: { from, until } };
}
