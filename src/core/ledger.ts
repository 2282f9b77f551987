import type { Data } from './data.ts';
import type { Person, RunKey } from './people.ts';
import type { Custody, Excluded, PlannedChange, Risk } from './step.ts';

/** A step as it was when the run started, so that cards can be drawn from the ledger alone. */
export interface StepOutline {
  readonly id: string;
  readonly title: string;
  readonly stage: string;
  readonly risk: Risk;
  readonly oneWay?: string;
}

export interface Started {
  readonly kind: 'started';
  readonly walkthrough: string;
  readonly title: string;
  /** What the run is about, such as `dataverse/contoso.crm4.dynamics.com`. */
  readonly subject: string;
  readonly answers: Data;
  readonly requester: Person;
  readonly steps: readonly StepOutline[];
}

/** One step's plan put before the approvers. Requests of one `ask` share a card. */
export interface Requested {
  readonly kind: 'requested';
  readonly ask: number;
  readonly step: string;
  readonly digest: string;
  readonly changes: readonly PlannedChange[];
  readonly quorum: number;
  readonly expiresAt: string;
  /** Not before this time may the change be applied. */
  readonly notBefore?: string;
  /** To be typed by each approver. */
  readonly phrase?: string;
  readonly custody?: Custody;
  readonly excludes?: readonly Excluded[];
  /** Each of these groups has to send an approver of its own. */
  readonly groups?: readonly ApproverGroup[];
  /** Approvers have to sign in anew before they approve. */
  readonly stepUp?: true;
  /** Digest of the policy that these demands come from. */
  readonly policy?: string;
  /** The check that the plan rests on: when it looked, and a digest of all that it found missing. */
  readonly check?: { readonly at: string; readonly digest: string };
  /** The plan that this one replaces and what differs, in sentences. */
  readonly replaces?: { readonly digest: string; readonly difference: readonly string[] };
}

export interface Decided {
  readonly kind: 'decided';
  readonly ask: number;
  readonly step: string;
  readonly digest: string;
  readonly verdict: 'approved' | 'rejected';
  readonly by: Person;
  readonly reason?: string;
  /** The approver who is away and has this person decide; both count as one. */
  readonly onBehalfOf?: Person;
  /** Digest of the card as it was drawn for this person. */
  readonly card?: string;
  /** Digest of the check that the card showed. */
  readonly check?: string;
  /** Ids of the wanted groups that this person, or whom they act for, was a member of. */
  readonly groups?: readonly string[];
  /** ISO time of the sign-in that was demanded. */
  readonly signedInAt?: string;
}

/** An Entra group that approvers come from. */
export interface ApproverGroup {
  readonly id: string;
  readonly name: string;
}

/** A call that a change made: what was sent and what came back, told by their SHA-256 in hex. */
export interface Exchange {
  readonly at: string;
  readonly method: string;
  /** Without query values that could hold secrets. */
  readonly url: string;
  readonly status: number;
  readonly request: string;
  readonly response: string;
}

export type Happening =
  | Started
  | Requested
  | Decided
  | { readonly kind: 'withdrawn'; readonly by: Person; readonly reason?: string }
  | { readonly kind: 'expired'; readonly ask: number; readonly step: string }
  | {
      /** In an emergency one operator goes ahead without the approvers, who review it afterwards. */
      readonly kind: 'broke-glass';
      readonly ask: number;
      readonly step: string;
      readonly digest: string;
      readonly by: Person;
      readonly reason: string;
      readonly reviewBy: string;
    }
  | {
      /** What an approver says afterwards of a change that was made without approval. */
      readonly kind: 'reviewed';
      readonly ask: number;
      readonly verdict: 'upheld' | 'objected';
      readonly by: Person;
      readonly reason?: string;
    }
  | {
      /** The run has another operator now; neither of the two may approve in it. */
      readonly kind: 'handed-over';
      readonly by: Person;
      readonly to: Person;
      readonly reason?: string;
    }
  | {
      readonly kind: 'voided';
      readonly ask: number;
      readonly step: string;
      readonly difference: readonly string[];
    }
  | {
      /** Written before the deed: a crash leaves a trace. */
      readonly kind: 'applying';
      readonly step: string;
      readonly change: PlannedChange;
      readonly requestId: string;
    }
  | {
      readonly kind: 'applied';
      readonly step: string;
      readonly change: PlannedChange;
      readonly requestId: string;
      readonly exchanges?: readonly Exchange[];
    }
  | { readonly kind: 'verified'; readonly step: string; readonly found?: string }
  | {
      readonly kind: 'attested';
      readonly step: string;
      readonly by: Person;
      readonly statement: string;
      /** What was understood of the text that the person pasted. */
      readonly seen?: Data;
    }
  | {
      /** What the step waits for: time, a person, or a service that does not answer. */
      readonly kind: 'waiting';
      readonly step: string;
      readonly change?: PlannedChange;
      readonly on: string;
      readonly usually?: string;
      readonly lookAgainAt?: string;
    }
  | { readonly kind: 'failed'; readonly step: string; readonly what: string; readonly next: string }
  | { readonly kind: 'resumed'; readonly by: Person }
  | { readonly kind: 'cancelled'; readonly by: Person; readonly reason?: string }
  | { readonly kind: 'finished' }
  | {
      /** A deed outside of runs, in a stream of its own (`journal.ts`). */
      readonly kind: 'noted';
      readonly what: string;
      readonly by?: Person;
      readonly details: Data;
    };

/** One thing that happened in a run. */
export type Entry = Happening & {
  readonly seq: number;
  /** ISO time. */
  readonly at: string;
};

export interface RunHeading extends RunKey {
  readonly walkthrough: string;
  readonly subject: string;
  readonly title: string;
  readonly requester: Person;
  readonly startedAt: string;
  /** No `finished` or `cancelled` yet. */
  readonly open: boolean;
}

/** The run has moved on since it was read: read again and decide anew. */
export class MovedOn extends Error {
  override readonly name = 'MovedOn';
}

/**
 * The append-only list of what happened, and the only run state. Appending names how many entries
 * were seen and throws `MovedOn` if there are more, so two approvers cannot both be last.
 * When it returns, the entries are on disk.
 */
export interface Ledger {
  read(key: RunKey): Promise<readonly Entry[]>;
  append(key: RunKey, seen: number, what: readonly Happening[]): Promise<readonly Entry[]>;
  /** Newest first; the streams of the journal are none. */
  runs(tenant: string, only?: { readonly open: boolean }): Promise<readonly RunHeading[]>;
  /** Entries of all runs about a subject, oldest first. */
  about(tenant: string, subject: string): Promise<readonly Entry[]>;
}

/** Runs `work` while nobody else holds the key, in this process or, on PostgreSQL, in any. */
export type WithLock = <T>(key: string, work: () => Promise<T>) => Promise<T>;
