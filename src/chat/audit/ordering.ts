import { listCard } from '../../../cards/list-card.ts';
import { escaped } from '../../../cards/text.ts';
import { newDigestId, nextDelivery, type Digest } from '../../audit/desk/digests.ts';
import { putOnRecord } from '../../audit/desk/on-record.ts';
import type { Question } from '../../audit/desk/questions.ts';
import type { AuditQuery } from '../../audit/query.ts';
import { stampIn } from '../../views/words.ts';
import { text, type Asker, type Reply } from '../chat.ts';
import { say } from '../lists.ts';
import type { AuditChat } from './audit-chat.ts';
import { EVERY, type AuditCommand, type Every } from './commands.ts';

/** Digests of one person. */
const MOST = 20;

interface About {
  readonly command: AuditCommand;
  readonly question: Question;
  readonly now: Date;
}

const PERSONAL = 'Digests are ordered in our personal chat. Ask there.';
const NO_SEARCH =
  'A search at Microsoft takes too long for a digest. Ask the question without “from graph”, and schedule that.';

/** Orders a digest; the same one twice is one. */
export async function schedule(
  audit: AuditChat,
  { person, personal }: Asker,
  { command, question: { query }, now }: About,
): Promise<readonly Reply[]> {
  if (command.kind !== 'schedule') return [];
  const { question: reference, every, at = '07:00' } = command;
  if (!personal) return [text(PERSONAL)];
  if (query.source === 'graph') return [text(NO_SEARCH)];
  if (every === undefined) return [howOften(reference, query)];
  if (!/^(?:[01]\d|2[0-3]):[0-5]\d$/.test(at))
    return [text('That is no time of day. Say it like **at 07:30**.')];
  const mine = (await audit.digests.list()).filter(({ by }) => by.id === person.id);
  const digest = { query, every, at, by: person, since: now.toISOString() };
  const same = mine.find((one) => one.paused === undefined && isSame(audit, one, digest));
  if (same !== undefined) return [ordered('You have that digest already', same, now)];
  if (mine.length >= MOST) return [text(`You have ${MOST} digests. Type **digests** to stop one.`)];
  return order(audit, { ...digest, id: newDigestId() }, now);
}

async function order(
  { digests, journal, sentenceOf }: AuditChat,
  digest: Digest,
  now: Date,
): Promise<readonly Reply[]> {
  const { id, every, by, query } = digest;
  const details = { digest: id, every, question: sentenceOf(query) };
  await putOnRecord(journal, { what: 'saved', by, details });
  if (!(await digests.add(digest))) return [text('That did not work. Try again.')];
  await digests.ordered(digest);
  return [ordered('Ordered', digest, now)];
}

function ordered(says: string, digest: Digest, now: Date): Reply {
  const { id, every, at, query } = digest;
  const { zone } = query.period;
  const first = stampIn(digest.next ?? nextDelivery(digest, now), zone);
  return text(
    `${says}: ${id}, ${every} at ${at} (${escaped(zone)}). The next one comes ${first}. Type **digests** to see or stop them.`,
  );
}

type Ordered = Pick<Digest, 'query' | 'every' | 'at'>;

/** The period of a digest follows from how often it comes. */
function isSame({ sentenceOf }: AuditChat, one: Ordered, other: Ordered): boolean {
  const { period } = other.query;
  const asked = (query: AuditQuery) =>
    sentenceOf({ ...query, period: { ...period, zone: query.period.zone } });
  return (
    one.every === other.every && one.at === other.at && asked(one.query) === asked(other.query)
  );
}

const COVERS: Readonly<Record<Every, string>> = {
  daily: 'each morning, for the day before',
  weekly: 'each Monday, for the week before',
  monthly: 'on the first of each month, for the month before',
};

function howOften(reference: string, { period }: AuditQuery): Reply {
  const title = (every: Every) => `${every[0]?.toUpperCase() ?? ''}${every.slice(1)}`;
  const card = listCard({
    title: 'How often?',
    intro: `At 07:00 (${period.zone}), or at another time: type schedule ${reference} daily at 06:30. A digest also comes when nothing happened, and is corrected when late records change it.`,
    rows: EVERY.map((every) => ({ title: title(every), subtitle: COVERS[every], state: '' })),
    more: 0,
    actions: EVERY.map((every) => say(title(every), `schedule ${reference} ${every}`)),
  });
  return { kind: 'card', card };
}

/** Whose it is not does not learn that it is there. */
export async function stopDigest(
  { digests, journal }: AuditChat,
  { person }: Asker,
  id: string,
): Promise<readonly Reply[]> {
  const digest = await digests.find(id);
  if (digest === undefined || digest.by.id !== person.id)
    return [text(`You have no digest ${id}. Type **digests** to see yours.`)];
  await putOnRecord(journal, { what: 'unsaved', by: person, details: { digest: id } });
  await digests.stop(id);
  await digests.stopped(id);
  return [text(`Stopped: ${id} is not delivered any more.`)];
}
