import pg from 'pg';
import type { Log } from './log.ts';
import { localLock } from './local-lock.ts';

/** The one connection that holds this process's advisory locks. */
export interface LockSession {
  /** Resolves at once: to the release when the lock was free, to undefined when it was not. */
  tryLock(id: string): Promise<(() => Promise<void>) | undefined>;
  close(): Promise<void>;
}

/** Connects when first needed, and anew when the connection was lost. */
export function lockSession(config: pg.ClientConfig, log: Log): LockSession {
  let connected: Promise<pg.Client> | undefined;
  const inTurn = localLock();

  function lost(client: pg.Client, error: unknown): void {
    if (connected === undefined) return;
    connected = undefined;
    log.warn({ err: error }, 'The connection that holds the locks was lost; locks were freed.');
    client.end().catch(() => undefined);
  }

  async function connect(): Promise<pg.Client> {
    const client = new pg.Client(config);
    client.on('error', (error) => lost(client, error));
    await client.connect();
    return client;
  }

  function current(): Promise<pg.Client> {
    connected ??= connect().catch((error: unknown) => {
      connected = undefined;
      throw error;
    });
    return connected;
  }

  const ask = (client: pg.Client, text: string, id: string): Promise<boolean> =>
    inTurn('session', async () => {
      const { rows } = await client.query<{ done: boolean }>({ text, values: [id] });
      return rows[0]?.done === true;
    });

  async function unlock(client: pg.Client, id: string): Promise<void> {
    try {
      await ask(client, 'select pg_advisory_unlock($1::bigint) as done', id);
    } catch (error) {
      // A lock that cannot be given back one by one goes with its connection.
      lost(client, error);
    }
  }

  return {
    async tryLock(id) {
      const client = await current();
      const got = await ask(client, 'select pg_try_advisory_lock($1::bigint) as done', id);
      return got ? () => unlock(client, id) : undefined;
    },
    async close() {
      const client = await connected?.catch(() => undefined);
      connected = undefined;
      await client?.end();
    },
  };
}
