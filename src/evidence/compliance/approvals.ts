import { asksOf, type AskedStep } from '../../core/asks.ts';
import { isWithin, type Material } from './material.ts';
import { entryOf, type Approvals, type Statement } from './report.ts';
import { lasting, people, person, stamp } from './words.ts';

interface Asked {
  readonly run: string;
  readonly asked: AskedStep;
}

/** What was put before approvers in the period, and what became of it. */
export function approvalsIn({ runs, period }: Material): Approvals {
  const all = runs.flatMap(({ heading: { run }, entries }) =>
    asksOf(entries)
      .filter(({ requestedAt }) => isWithin(period, { at: requestedAt }))
      .map((asked): Asked => ({ run, asked })),
  );
  const many = (...states: readonly AskedStep['state'][]) =>
    all.filter(({ asked }) => states.includes(asked.state)).length;
  const times = all.flatMap(({ asked }) => decidedAfter(asked)).toSorted((a, b) => a - b);
  const median = times[Math.floor((times.length - 1) / 2)];
  const longest = times.at(-1);
  return {
    requests: all.length,
    approved: many('approved', 'done', 'failed'),
    rejected: many('rejected'),
    expired: many('expired'),
    withdrawn: many('withdrawn'),
    void: many('void'),
    pending: many('pending'),
    brokenGlass: all.filter(({ asked }) => asked.brokenGlass !== undefined).length,
    votes: all.reduce((sum, { asked }) => sum + asked.votes.length, 0),
    ...(median === undefined ? {} : { medianToDecide: median }),
    ...(longest === undefined ? {} : { longestToDecide: longest }),
    statements: all.map(statementOf),
  };
}

/** Until the last vote; what ran out of time was decided by nobody. */
function decidedAfter({ requestedAt, votes, state }: AskedStep): readonly number[] {
  const last = votes.at(-1);
  const decided = state !== 'pending' && state !== 'expired' && last !== undefined;
  return decided ? [Date.parse(last.at) - Date.parse(requestedAt)] : [];
}

const ENDS: Readonly<Record<AskedStep['state'], string>> = {
  pending: 'not decided finally by the end of the period',
  approved: 'approved, not carried out yet',
  done: 'approved and carried out',
  failed: 'approved, and carrying it out failed',
  rejected: 'rejected',
  expired: 'not decided in time: silence means no',
  withdrawn: 'withdrawn',
  void: 'void, because the plan was another by then',
};

function statementOf({ run, asked }: Asked): Statement {
  const yes = asked.votes.filter(({ verdict }) => verdict === 'approved').map(({ by }) => by);
  const no = asked.votes.filter(({ verdict }) => verdict === 'rejected').map(({ by }) => by);
  const [took] = decidedAfter(asked);
  const wanted = asked.changes.map(({ summary }) => summary).join(' ');
  const why = asked.votes.flatMap(({ reason }) => (reason === undefined ? [] : [reason]));
  const parts = [
    `${stamp(asked.requestedAt)}: request ${run}-${asked.ask}, step ${asked.step}: ${wanted} It was ${ENDS[asked.state]}`,
    ...(yes.length > 0 ? [`yes from ${people(yes)} of ${asked.quorum} wanted`] : []),
    ...(no.length > 0 ? [`no from ${people(no)}`] : []),
    ...(why.length > 0 ? [`reasons: ${why.join(' · ')}`] : []),
    ...(took === undefined ? [] : [`decided after ${lasting(took)}`]),
    ...(asked.brokenGlass === undefined
      ? []
      : [`without approval, in an emergency, by ${person(asked.brokenGlass.by)}`]),
  ];
  const votes = asked.votes.map((vote) => entryOf(run, vote));
  const ending = asked.settledSeq === undefined ? [] : [entryOf(run, { seq: asked.settledSeq })];
  const entries = [entryOf(run, { seq: asked.requestedSeq }), ...votes, ...ending];
  return { says: `${parts.join('; ')}.`, entries: [...new Set(entries)] };
}
