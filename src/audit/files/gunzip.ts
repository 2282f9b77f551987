import { createGunzip, type Gunzip } from 'node:zlib';
import type { Pieces } from './pieces.ts';

const CHUNK = 256 * 1024;

export const isGzip = (head: Buffer): boolean => head[0] === 0x1f && head[1] === 0x8b;

/**
 * Unpacks gzip, members one after the other included, and rejects where the data is damaged or ends
 * early. All that came before is handed out first: a stream that breaks drops what nobody has read
 * yet, so each piece is written only when everything of the one before it is read.
 */
export async function* gunzip(pieces: Pieces): AsyncGenerator<Buffer> {
  const stream = createGunzip({ chunkSize: CHUNK });
  const state = watched(stream);
  try {
    for await (const piece of pieces) {
      state.taken = false;
      stream.write(piece, () => state.tell(true));
      yield* read(stream, state);
    }
    state.taken = false;
    stream.end();
    stream.once('end', () => state.tell(true));
    yield* read(stream, state);
  } finally {
    stream.destroy();
  }
}

interface State {
  taken: boolean;
  failed?: Error;
  /** Something has happened, perhaps that all that was written is dealt with. */
  tell(taken: boolean): void;
  happens(): Promise<void>;
}

function watched(stream: Gunzip): State {
  let news = Promise.withResolvers<void>();
  const state: State = {
    taken: true,
    tell(taken) {
      state.taken ||= taken;
      news.resolve();
    },
    async happens() {
      await news.promise;
      news = Promise.withResolvers<void>();
    },
  };
  stream.on('readable', () => state.tell(false));
  stream.on('error', (error: Error) => {
    state.failed = error;
    state.tell(true);
  });
  return state;
}

async function* read(stream: Gunzip, state: State): AsyncGenerator<Buffer> {
  for (;;) {
    const piece: unknown = stream.read();
    if (Buffer.isBuffer(piece)) yield piece;
    else if (state.failed !== undefined) throw state.failed;
    else if (state.taken) return;
    else await state.happens();
  }
}
