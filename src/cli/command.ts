/** What a command is given; it answers with the exit code, 0 only on success. */
export interface Invocation {
  readonly args: readonly string[];
  /** One JSON object on stdout and nothing else. */
  readonly json: boolean;
  /** A line on stdout. */
  print(line: string): void;
  /** A line on stderr. */
  complain(line: string): void;
}

export type Command = (invocation: Invocation) => Promise<number>;
