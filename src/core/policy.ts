import { HOUR } from './clock.ts';
import { digestOf, type Data } from './data.ts';
import { findDuration, isoDuration } from './duration.ts';
import type { ApproverGroup } from './ledger.ts';
import type { PolicyDocument, RuleDocument } from './policy-document.ts';
import type { Risk, Step } from './step.ts';

/** What is demanded before a plan may be applied. Durations in milliseconds. */
export interface Rule {
  /** Distinct approvers, none of them the requester. */
  readonly quorum: number;
  /** Each of these sends an approver of its own. */
  readonly groups: readonly ApproverGroup[];
  /** A request without enough approvals by then is refused: silence means no. */
  readonly expiresAfter: number;
  /** From the request to the earliest moment of applying. */
  readonly coolDown: number;
  /** To be typed by each approver. */
  readonly phrase?: string;
  /** Approvers sign in anew before they approve. */
  readonly stepUp: boolean;
  /** After how long those who have not decided are reminded. */
  readonly remindAfter: readonly number[];
}

/** A policy: the document, and the digest that names it in every request. */
export interface Policy {
  readonly document: PolicyDocument;
  readonly digest: string;
}

/** The policy in force, read anew from the ledger each time. */
export type PolicySource = () => Promise<Policy>;

export const RISKS: readonly Risk[] = ['routine', 'sensitive', 'irreversible'];

export const ONE_WAY_PHRASE = 'this cannot be undone';

export const policyOf = (document: PolicyDocument): Policy => ({
  document,
  digest: digestOf(asData(document)),
});

/** A document as it stands in the ledger. */
export const asData = (document: PolicyDocument): Data => JSON.parse(JSON.stringify(document));

const LADDER = [4 * HOUR, 24 * HOUR, 60 * HOUR];

/** What holds as long as no other policy was approved; only the expiry is a matter of configuration. */
export function builtInPolicy(expiresAfter = 72 * HOUR): Policy {
  const rule = {
    expiresAfter: isoDuration(expiresAfter),
    remindAfter: LADDER.filter((rung) => rung < expiresAfter).map(isoDuration),
  };
  return policyOf({
    version: 1,
    risks: {
      routine: { quorum: 1, ...rule },
      sensitive: { quorum: 2, ...rule },
      irreversible: { quorum: 2, ...rule, coolDown: 'PT1H', phrase: ONE_WAY_PHRASE },
    },
    // Neither whom it is about may vote: where there are two approvers, one is left to agree.
    walkthroughs: { 'delegate-approvals': { sensitive: { quorum: 1 } } },
    breakGlass: { walkthroughs: [] },
  });
}

/** The built-in policy where no other can be approved. */
export const policyWith = (expiresAfter?: number): PolicySource => {
  const policy = builtInPolicy(expiresAfter);
  return () => Promise.resolve(policy);
};

const long = (text: string | undefined): number => findDuration(text ?? 'PT0S') ?? 0;

const ruleOf = (written: RuleDocument): Rule => ({
  quorum: written.quorum,
  groups: written.groups ?? [],
  expiresAfter: long(written.expiresAfter),
  coolDown: long(written.coolDown),
  ...(written.phrase === undefined ? {} : { phrase: written.phrase }),
  stepUp: written.stepUp ?? false,
  remindAfter: (written.remindAfter ?? []).map(long),
});

/** Walkthroughs by name: a file decides which names there are, so none may be a prototype's. */
const differing = ({ walkthroughs = {} }: PolicyDocument, walkthrough: string) =>
  Object.hasOwn(walkthroughs, walkthrough) ? walkthroughs[walkthrough] : undefined;

/** The rule for a risk in a walkthrough; what the walkthrough leaves out is as for the risk. */
export const ruleAt = ({ document }: Policy, walkthrough: string, risk: Risk): Rule =>
  ruleOf({ ...document.risks[risk], ...differing(document, walkthrough)?.[risk] });

/** Every rule that the policy has, those of walkthroughs included. */
const allRules = (policy: Policy): readonly Rule[] =>
  ['', ...Object.keys(policy.document.walkthroughs ?? {})].flatMap((walkthrough) =>
    RISKS.map((risk) => ruleAt(policy, walkthrough, risk)),
  );

/** The highest demands of all rules together; nothing has to be typed, for it can be undone. */
export function strictestRule(policy: Policy): Rule {
  const all = allRules(policy);
  const groups = [
    ...new Map(all.flatMap((rule) => rule.groups).map((one) => [one.id, one])).values(),
  ];
  const coolDown = Math.max(...all.map((rule) => rule.coolDown));
  const { phrase: _phrase, ...base } = ruleAt(policy, '', 'irreversible');
  // A request must not run out of time before it may be carried out.
  const slow = all.filter((rule) => rule.coolDown === coolDown);
  return {
    ...base,
    quorum: Math.max(groups.length, ...all.map(({ quorum }) => quorum)),
    groups,
    coolDown,
    expiresAfter: Math.max(base.expiresAfter, ...slow.map((rule) => rule.expiresAfter)),
    stepUp: all.some(({ stepUp }) => stepUp),
  };
}

/** What a step of a walkthrough demands. */
export const ruleFor = (
  policy: Policy,
  walkthrough: string,
  { risk, strictest }: Pick<Step, 'risk' | 'strictest'>,
): Rule => (strictest === true ? strictestRule(policy) : ruleAt(policy, walkthrough, risk));

/** Whether an operator may go ahead without approval in an emergency; nowhere unless it is said. */
export const allowsBreakGlass = ({ document }: Policy, walkthrough: string): boolean =>
  document.breakGlass?.walkthroughs.includes(walkthrough) ?? false;

/** Object ids of those who may stand in for this person. */
export function deputiesOf({ document: { deputies = {} } }: Policy, person: string) {
  const id = person.toLowerCase();
  return Object.hasOwn(deputies, id) ? (deputies[id] ?? []) : [];
}
