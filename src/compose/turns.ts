import { createTalk } from '../../dialogs/talk.ts';
import type { Chat } from '../chat/chat.ts';
import { handOf } from '../chat/hand.ts';
import { onPress } from '../chat/press.ts';
import { onArrival } from '../chat/arrival.ts';
import { onSaid } from '../chat/said.ts';
import type { Clock } from '../core/clock.ts';
import { LIMITS, type Limits } from '../teams/limits.ts';
import type { Log } from '../teams/log.ts';
import { createMetrics } from '../teams/metrics.ts';
import { TaggedConversationState } from '../teams/state.ts';
import { createTurns } from '../teams/turns.ts';
import type { Walkthrough } from '../core/walkthrough.ts';
import { askingOf } from '../chat/audit/asking.ts';
import type { questionsOf } from './questions.ts';
import type { messengerOf } from './teams.ts';
import type { Store } from '../store/open.ts';

interface TurnsParts {
  readonly tenant: string;
  readonly log: Log;
  readonly chat: Chat;
  readonly walkthroughs: readonly Walkthrough[];
  readonly clock: Clock;
  readonly store: Pick<Store, 'due' | 'withLock' | 'conversationState'>;
  readonly messenger: Pick<ReturnType<typeof messengerOf>, 'remember'>;
  readonly questions: Awaited<ReturnType<typeof questionsOf>>;
  readonly limits: Partial<Limits> | undefined;
}

/** What people say and press, led to where it is answered; and what is measured of it. */
export function turnsOf(parts: TurnsParts) {
  const { tenant, log, chat, walkthroughs, clock, store, messenger, questions } = parts;
  const { due, withLock } = store;
  const state = new TaggedConversationState(store.conversationState(tenant));
  const asking = questions === undefined ? [] : [askingOf(chat, questions.forms)];
  const talk = createTalk(state, walkthroughs, handOf(chat), clock.now, asking);
  const metrics = createMetrics(true);
  metrics.gauge(
    'due_work',
    'Pieces of background work',
    async () => (await due.list(tenant)).length,
  );
  metrics.gauge(
    'due_work_dead',
    'Background work that failed for good',
    async () => (await due.list(tenant)).filter((work) => work.state === 'dead').length,
  );
  const limits = { ...LIMITS, ...parts.limits };
  const turns = createTurns({
    tenant,
    log,
    metrics,
    limits,
    state,
    withLock: (key, work) => withLock(`turn/${tenant}/${key}`, work),
    handlers: {
      message: ({ person, text, fullText, value, conversationType, context }) =>
        onSaid(chat, talk, {
          person,
          text,
          fullText,
          value,
          personal: conversationType === 'personal',
          context,
        }),
      press: (press) => onPress(chat, press),
      arrived: (arrival) => onArrival(chat, arrival),
      ...(questions === undefined ? {} : { file: questions.file }),
      seen: (activity) => messenger.remember(activity),
    },
  });
  return { turns, metrics, limits };
}
