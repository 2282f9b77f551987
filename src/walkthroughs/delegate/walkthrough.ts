import { createHash } from 'node:crypto';
import { appliedOf } from '../../core/in-force.ts';
import {
  DELEGATE,
  DELEGATION,
  DelegationShape,
  isOver,
  type Delegation,
} from '../../core/delegations.ts';
import type { AutomaticChange, Step } from '../../core/step.ts';
import type { Walkthrough } from '../../core/walkthrough.ts';
import { shownDay } from './days.ts';
import { approverQuestion, deputyQuestion, periodQuestion } from './questions.ts';
import { noMore, pairProblem, type World } from './world.ts';

/** A subject stays for ever, also when the person is erased: it tells approvers apart by a digest. */
const subjectOf = ({ approver }: Pick<Delegation, 'approver'>): string =>
  `delegation/${createHash('sha256').update(approver.id).digest('hex').slice(0, 16)}`;

const periodOf = ({ from, until }: Delegation): string =>
  `from ${shownDay(from)} until the end of ${shownDay(until)} (UTC)`;

/** Nothing outside is touched: what the ledger says was applied is what holds. */
function change(wanted: Delegation): AutomaticChange {
  const { approver, deputy, from, until } = wanted;
  return {
    kind: 'automatic',
    summary: `Let ${deputy.name} decide on approvals in the place of ${approver.name}, ${periodOf(wanted)}.`,
    details: {
      operation: DELEGATE,
      target: subjectOf(wanted),
      before: null,
      after: { approver: { ...approver }, deputy: { ...deputy }, from, until },
    },
    apply: () => Promise.resolve(),
  };
}

const granted = (world: World, wanted: Delegation): Step => ({
  id: 'delegated',
  title: 'A deputy decides for an approver',
  stage: 'Deputy',
  risk: 'sensitive',
  excludes: () =>
    Promise.resolve([
      { id: wanted.approver.id, why: 'Nobody agrees to their own deputy.' },
      { id: wanted.deputy.id, why: 'Nobody agrees to being a deputy.' },
    ]),
  async check({ entries, now }) {
    if (appliedOf(entries, DELEGATE).length > 0) return [];
    if (isOver(wanted, now)) throw noMore('Its last day has passed, so it was not put in force.');
    const problem = await pairProblem(world, wanted);
    if (problem !== undefined) throw problem;
    return [change(wanted)];
  },
  found: () =>
    Promise.resolve(
      `The deputy decides for the approver ${periodOf(wanted)}, unless it is ended before.`,
    ),
});

/** An approver who will be away has somebody decide in their place, for a time, with approval. */
export const delegateApprovals = (world: World): Walkthrough<typeof DelegationShape> => ({
  id: DELEGATION,
  title: 'Delegate approvals',
  about: 'Somebody decides in an approver’s place for a time; somebody else agrees to it.',
  command: 'delegate approvals',
  starters: ['operator', 'approver'],
  answers: DelegationShape,
  questions: [approverQuestion(world), deputyQuestion(world), periodQuestion(world)],
  later: true,
  subject: subjectOf,
  steps: (wanted) => [granted(world, wanted)],
});
