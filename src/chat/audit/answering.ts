import { listCard } from '../../../cards/list-card.ts';
import type { AuditAnswer } from '../../audit/figures.ts';
import type { AuditQuery } from '../../audit/query.ts';
import { filtersAt } from '../../audit/desk/questions.ts';
import { closersOf, narrowed } from '../../views/closer.ts';
import { text, type Asker, type Reply } from '../chat.ts';
import { say } from '../lists.ts';
import type { AuditChat, Understood } from './audit-chat.ts';
import { explainedIn, explainReply } from './explaining.ts';
import { recordsReply } from './records.ts';
import { askedReplies } from './shown.ts';
import { topicReply } from './topics.ts';

export const ANALYSTS_ONLY =
  'Questions about audit activity are answered for analysts only. Ask an administrator to add you to the analysts group, or type help to see what I can do for you.';

/** Words that begin a question where nothing else is open. */
const ASKING =
  /^(?:who|whom|whose|what|when|where|which|how|show|list|count|report:?|reports|top|is the (?:audit )?log|compare)\b|\?\s*$/i;

/** Is it clearly a question about activity, and not the answer to something? */
export const looksLikeQuestion = (said: string): boolean => ASKING.test(said.trim());

const WORD_OF_QUESTION = /^(?:who|whom|whose|what|when|where|which|how)\s/i;

/**
 * Is it a question although a form is open? A name may begin with `Top` or `List`, but nobody answers
 * a form with several words that end with a question mark; without one, it has to be understood.
 */
export async function mustBeQuestion(
  audit: Pick<AuditChat, 'understand'> | undefined,
  said: string,
): Promise<boolean> {
  const line = said.trim();
  if (line.includes('\n') || line.split(/\s+/).length < 3) return false;
  if (line.endsWith('?')) return true;
  if (audit === undefined || !WORD_OF_QUESTION.test(line)) return false;
  const understood = await audit.understand(line);
  return understood.kind !== 'unknown' || knowsSome(line, understood);
}

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

/**
 * `report monthly exports`, or just its name: one that was saved. A report that comes along, and
 * whatever is a question anyway, cannot be renamed by saving something under its name.
 */
async function savedQuestion(
  audit: AuditChat,
  { person }: Asker,
  said: string,
): Promise<AuditQuery | undefined> {
  const { saved, resolve, now } = audit;
  const name = said.trim().replace(/^(?:run |show )?report:? +/i, '');
  if (isPreset(audit, name)) return undefined;
  const found = await saved.find(person.id, name);
  if (found === undefined) return undefined;
  const bare = name === said.trim();
  if (bare && (await audit.understand(said)).kind !== 'unknown') return undefined;
  const { query } = found;
  return { ...query, period: resolve(query.period, now()) };
}

/** Is it the name of a report that comes along? */
export function isPreset({ definitions }: Pick<AuditChat, 'definitions'>, name: string): boolean {
  const said = name.trim().toLowerCase();
  return definitions.reports.some(({ id, title }) => [id, title.toLowerCase()].includes(said));
}

/** Asks, and keeps which rows of the card stand for what. */
export async function answerQuery(
  audit: AuditChat,
  { person, personal }: Asker,
  query: AuditQuery,
  assumed: readonly string[],
): Promise<readonly Reply[]> {
  const asked = await audit.desk.ask(query, { by: person, assumed });
  if (asked.kind === 'refused') return [text(asked.says)];
  const answer = asked.kind === 'answered' ? asked.answer : asked.meanwhile;
  if (answer !== undefined) await keepRows(audit, asked.reference, answer);
  return askedReplies(audit, asked, personal);
}

/** The buttons of a card lead back to what its rows stand for. */
export const keepRows = (
  { desk }: Pick<AuditChat, 'desk'>,
  reference: string,
  answer: AuditAnswer,
): Promise<void> => desk.questions.change(reference, { closer: closersOf(answer) });

/** A row was chosen on the card of an answer: its records, or the question narrowed to it. */
export async function lookCloser(
  audit: AuditChat,
  asker: Asker,
  { reference, row }: { readonly reference: string; readonly row: string },
): Promise<readonly Reply[]> {
  if (row === 'records') return recordsReply(audit, asker, reference, 1);
  const explained = explainedIn(row);
  if (explained !== undefined) return explainReply(audit, explained);
  const question = await audit.desk.questions.find(reference);
  const filters = question && filtersAt(question, row);
  if (question === undefined || filters === undefined)
    return [text(`That row is not known any more. Type again ${reference} to ask anew.`)];
  return answerQuery(audit, asker, narrowed(question.query, filters), []);
}
