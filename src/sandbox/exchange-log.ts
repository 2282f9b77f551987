import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { redacted, redactedHeaders } from './redact.ts';
import type { ServiceName } from './service.ts';

/** One request and its answer, before secrets are taken out. */
export interface Exchange {
  /** When it was answered (ISO). */
  readonly time: string;
  /** From its arrival to its answer, in milliseconds. */
  readonly tookMs: number;
  readonly service: ServiceName;
  readonly method: string;
  readonly url: string;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly requestBody: unknown;
  readonly status: number;
  readonly responseHeaders: Readonly<Record<string, string>>;
  readonly responseBody: unknown;
}

export interface ExchangeLog {
  write(exchange: Exchange): void;
  close(): void;
}

/** Appends every exchange as a line of JSON, written through so that a kill loses none. */
export function openExchangeLog(file: string): ExchangeLog {
  mkdirSync(dirname(file), { recursive: true });
  const descriptor = openSync(file, 'a', 0o600);
  return {
    write: (exchange) => void writeSync(descriptor, `${JSON.stringify(blacked(exchange))}\n`),
    close: () => closeSync(descriptor),
  };
}

const blacked = (exchange: Exchange) => ({
  time: exchange.time,
  tookMs: exchange.tookMs,
  service: exchange.service,
  method: exchange.method,
  url: redacted(exchange.url),
  requestHeaders: redactedHeaders(exchange.requestHeaders),
  requestBody: redacted(exchange.requestBody) ?? null,
  status: exchange.status,
  responseHeaders: redactedHeaders(exchange.responseHeaders),
  responseBody: redacted(exchange.responseBody) ?? null,
});
