/** Time as an argument: the machine's own, or the sandbox tenant's, which can be advanced. */
export interface Clock {
  now(): Date;
  /** Resolves after this many milliseconds of this clock; rejects when the signal aborts. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export const after = (from: Date | string, milliseconds: number): string =>
  new Date(new Date(from).getTime() + milliseconds).toISOString();
