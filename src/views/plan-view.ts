import type { ActionView, PlanView } from '../../cards/views.ts';
import type { Foreseen } from '../core/foresee.ts';
import { ruleFor, type Policy } from '../core/policy.ts';
import { planned } from '../core/step.ts';
import type { Remark } from '../core/walkthrough.ts';
import { changeView, sourceView } from './change-view.ts';

type StepView = PlanView['stages'][number]['steps'][number];

function standingOf({ plan, unseen }: Foreseen): StepView['standing'] {
  if (unseen !== undefined) return 'waits';
  const [first] = plan;
  if (first === undefined) return 'holds';
  return first.kind === 'automatic' ? 'changes' : first.kind === 'guided' ? 'guided' : 'waits';
}

/** Behind a step that has yet to be done, a refusal is no news: it is why that step is there. */
function waitsOf({ plan, unseen }: Foreseen, behind: boolean): string | undefined {
  if (unseen !== undefined) return behind ? BEHIND : `Cannot be looked at yet: ${unseen}`;
  const [first] = plan;
  return first?.kind === 'wait' ? `${first.on}; usually ${first.usually}` : undefined;
}

const BEHIND =
  'I can look at this once the steps before it are done; what changes then is asked for separately.';

/** What the approvers are counted by. */
export interface Under {
  readonly policy: Policy;
  readonly walkthrough: string;
}

const isOpen = ({ plan, unseen }: Foreseen): boolean =>
  unseen === undefined && plan.some(({ kind }) => kind !== 'wait');

function stepView(foreseen: Foreseen, { policy, walkthrough }: Under, behind: boolean): StepView {
  const { step, plan } = foreseen;
  const standing = standingOf(foreseen);
  const waits = waitsOf(foreseen, behind);
  const asked = standing === 'changes' || (standing === 'guided' && step.risk !== 'routine');
  return {
    title: step.title,
    standing,
    approvers: asked ? ruleFor(policy, walkthrough, step).quorum : 0,
    ...(step.oneWay === undefined ? {} : { oneWay: step.oneWay }),
    changes: plan
      .filter(({ kind }) => kind !== 'wait')
      .map((change) => changeView(planned(change))),
    ...(waits === undefined ? {} : { waits }),
  };
}

function headlineOf(all: readonly Foreseen[]): string {
  const count = (kind: string) =>
    all.flatMap(({ plan }) => plan).filter((change) => change.kind === kind).length;
  const [changes, guided, waits] = [count('automatic'), count('guided'), count('wait')];
  if (changes + guided === 0 && all.every(({ unseen }) => unseen === undefined))
    return waits === 0
      ? 'Everything holds already: nothing would be changed.'
      : 'Everything holds already: nothing would be changed, only looked for.';
  const noun = (many: number) => `${many} ${many === 1 ? 'change' : 'changes'}`;
  const parts = [
    ...(changes > 0 ? [`${noun(changes)} by the bot`] : []),
    ...(guided > 0 ? [changes > 0 ? `${guided} by hand` : `${noun(guided)} by hand`] : []),
    ...(waits > 0 ? [`${waits} to wait for`] : []),
  ];
  const says = parts.length === 0 ? 'What would change cannot be seen yet' : parts.join(', ');
  return `This is a plan; nothing is touched yet. ${says}.`;
}

/** The whole walkthrough as a plan. */
export function planView(
  heading: { readonly title: string; readonly subject: string },
  all: readonly Foreseen[],
  under: Under,
  more: { readonly remarks: readonly Remark[]; readonly actions: readonly ActionView[] },
): PlanView {
  const stages = Map.groupBy(all, ({ step }) => step.stage);
  return {
    ...heading,
    headline: headlineOf(all),
    stages: [...stages].map(([title, steps]) => ({
      title,
      steps: steps.map((each) =>
        stepView(each, under, all.slice(0, all.indexOf(each)).some(isOpen)),
      ),
    })),
    remarks: more.remarks.map(({ source, ...remark }) => ({
      ...remark,
      ...(source === undefined ? {} : { source: sourceView(source) }),
    })),
    actions: more.actions,
  };
}
