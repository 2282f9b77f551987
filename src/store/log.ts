/** What the store tells the operator; pino fits. */
export interface Log {
  info(facts: object, says: string): void;
  warn(facts: object, says: string): void;
}

export const silent: Log = { info: () => undefined, warn: () => undefined };
