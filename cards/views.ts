/** What cards show: plain data, ready to print. Dates and names arrive as text. */

export type StepState =
  | 'open'
  | 'asked'
  | 'approved'
  | 'applying'
  | 'waiting'
  | 'your-turn'
  | 'verified'
  | 'attested'
  | 'rejected'
  | 'failed';

/** A change as an approver reads it. */
export interface ChangeView {
  readonly summary: string;
  /** `automatic`: the bot does it; `guided`: a person does; `wait`: time does. */
  readonly kind: 'automatic' | 'guided' | 'wait';
  /** Operation, target, before and after, as label and text. */
  readonly facts: readonly { readonly label: string; readonly text: string }[];
}

export interface SourceView {
  readonly says: string;
  readonly url: string;
  readonly read: string;
  readonly confidence: string;
}

/** The whole walkthrough as a plan, without touching anything. */
export interface PlanView {
  readonly title: string;
  readonly subject: string;
  /** One sentence: what will happen if this is sent, or that nothing would change. */
  readonly headline: string;
  readonly stages: readonly {
    readonly title: string;
    readonly steps: readonly {
      readonly title: string;
      readonly standing: 'holds' | 'changes' | 'guided' | 'waits';
      readonly approvers: number;
      /** Set for a door that opens one way only: the sentence why. */
      readonly oneWay?: string;
      readonly changes: readonly ChangeView[];
      /** Who or what is waited for and how long it usually takes. */
      readonly waits?: string;
    }[];
  }[];
  /** Checks that warn, limits, open questions. */
  readonly remarks: readonly {
    readonly level: 'error' | 'warning' | 'information';
    readonly text: string;
    readonly fix?: string;
    readonly source?: SourceView;
  }[];
  /** Buttons and the text that does the same, such as `send`. */
  readonly actions: readonly ActionView[];
}

/** A button: pressing it runs a verb with names only; `text` is what to type instead. */
export interface ActionView {
  readonly title: string;
  /** `press`: Action.Execute with this verb; `say`: the button types the text for the person. */
  readonly kind: 'press' | 'say';
  readonly verb: string;
  readonly data: Readonly<Record<string, string>>;
  readonly text: string;
  readonly style?: 'positive' | 'destructive';
}

export type AskState =
  'pending' | 'approved' | 'rejected' | 'withdrawn' | 'expired' | 'void' | 'done' | 'failed';

/** One request for approval (an ask): one or more steps, decided together. */
export interface ApprovalView {
  /** `7K2QF-1`, what to type. */
  readonly reference: string;
  readonly run: string;
  readonly ask: number;
  /** Digest over all its steps' plans: the vote is bound to it. */
  readonly digest: string;
  readonly title: string;
  readonly subject: string;
  readonly requester: string;
  readonly requestedAt: string;
  readonly expiresAt: string;
  readonly state: AskState;
  /** `1 of 2 approvals; Ben approved at 12:05.` */
  readonly outcome: string;
  readonly steps: readonly {
    readonly id: string;
    readonly title: string;
    readonly risk: 'routine' | 'sensitive' | 'irreversible';
    readonly oneWay?: string;
    readonly quorum: number;
    readonly state: AskState;
    readonly changes: readonly ChangeView[];
  }[];
  /** What differs from the plan that this one replaces. */
  readonly difference?: readonly string[];
  /** To be typed into the card by an approver. */
  readonly phrase?: string;
  /** Whoever approves signs in anew. */
  readonly signIn?: true;
  /** Who may not approve this, and why, in sentences. */
  readonly barred?: readonly string[];
  /** Object id of whom this is drawn for; left out where several people see the same. */
  readonly viewer?: string;
  /** Why whoever it is drawn for may not approve it, in sentences. */
  readonly notYou?: readonly string[];
  /** Why the last press did nothing. */
  readonly problem?: string;
  /** For whoever sees no buttons: where they can decide. */
  readonly hint?: string;
  /** Nobody approved it: an operator went ahead in an emergency. */
  readonly emergency?: true;
  /** Who decided what, oldest first. */
  readonly votes: readonly string[];
  /** Approve and reject where the viewer may decide and it is pending; withdraw for the requester. */
  readonly offers: readonly ('approve' | 'reject' | 'withdraw')[];
}

/** Something that is done only when it is confirmed: a hand-over, an emergency, a review. */
export interface ConfirmView {
  readonly title: string;
  /** `alarm`: sets a rule aside; `settled`: there is nothing left to confirm. */
  readonly tone: 'plain' | 'alarm' | 'settled';
  /** What it means, in sentences. */
  readonly says: readonly string[];
  readonly changes?: readonly ChangeView[];
  readonly inputs: readonly {
    readonly id: string;
    readonly says: string;
    readonly value?: string;
    readonly long?: true;
  }[];
  readonly problem?: string;
  readonly actions: readonly ActionView[];
}

export interface RunView {
  readonly run: string;
  readonly title: string;
  readonly subject: string;
  readonly requester: string;
  readonly startedAt: string;
  readonly state: 'working' | 'waiting' | 'your-turn' | 'stopped' | 'finished' | 'cancelled';
  /** What is going on, who is waited for and since when, in one or two sentences. */
  readonly headline: string;
  /** Steps settled, of all. */
  readonly done: number;
  readonly total: number;
  readonly stages: readonly {
    readonly title: string;
    readonly steps: readonly {
      readonly title: string;
      readonly state: StepState;
      /** `verified 12:07: 12 tables carry all three flags`, `since 12:05`, ... */
      readonly note?: string;
      readonly oneWay?: string;
    }[];
  }[];
  /** People who could not be told, and why. */
  readonly unreached: readonly string[];
  readonly actions: readonly ActionView[];
}

