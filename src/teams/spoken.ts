import type { Person } from '../core/people.ts';
import type { Activity, TurnContext } from './botbuilder.ts';
import type { Message } from './handlers.ts';
import { findPerson } from './person.ts';
import { SAYS } from './says.ts';
import { cut, spokenText } from './text.ts';
import type { Parts } from './turn-parts.ts';
import { queued, say } from './turn.ts';

/** Somebody wrote: known, not too fast, and in the order of their messages. */
export async function spoken(parts: Parts, context: TurnContext): Promise<void> {
  const { activity } = context;
  const person = findPerson(activity);
  if (person === undefined) {
    parts.metrics?.refused('no directory id');
    return say(context, SAYS.nobody);
  }
  const pace = parts.turnPace(person.id);
  if (pace !== 'fine') parts.metrics?.refused('too many turns');
  if (pace === 'warn') return say(context, SAYS.fast);
  if (pace === 'silent') return;

  const message = messageOf(parts, context, person);
  activity.text = message.text;
  await queued(parts, context, 'message', () => parts.handlers.message(message));
}

function messageOf({ tenant, limits }: Parts, context: TurnContext, person: Person): Message {
  const { activity } = context;
  const fullText = cut(spokenText(activity), limits.fullTextLength);
  return {
    person,
    tenant,
    text: cut(fullText, limits.textLength),
    fullText,
    value: activity.value,
    ...placeOf(activity),
    locale: activity.locale ?? '',
    context,
  };
}

const placeOf = ({ conversation }: Activity) => ({
  conversationId: conversation.id,
  conversationType: conversation.conversationType ?? '',
});

/** The bot was added somewhere. */
export async function arrived(parts: Parts, context: TurnContext): Promise<void> {
  const { arrived: welcome } = parts.handlers;
  if (welcome === undefined) return;
  const { activity } = context;
  const { tenant } = parts;
  const arrival = { person: findPerson(activity), tenant, ...placeOf(activity), context };
  await queued(parts, context, 'arrival', () => welcome(arrival));
}
