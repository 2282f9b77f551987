import type { IncomingMessage, ServerResponse } from 'node:http';

/** Answered as it stands; thrown anywhere below a route. */
export class Answer extends Error {
  override readonly name = 'Answer';
  readonly status: number;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}) {
    super(`Answer ${status}`);
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

/** A refusal in one sentence. */
export const refusal = (status: number, sentence: string): Answer =>
  new Answer(status, { error: sentence });

const MAX_BODY = 1024 * 1024;

/** The parsed JSON body; undefined when there is none. */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const text = await readText(request);
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw refusal(400, 'The body is not valid JSON.');
  }
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    // Reading on to the end keeps the connection usable for the answer.
    if (size <= MAX_BODY) chunks.push(bytes);
  }
  if (size > MAX_BODY) throw refusal(413, 'The body is larger than 1 MB.');
  return Buffer.concat(chunks).toString('utf8');
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  const text = body === undefined ? '' : JSON.stringify(body);
  response.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    ...headers,
  });
  response.end(text);
}
