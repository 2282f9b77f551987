import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Teams' connector: counts the messages that answer each activity. */
export async function startConnector() {
  const replies = new Map<string, number>();
  const server = createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      const [, id] = /\/activities\/([\w-]+)$/.exec(request.url ?? '') ?? [];
      if (request.method === 'POST' && id !== undefined)
        replies.set(id, (replies.get(id) ?? 0) + 1);
      response.writeHead(200, { 'Content-Type': 'application/json' });
      response.end('{"id":"1700000000001"}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    serviceUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/teams/`,
    /** Counted once, then forgotten: a run of hours must not grow. */
    repliesTo(id: string) {
      const count = replies.get(id) ?? 0;
      replies.delete(id);
      return count;
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
