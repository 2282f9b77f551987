import { durationInWords } from './duration.ts';
import type { ApproverGroup } from './ledger.ts';
import { RISKS, ruleAt, type Policy, type Rule } from './policy.ts';
import type { PolicyDocument } from './policy-document.ts';
import type { Risk } from './step.ts';

/** One thing in which two policies differ. */
export interface Difference {
  readonly way: 'weaker' | 'stronger' | 'different';
  /** Without the full stop, such as `sensitive changes: 1 approver instead of 2`. */
  readonly says: string;
}

type Way = Difference['way'];

const difference = (way: Way, says: string): Difference => ({ way, says });

const approvers = (many: number): string => `${many} ${many === 1 ? 'approver' : 'approvers'}`;

function inNumber(
  [was, will]: readonly [number, number],
  more: Way,
  says: (was: number, will: number) => string,
): readonly Difference[] {
  if (was === will) return [];
  const less = more === 'stronger' ? 'weaker' : 'stronger';
  return [difference(will > was ? more : less, says(was, will))];
}

const named = (groups: readonly ApproverGroup[]): string =>
  groups.map(({ name, id }) => `${name} (${id})`).join(' and ');

/** Of two lists, what only the one and what only the other holds. */
function apart<T>(was: readonly T[], will: readonly T[], idOf: (one: T) => string) {
  const [had, has] = [was, will].map((all) => new Set(all.map(idOf)));
  return {
    gone: was.filter((one) => has?.has(idOf(one)) === false),
    come: will.filter((one) => had?.has(idOf(one)) === false),
  };
}

function inGroups(was: Rule, will: Rule): readonly Difference[] {
  const { gone, come } = apart(was.groups, will.groups, ({ id }) => id);
  const called = will.groups.filter(({ id, name }) =>
    was.groups.some((one) => one.id === id && one.name !== name),
  );
  return [
    ...(gone.length > 0 ? [difference('weaker', `no approver from ${named(gone)} any more`)] : []),
    ...(come.length > 0 ? [difference('stronger', `an approver from ${named(come)}`)] : []),
    ...(called.length > 0 ? [difference('different', `now called ${named(called)}`)] : []),
  ];
}

function inPhrase({ phrase: was }: Rule, { phrase: will }: Rule): readonly Difference[] {
  if (was === will) return [];
  if (will === undefined) return [difference('weaker', `“${was}” is not typed any more`)];
  if (was === undefined) return [difference('stronger', `“${will}” has to be typed`)];
  return [difference('different', `“${will}” has to be typed instead of “${was}”`)];
}

const rungs = ({ remindAfter }: Rule): string =>
  remindAfter.length === 0 ? 'never' : `after ${remindAfter.map(durationInWords).join(', ')}`;

function inRule(was: Rule, will: Rule): readonly Difference[] {
  const instead = (now: string, before: string) => `${now} instead of ${before}`;
  const time = (before: number, now: number) =>
    instead(durationInWords(now), durationInWords(before));
  return [
    ...inNumber([was.quorum, will.quorum], 'stronger', (before, now) =>
      instead(approvers(now), String(before)),
    ),
    ...inGroups(was, will),
    ...inNumber(
      [was.coolDown, will.coolDown],
      'stronger',
      (before, now) => `${time(before, now)} between request and change`,
    ),
    ...inNumber(
      [was.expiresAfter, will.expiresAfter],
      'weaker',
      (before, now) => `${time(before, now)} until a request expires`,
    ),
    ...inPhrase(was, will),
    ...inNumber([Number(was.stepUp), Number(will.stepUp)], 'stronger', (_before, now) =>
      now === 1 ? 'a new sign-in to approve' : 'no new sign-in to approve',
    ),
    ...(rungs(was) === rungs(will)
      ? []
      : [difference('different', `reminders ${instead(rungs(will), rungs(was))}`)]),
  ];
}

const about = (what: string, all: readonly Difference[]): readonly Difference[] =>
  all.map(({ way, says }) => ({ way, says: `${what}: ${says}` }));

/** What differs for a walkthrough beyond what differs everywhere. */
function inWalkthrough(was: Policy, will: Policy, walkthrough: string, risk: Risk) {
  const everywhere = new Set(inRisk(was, will, '', risk).map(({ says }) => says));
  return inRisk(was, will, walkthrough, risk).filter(({ says }) => !everywhere.has(says));
}

const inRisk = (was: Policy, will: Policy, walkthrough: string, risk: Risk) =>
  inRule(ruleAt(was, walkthrough, risk), ruleAt(will, walkthrough, risk));

const quiet = ({ quietHours }: PolicyDocument): string =>
  quietHours === undefined
    ? 'none'
    : `${quietHours.from} to ${quietHours.to} in ${quietHours.zone}`;

const deputyPairs = ({ deputies = {} }: PolicyDocument): readonly string[] =>
  Object.entries(deputies).flatMap(([whom, who]) => who.map((one) => `${one} for ${whom}`));

const broken = ({ breakGlass }: PolicyDocument): readonly string[] =>
  breakGlass?.walkthroughs ?? [];

function besideRules(was: PolicyDocument, will: PolicyDocument): readonly Difference[] {
  const same = (one: string) => one;
  const deputies = apart(deputyPairs(was), deputyPairs(will), same);
  const glass = apart(broken(was), broken(will), same);
  const hours = quiet(was) !== quiet(will);
  return [
    ...glass.come.map((name) =>
      difference(
        'weaker',
        `an operator may go ahead with ${name} without approval in an emergency`,
      ),
    ),
    ...glass.gone.map((name) =>
      difference('stronger', `nobody may go ahead with ${name} without approval any more`),
    ),
    ...deputies.come.map((pair) => difference('weaker', `new deputy ${pair}`)),
    ...deputies.gone.map((pair) => difference('stronger', `no deputy ${pair} any more`)),
    ...(hours
      ? [difference('different', `quiet hours ${quiet(will)} instead of ${quiet(was)}`)]
      : []),
  ];
}

const ORDER: readonly Way[] = ['weaker', 'stronger', 'different'];

/** Everything in which a policy differs from the one before, what is weaker first. */
export function differencesBetween(was: Policy, will: Policy): readonly Difference[] {
  const names = [was, will].flatMap(({ document }) => Object.keys(document.walkthroughs ?? {}));
  const all = [
    ...RISKS.flatMap((risk) => about(`${risk} changes`, inRisk(was, will, '', risk))),
    ...[...new Set(names)].flatMap((name) =>
      RISKS.flatMap((risk) =>
        about(`${risk} changes of ${name}`, inWalkthrough(was, will, name, risk)),
      ),
    ),
    ...besideRules(was.document, will.document),
  ];
  return ORDER.flatMap((way) => all.filter((one) => one.way === way));
}
