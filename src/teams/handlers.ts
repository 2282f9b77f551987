import type { Person } from '../core/people.ts';
import type { Activity, TurnContext } from './botbuilder.ts';
import type { FileConsent } from './file-consent.ts';
import type { Press, PressAnswer } from './press.ts';

/** A person said something, in words or by an `Action.Submit`. */
export interface Message {
  readonly person: Person;
  readonly tenant: string;
  /** Without the mention of the bot, cut to what a recogniser may see; also the context's text. */
  readonly text: string;
  /** As typed, up to 4,000 characters: for reasons, not for recognisers. */
  readonly fullText: string;
  readonly value: unknown;
  readonly conversationId: string;
  readonly conversationType: string;
  readonly locale: string;
  readonly context: TurnContext;
}

/** The bot was added to a chat or a team. */
export interface Arrival {
  /** Who added it, when Teams says so. */
  readonly person: Person | undefined;
  readonly tenant: string;
  readonly conversationId: string;
  readonly conversationType: string;
  readonly context: TurnContext;
}

export interface Handlers {
  message(message: Message): Promise<void>;
  press(press: Press): Promise<PressAnswer>;
  /** Somebody took or declined a file. Teams has its answer already; nobody waits for this. */
  file?(consent: FileConsent): Promise<void>;
  arrived?(arrival: Arrival): Promise<void>;
  /** Every admitted activity but presses, for instance to remember where people can be reached. */
  seen?(activity: Activity): Promise<void>;
}
