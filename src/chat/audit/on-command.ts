import { escaped } from '../../../cards/text.ts';
import { putOnRecord } from '../../audit/desk/on-record.ts';
import type { Question } from '../../audit/desk/questions.ts';
import { EVERYBODY } from '../../audit/desk/saved.ts';
import { text, type Asker, type Reply } from '../chat.ts';
import { answerQuery, isPreset, keepRows } from './answering.ts';
import type { AuditChat } from './audit-chat.ts';
import type { AuditCommand } from './commands.ts';
import { explainReply } from './explaining.ts';
import { digestsReply, reportsReply } from './lists.ts';
import { schedule, stopDigest } from './ordering.ts';
import { GONE, recordsReply } from './records.ts';
import { answerReply, searchReply } from './shown.ts';

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
      return digestsReply(audit, asker, now);
    case 'explain':
      return explainReply(audit, command.name);
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
      return [text((await audit.offer(answeredBy(question), asker.person, command.masked)).says)];
    case 'save':
      return save(audit, asker, { command, question, now });
    case 'schedule':
      return schedule(audit, asker, { command, question, now });
  }
}

const PERSONAL =
  'Files hold personal data, so they are handed out in our personal chat only. Ask there.';

/** The files of an answer come from where the answer came from. */
const answeredBy = ({ query, source }: Question): Question['query'] =>
  source === 'log analytics' ? { ...query, source } : query;

async function progress(
  audit: AuditChat,
  { personal }: Asker,
  reference: string,
  { query }: Question,
): Promise<readonly Reply[]> {
  const found = await audit.desk.searched(reference);
  if (found === undefined)
    return [text(`Nothing is searched for ${reference}. Type again ${reference} to ask anew.`)];
  const where = { reference, personal };
  if (!('figures' in found)) return [searchReply(audit, { ...found, query }, where)];
  await keepRows(audit, reference, found);
  return [answerReply(audit, found, where)];
}

async function save(
  audit: AuditChat,
  { person }: Asker,
  { command, question, now }: About,
): Promise<readonly Reply[]> {
  if (command.kind !== 'save') return [];
  const { saved, journal } = audit;
  const { name, question: reference } = command;
  if (name === undefined)
    return [
      text(
        `Say under which name: **save ${reference} as my exports**. Add **for everyone** to share it with all analysts.`,
      ),
    ];
  if (isPreset(audit, name))
    return [text('A report that comes along has that name. Choose another.')];
  const scope = command.all ? EVERYBODY : person.id;
  const before = command.all ? await saved.find(EVERYBODY, name) : undefined;
  if (before !== undefined && before.by.id !== person.id)
    return [text(`There is a report of that name by ${escaped(before.by.name)}. Choose another.`)];
  const { query } = question;
  await putOnRecord(journal, {
    what: 'saved',
    by: person,
    details: { name, everybody: command.all },
  });
  const done = await saved.put({ name, scope, query, by: person, at: now.toISOString() });
  if (!done) return [text('Somebody saved that name at the same moment. Try again.')];
  const moving =
    query.period.named === undefined
      ? ' Its period is fixed, for it was named by dates.'
      : ' Its period moves on with the calendar.';
  return [text(`Saved. Type **report: ${escaped(name)}** to ask it again.${moving}`)];
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
  await putOnRecord(journal, { what: 'unsaved', by: person, details: { name } });
  const gone = await saved.forget(person.id, name);
  return [text(gone === undefined ? 'That was changed meanwhile. Try again.' : 'Forgotten.')];
}
