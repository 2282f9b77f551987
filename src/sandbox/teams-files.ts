import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname } from 'node:path';
import { z } from 'zod';
import { consentActivity } from './teams-activities.ts';
import {
  eventId,
  momentOf,
  read,
  refuseCutOff,
  type DoorParts,
  type Visitor,
} from './teams-door.ts';
import { Answer, refusal, sendJson } from './teams-http.ts';
import type { StoredFile } from './teams-files-store.ts';
import { findConsent } from './teams-wire.ts';

const Answered = z.object({
  activityId: z.string(),
  action: z.enum(['accept', 'decline']),
});

/** Presses Allow or Decline under the offer of a file; returns what the client got. */
export async function consent(parts: DoorParts, visitor: Visitor, body: unknown) {
  const { activityId, action } = read(Answered, body);
  const message = parts.store.find(visitor.place.id, activityId);
  const offer =
    message?.sender === 'bot' && message.state !== 'deleted'
      ? findConsent(message.content)
      : undefined;
  if (offer === undefined)
    throw refusal(404, `No file is offered by ${activityId} in this conversation.`);
  refuseCutOff(parts, visitor);
  const moment = momentOf(parts, visitor, eventId());
  if (action === 'decline')
    return parts.deliver(
      consentActivity(moment, { activityId, action, context: offer.declineContext ?? {} }),
    );
  const uploadInfo = uploadFor(parts, visitor, offer);
  const context = offer.acceptContext ?? {};
  return parts.deliver(consentActivity(moment, { activityId, action, context, uploadInfo }));
}

/** A place in the person's OneDrive, and an address that takes the bytes once. */
function uploadFor(
  { store, serviceUrl }: DoorParts,
  { place }: Visitor,
  { name, sizeInBytes }: { readonly name: string; readonly sizeInBytes: number },
) {
  const [id, key] = [randomUUID(), randomBytes(24).toString('base64url')];
  store.files.begin({ id, key, place: place.id, name, announced: sizeInBytes });
  const { origin } = new URL(serviceUrl);
  return {
    contentUrl: `${origin}/sandbox/teams/files/${id}`,
    name,
    uploadUrl: `${origin}/sandbox/teams/uploads/${key}`,
    uniqueId: id.toUpperCase(),
    fileType: extname(name).slice(1),
  };
}

/** A refusal as OneDrive words it. */
const oneDrive = (status: number, code: string, message: string): Answer =>
  new Answer(status, { error: { code, message } });

const RANGE = /^bytes 0-(\d{1,12})\/(\d{1,12})$/;

/** https://learn.microsoft.com/graph/api/driveitem-createuploadsession, as far as bots use it. */
export async function takeUpload(
  { store }: DoorParts,
  request: IncomingMessage,
  response: ServerResponse,
  key = '',
): Promise<void> {
  if (request.method !== 'PUT') throw oneDrive(405, 'invalidRequest', 'Use PUT.');
  const file = store.files.findByKey(key);
  // A session that has ended is no more.
  if (file === undefined || file.complete)
    throw oneDrive(404, 'itemNotFound', 'The upload session was not found.');
  if (request.headers.authorization !== undefined)
    throw oneDrive(401, 'unauthenticated', 'The address is the permission; send no token.');
  const bytes = await readBytes(request, sizeOf(request, file));
  if (!store.files.fill(file.id, bytes))
    throw oneDrive(404, 'itemNotFound', 'The upload session was not found.');
  sendJson(response, 201, { id: file.id, name: file.name, size: bytes.length, file: {} });
}

/** The size, if the whole file comes in one piece and is no larger than was announced. */
function sizeOf({ headers }: IncomingMessage, { announced }: StoredFile): number {
  const [, last, size] = RANGE.exec(headers['content-range'] ?? '') ?? [];
  if (size === undefined || Number(last) + 1 !== Number(size))
    throw oneDrive(400, 'invalidRequest', 'Content-Range must name the whole file.');
  if (Number(headers['content-length']) !== Number(size))
    throw oneDrive(400, 'invalidRequest', 'Content-Length and Content-Range do not agree.');
  if (Number(size) > announced)
    throw oneDrive(413, 'requestEntityTooLarge', 'The file is larger than was announced.');
  return Number(size);
}

/** 60 MiB fit into one request. */
const MAX_PIECE = 60 * 1024 * 1024;

async function readBytes(request: IncomingMessage, size: number): Promise<Buffer> {
  if (size > MAX_PIECE) throw oneDrive(413, 'requestEntityTooLarge', 'A piece is 60 MiB at most.');
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const bytes = Buffer.concat(chunks);
  if (bytes.length !== size) throw oneDrive(400, 'invalidRequest', 'The file is not whole.');
  return bytes;
}

/** Downloads a file. It comes from a bot, so no browser may show it as a page of ours. */
export async function sendFile(
  { store }: DoorParts,
  request: IncomingMessage,
  response: ServerResponse,
  id = '',
): Promise<void> {
  if (request.method !== 'GET') throw refusal(405, 'Use GET.');
  const file = store.files.find(id);
  const bytes = file && store.files.bytes(file.id);
  if (file === undefined || bytes === undefined) throw refusal(404, 'There is no such file.');
  response.writeHead(200, {
    'Content-Type': 'application/octet-stream',
    'Content-Length': bytes.length,
    'Content-Disposition': dispositionOf(file.name),
    'Content-Security-Policy': "default-src 'none'; sandbox",
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  });
  response.end(bytes);
}

/** RFC 6266: a plain name for old clients, the real one encoded. */
function dispositionOf(name: string): string {
  const bare = name.toWellFormed().replace(/[\p{C}/\\]/gu, '_');
  const plain = bare.replace(/[^\w. -]/g, '_');
  const encoded = encodeURIComponent(bare).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
