import { approvalCard } from '../../cards/approval-card.ts';
import { askSubject } from '../announce.ts';
import { digestOfAsk, SIGN_IN, UNSEEN, type Vote } from '../core/approvals.ts';
import type { Entry } from '../core/ledger.ts';
import { standingOf } from '../core/standing.ts';
import { personPlace } from '../posting.ts';
import { findSeen, type Claim } from '../seen.ts';
import { viewFor } from '../views/for-whom.ts';
import { withGroups } from './in-groups.ts';
import { text, type Asker, type Chat, type Reply } from './chat.ts';
import type { Command } from './commands.ts';
import { reasonIn } from './reason.ts';

/** What a vote says about what was seen: the kept card, or that there is none. */
export async function seenOn(chat: Chat, claim: Claim): Promise<Pick<Vote, 'card' | 'unseen'>> {
  const card = await findSeen(chat.seen, chat.tenant, claim);
  return card === undefined ? { unseen: true } : { card };
}

/** A typed vote is on the newest card of the request in the person's own chat. */
export async function voteTyped(
  chat: Chat,
  by: Asker,
  { run, ask, verdict, rest }: Command & { kind: 'vote' },
): Promise<readonly Reply[]> {
  const word = verdict === 'approved' ? 'approve' : 'reject';
  if (run === undefined || ask === undefined)
    return [text(`Say which request: ${word} 7K2QF9-1. Type approvals to see what waits for you.`)];
  const entries = await chat.runs.read(run);
  if (entries.length === 0)
    return [text(`There is no run ${run}. Type approvals to see the requests.`)];
  const digest = digestOfAsk(standingOf(entries).asks.filter((each) => each.ask === ask));
  const place = personPlace(by.person.id);
  const posted = await chat.postings.find(chat.tenant, askSubject(run, ask), place);
  const claim = { run, ask, digest, seen: posted?.digest, person: by.person.id };
  const reason = reasonIn(rest);
  const extra = verdict === 'approved' ? { phrase: rest } : reason === undefined ? {} : { reason };
  const vote = { verdict, digest, ...extra, ...(await seenOn(chat, claim)) };
  const decider = await withGroups(chat, by, entries, ask);
  const answer = await chat.runs.decide(run, ask, vote, decider, entries);
  if (answer.says === SIGN_IN) return [text(ON_THE_CARD)];
  return answer.says === UNSEEN ? shownFirst(chat, by, run, ask, entries) : [text(answer.says)];
}

/** Only a press can carry the proof of a sign-in. */
const ON_THE_CARD =
  'Nothing was recorded: this has to be approved with a new sign-in, which goes with a press only. Press Approve on the card; you are then asked to sign in.';

const NOT_SEEN_YET = 'Nothing was recorded: you had not been shown this request. ';

/** Nobody decides on what they were not shown: it is shown to them alone, and they decide then. */
async function shownFirst(
  chat: Chat,
  by: Asker,
  run: string,
  ask: number,
  entries: readonly Entry[],
): Promise<readonly Reply[]> {
  const card = approvalCard(viewFor(run, entries, ask, by));
  const subject = askSubject(run, ask);
  if (by.personal)
    return [
      text(`${NOT_SEEN_YET}Here it is: read it, then decide.`),
      { kind: 'card', card, subject },
    ];
  const sent = await chat.announce.show(subject, personPlace(by.person.id), card);
  return [
    text(
      sent.kind === 'posted'
        ? `${NOT_SEEN_YET}It is in our personal chat: read it there, then decide.`
        : `${NOT_SEEN_YET}Write to me in our personal chat, and type approvals there.`,
    ),
  ];
}
