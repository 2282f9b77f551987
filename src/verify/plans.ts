import type { Change, Entry } from './entries.ts';
import type { Requested } from './asks.ts';
import { digestOf, type Json } from './json.ts';
import { hasErased } from './openings.ts';
import type { Tally } from './tally.ts';

/** What a digest covers of a change: what a person reads, and what may be sent. */
const core = ({ summary, details }: Change): Json => ({ details, summary });

export interface Place {
  readonly tenant: string;
  readonly run: string;
  readonly place: string;
}

const ERASED =
  'A plan names a person whose data was erased, so its digest cannot be worked out anew';

function checkChange(change: Change, { place }: Place, tally: Tally): void {
  tally.count('plans');
  if (hasErased(core(change))) tally.note(ERASED);
  else if (digestOf(core(change)) !== change.digest)
    tally.fault('plans', place, `holds a change that does not fit its digest: ${change.summary}`);
}

/** Works every digest of a request out anew: of its changes, of its plan, of its check. */
function checkRequest(asked: Requested, at: Place, tally: Tally): void {
  const { step, digest, check } = asked;
  const changes: Json = asked.changes;
  if (hasErased(changes)) return;
  const { tenant, run } = at;
  tally.count('plans');
  const plan = digestOf({ changes: asked.changes.map(core), run, step, tenant });
  if (plan !== digest)
    tally.fault('plans', at.place, 'asks for approval of a digest that is not that of its changes');
  if (check === undefined) return;
  tally.count('plans');
  if (digestOf({ at: check.at, changes, step }) !== check.digest)
    tally.fault('plans', at.place, 'rests on a check whose digest is not that of its changes');
}

/** Holds the digests of an entry against what they stand for. */
export function checkDigests(entry: Entry, at: Place, tally: Tally): void {
  if (entry.kind === 'requested') {
    for (const change of entry.changes) checkChange(change, at, tally);
    checkRequest(entry, at, tally);
  } else if (entry.kind === 'applying' || entry.kind === 'applied')
    checkChange(entry.change, at, tally);
}
