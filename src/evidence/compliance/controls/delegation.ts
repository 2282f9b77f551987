import { DAY } from '../../../core/clock.ts';
import type { Data } from '../../../core/data.ts';
import { DELEGATE, DELEGATION_ENDED } from '../../../core/delegations.ts';
import { isErasedId } from '../../../core/erasure.ts';
import { appliedOf } from '../../../core/in-force.ts';
import { isWithin, type Material, type RunThen } from '../material.ts';
import { entryOf, type Control, type Statement } from '../report.ts';
import { person, stamp } from '../words.ts';
import { votesIn, type Voted } from './evidence-of.ts';

/** A delegation that was applied, as bare as its entries have it. */
interface Given {
  readonly run: string;
  readonly seq: number;
  readonly at: string;
  readonly target: string;
  readonly approver: string;
  readonly deputy: string;
  readonly from: string;
  readonly until: string;
  /** ISO time, if it was ended before its last day. */
  readonly ended: string | undefined;
}

const memberOf = (data: Data | undefined, name: string): Data | undefined =>
  typeof data === 'object' && data !== null && name in data
    ? Object.entries(data).find(([key]) => key === name)?.[1]
    : undefined;

const textOf = (data: Data | undefined): string => (typeof data === 'string' ? data : '');

const idIn = (after: Data, name: string): string =>
  textOf(memberOf(memberOf(after, name), 'id')).toLowerCase();

function givenIn({ heading: { run }, entries }: RunThen): readonly Given[] {
  const ended = entries.find((entry) => entry.kind === 'noted' && entry.what === DELEGATION_ENDED);
  return appliedOf(entries, DELEGATE).map(({ at, seq, details: { target, after } }) => ({
    ...{ run, seq, at, target, ended: ended?.at },
    ...{ approver: idIn(after, 'approver'), deputy: idIn(after, 'deputy') },
    ...{ from: textOf(memberOf(after, 'from')), until: textOf(memberOf(after, 'until')) },
  }));
}

/** Applied, begun, neither over nor ended: at that very moment. A day that is none is never. */
function isInForce({ at, from, until, ended }: Given, moment: string): boolean {
  const time = Date.parse(moment);
  const begins = Math.max(Date.parse(at), Date.parse(`${from}T00:00:00Z`));
  const ends = Math.min(Date.parse(`${until}T00:00:00Z`) + DAY, Date.parse(ended ?? '9999-12-31'));
  return time >= begins && time <= ends;
}

type Verdict = 'held' | 'breach' | 'erased';

function judge({ vote }: Voted, all: readonly Given[]): Verdict {
  const [deputy = '', approver = ''] = [vote.by.id, vote.onBehalfOf?.id].map((id) =>
    id?.toLowerCase(),
  );
  const standing = all.filter((one) => isInForce(one, vote.at));
  if (standing.some((one) => one.deputy === deputy && one.approver === approver)) return 'held';
  // The seals of one person differ from run to run: what was erased can be held against nothing.
  const ids = [deputy, approver, ...standing.flatMap((one) => [one.deputy, one.approver])];
  return ids.some(isErasedId) ? 'erased' : 'breach';
}

const WHY: Readonly<Record<Exclude<Verdict, 'held'>, string>> = {
  breach: 'Breach: no delegation between the two was in force at that moment.',
  erased:
    'It cannot be told any more by which delegation: the data of somebody concerned was erased.',
};

const statementOf = (
  { run, vote }: Voted,
  verdict: Exclude<Verdict, 'held'>,
  about: readonly Given[],
): Statement => ({
  says: `${stamp(vote.at)}: the vote of ${person(vote.by)} in the place of ${vote.onBehalfOf === undefined ? 'nobody' : person(vote.onBehalfOf)} on ${run}-${vote.ask}, step ${vote.step}. ${WHY[verdict]}`,
  entries: [entryOf(run, vote), ...about.map((one) => entryOf(one.run, one))],
});

/** Did whoever decided for another have an approved delegation at that very time? */
export function delegationControl({ runs, period }: Material): Control {
  const all = runs.flatMap(givenIn);
  const judged = runs
    .flatMap(votesIn)
    .filter(({ vote }) => vote.onBehalfOf !== undefined && isWithin(period, vote))
    .map((voted) => ({ voted, verdict: judge(voted, all) }));
  const wrong = judged.flatMap(({ voted, verdict }) => {
    if (verdict === 'held') return [];
    const { by, onBehalfOf } = voted.vote;
    const about = all.filter(
      (one) => one.deputy === by.id.toLowerCase() && one.approver === onBehalfOf?.id.toLowerCase(),
    );
    return [statementOf(voted, verdict, about)];
  });
  const set = all
    .filter((one) => isWithin(period, one))
    .map(({ run, at, seq, target, from, until, ended }) => ({
      says: `${stamp(at)}: a delegation came into force: ${target}, ${from} to ${until}${ended === undefined ? '' : `, ended on ${stamp(ended)}`}.`,
      entries: [entryOf(run, { seq })],
    }));
  return {
    id: 'delegation',
    rule: 'Whoever decided in the place of an approver did so by a delegation between the two that was approved and applied before, on one of its days, and before it was ended.',
    tested: judged.filter(({ verdict }) => verdict !== 'erased').length,
    broken: judged.filter(({ verdict }) => verdict === 'breach').length,
    statements: [...wrong, ...set],
  };
}
