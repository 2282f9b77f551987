import { once } from 'node:events';
import { connect } from 'node:net';
import { expect } from 'expect';
import { createMetrics } from '../../src/teams/metrics.ts';
import { message, press, startRig, until, type Rig } from './rig.ts';

suite('the HTTP side', () => {
  let rig: Rig;
  const start = async (given: Parameters<typeof startRig>[0] = {}) => {
    rig = await startRig(given);
    return rig;
  };
  teardown(() => rig.stop());

  suite('bodies', () => {
    const bodies: readonly (readonly [string, unknown, number])[] = [
      ['nothing', '', 400],
      ['half of an object', '{"type":"message"', 400],
      ['a text', '"message"', 400],
      ['a number', '7', 400],
      ['null', 'null', 400],
      ['a list', '[]', 400],
      ['an empty object', {}, 400],
      ['a type that is a number', { type: 7 }, 400],
      ['a type and nothing else', { type: 'message' }, 400],
      ['nesting beyond reason', '['.repeat(100_000), 400],
    ];
    for (const [what, body, status] of bodies)
      test(`a body of ${what} is refused, and the next one is served`, async () => {
        await start();

        const refused = await rig.post(body);
        const served = await rig.post(message(rig.connector, 'hello'));

        expect(refused.status).toBe(status);
        expect(refused.body).toEqual({ error: expect.any(String) });
        expect(served.status).toBe(200);
      });

    const twists: Readonly<Record<string, unknown>> = {
      serviceUrl: 7,
      channelId: { toString: 'msteams' },
      conversation: 'a:ada',
      from: 'Ada',
      recipient: [],
      channelData: 'tenant',
      entities: 'mention',
      attachments: {},
      text: { $ne: null },
      membersAdded: [null],
      id: 7,
      locale: 7,
    };
    for (const [field, value] of Object.entries(twists))
      test(`an activity whose ${field} is of the wrong kind is refused`, async () => {
        await start();

        const answer = await rig.post(message(rig.connector, 'hello', { [field]: value }));

        expect(answer.status).toBe(400);
        expect(rig.connector.sent).toEqual([]);
      });

    test('a time that is none does no harm', async () => {
      await start();

      const odd = { timestamp: 'yesterday', localTimestamp: 7, expiration: null };
      await rig.post(message(rig.connector, 'hello', odd));

      expect(rig.connector.texts()).toEqual(['You said hello']);
    });

    test('a body over the limit is refused, whether it says its size or not', async () => {
      await start({ limits: { bodyBytes: 1000 } });
      const large = JSON.stringify(message(rig.connector, 'x'.repeat(2000)));
      const chunks = new ReadableStream({
        start(controller) {
          controller.enqueue(new TextEncoder().encode(large));
          controller.close();
        },
      });

      const sized = await rig.post(large);
      const streamed = await fetch(`${rig.url}/api/messages`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: chunks,
        duplex: 'half',
      } as RequestInit);

      expect([sized.status, streamed.status]).toEqual([413, 413]);
      expect(rig.connector.sent).toEqual([]);
    });

    test('only plain JSON is taken, so that no page in a browser can post', async () => {
      await start();
      const body = message(rig.connector, 'hello');

      const statuses = [];
      for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp'])
        statuses.push((await rig.post(body, { 'Content-Type': type })).status);
      const zipped = await rig.post(body, { 'Content-Encoding': 'gzip' });

      expect([...statuses, zipped.status]).toEqual([415, 415, 415, 415]);
      expect(rig.connector.sent).toEqual([]);
    });

    test('a sender that goes away half-way ends nothing', async () => {
      await start();
      const { port } = new URL(rig.url);
      const socket = connect(Number(port), '127.0.0.1');
      socket.write(
        `POST /api/messages HTTP/1.1\r\nHost: localhost:${port}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"type"`,
      );
      await new Promise((resolve) => setTimeout(resolve, 20));
      socket.destroy();
      await once(socket, 'close');

      const served = await rig.post(message(rig.connector, 'hello'));

      expect(served.status).toBe(200);
    });
  });

  test('a bot that checks nobody answers no other name than this machine’s', async () => {
    await start();
    const { port } = new URL(rig.url);
    const body = JSON.stringify(message(rig.connector, 'hello'));
    const socket = connect(Number(port), '127.0.0.1');
    socket.write(
      `POST /api/messages HTTP/1.1\r\nHost: evil.example\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
    );

    const [answer] = (await once(socket, 'data')) as [Buffer];

    expect(answer.toString()).toMatch(/^HTTP\/1\.1 403 /);
    expect(rig.connector.sent).toEqual([]);
  });

  test('a service address that is not allowed is never written to', async () => {
    await start({ settings: { serviceUrlAllowed: () => false } });

    const answer = await rig.post(message(rig.connector, 'hello'));

    expect(answer.status).toBe(403);
    expect(rig.connector.sent).toEqual([]);
    expect(rig.lines.map(({ event }) => event)).toEqual(['service-url.refused']);
  });

  suite('other routes', () => {
    test('alive is alive, ready is what the health says', async () => {
      let ready = false;
      await start({ server: { health: async () => ({ ready, database: 'at db.example' }) } });
      const get = async (path: string) => {
        const response = await fetch(rig.url + path);
        return [response.status, await response.json()];
      };

      const before = [await get('/healthz'), await get('/readyz')];
      ready = true;
      const after = await get('/readyz');

      expect(before).toEqual([
        [200, { ok: true }],
        [503, { ready: false }],
      ]);
      expect(after).toEqual([200, { ready: true }]);
    });

    test('a health that throws means not ready, without saying why', async () => {
      await start({ server: { health: () => Promise.reject(new Error('db.example is down')) } });

      const response = await fetch(`${rig.url}/readyz`);

      expect([response.status, await response.text()]).toEqual([503, '{"ready":false}']);
    });

    test('metrics are Prometheus text with the gauges that were added', async () => {
      const metrics = createMetrics();
      metrics.gauge('due_work', 'Work that waits', () => 3);
      metrics.gauge('due_dead', 'Work that was given up', () => Promise.reject(new Error('down')));
      await start({ server: { metrics } });

      const response = await fetch(`${rig.url}/metrics`);
      const text = await response.text();

      expect(response.headers.get('content-type')).toMatch(/^text\/plain/);
      expect(text).toContain('audit_steward_due_work 3');
      expect(text).not.toMatch(/^audit_steward_due_dead \d/m);
    });

    for (const path of ['/nope', '/%', '/api/messages/x', '/healthz/../etc/passwd', '/?a=<b>'])
      test(`nobody is told more than "not found" about ${path}`, async () => {
        await start();

        const response = await fetch(rig.url + path);

        expect([response.status, await response.text()]).toEqual([404, '{"error":"Not Found"}']);
      });

    test('a wrong method is a refusal and not an error', async () => {
      await start();

      const get = await fetch(`${rig.url}/api/messages`);
      const put = await fetch(`${rig.url}/healthz`, { method: 'PUT' });

      expect([get.status, put.status]).toEqual([405, 405]);
    });

    test('no answer says which software it comes from', async () => {
      await start();

      const { headers } = await fetch(`${rig.url}/healthz`);

      expect(headers.get('server')).toBeNull();
      expect(headers.get('x-powered-by')).toBeNull();
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    });

    test('whoever comes before sees every route but the bot’s own', async () => {
      const seen: string[] = [];
      await start({
        server: {
          before: async (request, response) => {
            seen.push(request.path());
            if (request.path() !== '/') return false;
            response.writeHead(200, { 'Content-Type': 'text/html' });
            response.end('<h1>Chat</h1>');
            return true;
          },
        },
      });

      const page = await fetch(rig.url);
      await fetch(`${rig.url}/healthz`);
      await rig.post(message(rig.connector, 'hello'));
      const missing = await fetch(`${rig.url}/missing`);

      expect(await page.text()).toBe('<h1>Chat</h1>');
      expect(missing.status).toBe(404);
      expect(seen).toEqual(['/', '/missing']);
    });

    test('whoever comes before and fails is answered for', async () => {
      await start({ server: { before: () => Promise.reject(new Error('at /home/x')) } });

      const response = await fetch(rig.url);

      expect([response.status, await response.text()]).toEqual([
        500,
        '{"error":"Something went wrong here."}',
      ]);
    });
  });

  suite('an adapter that fails', () => {
    test('tells the caller nothing of the error', async () => {
      await start({ bot: () => Promise.reject(new Error('/srv/app/secret.ts')) });

      const answer = await rig.post(press(rig.connector, 'approve'));

      expect(answer).toEqual({ status: 500, body: { error: 'Something went wrong here.' } });
    });
  });

  suite('stopping', () => {
    test('a running turn is finished before the server is gone', async () => {
      let begun = false;
      await start({
        handlers: {
          message: async ({ context }) => {
            begun = true;
            await new Promise((resolve) => setTimeout(resolve, 60));
            await context.sendActivity('Finished');
          },
        },
      });
      const running = rig.post(message(rig.connector, 'work'));
      await until(() => begun);

      await rig.server.close(10_000);

      expect((await running).status).toBe(200);
      expect(rig.connector.texts()).toEqual(['Finished']);
      await expect(fetch(`${rig.url}/healthz`)).rejects.toThrow();
    });

    test('a turn that hangs is waited for until the deadline only', async () => {
      let begun = false;
      await start({
        handlers: {
          message: () => {
            begun = true;
            return new Promise(() => undefined);
          },
        },
      });
      const running = rig.post(message(rig.connector, 'hang')).catch(() => 'cut off');
      await until(() => begun);

      await rig.server.close(30);

      expect(await running).toBe('cut off');
      expect(rig.lines.some(({ event }) => event === 'stop.turns-left')).toBe(true);
    });

    test('a port that is taken is said when listening', async () => {
      await start();
      const { port } = new URL(rig.url);

      await expect(rig.server.listen('127.0.0.1', Number(port))).rejects.toThrow();
    });
  });
});
