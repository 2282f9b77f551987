import type { IncomingMessage } from 'node:http';

export type Body =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'refused'; readonly status: number; readonly why: string };

const refused = (status: number, why: string): Body => ({ kind: 'refused', status, why });

/**
 * The JSON body. Read here rather than by restify's parser, which keeps all of a body, however
 * large, before it says that it is too large.
 */
export async function readBody(request: IncomingMessage, limit: number): Promise<Body> {
  // A page in somebody's browser can post anything but this to a bot on the same machine.
  if (!/^application\/json\s*(?:;|$)/i.test(request.headers['content-type'] ?? ''))
    return refused(415, 'Send application/json.');
  if (request.headers['content-encoding'] !== undefined)
    return refused(415, 'Send the body as it is, not compressed.');
  const bytes = await readBytes(request, limit);
  return bytes === undefined ? refused(413, 'The body is too large.') : parsed(bytes);
}

/** Undefined when there is more than `limit`. The rest is read and dropped, so that the sender
 * gets to read the answer. */
function readBytes(request: IncomingMessage, limit: number): Promise<Buffer | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > limit) {
    request.resume();
    return Promise.resolve(undefined);
  }
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let size = 0;
    request.on('data', (part: Buffer) => {
      size += part.length;
      if (size > limit) resolve(undefined);
      else parts.push(part);
    });
    request.on('error', reject);
    request.on('aborted', () => reject(new Error('The sender went away.')));
    request.on('end', () => resolve(Buffer.concat(parts)));
  });
}

function parsed(bytes: Buffer): Body {
  try {
    return { kind: 'json', value: JSON.parse(bytes.toString('utf8')) };
  } catch {
    return refused(400, 'The body is not JSON.');
  }
}
