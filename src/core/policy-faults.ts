import { HOUR } from './clock.ts';
import { durationInWords } from './duration.ts';
import { EXCLUDED, type PolicyDocument, type RuleDocument } from './policy-document.ts';
import { RISKS, ruleAt, type Policy, type Rule } from './policy.ts';
import { isZone } from './quiet-hours.ts';
import type { Risk } from './step.ts';
import { suggest } from './suggest.ts';

/** What a policy is held against. */
export interface Known {
  readonly walkthroughs: readonly {
    readonly id: string;
    /** Something that it does cannot be undone, or it decides who decides. */
    readonly guarded: boolean;
  }[];
  /** Whether approvers can be asked to sign in anew. */
  readonly signIn: boolean;
  /** How many people can approve at all, where that is known. */
  readonly approvers?: number;
}

const LEAST_COOL_DOWN = HOUR;

/** What a rule must hold whatever its risk. `at` says where it stands in the file. */
function ruleFaults(at: string, rule: Rule, { signIn, approvers }: Known): readonly string[] {
  const { quorum, groups, expiresAfter, coolDown, remindAfter } = rule;
  const last = remindAfter.at(-1) ?? 0;
  const ids = groups.map(({ id }) => id);
  const twice = groups.find(({ id }, index) => ids.indexOf(id) !== index);
  const rises = remindAfter.every((rung, index) => rung > (remindAfter[index - 1] ?? 0));
  return [
    quorum < 1 &&
      `${at}.quorum is ${quorum}: nothing is done without approval. Set it to 1 or more.`,
    quorum < groups.length &&
      `${at}.quorum is ${quorum}, but ${groups.length} groups each have to send an approver. Set it to ${groups.length} or more, or name fewer groups.`,
    approvers !== undefined &&
      quorum > approvers &&
      `${at}.quorum is ${quorum}, but only ${approvers} can approve, so nobody ever could. Set it to ${approvers} or less, or add people to the approvers group.`,
    twice !== undefined && `${at}.groups names ${twice.name} twice. Name each group once.`,
    expiresAfter <= 0 &&
      `${at}.expiresAfter is no time at all, so nobody could ever approve. Set it to PT1H or more.`,
    expiresAfter > 0 &&
      expiresAfter <= coolDown &&
      `${at}.expiresAfter is ${durationInWords(expiresAfter)}, so requests would expire before the cool-down of ${durationInWords(coolDown)} is over. Make it longer.`,
    last >= expiresAfter &&
      expiresAfter > 0 &&
      `${at}.remindAfter ends ${durationInWords(last)} after the request, when it has expired already. Make expiresAfter longer, or drop the last reminder.`,
    !rises &&
      `${at}.remindAfter has to rise, each reminder later than the one before. Put them in order.`,
    rule.stepUp &&
      !signIn &&
      `${at}.stepUp is on, but no sign-in is set up, so nobody could ever approve. Set it to false, or set the sign-in up first.`,
  ].filter((fault) => fault !== false);
}

const oneWayFaults = (at: string, { quorum, coolDown, phrase }: Rule): readonly string[] =>
  [
    quorum === 1 &&
      `${at}.quorum is 1, but what cannot be undone needs two people. Set it to 2 or more.`,
    phrase === undefined &&
      `${at}.phrase is missing: what cannot be undone has to be typed out. Add one, such as "this cannot be undone".`,
    coolDown < LEAST_COOL_DOWN &&
      `${at}.coolDown is ${durationInWords(coolDown)}, but what cannot be undone has to wait an hour. Set it to PT1H or more.`,
  ].filter((fault) => fault !== false);

/** Always excluded, whatever the file says: a file that says otherwise would mislead its readers. */
const excludeFaults = (at: string, { exclude }: Partial<RuleDocument>): readonly string[] => {
  const left = exclude === undefined ? [] : EXCLUDED.filter((who) => !exclude.includes(who));
  return left.length === 0
    ? []
    : [
        `${at}.exclude leaves out ${left.join(' and ')}, who can never approve: this cannot be switched off. Name them as well, or leave exclude out.`,
      ];
};

function faultsAt(
  policy: Policy,
  known: Known,
  walkthrough: string,
  risk: Risk,
): readonly string[] {
  const at = walkthrough === '' ? `risks.${risk}` : `walkthroughs.${walkthrough}.${risk}`;
  const rule = ruleAt(policy, walkthrough, risk);
  const { risks, walkthroughs = {} } = policy.document;
  const written = walkthrough === '' ? risks[risk] : walkthroughs[walkthrough]?.[risk];
  if (written === undefined) return [];
  return [
    ...ruleFaults(at, rule, known),
    ...(risk === 'irreversible' ? oneWayFaults(at, rule) : []),
    ...excludeFaults(at, written),
  ];
}

function unknownName(at: string, name: string, { walkthroughs }: Known): readonly string[] {
  const ids = walkthroughs.map(({ id }) => id);
  if (ids.includes(name)) return [];
  const [meant] = suggest(name, ids);
  const hint = meant === undefined ? `Known are ${ids.join(', ')}.` : `Did you mean ${meant}?`;
  return [`${at} names ${name}, and there is no such walkthrough. ${hint}`];
}

function glassFaults({ breakGlass }: PolicyDocument, known: Known): readonly string[] {
  const names = breakGlass?.walkthroughs ?? [];
  const guarded = known.walkthroughs.filter((one) => one.guarded && names.includes(one.id));
  return [
    ...names.flatMap((name) => unknownName('breakGlass.walkthroughs', name, known)),
    ...guarded.map(
      ({ id }) =>
        `breakGlass.walkthroughs names ${id}, which is never done without approval. Take it out.`,
    ),
  ];
}

const deputyFaults = ({ deputies = {} }: PolicyDocument): readonly string[] =>
  Object.entries(deputies).flatMap(([whom, who]) =>
    who.includes(whom) ? [`deputies.${whom} names this very person. Name somebody else.`] : [],
  );

function quietFaults({ quietHours: hours }: PolicyDocument): readonly string[] {
  if (hours === undefined) return [];
  return [
    !isZone(hours.zone) &&
      `quietHours.zone is ${hours.zone}, and there is no such time zone. Write one such as Europe/Berlin.`,
    hours.from === hours.to &&
      'quietHours has the same time for from and to, so it would never be loud. Make them differ, or leave it out.',
  ].filter((fault) => fault !== false);
}

/** What is wrong with a policy that is well formed; each with its fix. */
export function faultsIn(policy: Policy, known: Known): readonly string[] {
  const { document } = policy;
  const names = Object.keys(document.walkthroughs ?? {});
  return [
    ...RISKS.flatMap((risk) => faultsAt(policy, known, '', risk)),
    ...names.flatMap((name) => unknownName('walkthroughs', name, known)),
    ...names.flatMap((name) => RISKS.flatMap((risk) => faultsAt(policy, known, name, risk))),
    ...quietFaults(document),
    ...deputyFaults(document),
    ...glassFaults(document, known),
  ];
}