/** What a person has to do, exactly, and how to say that it is done. */
export interface GuideView {
  readonly run: string;
  readonly step: string;
  readonly title: string;
  readonly summary: string;
  readonly steps: readonly string[];
  readonly command?: string;
  readonly link?: string;
  readonly sources: readonly SourceView[];
  /** `open`: to do; `paused`: not to be done for now; `settled`: recorded or seen. */
  readonly state: 'open' | 'paused' | 'settled';
  readonly outcome: string;
  /** Set: a text is to be pasted, such as what a command printed. */
  readonly asks?: { readonly label: string; readonly placeholder: string };
  /** What was wrong with the text that was pasted last. */
  readonly problem?: string;
  /** What pressing the button states. */
  readonly statement: string;
  readonly proof: 'observed' | 'attested';
}

/** Sections of sentences and small tables: the closing card, a health report, a list of facts. */
export interface ReportView {
  readonly title: string;
  readonly intro?: string;
  readonly sections: readonly {
    readonly heading: string;
    readonly lines?: readonly string[];
    readonly table?: {
      readonly columns: readonly string[];
      readonly rows: readonly (readonly string[])[];
    };
  }[];
  readonly actions: readonly ActionView[];
}

export interface ErrorView {
  /** What happened, in one sentence. */
  readonly what: string;
  /** What to do next. */
  readonly next: string;
  /** To quote when asking for help; found in the log. */
  readonly reference?: string;
  readonly actions: readonly ActionView[];
}

export interface WelcomeView {
  readonly name: string;
  readonly sandbox: boolean;
  /** What this person may do, from the roles held. */
  readonly may: readonly string[];
  readonly actions: readonly ActionView[];
}

export interface HelpView {
  readonly groups: readonly {
    readonly title: string;
    readonly commands: readonly { readonly text: string; readonly does: string }[];
  }[];
  readonly actions: readonly ActionView[];
}

/** Lists of runs or of pending approvals: `status` and `approvals`. */
export interface ListView {
  readonly title: string;
  readonly intro: string;
  readonly rows: readonly {
    readonly title: string;
    readonly subtitle: string;
    readonly state: string;
  }[];
  /** How many more there are than rows shown. */
  readonly more: number;
  readonly actions: readonly ActionView[];
}

/** A question of a walkthrough. */
export interface FormView {
  readonly id: string;
  readonly title: string;
  /** `Question 2 of 3`. */
  readonly progress: string;
  readonly intro: readonly string[];
  readonly fields: readonly {
    readonly id: string;
    readonly label: string;
    readonly kind: 'one' | 'many' | 'text';
    readonly options?: readonly { readonly value: string; readonly title: string }[];
    readonly value?: string;
    readonly placeholder?: string;
    readonly required?: boolean;
    readonly filtered?: boolean;
  }[];
  readonly notes: readonly string[];
  /** How to answer by typing. */
  readonly typing: string;
  /** What was wrong with the last answer. */
  readonly problem?: string;
  readonly again?: { readonly title: string };
}

/** A form or a plan that has been dealt with. */
export interface SettledView {
  readonly title: string;
  readonly state: 'answered' | 'again' | 'sent' | 'started' | 'dropped';
  /** What was answered, or what was planned. */
  readonly lines: readonly string[];
  /** What to do to see more. */
  readonly hint?: string;
}

/** A question about audit activity, answered. */
export interface AnswerView {
  /** `Q7K2F9`, what to type. */
  readonly reference: string;
  /** Why it comes unasked: `Weekly digest D7K2F9`. */
  readonly label?: string;
  /** What differs from what was told before, in sentences. */
  readonly corrects?: readonly string[];
  /** The question as it was understood. */
  readonly question: string;
  /** `12 actions by 3 people`. */
  readonly headline: string;
  readonly coverage: {
    readonly state: 'complete' | 'settling' | 'partial' | 'missing';
    /** One sentence. */
    readonly says: string;
    /** Gaps with their reasons, and what else is known about completeness. */
    readonly lines: readonly string[];
  };
  readonly facts: readonly { readonly label: string; readonly text: string }[];
  /** Counts over time, labels ready to print. */
  readonly chart?: {
    readonly title: string;
    readonly counted: string;
    readonly points: readonly { readonly label: string; readonly count: number }[];
  };
  readonly groups: readonly {
    readonly title: string;
    readonly rows: readonly {
      readonly label: string;
      readonly count: number;
      /** `12 %`; empty where shares would not add up. */
      readonly share: string;
    }[];
    /** Keys that are not listed. */
    readonly left: number;
  }[];
  /** What stands out: what was found, and the rule that found it. */
  readonly standsOut: readonly { readonly found: string; readonly rule: string }[];
  /** How it was understood where something was left open; limits and defects of the data. */
  readonly notes: readonly string[];
  /** Rows to look closer at. */
  readonly closer: readonly { readonly value: string; readonly title: string }[];
  readonly actions: readonly ActionView[];
}

/** A page of the records behind a number. */
export interface RecordsView {
  readonly title: string;
  /** What is shown, and whether personal data is masked. */
  readonly intro: string;
  readonly records: readonly {
    readonly title: string;
    readonly facts: readonly { readonly label: string; readonly text: string }[];
  }[];
  readonly actions: readonly ActionView[];
}

/** A search that is under way. */
export interface SearchView {
  readonly reference: string;
  readonly question: string;
  readonly state: 'searching' | 'done' | 'failed';
  /** What is being done, since when, and how far it is. */
  readonly says: string;
  readonly actions: readonly ActionView[];
}
