import { asksOf, type AskedStep } from '../../core/asks.ts';
import type { Entry } from '../../core/ledger.ts';
import { approvalsOf } from '../../core/quorum.ts';
import { standingOf } from '../../core/standing.ts';
import type { Material, RunThen } from './material.ts';
import { entryOf, type Standing } from './report.ts';
import { person, stamp } from './words.ts';

/** What each finished run has set, since when, and by whose approval. */
export const standingIn = ({ runs }: Material): readonly Standing[] => runs.flatMap(standsOf);

function standsOf({ heading, entries }: RunThen): readonly Standing[] {
  const { run, title, subject } = heading;
  const finished = entries.find(({ kind }) => kind === 'finished');
  if (finished === undefined) return [];
  const asks = asksOf(entries);
  const steps = standingOf(entries).steps.map(({ id, title: step, state }) => {
    const settled = entries.findLast(
      (entry) => (entry.kind === 'verified' || entry.kind === 'attested') && entry.step === id,
    );
    const asked = asks.findLast((one) => one.step === id && one.state === 'done');
    const stands = state === 'verified' || state === 'attested' ? state : ('unconfirmed' as const);
    const applied = entries.filter((entry) => entry.kind === 'applied' && entry.step === id);
    const behind = [...(settled === undefined ? [] : [settled]), ...applied, ...votesOf(asked)];
    return {
      title: step,
      state: stands,
      since: settled?.at ?? finished.at,
      approvedBy: approversIn(asked, applied.length > 0, stands),
      says: saysOf(settled),
      entries: behind.map((entry) => entryOf(run, entry)),
    };
  });
  return [{ run, title, subject, finishedAt: finished.at, steps }];
}

const votesOf = (asked: AskedStep | undefined) => approvalsOf(asked?.votes ?? []);

function approversIn(
  asked: AskedStep | undefined,
  changed: boolean,
  state: 'verified' | 'attested' | 'unconfirmed',
): string {
  if (asked?.brokenGlass !== undefined)
    return `nobody: ${person(asked.brokenGlass.by)} went ahead in an emergency`;
  const names = votesOf(asked).map(({ by, onBehalfOf }) =>
    onBehalfOf === undefined ? person(by) : `${person(by)} for ${person(onBehalfOf)}`,
  );
  if (names.length > 0) return names.join(' and ');
  if (changed) return 'nobody on record';
  return state === 'verified' ? 'not needed: it held already' : 'nobody was asked';
}

function saysOf(settled: Entry | undefined): string {
  if (settled?.kind === 'verified')
    return `Verified on ${stamp(settled.at)}. ${settled.found ?? ''}`.trim();
  if (settled?.kind === 'attested')
    return `Attested on ${stamp(settled.at)} by ${person(settled.by)}, seen by nobody else: ${settled.statement}`;
  return 'Unconfirmed: the run finished without an entry that says so.';
}
