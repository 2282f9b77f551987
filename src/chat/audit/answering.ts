import { listCard } from '../../../cards/list-card.ts';
import { escaped } from '../../../cards/text.ts';
import type { AuditQuery } from '../../audit/query.ts';
import { filtersAt } from '../../audit/desk/questions.ts';
import { closersOf, narrowed } from '../../views/answer-view.ts';
import { text, type Asker, type Reply } from '../chat.ts';
import { say } from '../lists.ts';
import type { AuditChat, Understood } from './audit-chat.ts';
import { recordsReply } from './records.ts';
import { askedReplies } from './shown.ts';
import { topicReply } from './topics.ts';

export const ANALYSTS_ONLY =
  'Questions about audit activity are answered for analysts only. Ask an administrator to add you to the analysts group.';

/** Words that begin a question; nobody answers a question of a set-up with them. */
const ASKING =
  /^(?:who|whom|whose|what|when|where|which|how|show|list|count|report:?|reports|top|is the (?:audit )?log|compare)\b|\?\s*$/i;

/** Is it clearly a question about activity, whatever else is open? */
export const looksLikeQuestion = (said: string): boolean => ASKING.test(said.trim());

/** Answers a question in words; undefined when it is none that was understood. */
export async function answerWords(
  audit: AuditChat,
  asker: Asker,
  said: string,
): Promise<readonly Reply[] | undefined> {
  const named = await savedQuestion(audit, asker, said);
  if (named !== undefined) return answerQuery(audit, asker, named, []);
  const understood = await audit.understand(said);
  switch (understood.kind) {
    case 'query':
      return answerQuery(audit, asker, understood.query, understood.assumed);
    case 'topic':
      return topicReply(audit, asker, understood.topic);
    case 'unknown':
      return looksLikeQuestion(said) || knowsSome(said, understood)
        ? [notUnderstood(understood)]
        : undefined;
  }
}

/** Most of what was said has a meaning here: then it was meant for here. */
function knowsSome(said: string, { words }: Understood & { kind: 'unknown' }): boolean {
  const all = said.trim().split(/\s+/).length;
  return words.length > 0 && all >= 3 && words.length <= all / 2;
}

/** Each word that means nothing here is named, with what may have been meant. */
function notUnderstood({ words, says }: Understood & { kind: 'unknown' }): Reply {
  const rows = words.slice(0, 8).map(({ word, suggestions }) => ({
    title: word,
    subtitle: suggestions.length === 0 ? '' : `Did you mean: ${suggestions.join(', ')}?`,
    state: 'not understood',
  }));
  const card = listCard({
    title: 'I did not understand all of that',
    intro: says,
    rows,
    more: Math.max(0, words.length - rows.length),
    actions: [say('Reports', 'reports'), say('Ask by form', 'ask')],
  });
  return { kind: 'card', card };
}

/** `report monthly exports`, or just its name: one that was saved. */
async function savedQuestion(
  { saved, resolve, now }: AuditChat,
  { person }: Asker,
  said: string,
): Promise<AuditQuery | undefined> {
  const name = said.trim().replace(/^(?:run |show )?report:? +/i, '');
  const found = await saved.find(person.id, name);
  if (found === undefined) return undefined;
  const { query } = found;
  return { ...query, period: resolve(query.period, now()) };
}

/** Asks, and keeps which rows of the card stand for what. */
export async function answerQuery(
  audit: AuditChat,
  { person, personal }: Asker,
  query: AuditQuery,
  assumed: readonly string[],
): Promise<readonly Reply[]> {
  const asked = await audit.desk.ask(query, { by: person, assumed });
  const answer = asked.kind === 'answered' ? asked.answer : undefined;
  if (asked.kind === 'answered' && answer !== undefined)
    await audit.desk.questions.change(asked.reference, { closer: closersOf(answer) });
  return askedReplies(audit, asked, personal);
}

/** A row was chosen on the card of an answer: its records, or the question narrowed to it. */
export async function lookCloser(
  audit: AuditChat,
  asker: Asker,
  { reference, row }: { readonly reference: string; readonly row: string },
): Promise<readonly Reply[]> {
  if (row === 'records') return recordsReply(audit, asker, reference, 1);
  const question = await audit.desk.questions.find(reference);
  const filters = question && filtersAt(question, row);
  if (question === undefined || filters === undefined)
    return [text(`That row is no longer known. Type again ${escaped(reference)} to ask anew.`)];
  return answerQuery(audit, asker, narrowed(question.query, filters), []);
}
