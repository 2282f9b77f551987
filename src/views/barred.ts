import type { AskedStep } from '../core/asks.ts';
import { approvalsOf, approversOf } from '../core/quorum.ts';
import { findBar, otherParts, solesBeside } from '../core/custody.ts';
import type { Person } from '../core/people.ts';

const distinct = (lines: readonly string[]): readonly string[] => [...new Set(lines)];

/** Who may not approve these steps, and why, as far as the run itself knows. */
export const barredFrom = (
  steps: readonly AskedStep[],
  all: readonly AskedStep[],
): readonly string[] =>
  distinct([
    ...steps.flatMap(apart),
    ...steps.flatMap((step) => solesBeside(step, all).map(holds)),
    ...excluded(steps),
  ]);

function apart({ custody, quorum }: AskedStep): readonly string[] {
  if (custody === undefined) return [];
  const others = otherParts(custody).join(' or ');
  const also = quorum > 1 ? 'also approve alone' : 'also approve';
  return [
    `Two keys under one person protect nothing: whoever alone approves ${custody.part} cannot ` +
      `${also} ${others === '' ? 'the other part' : others}.`,
  ];
}

const holds = ({ person, part }: ReturnType<typeof solesBeside>[number]): string =>
  `${person.name} alone approved ${part}, so somebody else has to approve this.`;

/** `2 people cannot approve this: …`, once for each reason. */
function excluded(steps: readonly AskedStep[]): readonly string[] {
  const all = steps.flatMap(({ excludes = [] }) => excludes);
  return [...Map.groupBy(all, ({ why }) => why)].map(([why, people]) => {
    const many = new Set(people.map(({ id }) => id.toLowerCase())).size;
    return `${many === 1 ? 'One person' : `${many} people`} cannot approve this: ${why}`;
  });
}

/** Whether fewer people can approve some of these steps than have to. */
export const lacksApprovers = (
  steps: readonly AskedStep[],
  people: readonly Person[],
  all: readonly AskedStep[],
): boolean =>
  steps
    .filter(({ state }) => state === 'pending')
    .some((step) => {
      const able = people.filter(({ id }) => findBar(step, id, all) === undefined);
      const voted = approversOf(step.votes);
      const left = new Set(able.flatMap(({ id }) => (voted.has(id) ? [] : [id])));
      return approvalsOf(step.votes).length + left.size < step.quorum;
    });
