import pino from 'pino';
import { redacted } from './redact.ts';

export const LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type Level = (typeof LEVELS)[number];

type Write = (event: string, fields?: { readonly [name: string]: unknown }) => void;

/** What happened, as data: one JSON line each, never with a key, a token or a password in it. */
export interface Log {
  readonly debug: Write;
  readonly info: Write;
  readonly warn: Write;
  readonly error: Write;
}

export interface Line {
  readonly level: keyof Log;
  readonly event: string;
  readonly fields: unknown;
}

/** JSON lines on stderr; stdout belongs to what a command prints. */
export function createLog(level: Level): Log {
  // Synchronous, so that the line about a crash is out before the process is.
  const logger = pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ dest: 2, sync: true }),
  );
  const at =
    (name: keyof Log): Write =>
    (event, fields = {}) => {
      if (logger.isLevelEnabled(name)) logger[name](redacted(fields), event);
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** Keeps its lines, redacted like the real one. */
export function memoryLog(): Log & { readonly lines: readonly Line[] } {
  const lines: Line[] = [];
  const at =
    (level: keyof Log): Write =>
    (event, fields = {}) => {
      lines.push({ level, event, fields: redacted(fields) });
    };
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
