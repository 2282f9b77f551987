import { MINUTE } from '../../../core/clock.ts';
import { ERASED } from '../../../core/erasure.ts';
import { digestOfChange, digestOfPlan, type PlannedChange } from '../../../core/step.ts';
import { isWithin, type Material } from '../material.ts';
import { entryOf, type Control, type Statement } from '../report.ts';
import { stamp } from '../words.ts';
import { begunIn, distinct, type Begun } from './evidence-of.ts';

const begunWithin = ({ runs, period }: Material): readonly Begun[] =>
  runs.flatMap(begunIn).filter(({ applying }) => isWithin(period, applying));

const refs = ({ run, applying, request, votes, brokenGlass }: Begun): readonly string[] =>
  [
    applying,
    ...(request === undefined ? [] : [request]),
    ...votes,
    ...(brokenGlass === undefined ? [] : [brokenGlass]),
  ].map((entry) => entryOf(run, entry));

const breach = (one: Begun, why: string): Statement => ({
  says: `${stamp(one.applying.at)}: ${one.applying.change.summary} Breach: ${why}`,
  entries: refs(one),
});

/** A digest cannot be made again from values that were erased: their seals are for the verifier. */
const isErased = (changes: readonly PlannedChange[]): boolean => {
  const text = JSON.stringify(changes);
  return text.includes(ERASED) || text.includes('"sealed:');
};

/** What is wrong with the ground that a change was begun on; undefined when nothing is. */
function quorumFault(one: Begun, tenant: string): string | undefined {
  const { run, applying, request, votes, brokenGlass, ended } = one;
  if (request === undefined) return 'nobody was asked.';
  const { change, step } = applying;
  const erased = isErased(request.changes);
  if (!erased && digestOfPlan({ tenant, run, step }, request.changes) !== request.digest)
    return 'the digest that was asked for is not that of the plan in the request.';
  const planned = request.changes.some(({ digest }) => digest === change.digest);
  if (!planned || (!erased && digestOfChange(change) !== change.digest))
    return 'the change was not in the plan that was decided on.';
  if (ended !== undefined)
    return `the request was over already (${entryOf(run, ended)}, ${ended.kind}).`;
  if (brokenGlass !== undefined) return undefined;
  const yes = distinct(votes.filter(({ at }) => at <= request.expiresAt));
  if (yes.length < request.quorum)
    return `${yes.length} of ${request.quorum} approvals on exactly this digest.`;
  const missing = (request.groups ?? []).filter(
    ({ id }) => !yes.some(({ groups = [] }) => groups.includes(id)),
  );
  return missing.length === 0
    ? undefined
    : `nobody approved for ${missing.map(({ name }) => name).join(' and ')}.`;
}

/** Did every change have its quorum, on exactly the digest of what was done? */
export function quorumControl(material: Material): Control {
  const all = begunWithin(material);
  const faults = all.flatMap((one) => {
    const why = quorumFault(one, material.tenant);
    return why === undefined ? [] : [breach(one, why)];
  });
  return {
    id: 'quorum',
    rule: 'Every change had its quorum of different people, on exactly the digest of what was done, and the request still stood; or it was an emergency, which has a test of its own.',
    tested: all.length,
    broken: faults.length,
    statements: faults,
  };
}

function doorFault({ applying, request, brokenGlass, votes }: Begun): string | undefined {
  if (request === undefined) return 'nobody was asked.';
  if (brokenGlass !== undefined) return 'it was done in an emergency, which is never allowed here.';
  if (request.quorum < 2 || distinct(votes).length < 2) return 'fewer than two people approved it.';
  if (request.phrase === undefined) return 'no phrase had to be typed.';
  if (request.notBefore !== undefined && applying.at < request.notBefore)
    return `it was begun before ${stamp(request.notBefore)}.`;
  return applying.at > request.expiresAt
    ? `the approval had lapsed on ${stamp(request.expiresAt)}.`
    : undefined;
}

/** Were one-way doors kept? */
export function oneWayControl(material: Material): Control {
  const oneWay = new Set(
    material.runs.flatMap(({ heading: { run }, entries }) =>
      entries.flatMap((entry) =>
        entry.kind === 'started'
          ? entry.steps.flatMap(({ id, risk }) => (risk === 'irreversible' ? [`${run}/${id}`] : []))
          : [],
      ),
    ),
  );
  const all = begunWithin(material).filter(({ run, applying }) =>
    oneWay.has(`${run}/${applying.step}`),
  );
  const faults = all.flatMap((one) => {
    const why = doorFault(one);
    return why === undefined ? [] : [breach(one, why)];
  });
  return {
    id: 'one-way',
    rule: 'What cannot be undone was approved by two people at least, with a typed phrase, after its time to think and before its approval lapsed.',
    tested: all.length,
    broken: faults.length,
    statements: faults,
  };
}

/** Clocks of replicas may differ by this much. */
const SLACK = MINUTE;

/** Was every emergency reviewed in time by somebody who had no part in it? */
export function brokenGlassControl({ runs, period }: Material): Control {
  const all = runs.flatMap(({ heading: { run }, entries }) =>
    entries.flatMap((entry) =>
      entry.kind === 'broke-glass' && isWithin(period, entry) ? [{ run, entry, entries }] : [],
    ),
  );
  const end = `${period.to}T00:00:00.000Z`;
  const judged = all.map(({ run, entry, entries }) => {
    const review = entries.find((one) => one.kind === 'reviewed' && one.ask === entry.ask);
    const reviewed = review?.kind === 'reviewed' ? review : undefined;
    const inTime =
      reviewed !== undefined && Date.parse(reviewed.at) <= Date.parse(entry.reviewBy) + SLACK;
    const own = reviewed?.by.id === entry.by.id;
    const due = reviewed === undefined && entry.reviewBy > end;
    const what =
      reviewed === undefined
        ? `not reviewed; due by ${stamp(entry.reviewBy)}`
        : `${reviewed.verdict} by ${reviewed.by.name} on ${stamp(reviewed.at)}`;
    return {
      broken: !due && (!inTime || own),
      says: `${stamp(entry.at)}: ${entry.by.name} went ahead without approval. Reason: ${entry.reason} Review: ${what}.`,
      entries: [entry, ...(reviewed === undefined ? [] : [reviewed])].map((one) =>
        entryOf(run, one),
      ),
    };
  });
  return {
    id: 'break-glass',
    rule: 'Everything that was done without approval in an emergency was reviewed within its time, by somebody else.',
    tested: judged.length,
    broken: judged.filter(({ broken }) => broken).length,
    statements: judged.map(({ says, entries }) => ({ says, entries })),
  };
}
