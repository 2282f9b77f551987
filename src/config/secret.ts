import { inspect } from 'node:util';

const REDACTED = '<redacted>';

/** A value that never shows itself: not in logs, not in JSON, not in a debugger's print. */
export interface Secret {
  /** The only way to the text. */
  reveal(): string;
  toString(): string;
  toJSON(): string;
}

/** Wraps a text so that it is printed as `<redacted>` wherever it goes. */
export const secretOf = (text: string): Secret =>
  Object.freeze({
    reveal: () => text,
    toString: () => REDACTED,
    toJSON: () => REDACTED,
    [inspect.custom]: () => REDACTED,
  });
