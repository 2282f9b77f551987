import { statSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import tls from 'node:tls';
import { expect } from 'expect';
import { z } from 'zod';
import type { Service, Tenant } from '../../src/sandbox/service.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { emptyFolder, startWire, type Wire } from './wire.ts';

const USERS = 'https://graph.microsoft.com/v1.0/users';
const VAULT = 'https://counting.vault.azure.net/';

/** A service of a few lines, to look at what surrounds it. */
const counting = (tenant: Tenant): Service => {
  const counts = tenant.documents('count', z.object({ count: z.number() }));
  const now = () => counts.find('all')?.count ?? 0;
  return {
    name: 'keyvault',
    serves: (host) => host === 'counting.vault.azure.net',
    seed: () => counts.put('all', { count: 100 }),
    handle({ method, url, body, caller }) {
      if (url.pathname === '/fail') throw new Error('a fault of the sandbox');
      if (method === 'POST') counts.put('all', { count: now() + 1 });
      return { status: 200, body: { count: now(), body, caller, url: url.href } };
    },
  };
};

suite('the sandbox stands in for every service', () => {
  let wire: Wire;
  let reported: unknown[];
  setup(async () => {
    reported = [];
    wire = await startWire({
      services: (tenant) => [counting(tenant)],
      report: (error) => reported.push(error),
    });
  });
  teardown(() => wire.close());

  const control = (method: string, path: string, json?: unknown, headers?: object) =>
    wire.control(method, `/sandbox/${path}`, json, headers);
  const fault = (given: object) => control('POST', 'faults', [given]);
  const count = async () => (await wire.ask(VAULT)).body.count;

  suite('transport', () => {
    test('the real address is kept, and the certificate is made for its name', async () => {
      const { body } = await wire.ask(`${VAULT}keys?api-version=7.6`);

      expect(body.url).toBe('https://counting.vault.azure.net/keys?api-version=7.6');
    });

    test('who does not trust the authority of the sandbox is not let near it', async () => {
      const { port } = wire.sandbox.connection;

      const error = await new Promise<Error>((resolve) =>
        tls
          .connect({ host: '127.0.0.1', port, servername: 'graph.microsoft.com' })
          .on('error', resolve),
      );

      expect(error.message).toMatch(/unable to verify|self.signed/i);
    });

    test('a host that nobody serves cannot be connected to', async () => {
      await expect(wire.ask('https://evil.example/')).rejects.toThrow(/disconnected|ECONN|alert/i);
    });

    test('a request for another host than that of its connection is not answered', async () => {
      const { port, ca } = wire.sandbox.connection;
      const servername = 'counting.vault.azure.net';
      const socket = tls.connect({ host: '127.0.0.1', port, servername, ca });
      socket.write('GET / HTTP/1.1\r\nhost: graph.microsoft.com\r\nconnection: close\r\n\r\n');

      const answer = await text(socket);

      expect(answer).toMatch(/^HTTP\/1\.1 421 /);
    });

    test('keys are for their owner only', async () => {
      await wire.token('https://graph.microsoft.com');

      const modes = ['authority.json', 'signing.json'].map(
        (file) => statSync(join(wire.folder, file)).mode & 0o777,
      );

      expect(modes).toEqual([0o600, 0o600]);
    });

    test('a body that is not JSON is refused, and a form is taken apart', async () => {
      const broken = await wire.ask(VAULT, { method: 'POST', json: undefined, form: { a: 'b c' } });
      const users = await wire.call('https://graph.microsoft.com/v1.0/servicePrincipals', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        form: { not: 'json' },
      });

      expect(broken.body.body).toEqual({ a: 'b c' });
      expect(users.status).toBe(400);
    });

    test('a fault of the sandbox itself is a 500 and is reported', async () => {
      const { status } = await wire.ask(`${VAULT}fail`);

      expect(status).toBe(500);
      expect(String(reported)).toContain('a fault of the sandbox');
    });
  });

  suite('faults', () => {
    test('a service answers 429 with Retry-After as often as was asked, then works again', async () => {
      await fault({ service: 'graph', match: 'GET', status: 429, times: 2, retryAfter: 7 });

      const replies = [await wire.call(USERS), await wire.call(USERS), await wire.call(USERS)];

      expect(replies.map(({ status }) => status)).toEqual([429, 429, 200]);
      expect(replies[0]).toMatchObject({
        headers: { 'retry-after': '7' },
        body: { error: { code: 'TooManyRequests' } },
      });
    });

    test('only what fits the service and the match goes wrong', async () => {
      await fault({ service: 'exchange', match: '', status: 500 });
      await fault({ match: '/^DELETE /', status: 500 });
      await fault({ match: '/get https:.*\\/users$/i', status: 503 });

      const replies = [await wire.ask(VAULT), await wire.call(USERS)];

      expect(replies.map(({ status }) => status)).toEqual([200, 503]);
      expect((await control('GET', 'faults')).body.faults).toHaveLength(2);
    });

    test('calls to the same address are told apart by what they send', async () => {
      await fault({ match: 'POST', sent: '"cmdlet":"Get-This"', status: 500 });
      const post = async (cmdlet: string) =>
        (await wire.ask(VAULT, { method: 'POST', json: { cmdlet } })).status;

      const statuses = [await post('Get-That'), await post('Get-This'), await post('Get-This')];

      expect(statuses).toEqual([200, 500, 200]);
    });

    test('a connection that breaks before leaves nothing done, and after leaves it done', async () => {
      const post = () => wire.ask(VAULT, { method: 'POST', json: {} });
      await fault({ match: 'POST', reset: true });
      await expect(post()).rejects.toThrow(/hang up|ECONNRESET/);
      const before = await count();
      await fault({ match: 'POST', reset: true, when: 'after' });
      await expect(post()).rejects.toThrow(/hang up|ECONNRESET/);

      const after = await count();

      expect([before, after]).toEqual([100, 101]);
    });

    test('a delayed answer comes late, and waiting ends with the sandbox', async () => {
      await fault({ service: 'keyvault', delayMs: 60 });
      const since = performance.now();
      await wire.ask(VAULT);
      const took = performance.now() - since;
      await fault({ service: 'keyvault', delayMs: 60_000 });
      const stalled = wire.ask(VAULT).catch((error: Error) => error.message);
      await sleep(20);

      await wire.close();

      expect(took).toBeGreaterThan(55);
      expect(await stalled).toMatch(/hang up|ECONNRESET/);
      wire = await startWire();
    });

    test('an answer can be a page of a gateway or broken JSON', async () => {
      await fault({ match: 'vault', status: 502, body: '<html>Bad gateway</html>' });
      await fault({ match: 'vault', status: 200, body: '{"count":' });

      const [page, broken] = [await wire.ask(VAULT), await wire.ask(VAULT)];

      expect(page).toMatchObject({ status: 502, text: '<html>Bad gateway</html>' });
      expect(broken).toMatchObject({ status: 200, text: '{"count":' });
    });

    test('a fault can hold until so much time has passed in the tenant since it began', async () => {
      const ask = async () => (await wire.ask(VAULT)).status;
      await fault({ match: 'vault', status: 403, forMs: 180_000 });
      await control('POST', 'clock', { advance: 'PT1H' });
      const first = [await ask(), await ask()];
      await control('POST', 'clock', { advance: 'PT2M50S' });
      const late = await ask();
      const listed = (await control('GET', 'faults')).body.faults;
      await control('POST', 'clock', { advance: 'PT11S' });

      const after = await ask();

      expect([...first, late, after]).toEqual([403, 403, 403, 200]);
      expect(listed).toMatchObject([{ forMs: 180_000, until: expect.any(String) }]);
      expect((await control('GET', 'faults')).body.faults).toEqual([]);
    });

    test('a refusal is worded as the service words it for whoever lacks a right', async () => {
      await fault({ match: 'vault', status: 403 });

      const { body } = await wire.ask(VAULT);

      expect(body.error).toMatchObject({
        code: 'Forbidden',
        innererror: { code: 'ForbiddenByRbac' },
      });
    });

    test('faults can be switched off', async () => {
      await fault({ match: '', status: 500, times: 100 });

      await control('DELETE', 'faults');

      expect((await wire.ask(VAULT)).status).toBe(200);
    });

    for (const nonsense of [
      [{ status: 200 }],
      [{ match: 'x' }],
      [{ match: '/(/', status: 500 }],
      [{ match: 'x', status: 500, times: 0 }],
      [{ match: 'x', status: 500, forMs: 0 }],
      [{ match: 'x', status: 500, until: '2030-01-01T00:00:00Z' }],
      [{ service: 'mail', match: 'x', status: 500 }],
      [{ match: 'x', status: 500, colour: 'red' }],
      { faults: [] },
      [],
      'rubbish',
    ])
      test(`faults such as ${JSON.stringify(nonsense)} are refused with a sentence`, async () => {
        const { status, body } = await control('POST', 'faults', nonsense);

        expect(status).toBe(400);
        expect(body.error).toMatch(/^These faults cannot be switched on: .+/);
      });
  });

  suite('clock', () => {
    test('the clock goes forward and tells whoever listens', async () => {
      const heard: number[] = [];
      wire.sandbox.clock.onAdvance((offset) => heard.push(offset));

      const { body } = await control('POST', 'clock', { advance: 'P1DT2H30M' });

      const day = 26.5 * 60 * 60 * 1000;
      expect(body.offsetMs).toBe(day);
      expect(heard).toEqual([day]);
      expect(Math.abs(Date.parse(body.now) - Date.now() - day)).toBeLessThan(60_000);
    });

    for (const nonsense of [
      '24h',
      'P',
      'PT',
      '-PT1H',
      'P1M',
      'P1Y',
      'PT1.H',
      'P200000W',
      'PT1H ',
      '',
    ])
      test(`"${nonsense}" is no way to move the clock`, async () => {
        const { status, body } = await control('POST', 'clock', { advance: nonsense });

        expect(status).toBe(400);
        expect(body.error).toMatch(/\.$|seconds/);
        expect(wire.sandbox.clock.offsetMs()).toBe(0);
      });
  });

  suite('control', () => {
    test('state tells the time, the faults, and how much was asked of whom', async () => {
      await wire.ask(VAULT);
      await fault({ match: 'never', status: 500 });

      const { body } = await control('GET', 'state');

      expect(body).toMatchObject({ clock: { offsetMs: 0 }, exchanges: 1, changes: [] });
      expect(body.faults).toMatchObject([{ match: 'never', times: 1 }]);
      expect(body.services).toContainEqual({ name: 'keyvault', exchanges: 1 });
    });

    test('a reset makes a fresh tenant', async () => {
      await wire.ask(VAULT, { method: 'POST', json: {} });
      await fault({ match: '', status: 500 });
      await control('POST', 'clock', { advance: 'PT24H' });

      const { body } = await control('POST', 'reset');

      expect(body.offsetMs).toBe(0);
      expect(await count()).toBe(100);
    });

    test('other sites, other names and other paths get nothing', async () => {
      const replies = await Promise.all([
        control('POST', 'reset', {}, { origin: 'https://evil.example' }),
        control('POST', 'reset', {}, { 'sec-fetch-site': 'cross-site' }),
        control('GET', 'state', undefined, { host: 'rebound.example' }),
        control('GET', 'state', undefined, { host: '127.0.0.1.evil.example' }),
        control('PUT', 'state', {}),
        control('GET', 'teams/messages'),
      ]);

      expect(replies.map(({ status }) => status)).toEqual([403, 403, 403, 403, 405, 404]);
    });

    test('the page that the sandbox serves itself may use the controls', async () => {
      const { status } = await control('POST', 'reset', {}, { 'sec-fetch-site': 'same-origin' });

      expect(status).toBe(200);
    });
  });

  suite('what is kept', () => {
    test('a tenant that was closed goes on where it was, with its port, keys and faults', async () => {
      await wire.ask(VAULT, { method: 'POST', json: {} });
      await fault({ match: 'never', status: 500 });
      await control('POST', 'clock', { advance: 'PT1H' });
      const { folder, sandbox } = wire;
      const token = await wire.token('https://graph.microsoft.com');
      await wire.close();

      wire = await startWire({ folder, services: (tenant) => [counting(tenant)] });

      expect(wire.sandbox.connection).toEqual(sandbox.connection);
      expect(wire.sandbox.clock.offsetMs()).toBe(3_600_000);
      expect(await count()).toBe(101);
      expect((await wire.ask(USERS, { token })).status).toBe(200);
      expect((await control('GET', 'faults')).body.faults).toHaveLength(1);
    });

    test('a second sandbox on the same folder is refused with a sentence', async () => {
      await expect(startSandbox({ folder: wire.folder })).rejects.toThrow(
        /^Another sandbox is running on .*: stop it first\.$/,
      );
    });

    test('a port that somebody else has taken is given up for another', async () => {
      const folder = emptyFolder();
      const first = await startWire({ folder });
      const { port } = first.sandbox.connection;
      await first.close();
      const squatter = tls.createServer().listen(port, '127.0.0.1');
      await new Promise((listening) => squatter.once('listening', listening));

      const second = await startWire({ folder });

      expect(second.sandbox.connection.port).not.toBe(port);
      expect((await second.call(USERS)).status).toBe(200);
      await second.close();
      squatter.close();
    });
  });
});

test('a caller who asks too much of one host is told to wait, and others are not', async () => {
  const wire = await startWire({ protection: { requests: 3, seconds: 300 } });

  const replies = [];
  for (let request = 0; request < 4; request++) replies.push(await wire.call(USERS));
  const elsewhere = await wire.call(
    'https://globaldisco.crm.dynamics.com/api/discovery/v2.0/Instances',
  );

  expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 429]);
  expect(Number(replies[3]?.headers['retry-after'])).toBeGreaterThan(290);
  expect(elsewhere.status).toBe(200);
  await wire.close();
});
