import type { ConversationState } from './botbuilder.ts';
import type { Handlers } from './handlers.ts';
import type { Limits } from './limits.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';
import type { Queue } from './queue.ts';
import type { Pace } from './rate.ts';

export interface TurnParts {
  readonly tenant: string;
  readonly handlers: Handlers;
  /** Saved before the turn ends. Dialogs read and write it through the context. */
  readonly state?: ConversationState;
  readonly limits?: Limits;
  readonly metrics?: Metrics;
  readonly log: Log;
  /** Keeps other replicas out of the conversation; in this process turns are queued anyway. */
  readonly withLock?: <T>(key: string, work: () => Promise<T>) => Promise<T>;
}

/** What a turn works with: what it was given, and what all turns share. */
export interface Parts extends TurnParts {
  readonly limits: Limits;
  readonly queue: Queue;
  readonly turnPace: (person: string) => Pace;
  readonly pressPace: (person: string) => Pace;
}
