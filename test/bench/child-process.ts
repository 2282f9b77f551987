import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Start, Variant, Word } from './words.ts';

export interface Child {
  readonly port: number;
  /** Milliseconds from the fork until it listened. */
  readonly listened: number;
  readonly forkedAt: number;
  used(how?: 'collect'): Promise<Extract<Word, { says: 'used' }>>;
  /** Has the server do something, and hears what came of it. */
  asked<S extends Word['says']>(what: string, says: S): Promise<Extract<Word, { says: S }>>;
  stop(): Promise<void>;
}

async function word<S extends Word['says']>(
  child: ChildProcess,
  says: S,
): Promise<Extract<Word, { says: S }>> {
  // Whichever of the two is not heard is not listened for any longer.
  const done = new AbortController();
  const { signal } = done;
  const gone = once(child, 'exit', { signal }).then(([code]) =>
    Promise.reject(new Error(`The server ended with code ${code}.`)),
  );
  gone.catch(() => undefined);
  const heard = await Promise.race([once(child, 'message', { signal }), gone])
    .then(([first]) => first as Word)
    .finally(() => done.abort());
  if (heard.says !== says) throw new Error(`The server said ${heard.says} and not ${says}.`);
  return heard as Extract<Word, { says: S }>;
}

/** A server process of its own, with an empty folder. */
export async function startChild(
  variant: Pick<Variant, 'server'>,
  given: Omit<Start, 'folder'>,
): Promise<Child> {
  const folder = await mkdtemp(join(tmpdir(), 'audit-steward-bench-'));
  const forkedAt = performance.now();
  const file = new URL(`servers/${variant.server}.ts`, import.meta.url);
  const child = fork(file, [JSON.stringify({ ...given, folder })], {
    execArgv: ['--expose-gc'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const { port } = await word(child, 'listening');
  return {
    port,
    forkedAt,
    listened: performance.now() - forkedAt,
    async used(how) {
      child.send(how ?? 'used');
      return word(child, 'used');
    },
    async asked(what, says) {
      child.send(what);
      return word(child, says);
    },
    async stop() {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
