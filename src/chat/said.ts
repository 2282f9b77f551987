import { errorCard } from '../../cards/error-card.ts';
import { QUESTION_DIALOG } from '../../dialogs/question.ts';
import type { Talk } from '../../dialogs/talk.ts';
import { GatewayError } from '../core/errors.ts';
import type { Person } from '../core/people.ts';
import { mayStart, startersOnly } from '../core/walkthrough.ts';
import type { TurnContext } from '../teams/botbuilder.ts';
import { mustBeQuestion } from './audit/answering.ts';
import { needsFreshRoles, questionHeard, questionIn, type Heard } from './audit/hearing.ts';
import { rolesOf, text, type Asker, type Chat, type Reply } from './chat.ts';
import { commandIn, commandWords, type Command } from './commands.ts';
import { mend } from './drifting.ts';
import { hintFor } from './hint.ts';
import { say } from './lists.ts';
import { onPress } from './press.ts';
import { repliesTo } from './replies.ts';
import { reply, typing } from './reply.ts';
import { isWhole } from './whole.ts';

/** A message as the Teams side hands it over: text capped and without the mention. */
export interface Said {
  readonly person: Person;
  readonly text: string;
  /** As typed: an answer may be a long list of names, and a reason a paragraph. */
  readonly fullText: string;
  /** What a form sends. */
  readonly value: unknown;
  readonly personal: boolean;
  readonly context: TurnContext;
}

const STILL_OPEN = 'The question above is still open: answer it, or type cancel.';
const SET_UP_OPEN =
  'A set-up is still open, and a second form would drop it. Answer it or type cancel first; a question in words can be asked at any time.';
const TOO_LONG =
  'That is too long to be taken in whole, so nothing of it was. Use the form, or say it in fewer words.';
const PERSONAL_ONLY =
  'Questions are answered in our personal chat, so that others are not disturbed. Please write to me there.';

/** A message in: a command from any state, an answer to the open question, or a hint. */
export async function onSaid(chat: Chat, talk: Talk, said: Said): Promise<void> {
  try {
    // Some clients send nothing as null.
    await hear(chat, talk, { ...said, value: said.value ?? undefined });
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    const next = error.transient
      ? 'Nothing was changed. Try again in a moment.'
      : 'Nothing was changed. Put right what the sentence names, and try again.';
    const card = errorCard({ what: error.message, next, actions: [say('Help', 'help')] });
    await reply(chat, said, [{ kind: 'card', card }]);
  }
}

async function hear(chat: Chat, talk: Talk, said: Said): Promise<void> {
  const command =
    said.value === undefined ? commandIn(said.fullText, chat.runs.walkthroughs) : undefined;
  const heard = command === undefined ? questionIn(said) : undefined;
  const fresh = changesSomething(command) || needsFreshRoles(heard);
  const { roles, problem } = await rolesOf(chat, said.person, fresh);
  const asker: Asker = {
    person: said.person,
    roles,
    place: `person:${said.person.id}`,
    personal: said.personal,
  };
  if (problem !== undefined && command?.kind !== 'help') return reply(chat, said, [text(problem)]);
  const pressed = asFallback(said.value);
  if (pressed !== undefined) return pressInstead(chat, said, pressed);
  const asked =
    heard === undefined ? undefined : await questionReplies(chat, talk, said, asker, heard);
  if (asked !== undefined) return reply(chat, said, asked);
  if (command === undefined) return answer(chat, talk, said, asker);
  await run(chat, talk, said, asker, command);
}

/** A question about audit activity, or what belongs to one that was asked; undefined: it is none. */
async function questionReplies(
  chat: Chat,
  talk: Talk,
  said: Said,
  asker: Asker,
  heard: Heard,
): Promise<readonly Reply[] | undefined> {
  const open = said.personal && (await talk.isOpen(said.context));
  // What is typed while a form is open is its answer, unless it can be nothing but a question.
  if (open && heard.kind === 'words' && !(await mustBeQuestion(chat.audit, heard.text)))
    return undefined;
  if (heard.kind === 'form' && said.personal && asker.roles.has('analyst') && chat.audit) {
    const other = await talk.findOpen(said.context);
    if (other !== undefined && other !== QUESTION_DIALOG) return [text(SET_UP_OPEN)];
    await talk.begin(said.context, QUESTION_DIALOG, {});
    return [];
  }
  const replies = await questionHeard(chat, asker, heard, () => typing(said));
  return replies && open ? [...replies, text(STILL_OPEN)] : replies;
}

