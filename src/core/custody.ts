import type { AskedStep } from './asks.ts';
import type { Person } from './people.ts';
import { approvalsOf, approversOf } from './quorum.ts';
import type { Custody } from './step.ts';

/** States in which an approval has been made use of, or still may be. */
const CARRIED: readonly AskedStep['state'][] = ['approved', 'done', 'failed'];

// Names of vaults and keys are the same in capitals, so they must not be a way round.
const folded = (name: string): string => name.toLowerCase();

/** The vault of a part: another key in the same vault is no way round either. */
export const placeOf = (part: string): string => folded(part).split('/', 1).join('');

const placesOf = ({ pair }: Custody): readonly string[] => pair.split(' + ').map(placeOf);

/** The parts of the whole beside this one, as they are written. */
export const otherParts = ({ pair, part }: Custody): readonly string[] =>
  pair.split(' + ').filter((other) => folded(other) !== folded(part));

/** Whether these are different parts of one whole, also where only one of the parts was changed. */
export function areApart(one: Custody, other: Custody): boolean {
  const [mine, theirs] = [placeOf(one.part), placeOf(other.part)];
  return mine !== theirs && (placesOf(one).includes(theirs) || placesOf(other).includes(mine));
}

/**
 * The only approver of a step whose approval was, or still may be, made use of; two people when
 * one acted for the other, and nobody when others shared in it.
 */
export function soleApproversOf(asked: AskedStep): readonly Person[] {
  const approvals = approvalsOf(asked.votes);
  const carried = asked.begun === true || CARRIED.includes(asked.state);
  const alone = carried && approvals.length === 1 && asked.quorum <= 1;
  return alone
    ? approvals.flatMap(({ by, onBehalfOf }) => [by, ...(onBehalfOf ? [onBehalfOf] : [])])
    : [];
}

/** Whether this person's yes would make the step theirs alone. */
const wouldBeAlone = ({ votes, quorum }: AskedStep, person: string): boolean =>
  quorum <= 1 && [...approversOf(votes)].every((id) => id === person);

const isApart = (step: AskedStep, other: AskedStep): boolean =>
  step.custody !== undefined &&
  other.custody !== undefined &&
  areApart(step.custody, other.custody);

/** Who alone approved another part than this step's, and which. */
export const solesBeside = (
  step: AskedStep,
  all: readonly AskedStep[],
): readonly { readonly person: Person; readonly part: string }[] =>
  all.flatMap((other) => {
    const people = isApart(step, other) ? soleApproversOf(other) : [];
    return people.map((person) => ({ person, part: other.custody?.part ?? '' }));
  });

/**
 * Why this person may not approve this step, as a sentence; undefined when they may. `all` are the
 * steps asked for in every run about the same kind of subject.
 */
export function findBar(
  step: AskedStep,
  person: string,
  all: readonly AskedStep[],
): string | undefined {
  const excluded = step.excludes?.find(({ id }) => folded(id) === folded(person));
  if (excluded !== undefined) return excluded.why;
  const beside = solesBeside(step, all).find((sole) => sole.person.id === person);
  return beside !== undefined && wouldBeAlone(step, person)
    ? `You alone approved ${beside.part}. Two keys under one person protect nothing, so somebody ` +
        `else has to approve ${step.custody?.part ?? 'this one'}.`
    : undefined;
}

/** One vote never decides on two parts, whoever casts it. */
export const coversBothParts = (steps: readonly AskedStep[]): boolean =>
  steps.some((step) => steps.some((other) => isApart(step, other)));
