import type { Data } from '../../core/data.ts';
import { durationInWords } from '../../core/duration.ts';
import { GatewayError } from '../../core/errors.ts';
import { asData, policyOf, ruleFor, strictestRule, type Policy } from '../../core/policy.ts';
import { differencesBetween, type Difference } from '../../core/policy-difference.ts';
import { PolicyDocument } from '../../core/policy-document.ts';
import { policyIn, POLICY_SUBJECT, SET_POLICY } from '../../core/policy-in-force.ts';
import type { AutomaticChange, Looking, Step } from '../../core/step.ts';
import type { Reads } from '../../core/walkthrough.ts';
import { demandReach, readPolicy, type World } from './world.ts';

/** As much of a digest as people compare. */
const short = (digest: string): string => digest.slice(0, 12);

const HEADINGS: Readonly<Record<Difference['way'], string>> = {
  weaker: 'WEAKER',
  stronger: 'Stronger',
  different: 'Different',
};

/** `WEAKER: sensitive changes: 1 approver instead of 2.`, what is weaker first. */
export const inWords = (was: Policy, will: Policy): readonly string[] =>
  differencesBetween(was, will).map(({ way, says }) => `${HEADINGS[way]}: ${says}.`);

function changeTo(world: World, was: Policy, will: Policy): AutomaticChange {
  const difference = inWords(was, will);
  const words = difference.length > 0 ? difference : ['It says the same as before in other words.'];
  return {
    kind: 'automatic',
    summary: `Put the approval policy ${short(will.digest)} in force in place of ${short(was.digest)}. ${words.join(' ')}`,
    details: {
      operation: SET_POLICY,
      target: POLICY_SUBJECT,
      before: asData(was.document),
      after: asData(will.document),
    },
    // That it was applied is the switch: the policy in force is read from the ledger.
    async apply() {
      if ((await readPolicy(world)).digest !== will.digest) throw changedSince();
    },
  };
}

const changedSince = (): GatewayError =>
  new GatewayError(
    'The policy file is not what was approved any more, so the policy was not changed.',
    { status: 0, transient: false },
  );

function demandsSignIn(document: Data): boolean {
  const { data } = PolicyDocument.safeParse(document);
  return data !== undefined && strictestRule(policyOf(data)).stepUp;
}

/** The policy that the file holds is the one in force; until then the old one decides. */
export function policyInForce(world: World, reads: Reads): Step {
  const reach = reads.remember(async (_digest: string) =>
    demandReach(world, await readPolicy(world)),
  );
  return {
    id: 'policy-in-force',
    title: 'The approval policy is the one in the file',
    stage: 'Approval policy',
    risk: 'sensitive',
    strictest: true,
    // Whoever could not sign in under it must not bring it into force: nobody could change it back.
    signIn: (changes) => changes.some(({ details }) => demandsSignIn(details.after)),
    async check({ history }: Looking) {
      const will = await readPolicy(world);
      const was = policyIn(history, world.builtIn).policy;
      if (will.digest === was.digest) return [];
      await reach(will.digest);
      return [changeTo(world, was, will)];
    },
    found({ history }: Looking) {
      const { policy } = policyIn(history, world.builtIn);
      const { quorum, coolDown } = ruleFor(policy, 'change-policy', {
        risk: 'sensitive',
        strictest: true,
      });
      return Promise.resolve(
        `The approval policy ${short(policy.digest)} is in force. The next change of it needs ${quorum} approvers and ${durationInWords(coolDown)}.`,
      );
    },
  };
}