const CHANGING: readonly string[] = ['withdraw', 'resume', 'check'];
const FRESH: readonly string[] = [
  ...['vote', 'done', 'cancel', 'set-up', 'steer', 'drift', 'mend'],
  'evidence',
];

/** Roles are read again for whatever changes something, typed or pressed. */
function changesSomething(command: Command | undefined): boolean {
  if (command?.kind === 'on-run') return CHANGING.includes(command.verb);
  return FRESH.includes(command?.kind ?? '');
}

/** Clients too old for Action.Execute send its fallback: the verb lies in the value. */
function asFallback(value: unknown): { readonly verb: string } | undefined {
  return typeof value === 'object' &&
    value !== null &&
    'verb' in value &&
    typeof value.verb === 'string'
    ? { ...value, verb: value.verb }
    : undefined;
}

async function pressInstead(chat: Chat, said: Said, value: { readonly verb: string }) {
  const { person } = said;
  const answered = await onPress(chat, {
    person,
    verb: value.verb,
    data: value,
    trigger: 'manual',
  });
  await reply(chat, said, [
    answered.kind === 'card' ? { kind: 'card', card: answered.card } : text(answered.text),
  ]);
}

/** No command: an answer to the open question, or something that was not understood. */
async function answer(chat: Chat, talk: Talk, said: Said, asker: Asker): Promise<void> {
  if (!said.personal) return reply(chat, said, [text(PERSONAL_ONLY)]);
  const lost = await roleLost(chat, talk, said, asker);
  if (lost !== undefined) {
    await talk.drop(said.context);
    return reply(chat, said, [
      text(`You are no ${lost} any more, so the open questions were dropped.`),
    ]);
  }
  // What is too long was cut: half an answer would be another answer.
  if (!isWhole(said)) return reply(chat, said, [text(TOO_LONG)]);
  await typing(said);
  said.context.activity.text = said.fullText;
  const taken = await talk.take(said.context);
  switch (taken.kind) {
    case 'taken':
      return;
    case 'outdated':
      return reply(chat, said, [text(taken.says)]);
    case 'nothing open':
      return reply(chat, said, [text(hint(chat, said))]);
  }
}

/** The role that what is open needs, and that is not held any more. */
async function roleLost(
  chat: Chat,
  talk: Talk,
  { context }: Said,
  { roles }: Asker,
): Promise<string | undefined> {
  const open = await talk.findOpen(context);
  if (open === undefined) return undefined;
  if (open === QUESTION_DIALOG) return roles.has('analyst') ? undefined : 'analyst';
  const { starters = ['operator'] } = chat.runs.find(open) ?? {};
  return mayStart({ starters }, roles) ? undefined : starters.join(' or ');
}

function hint(chat: Chat, { text: typed, value }: Said): string {
  if (value !== undefined) return 'That form is no longer open. Type help to see what can be done.';
  return hintFor(typed, commandWords(chat.runs.walkthroughs));
}

async function run(chat: Chat, talk: Talk, said: Said, asker: Asker, command: Command) {
  if (command.kind === 'set-up') return begin(chat, talk, said, asker, command);
  if (command.kind === 'mend') return mend(chat, talk, said, asker, command);
  if (command.kind === 'cancel' && command.run === undefined) return drop(chat, talk, said);
  const open = said.personal && (await talk.isOpen(said.context));
  const replies = await repliesTo(chat, said, asker, command);
  await reply(chat, said, open ? [...replies, text(STILL_OPEN)] : replies);
}

async function begin(
  chat: Chat,
  talk: Talk,
  said: Said,
  { roles }: Asker,
  { walkthrough, typed }: Command & { kind: 'set-up' },
): Promise<void> {
  if (!said.personal) return reply(chat, said, [text(PERSONAL_ONLY)]);
  const wanted = chat.runs.find(walkthrough) ?? {};
  if (!mayStart(wanted, roles)) return reply(chat, said, [text(startersOnly(wanted))]);
  await typing(said);
  await talk.begin(said.context, walkthrough, typed === undefined ? {} : { typed });
}

async function drop(chat: Chat, talk: Talk, said: Said): Promise<void> {
  const dropped = said.personal && (await talk.drop(said.context));
  const says = dropped
    ? 'Dropped. Nothing was changed.'
    : 'Nothing is open here. To end a run, type cancel and its name, such as cancel 7K2QF9.';
  await reply(chat, said, [text(says)]);
}
