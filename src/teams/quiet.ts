import { AsyncLocalStorage } from 'node:async_hooks';
import console from 'node:console';

const inside = new AsyncLocalStorage<true>();
const diverted = Symbol.for('audit-steward.console');

/**
 * Runs SDK code whose remarks to the console must not get out: on each bad signature its token
 * validator prints the public key, and it offers no other way to stop that. Everybody else's
 * console keeps working.
 */
export function quietly<T>(work: () => Promise<T>): Promise<T> {
  if (Reflect.get(console, diverted) !== true) divert();
  return inside.run(true, work);
}

// The console belongs to the whole process, so it is wrapped once, whoever comes first.
function divert(): void {
  for (const name of ['error', 'warn', 'log', 'info'] as const) {
    const original = console[name].bind(console);
    console[name] = (...remarks: unknown[]) => {
      if (inside.getStore() !== true) original(...remarks);
    };
  }
  Reflect.set(console, diverted, true);
}
