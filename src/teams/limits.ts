/** What one person, one request or one turn may take. */
export interface Limits {
  readonly bodyBytes: number;
  /** Text beyond this is cut before any recogniser sees it: some take seconds for 4,000 characters. */
  readonly textLength: number;
  /** As much of the text as is kept aside, for reasons people give. */
  readonly fullTextLength: number;
  readonly turnsPerMinute: number;
  readonly pressesPerMinute: number;
  /** Teams shows an error on a card press not answered within about 5 s. */
  readonly pressDeadlineMs: number;
  /** After so long without a reply, Teams shows that the bot is typing. */
  readonly signOfLifeMs: number;
  /** A turn that takes longer no longer holds up its conversation. */
  readonly turnDeadlineMs: number;
  /** Turns of one conversation that may wait for each other. */
  readonly waitingTurns: number;
}

export const LIMITS: Limits = {
  bodyBytes: 256 * 1024,
  textLength: 256,
  fullTextLength: 4000,
  turnsPerMinute: 30,
  pressesPerMinute: 60,
  pressDeadlineMs: 4000,
  signOfLifeMs: 1000,
  turnDeadlineMs: 60_000,
  waitingTurns: 20,
};
