import { digestOf, type Data } from './data.ts';
import type { Entry } from './ledger.ts';

/** Maps to quorum, expiry, cool-down and typed confirmation: see `policy.ts`. */
export type Risk = 'routine' | 'sensitive' | 'irreversible';

/** Where a statement about a vendor's product comes from, and how sure it is. */
export interface Source {
  readonly says: string;
  readonly url: string;
  /** ISO date on which the page was read. */
  readonly read: string;
  readonly confidence: 'documented' | 'seen in public code' | 'our inference' | 'unconfirmed';
}

/** The change as plain data. `apply` may send only what stands here. */
export interface Details {
  readonly [key: string]: Data;
  /** Dotted name of the operation, such as `dataverse.table.flags`. */
  readonly operation: string;
  /** What is touched, such as `contoso.crm4.dynamics.com/account`. */
  readonly target: string;
  readonly before: Data;
  readonly after: Data;
}

/** What a person is asked to do where no API can do it. */
export interface Guide {
  /** Numbered, filled in, ready to follow. */
  readonly steps: readonly string[];
  /** A command to paste, if there is one. */
  readonly command?: string;
  readonly link?: string;
  /** `observed`: the next check sees the result. `attested`: nobody but the person can say so. */
  readonly proof: 'observed' | 'attested';
  /** The sentence that is recorded when the person confirms. */
  readonly statement: string;
  /**
   * Set: the step is settled only by what the person pastes, such as a command's output. Only with
   * `proof: 'attested'`, for where the bot can look itself nothing has to be pasted.
   */
  readonly asks?: { readonly label: string; readonly placeholder: string };
}

/** What a step makes of what a person pasted. */
export type Pasted =
  | {
      readonly kind: 'accepted';
      /** The sentence that is recorded. */
      readonly statement: string;
      /** What was understood of it; nothing else of the text is kept. */
      readonly seen: Data;
    }
  | { readonly kind: 'refused'; readonly problem: string };

/**
 * Parts that belong under different people, such as the two keys of one policy: whoever alone
 * approved one part must not alone approve another part of the same pair.
 */
export interface Custody {
  /** Names the whole: all its parts joined by ` + `, such as `vault-a1/key + vault-b1/key`. */
  readonly pair: string;
  /** Names this part of it; what stands before a slash is the place that is kept apart. */
  readonly part: string;
}

/** Somebody whose approval of this does not count, and why, as a sentence. */
export interface Excluded {
  /** Entra object id. */
  readonly id: string;
  readonly why: string;
}

interface ChangeText {
  /** One sentence that a person can approve; names everything that will be touched. */
  readonly summary: string;
  readonly details: Details;
}

/** Handed to `apply`: the same for the same change of the same run, so a repeat is recognisable. */
export interface Applying {
  /** Sent as client request id, so that the vendor's logs and ours match line by line. */
  readonly requestId: string;
}

/** We call the API. */
export interface AutomaticChange extends ChangeText {
  readonly kind: 'automatic';
  apply(applying: Applying): Promise<void>;
  /** How long the effect may stay invisible after a success, in milliseconds. */
  readonly settles?: { readonly lookAgain: number; readonly deadline: number };
}

/** A person does it; the card shows exactly how. */
export interface GuidedChange extends ChangeText {
  readonly kind: 'guided';
  readonly guide: Guide;
}

/** Nothing to do but let time pass. */
export interface WaitChange extends ChangeText {
  readonly kind: 'wait';
  /** Who or what we wait for, in words. */
  readonly on: string;
  /** How long it usually takes, in words, such as `60 to 90 minutes`. */
  readonly usually: string;
  /** Milliseconds until the next look. */
  readonly lookAgain: number;
}

export type Change = AutomaticChange | GuidedChange | WaitChange;

/** What a check may look at beside the outside world. */
export interface Looking {
  /** This run's entries so far; empty for a what-if before the run. */
  readonly entries: readonly Entry[];
  /** Entries of every run about the same subject, oldest first, this run's included. */
  readonly history: readonly Entry[];
  readonly now: Date;
}

/** Audit records that tell of a change which may have undone a step. */
export interface Trace {
  /** Messages or operations, as they are logged. */
  readonly messages: readonly string[];
  /** Numbers of record types. */
  readonly types: readonly number[];
  /** Words that must all stand in the record, whatever their case. */
  readonly holds?: readonly string[];
}

/** A fact that should hold. */
export interface Step {
  /** Kept in the ledger for ever, so never renamed. */
  readonly id: string;
  readonly title: string;
  readonly stage: string;
  readonly risk: Risk;
  /** Why this cannot be undone; demanded for every irreversible step. */
  readonly oneWay?: string;
  /** Set: approved with the highest demands of the whole policy, whatever the risk. */
  readonly strictest?: true;
  /** Whether whoever approves these changes has to sign in anew, whatever the policy demands. */
  signIn?(changes: readonly PlannedChange[]): boolean;
  readonly sources?: readonly Source[];
  /** Steps of one lane are settled one after the other; those of other lanes do not wait for them. */
  readonly lane?: string;
  /** Ids of earlier steps that must hold first; all steps of earlier stages unless given. */
  readonly after?: readonly string[];
  /** Set: asked for on a card of its own part, and never approved by one person for all parts. */
  readonly custody?: Custody;
  /** Read when the plan is put before the approvers. What it rests on belongs into the details. */
  excludes?(looking: Looking): Promise<readonly Excluded[]>;
  /** Demanded where a guide `asks`: understands what a person pasted. */
  read?(pasted: string, looking: Looking): Promise<Pasted>;
  /** Only reads. Returns what is still missing; nothing missing means the step holds. */
  check(looking: Looking): Promise<readonly Change[]>;
  /** Where a later change of what it holds is logged; none where no audit record tells of it. */
  readonly traces?: readonly Trace[];
  /** What was found when the step holds, in one sentence, for the card and the evidence. */
  found?(looking: Looking): Promise<string>;
}

/** A change without its deed: what is digested, stored and shown. */
export interface PlannedChange {
  readonly kind: Change['kind'];
  readonly summary: string;
  readonly details: Details;
  readonly digest: string;
  readonly guide?: Guide;
  readonly wait?: { readonly on: string; readonly usually: string };
}

/** The key of a plan: tenant, run and step make it worthless anywhere else. */
export interface PlanKey {
  readonly tenant: string;
  readonly run: string;
  readonly step: string;
}

export const digestOfChange = ({ summary, details }: ChangeText): string =>
  digestOf({ summary, details });

/** The digest that an approval covers: tenant, run, step, every summary and all details. */
export const digestOfPlan = (key: PlanKey, changes: readonly ChangeText[]): string =>
  digestOf({ ...key, changes: changes.map(({ summary, details }) => ({ summary, details })) });

/**
 * The digest of what a check has found missing and when: beside the plan it covers the guides and
 * waits, which say how, and which a plan's digest leaves out.
 */
export const digestOfCheck = (
  step: string,
  at: string,
  changes: readonly PlannedChange[],
): string => digestOf({ step, at, changes: JSON.parse(JSON.stringify(changes)) });

export const planned = (change: Change): PlannedChange => ({
  kind: change.kind,
  summary: change.summary,
  details: change.details,
  digest: digestOfChange(change),
  ...(change.kind === 'guided' ? { guide: change.guide } : {}),
  ...(change.kind === 'wait' ? { wait: { on: change.on, usually: change.usually } } : {}),
});
