import { createReadStream } from 'node:fs';
import { gunzip, isGzip } from './gunzip.ts';
import { peek, type Bytes, type Pieces } from './pieces.ts';
import { FileTrouble } from './trouble.ts';

const PIECE = 1024 * 1024;

/** A path, or bytes from anywhere. */
export type FileSource = string | AsyncIterable<Uint8Array>;

/** The bytes of a file as UTF-8 without a byte order mark, unpacked where it is packed. */
export async function bytesOf(source: FileSource): Promise<Bytes> {
  const state: { cut?: string } = {};
  const whole = async (pieces: Pieces, size: number) => peek(pieces, size).catch(refuse);
  const raw = await whole(opened(source), 2);
  const unpacked = isGzip(raw.head)
    ? await whole(untilCut(gunzip(raw.pieces), state), 4)
    : await whole(untilCut(raw.pieces, state), 4);
  return { pieces: asUtf8(unpacked.head, unpacked.pieces), cut: () => state.cut };
}

async function* opened(source: FileSource): AsyncGenerator<Buffer> {
  const pieces: AsyncIterable<unknown> =
    typeof source === 'string' ? createReadStream(source, { highWaterMark: PIECE }) : source;
  for await (const piece of pieces) {
    if (piece instanceof Uint8Array)
      yield Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
  }
}

/** Ends where the source breaks, and remembers why; breaks only if there was nothing at all. */
async function* untilCut(pieces: Pieces, state: { cut?: string }): AsyncGenerator<Buffer> {
  let some = false;
  const source = pieces[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await source.next();
      if (next.done === true) return;
      some = true;
      yield next.value;
    }
  } catch (error) {
    if (!some) throw error;
    state.cut = reasonOf(error);
  } finally {
    await source.return?.();
  }
}

function refuse(error: unknown): never {
  throw new FileTrouble(reasonOf(error), { cause: error });
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'this is a folder',
  EACCES: 'this file may not be read',
  EPERM: 'this file may not be read',
  Z_BUF_ERROR: 'the gzip data ends early',
  Z_DATA_ERROR: 'the gzip data is damaged from here on',
};

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

const reasonOf = (error: unknown): string =>
  REASONS[codeOf(error)] ?? `reading broke off${codeOf(error) && ` (${codeOf(error)})`}`;

/** PowerShell 5 writes UTF-16; without a mark it shows by the zeros beside the first letters. */
function utf16In(head: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  const [first, second, third, fourth] = head;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (first !== 0 && second === 0 && third !== 0 && fourth === 0) return 'utf-16le';
  return first === 0 && second !== 0 && third === 0 && fourth !== 0 ? 'utf-16be' : undefined;
}

const MARK = Buffer.from([0xef, 0xbb, 0xbf]);

async function* asUtf8(head: Buffer, pieces: Pieces): AsyncGenerator<Buffer> {
  const encoding = utf16In(head);
  if (encoding !== undefined) return yield* decoded(pieces, encoding);
  let skip = head.subarray(0, 3).equals(MARK) ? MARK.length : 0;
  for await (const piece of pieces) {
    yield piece.subarray(skip);
    skip = 0;
  }
}

async function* decoded(pieces: Pieces, encoding: string): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder(encoding);
  for await (const piece of pieces) yield Buffer.from(decoder.decode(piece, { stream: true }));
  yield Buffer.from(decoder.decode());
}
