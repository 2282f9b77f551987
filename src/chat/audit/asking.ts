import type { ComponentDialog } from '../../teams/botbuilder.ts';
import { questionDialog } from '../../../dialogs/question.ts';
import { queryFrom } from '../../audit/form.ts';
import type { Question } from '../../core/walkthrough.ts';
import { findPerson } from '../../teams/person.ts';
import { rolesOf, text, type Chat } from '../chat.ts';
import { reply, typing } from '../reply.ts';
import { ANALYSTS_ONLY, answerQuery } from './answering.ts';
import { orSays } from './hearing.ts';

const MISFIT = 'Those answers do not fit any more. Type ask to start again.';

/** The forms of a question; what they gather is asked like a question in words. */
export const askingOf = (chat: Chat, forms: readonly Question[]): ComponentDialog =>
  questionDialog(forms, async (context, answers) => {
    const person = findPerson(context.activity);
    if (person === undefined) throw new Error('A turn without a person reached a dialog.');
    const to = { person, personal: true, context };
    const query = queryFrom(answers);
    const { roles, problem } = await rolesOf(chat, person, true);
    if (problem !== undefined) return reply(chat, to, [text(problem)]);
    // The role may have been lost between the first form and the last.
    const { audit } = chat;
    if (!roles.has('analyst') || audit === undefined) return reply(chat, to, [text(ANALYSTS_ONLY)]);
    if (query === undefined) return reply(chat, to, [text(MISFIT)]);
    await typing(to);
    const asker = { person, roles, place: `person:${person.id}`, personal: true };
    await reply(chat, to, await orSays(() => answerQuery(audit, asker, query, [])));
  });
