/** A sentence for people: what happened and what to do next. Safe to show as it is. */
export interface Refusal {
  readonly refused: string;
}

/**
 * An outside system refused or did not answer. The message is a sentence for people: operation and
 * status, never a host, a token or a body.
 */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  /** The vendor's own code, such as `0x80071151` or `AF20022`; empty when there was none. */
  readonly code: string;
  /** Trying again later may help: 429, 5xx, resets, stalls, customization lock. */
  readonly transient: boolean;
  /** For an unsafe call without an answer: it may have happened all the same. */
  readonly unknownOutcome: boolean;

  constructor(
    message: string,
    what: {
      status: number;
      code?: string;
      transient: boolean;
      unknownOutcome?: boolean;
      cause?: unknown;
    },
  ) {
    super(message, { cause: what.cause });
    this.status = what.status;
    this.code = what.code ?? '';
    this.transient = what.transient;
    this.unknownOutcome = what.unknownOutcome ?? false;
  }
}
