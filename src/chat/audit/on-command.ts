import { escaped } from '../../../cards/text.ts';
import { searchCard } from '../../../cards/search-card.ts';
import { newDigestId, nextDelivery, type Digest } from '../../audit/desk/digests.ts';
import type { Question } from '../../audit/desk/questions.ts';
import { EVERYBODY } from '../../audit/desk/saved.ts';
import { stamp } from '../../views/words.ts';
import { text, type Asker, type Reply } from '../chat.ts';
import { say } from '../lists.ts';
import { answerQuery } from './answering.ts';
import type { AuditChat } from './audit-chat.ts';
import type { AuditCommand } from './commands.ts';
import { digestsReply, reportsReply } from './lists.ts';
import { GONE, recordsReply } from './records.ts';
import { answerReply, searchSubject } from './shown.ts';

type OnQuestion = Extract<AuditCommand, { readonly question: string }>;

/** What a command about questions answers. The form is the dialog's. */
export async function auditReplies(
  audit: AuditChat,
  asker: Asker,
  command: Exclude<AuditCommand, { kind: 'form' }>,
  now: Date,
): Promise<readonly Reply[]> {
  switch (command.kind) {
    case 'reports':
      return reportsReply(audit, asker);
    case 'digests':
      return digestsReply(audit, asker, (digest) => stamp(nextDelivery(digest, now)));
    case 'stop digest':
      return stopDigest(audit, asker, command.digest);
    case 'forget report':
      return forget(audit, asker, command.name);
    case 'records':
      return recordsReply(audit, asker, command.question, command.page);
    case 'compare':
    case 'again':
    case 'progress':
    case 'export':
    case 'save':
    case 'schedule': {
      const question = await audit.desk.questions.find(command.question);
      if (question === undefined) return [GONE(command.question)];
      return onQuestion(audit, asker, { command, question, now });
    }
  }
}

interface About {
  readonly command: Exclude<OnQuestion, { kind: 'records' }>;
  readonly question: Question;
  readonly now: Date;
}

async function onQuestion(
  audit: AuditChat,
  asker: Asker,
  { command, question, now }: About,
): Promise<readonly Reply[]> {
  const { query } = question;
  switch (command.kind) {
    case 'compare':
      return answerQuery(audit, asker, { ...query, compare: true }, []);
    case 'again':
      return answerQuery(audit, asker, { ...query, period: audit.resolve(query.period, now) }, []);
    case 'progress':
      return progress(audit, asker, command.question, question);
    case 'export':
      if (!asker.personal) return [text(PERSONAL)];
      return [text((await audit.offer(query, asker.person, command.masked)).says)];
    case 'save':
      return save(audit, asker, { command, question, now });
    case 'schedule':
      return schedule(audit, asker, { command, question, now });
  }
}

const PERSONAL =
  'Files hold personal data, so they are handed out in our personal chat only. Ask there.';

async function progress(
  audit: AuditChat,
  { personal }: Asker,
  reference: string,
  { query }: Question,
): Promise<readonly Reply[]> {
  const found = await audit.desk.searched(reference);
  if (found === undefined)
    return [text(`Nothing is searched for ${reference}. Type again ${reference} to ask anew.`)];
  if ('figures' in found) return [answerReply(audit, found, { reference, personal })];
  const card = searchCard({
    reference,
    question: audit.sentenceOf(query),
    ...found,
    actions: [say('How far is it?', `progress ${reference}`)],
  });
  return [{ kind: 'card', card, subject: searchSubject(reference) }];
}

async function save(
  { saved, journal }: AuditChat,
  { person }: Asker,
  { command, question, now }: About,
): Promise<readonly Reply[]> {
  if (command.kind !== 'save') return [];
  const { name, question: reference } = command;
  if (name === undefined)
    return [
      text(
        `Say under which name: **save ${reference} as my exports**. Add **for everyone** to share it with all analysts.`,
      ),
    ];
  const scope = command.all ? EVERYBODY : person.id;
  const before = await saved.find(person.id, name);
  if (command.all && before?.scope === EVERYBODY && before.by.id !== person.id)
    return [text(`There is a report of that name by ${escaped(before.by.name)}. Choose another.`)];
  const { query } = question;
  await journal.note({ what: 'saved', by: person, details: { name, everybody: command.all } });
  const done = await saved.put({ name, scope, query, by: person, at: now.toISOString() });
  if (!done) return [text('Somebody saved that name at the same moment. Try again.')];
  const moving =
    query.period.named === undefined
      ? ' Its period is fixed, for it was named by dates.'
      : ' Its period moves on with the calendar.';
  return [text(`Saved. Type **report ${escaped(name)}** to ask it again.${moving}`)];
}

async function forget(
  { saved, journal }: AuditChat,
  { person }: Asker,
  name: string,
): Promise<readonly Reply[]> {
  const known = await saved.find(person.id, name);
  if (known === undefined) return [text('There is no saved report of that name.')];
  if (known.by.id !== person.id)
    return [text(`Only ${escaped(known.by.name)}, who saved it, can take that report away.`)];
  await journal.note({ what: 'unsaved', by: person, details: { name } });
  const gone = await saved.forget(person.id, name);
  return [text(gone === undefined ? 'That was changed meanwhile. Try again.' : 'Forgotten.')];
}

async function schedule(
  { digests, journal, sentenceOf }: AuditChat,
  { person, personal }: Asker,
  { command, question, now }: About,
): Promise<readonly Reply[]> {
  if (command.kind !== 'schedule') return [];
  const { question: reference, every, at = '07:00' } = command;
  if (!personal) return [text('Digests are ordered in our personal chat. Ask there.')];
  if (every === undefined)
    return [
      text(
        `Say how often: **schedule ${reference} daily**, **weekly** or **monthly**, and if you like **at 07:30**. Each one covers the day, week or month before.`,
      ),
    ];
  if (!/^(?:[01]\d|2[0-3]):[0-5]\d$/.test(at))
    return [text('That is no time of day. Say at 07:30.')];
  const mine = (await digests.list()).filter(({ by }) => by.id === person.id);
  if (mine.length >= MOST) return [text(`You have ${MOST} digests. Type digests to stop one.`)];
  const digest: Digest = {
    id: newDigestId(),
    query: question.query,
    every,
    at,
    by: person,
    since: now.toISOString(),
  };
  await journal.note({
    what: 'saved',
    by: person,
    details: { digest: digest.id, every, question: sentenceOf(question.query) },
  });
  if (!(await digests.add(digest))) return [text('That did not work. Try again.')];
  await digests.ordered(digest);
  return [
    text(
      `Ordered: ${digest.id}, ${every} at ${at} (${escaped(question.query.period.zone)}). The first one comes ${stamp(nextDelivery(digest, now))}. Type **digests** to see or stop them.`,
    ),
  ];
}

const MOST = 20;

async function stopDigest(
  { digests, journal }: AuditChat,
  { person }: Asker,
  id: string,
): Promise<readonly Reply[]> {
  const digest = await digests.find(id);
  if (digest === undefined || digest.by.id !== person.id)
    return [text(`You have no digest ${id}. Type digests to see yours.`)];
  await journal.note({ what: 'unsaved', by: person, details: { digest: id } });
  await digests.stop(id);
  await digests.stopped(id);
  return [text(`Stopped: ${id} is not delivered any more.`)];
}
