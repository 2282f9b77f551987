import { approvalsOf, idOf, missingIn, peopleOf, type Ask } from './asks.ts';
import { hasLapsed, outlineOf, SETTLED, type Bench, type Course } from './course.ts';
import type { EntryOf } from './entries.ts';

type Applying = EntryOf<'applying'>;

const nameOf = ({ step, change }: Pick<Applying, 'step' | 'change'>): string =>
  JSON.stringify([step, change.digest]);

/** The heart of it: what is about to be done was asked for, approved, and still stands. */
export function begin(course: Course, entry: Applying, place: string, { tally }: Bench): void {
  tally.count('approvals');
  const ask = course.newest.get(entry.step);
  const why = ask === undefined ? unasked(course) : objectionTo(course, entry, ask);
  if (ask === undefined || why !== undefined)
    return tally.fault('approvals', place, `does what ${why}: ${entry.change.summary}`);
  ask.begun = true;
  course.open.set(nameOf(entry), { requestId: entry.requestId, ask, place });
  carry(course, ask, place);
}

const AFTER_END = 'comes after the end of its run';

const unasked = ({ ended }: Course): string => (ended ? AFTER_END : 'nobody was asked for');

/** Why this may not be begun; undefined when it may. */
function objectionTo(course: Course, entry: Applying, ask: Ask): string | undefined {
  const { digest } = entry.change;
  if (course.ended) return AFTER_END;
  if (!ask.changes.has(digest)) return 'is not in the plan that was asked for';
  if (ask.state === 'pending')
    return `was not approved: it has ${missingIn(ask, new Set()) ?? 'too little'}`;
  if (ask.state !== 'approved') return `was ${SETTLED[ask.state]}`;
  if (ask.done.has(digest)) return 'this approval was used for already';
  const missing = ask.glass === undefined ? missingIn(ask, course.requesters) : undefined;
  if (missing !== undefined) return `is not approved by enough others: it has ${missing}`;
  const { notBefore, expiresAt } = ask.asked;
  if (notBefore !== undefined && Date.parse(entry.at) < Date.parse(notBefore))
    return `was not to be done before ${notBefore}`;
  if (outlineOf(course, entry.step)?.risk === 'irreversible' && hasLapsed(course, ask))
    return `cannot be undone, and its approval had lapsed at ${expiresAt}`;
  return undefined;
}

/** Keeps in mind who alone approved one of several parts; runs are held against each other later. */
function carry({ run, started, carried }: Course, ask: Ask, place: string): void {
  const { custody, quorum } = ask.asked;
  if (custody === undefined || carried.has(ask)) return;
  const votes = approvalsOf(ask, new Set());
  const alone = votes.length === 1 && quorum <= 1 ? votes.flatMap(peopleOf) : [];
  carried.set(ask, { run, subject: started?.subject ?? '', ...custody, alone, place });
}

/** What is recorded as done was begun, and under this very request id. */
export function done(
  { open }: Course,
  entry: EntryOf<'applied'>,
  place: string,
  { tally }: Bench,
): void {
  tally.count('approvals');
  const wrong = (says: string): void => tally.fault('approvals', place, says);
  const begun = open.get(nameOf(entry));
  if (begun === undefined)
    return wrong(`was done without a begin on record: ${entry.change.summary}`);
  if (begun.requestId !== entry.requestId)
    wrong(`bears another request id than its begin: ${entry.requestId}`);
  begun.ask.done.add(entry.change.digest);
  open.delete(nameOf(entry));
}

/** What somebody says they have done was approved, and by others. */
export function attest(
  course: Course,
  entry: EntryOf<'attested'>,
  place: string,
  { tally }: Bench,
): void {
  tally.count('approvals');
  tally.note(
    'A step is attested: that it was done is the word of whoever said so, and was not seen',
  );
  const wrong = (says: string): void => tally.fault('approvals', place, says);
  const risk = outlineOf(course, entry.step)?.risk;
  const ask = course.newest.get(entry.step);
  if (course.ended) return wrong('attests after the end of its run');
  if (ask !== undefined && hasApproved(ask, idOf(entry.by)))
    wrong(`${entry.by.name} attests what they have approved themselves`);
  if (risk === 'routine') return;
  if (ask === undefined || !isApprovedByOthers(course, ask))
    return wrong('attests what was not approved');
  if (risk === 'irreversible' && hasLapsed(course, ask))
    wrong('attests what cannot be undone after its approval had lapsed');
}

const hasApproved = (ask: Ask, id: string): boolean =>
  approvalsOf(ask, new Set()).some((vote) => peopleOf(vote).includes(id));

const isApprovedByOthers = ({ requesters }: Course, ask: Ask): boolean =>
  ask.state === 'approved' && (ask.glass !== undefined || missingIn(ask, requesters) === undefined);
