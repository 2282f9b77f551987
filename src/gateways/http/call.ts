import { SECOND } from '../../core/clock.ts';

/** One call to a service, as a gateway words it. */
export interface Call {
  /** What is being done, to begin a sentence with: `Reading the audit settings`. */
  readonly doing: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Of the change that this call belongs to; a read gets one of its own. */
  readonly requestId?: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** May be repeated although it may have happened; unless said otherwise, only a GET. */
  readonly safe?: boolean;
  /** Not even a service that is "unavailable for a while" is believed to have done nothing. */
  readonly once?: boolean;
  /** With a token that was asked for anew, unless it is a young one. */
  readonly fresh?: boolean;
  /** Milliseconds that one attempt may take. */
  readonly patience?: number;
  /** What to do next, by status; `0` for no answer. */
  readonly advice?: Readonly<Record<number, string>>;
  /** A refusal that passes by itself and means that nothing was done, such as a lock. */
  passes?(answer: Answer): boolean;
}

/** What a service said: read in full, JSON parsed, nothing checked yet. */
export interface Answer {
  readonly status: number;
  readonly ok: boolean;
  /** Undefined when there was none, or none that is JSON. */
  readonly body: unknown;
  /** The body as it was sent: parsing changes numbers that are too long. */
  readonly text: string;
  /** The vendor's own code and text of an error; empty when there were none. */
  readonly code: string;
  readonly message: string;
  header(name: string): string | undefined;
}

export const READ_PATIENCE = 10 * SECOND;
export const isSafe = ({ safe, method }: Call): boolean => safe ?? method === 'GET';
export const patienceOf = ({ patience }: Call): number => patience ?? READ_PATIENCE;

/** What became of one attempt. `reached` is false when the service cannot have seen it. */
export type Attempt =
  | { readonly kind: 'answer'; readonly answer: Answer }
  | { readonly kind: 'garbled'; readonly status: number; readonly cause: unknown }
  | {
      readonly kind: 'silence';
      readonly reached: boolean;
      readonly why: string;
      readonly cause: unknown;
    };
