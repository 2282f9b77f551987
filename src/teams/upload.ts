import { setTimeout as sleep } from 'node:timers/promises';
import type { Exchange, Incoming } from './exchange.ts';

export type Uploaded =
  | { readonly kind: 'done' }
  | { readonly kind: 'refused'; readonly why: string }
  /** An answer was lost, and the place cannot be asked any more. */
  | { readonly kind: 'unknown' };

/** Brings bytes to where Teams wants them. */
export interface Upload {
  allows(address: string): boolean;
  put(address: string, bytes: Uint8Array): Promise<Uploaded>;
}

export interface UploadParts {
  readonly exchange: Exchange;
  /** Whether files may go to this address; what is not https or carries a name is refused before. */
  readonly allowed: (address: string) => boolean;
  /** For all tries together. Default 5 minutes. */
  readonly deadlineMs?: number;
  /** First pause before a repeat; it doubles. Default 1 s. */
  readonly backOffMs?: number;
}

const TRIES = 3;
const DEADLINE = 5 * 60_000;

const refused = (why: string): Uploaded => ({ kind: 'refused', why });

/** https://learn.microsoft.com/graph/api/driveitem-createuploadsession#upload-bytes-to-the-upload-session */
export function createUpload(parts: UploadParts): Upload {
  const allows = (address: string): boolean => {
    const url = URL.parse(address);
    if (url === null || !/^https?:$/.test(url.protocol)) return false;
    return url.username === '' && url.password === '' && parts.allowed(address);
  };
  return {
    allows,
    async put(address, bytes) {
      if (!allows(address)) return refused('Teams named a place that is none of OneDrive’s');
      return repeated(parts, new URL(address), bytes);
    },
  };
}

async function repeated(parts: UploadParts, url: URL, bytes: Uint8Array): Promise<Uploaded> {
  const until = performance.now() + (parts.deadlineMs ?? DEADLINE);
  let lost = false;
  for (let attempt = 1; ; attempt += 1) {
    const left = until - performance.now();
    const incoming = await attempted(parts.exchange, url, bytes, left);
    if (incoming?.status === 200 || incoming?.status === 201) return { kind: 'done' };
    // An upload that has ended is gone, or has these bytes: an earlier try may have been the end.
    if (lost && incoming !== undefined && [404, 409, 416].includes(incoming.status))
      return { kind: 'unknown' };
    lost ||= incoming === undefined || incoming.status >= 500;
    const pause = pauseBefore(incoming, attempt, parts.backOffMs ?? 1000);
    const again = incoming === undefined || incoming.status === 429 || incoming.status >= 500;
    if (!again || attempt >= TRIES || performance.now() + pause >= until)
      return incoming === undefined ? { kind: 'unknown' } : refusalOf(incoming);
    await sleep(pause);
  }
}

/** Undefined when no answer came. The error is not kept: it may name the address, which is secret. */
async function attempted(
  exchange: Exchange,
  url: URL,
  bytes: Uint8Array,
  left: number,
): Promise<Incoming | undefined> {
  const signal = AbortSignal.timeout(Math.max(1, Math.ceil(left)));
  const request = { method: 'PUT', url, headers: headersOf(bytes), body: bytes, signal } as const;
  return exchange(request).catch(() => undefined);
}

// No token: the address itself is the permission, and it would be refused with one.
const headersOf = ({ length }: Uint8Array): Record<string, string> => ({
  'Content-Type': 'application/octet-stream',
  'Content-Length': String(length),
  'Content-Range': `bytes 0-${length - 1}/${length}`,
});

// A redirect is a refusal: it could lead anywhere.
const refusalOf = ({ status }: Incoming): Uploaded =>
  refused(`OneDrive did not take the file (HTTP ${status})`);

function pauseBefore(incoming: Incoming | undefined, attempt: number, base: number): number {
  const asked = incoming?.retryAfter?.trim() ?? '';
  if (/^\d{1,9}$/.test(asked)) return Number(asked) * 1000;
  const at = Date.parse(asked);
  return Number.isNaN(at) ? base * 2 ** (attempt - 1) : Math.max(0, at - Date.now());
}
