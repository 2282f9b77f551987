import type { Card } from '../../cards/parts.ts';
import type { Announce } from '../announce.ts';
import type { Clock } from '../core/clock.ts';
import type { Deputies } from '../core/deputies.ts';
import type { DueTable } from '../core/due.ts';
import type { SeenCards } from '../core/evidence.ts';
import type { Seals } from './checkpoint.ts';
import { GatewayError } from '../core/errors.ts';
import type { Place, Postings } from '../core/outbox.ts';
import type { Exceptions } from '../core/exceptions.ts';
import type { Directory, Person, Role } from '../core/people.ts';
import type { SignIns } from '../core/sign-in.ts';
import type { PolicySource } from '../core/policy.ts';
import type { Runs } from '../core/runs.ts';
import type { AuditChat } from './audit/audit-chat.ts';

/** What the conversation needs of everything else. */
export interface Chat {
  readonly tenant: string;
  readonly sandbox: boolean;
  readonly runs: Runs;
  readonly directory: Directory;
  readonly announce: Announce;
  readonly postings: Postings;
  /** Cards as they were drawn for people, so that a vote can be held to what was seen. */
  readonly seen: SeenCards;
  readonly policy: PolicySource;
  readonly clock: Clock;
  readonly due: DueTable;
  /** Questions about audit activity; absent where the archive cannot be opened. */
  readonly audit?: AuditChat;
  /** Who decides in whose place. */
  readonly deputies: Deputies;
  /** Has what was done without approval put before the approvers. */
  readonly reviewSoon: (run: string) => Promise<unknown>;
  /** Drift that was accepted for a time. */
  readonly exceptions: Exceptions;
  /** Makes a compliance report and offers it to this person; left out where it cannot be. */
  readonly compliance?: (by: Person, period: string) => Promise<{ readonly says: string }>;
  /** Makes an evidence pack and offers it to this person; left out where it cannot be. */
  readonly evidence?: (by: Person, about: string) => Promise<{ readonly says: string }>;
  /** The ledger’s checkpoints, for auditors; left out where nothing is sealed. */
  readonly seals?: Seals;
  /** Whether somebody has just signed in; left out where no sign-in is set up. */
  readonly signIns?: SignIns;
  /** Has the run looked at as soon as possible. */
  readonly lookSoon: (run: string) => Promise<void>;
}

/** Who says or presses something, with the roles held at this moment. */
export interface Asker {
  readonly person: Person;
  readonly roles: ReadonlySet<Role>;
  readonly place: Place;
  /** Approvers who are away and have this person decide; looked up where something is decided. */
  readonly behalf?: readonly Person[];
  readonly personal: boolean;
}

/** A card or a sentence. A card with a subject is redrawn when its subject changes. */
export type Reply =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'card'; readonly card: Card; readonly subject?: string };

export const text = (says: string): Reply => ({ kind: 'text', text: says });

export const NO_ROLE =
  'You have no role here yet. Ask an administrator to add you to the operators, approvers, analysts or auditors group.';

/** Roles as the directory has them now; unreachable means none, with the sentence why. */
export async function rolesOf(
  chat: Chat,
  person: Person,
  fresh: boolean,
): Promise<{ readonly roles: ReadonlySet<Role>; readonly problem?: string }> {
  try {
    return { roles: await chat.directory.rolesOf(person.id, fresh) };
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    const problem = `Your roles cannot be looked up right now, so nothing was changed. ${error.message} Try again in a moment.`;
    return { roles: new Set(), problem };
  }
}

/** Whom this person decides for now; an approver decides as themselves. */
export const behalfOf = async (
  chat: Pick<Chat, 'deputies'>,
  { person, roles }: Pick<Asker, 'person' | 'roles'>,
): Promise<readonly Person[]> => (roles.has('approver') ? [] : chat.deputies.behalfOf(person.id));
