import pg from 'pg';
import type { Log } from './log.ts';
import { localLock } from './local-lock.ts';

type Release = () => Promise<unknown>;

/** The one connection that holds this process's advisory locks. */
export interface LockSession {
  /** Resolves at once: to the release when the lock was free, to undefined when it was not. */
  tryLock(id: string): Promise<Release | undefined>;
  close(): Promise<void>;
}

/** Connects when first needed, and anew when the connection was lost. */
export function lockSession(config: pg.ClientConfig, log: Log): LockSession {
  let connecting: Promise<pg.Client> | undefined;
  let live: pg.Client | undefined;
  const inTurn = localLock();

  /** A lock that cannot be asked for or given back properly goes with its connection. */
  function drop(client: pg.Client, err: unknown): void {
    client.end().catch(() => undefined);
    if (client !== live) return;
    connecting = live = undefined;
    log.warn({ err }, 'The connection that holds the locks was lost, and the locks with it.');
  }

  async function connect(): Promise<pg.Client> {
    const client = new pg.Client(config);
    client.on('error', (error) => drop(client, error));
    await client.connect();
    return (live = client);
  }

  function current(): Promise<pg.Client> {
    connecting ??= connect().catch((error: unknown) => {
      connecting = undefined;
      throw error;
    });
    return connecting;
  }

  // One question at a time: pg wants the answer before the next.
  const ask = (client: pg.Client, text: string, id: string): Promise<boolean> =>
    inTurn('session', async () => {
      const { rows } = await client.query<{ done: boolean }>({ text, values: [id] });
      return rows[0]?.done === true;
    });

  const unlock = (client: pg.Client, id: string): Promise<unknown> =>
    ask(client, 'select pg_advisory_unlock($1::bigint) as done', id).catch((error: unknown) =>
      drop(client, error),
    );

  async function tryOnce(id: string): Promise<Release | undefined> {
    const client = await current();
    try {
      const got = await ask(client, 'select pg_try_advisory_lock($1::bigint) as done', id);
      return got ? () => unlock(client, id) : undefined;
    } catch (error) {
      drop(client, error);
      throw error;
    }
  }

  return {
    // A connection may have died unnoticed while nobody used it.
    tryLock: (id) => tryOnce(id).catch(() => tryOnce(id)),
    async close() {
      const client = live;
      connecting = live = undefined;
      await client?.end();
    },
  };
}
