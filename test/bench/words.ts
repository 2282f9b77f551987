/** What a conversation does, turn after turn, from the beginning again when it is through. */
export interface Turn {
  readonly text?: string;
  readonly press?: {
    readonly verb: string;
    readonly data: unknown;
    readonly trigger?: 'automatic';
  };
  /** Messages that must come back; a press answers inline. */
  readonly replies: number;
}

export type Kind = 'command' | 'dialog' | 'press';

/** What a server process is told when it is started. */
export interface Start {
  readonly serviceUrl: string;
  readonly metadata: string;
  readonly appId: string;
  readonly tenant: string;
  readonly folder: string;
}

/** A request that waits for one person. */
export interface Waiting {
  readonly run: string;
  readonly digest: string;
}

/** What the ledger holds of a request afterwards. */
export interface Decided {
  readonly run: string;
  /** Object ids of all who approved it, and the cards they did it on. */
  readonly by: readonly string[];
  readonly cards: readonly string[];
  readonly finished: boolean;
}

/** What a server process says. */
export type Word =
  | { readonly says: 'staged'; readonly requests: readonly Waiting[] }
  | { readonly says: 'decided'; readonly decisions: readonly Decided[] }
  | { readonly says: 'listening'; readonly port: number }
  | {
      readonly says: 'used';
      readonly cpuMicros: number;
      readonly heap: number;
      readonly rss: number;
    };

export interface Variant {
  readonly name: string;
  /** File in `servers/`. */
  readonly server: string;
  readonly signed: boolean;
  /** Conversations at once; each is one person's. */
  readonly people: number;
  readonly scripts: Partial<Record<Kind, readonly Turn[]>>;
}
