import type { Ask } from './asks.ts';
import { canonical, parseJson, sha256, textOf } from './json.ts';
import {
  anything,
  list,
  object,
  oneOf,
  positive,
  read,
  text,
  type Kind,
  type Of,
} from './kinds.ts';
import type { Files } from './manifest.ts';
import { Refused, type Tally } from './tally.ts';

const NAME = /^policies\/([0-9a-f]{64})\.json$/;

const group = object({ id: text, name: text });
const demands = {
  quorum: positive,
  groups: list(group),
  expiresAfter: text,
  coolDown: text,
  phrase: text,
  stepUp: oneOf(true, false),
};
const { quorum, expiresAfter, ...optional } = demands;
const whole = object({ quorum, expiresAfter }, optional, 'free');
const some = object({}, demands, 'free');

const byName =
  <T>(kind: Kind<T>): Kind<Readonly<Record<string, T>>> =>
  (value, trace): value is Readonly<Record<string, T>> =>
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every((one) => kind(one, trace));

const DOCUMENT = object(
  {
    version: oneOf(1),
    risks: object({ routine: whole, sensitive: whole, irreversible: whole }),
  },
  {
    walkthroughs: byName(object({}, { routine: some, sensitive: some, irreversible: some })),
    breakGlass: object({ walkthroughs: list(text) }),
    quietHours: anything,
    deputies: anything,
  },
);

export type Policy = Of<typeof DOCUMENT>;
type Risk = keyof Policy['risks'];
type Rule = Of<typeof whole>;

/** The policies of a pack by their digests. */
export function readPolicies(files: Files, tally: Tally): ReadonlyMap<string, Policy> {
  const found = new Map<string, Policy>();
  for (const [name, file] of files) {
    const digest = NAME.exec(name)?.[1];
    if (digest === undefined) continue;
    tally.count('policies');
    tally.attempt('policies', () => {
      const written = textOf(file.read(), name);
      const value = parseJson(written, name);
      if (sha256(written) !== digest || canonical(value) !== written)
        throw new Refused(name, 'is not the policy that its name is the digest of');
      found.set(digest, read(DOCUMENT, value, name));
    });
  }
  return found;
}

const ISO =
  /^P(?:(\d+(?:\.\d+)?)W)?(?:(\d+(?:\.\d+)?)D)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;
const SECONDS = [604_800, 86_400, 3600, 60, 1];

/** Milliseconds of an ISO 8601 duration; nothing for what is not one. */
function durationOf(iso: string | undefined): number {
  const parts = ISO.exec(iso ?? '')?.slice(1) ?? [];
  return parts.reduce((sum, part, at) => sum + Number(part ?? 0) * (SECONDS[at] ?? 0) * 1000, 0);
}

const ruleAt = (policy: Policy, walkthrough: string, risk: Risk): Rule => {
  const differing = policy.walkthroughs ?? {};
  const own = Object.hasOwn(differing, walkthrough) ? differing[walkthrough]?.[risk] : undefined;
  return { ...policy.risks[risk], ...own };
};

/** A change of the policy itself is asked for with the highest quorum that it has anywhere. */
const highestQuorum = (policy: Policy): number =>
  Math.max(
    ...['', ...Object.keys(policy.walkthroughs ?? {})].flatMap((name) =>
      RISKS.map((risk) => ruleAt(policy, name, risk).quorum),
    ),
  );
const RISKS: readonly Risk[] = ['routine', 'sensitive', 'irreversible'];

/** The entry of a request is written a moment after its times were worked out. */
const MOMENT = 60_000;

/** What a request demands less than its policy says, in half sentences. */
export function lessThan(
  policy: Policy,
  walkthrough: string,
  risk: Risk,
  { asked }: Pick<Ask, 'asked'>,
): readonly string[] {
  const rule = ruleAt(policy, walkthrough, risk);
  const strictest = asked.changes.some(({ details }) => details.operation === 'policy.set');
  const wanted = strictest ? highestQuorum(policy) : rule.quorum;
  const at = Date.parse(asked.at);
  const ids = new Set((asked.groups ?? []).map(({ id }) => id));
  const missing = (rule.groups ?? []).filter(({ id }) => !ids.has(id));
  const cooled = Date.parse(asked.notBefore ?? asked.at) - at;
  const coolDown = durationOf(rule.coolDown);
  const open = Date.parse(asked.expiresAt) - at;
  const openFor = durationOf(rule.expiresAfter);
  return [
    ...(asked.quorum < wanted ? [`${asked.quorum} approvers instead of ${wanted}`] : []),
    ...missing.map(({ name }) => `no approver of the group ${name}`),
    ...(cooled + MOMENT < coolDown ? ['less time to think'] : []),
    ...(open > openFor + MOMENT && !strictest ? ['more time to decide'] : []),
    ...(rule.phrase !== undefined && asked.phrase !== rule.phrase && !strictest
      ? ['no phrase']
      : []),
    ...(rule.stepUp === true && asked.stepUp !== true ? ['no new sign-in'] : []),
  ];
}

/** Whether an operator may go ahead without approval in this walkthrough. */
export const allowsBreakGlass = (policy: Policy, walkthrough: string): boolean =>
  policy.breakGlass?.walkthroughs.includes(walkthrough) ?? false;
