import { z } from 'zod';
import { escaped } from '../../../cards/text.ts';
import { REFERENCE } from '../../audit/desk/questions.ts';
import { text, type Asker, type Chat, type Reply } from '../chat.ts';
import { ANALYSTS_ONLY, answerWords, lookCloser, looksLikeQuestion } from './answering.ts';
import { ArchiveTrouble } from '../../audit/archive/archive.ts';
import { NotOnRecord } from '../../audit/desk/on-record.ts';
import { auditCommandIn, type AuditCommand } from './commands.ts';
import { auditReplies } from './on-command.ts';

/** Something that may be about audit activity. */
export type Heard =
  | { readonly kind: 'form' }
  | { readonly kind: 'command'; readonly command: Exclude<AuditCommand, { kind: 'form' }> }
  | { readonly kind: 'closer'; readonly reference: string; readonly row: string }
  | { readonly kind: 'words'; readonly text: string };

/** What the answer card's own input sends; it comes from a client, so names only. */
const Closer = z.object({
  audit: z.literal('closer'),
  question: z.string().regex(REFERENCE),
  closer: z.string().min(1).max(200),
});

export function questionIn({
  value,
  fullText,
}: {
  readonly value: unknown;
  readonly fullText: string;
}): Heard | undefined {
  if (value !== undefined) {
    const { data } = Closer.safeParse(value);
    return data && { kind: 'closer', reference: data.question, row: data.closer };
  }
  const command = auditCommandIn(fullText);
  if (command?.kind === 'form') return { kind: 'form' };
  if (command !== undefined) return { kind: 'command', command };
  return fullText.trim() === '' ? undefined : { kind: 'words', text: fullText.trim() };
}

const NOT_HERE =
  'Questions about audit activity cannot be answered here right now: the archive could not be opened. An administrator finds the reason in the log and with the command doctor.';

const FORM_IN_PERSON = 'The form is offered in our personal chat. Here, ask in words.';

/** Questions are long to type, but not this long. */
const LONGEST = 1000;

const NOT_RECORDED =
  'Nothing was shown or changed: it could not be put on record, and without that it is not done. Try again in a moment; if it goes on, an administrator finds the reason with the command doctor.';

/** What stands in the way of an answer is said in a sentence. */
export async function orSays<T>(work: () => Promise<T>): Promise<T | readonly Reply[]> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof NotOnRecord) return [text(NOT_RECORDED)];
    if (error instanceof ArchiveTrouble) return [text(escaped(error.message))];
    throw error;
  }
}

const CHANGING: readonly AuditCommand['kind'][] = [
  'records',
  'export',
  'save',
  'schedule',
  'forget report',
  'stop digest',
];

/** Does it show personal data or change something? Then roles are read again. */
export const needsFreshRoles = (heard: Heard | undefined): boolean =>
  heard?.kind === 'closer' || (heard?.kind === 'command' && CHANGING.includes(heard.command.kind));

/** Replies to what was heard; undefined when it was no question after all. */
export const questionHeard = (
  chat: Chat,
  asker: Asker,
  heard: Heard,
  sign: () => Promise<void>,
): Promise<readonly Reply[] | undefined> => orSays(() => repliesTo(chat, asker, heard, sign));

async function repliesTo(
  chat: Chat,
  asker: Asker,
  heard: Heard,
  sign: () => Promise<void>,
): Promise<readonly Reply[] | undefined> {
  const clear = heard.kind !== 'words' || looksLikeQuestion(heard.text);
  if (!asker.roles.has('analyst')) return clear ? [text(ANALYSTS_ONLY)] : undefined;
  const { audit } = chat;
  if (audit === undefined) return clear ? [text(NOT_HERE)] : undefined;
  switch (heard.kind) {
    case 'form':
      return [text(FORM_IN_PERSON)];
    case 'command':
      await sign();
      return auditReplies(audit, asker, heard.command, chat.clock.now());
    case 'closer':
      await sign();
      return lookCloser(audit, asker, heard);
    case 'words':
      if (heard.text.length > LONGEST) return undefined;
      if (clear) await sign();
      return answerWords(audit, asker, heard.text);
  }
}
