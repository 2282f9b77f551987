import { expect } from 'expect';
import { cloudOf, isFileUrl } from '../../src/gateways/clouds.ts';
import { isLoopbackUrl } from '../../src/teams/clouds.ts';
import { createExchange } from '../../src/teams/exchange.ts';
import { createUpload } from '../../src/teams/upload.ts';
import { listening } from './rig.ts';

interface Put {
  readonly method: string | undefined;
  readonly range: string | undefined;
  readonly length: string | undefined;
  readonly authorization: string | undefined;
  readonly body: string;
}

type Answer = number | 'reset' | { readonly status: number; readonly headers: object };

const BYTES = Buffer.from('the file');

suite('uploads of files', () => {
  let puts: Put[] = [];
  let server: Awaited<ReturnType<typeof listening>>;
  const start = async (...answers: readonly Answer[]) => {
    puts = [];
    server = await listening((request, response, body) => {
      const { method, headers } = request;
      puts.push({
        ...{ method, body, range: headers['content-range'], length: headers['content-length'] },
        authorization: headers.authorization,
      });
      const answer = answers[puts.length - 1] ?? 201;
      if (answer === 'reset') return void request.socket.destroy();
      const { status, headers: more } =
        typeof answer === 'number' ? { status: answer, headers: {} } : answer;
      response.writeHead(status, { ...more });
      response.end('{}');
    });
    return `http://127.0.0.1:${server.port}/up?secret=1`;
  };
  teardown(() => server.close());
  const uploadWith = (more: object = {}) =>
    createUpload({ exchange: createExchange(), allowed: isLoopbackUrl, backOffMs: 5, ...more });

  test('all bytes go in one piece that says where it begins and ends, and without a token', async () => {
    const address = await start();

    const uploaded = await uploadWith().put(address, BYTES);

    expect(uploaded).toEqual({ kind: 'done' });
    expect(puts).toEqual([
      {
        ...{ method: 'PUT', range: 'bytes 0-7/8', length: '8', body: 'the file' },
        authorization: undefined,
      },
    ]);
  });

  for (const passing of [429, 500, 503, 'reset'] as const)
    test(`after ${passing} it is tried again`, async () => {
      const address = await start(passing, passing, 201);

      const uploaded = await uploadWith().put(address, BYTES);

      expect(uploaded).toEqual({ kind: 'done' });
      expect(puts).toHaveLength(3);
    });

  test('three tries are all there are', async () => {
    const address = await start(503, 503, 503, 503);

    const uploaded = await uploadWith().put(address, BYTES);

    expect(uploaded).toEqual({ kind: 'refused', why: 'OneDrive did not take the file (HTTP 503)' });
    expect(puts).toHaveLength(3);
  });

  test('a pause that is asked for is kept, and one beyond the deadline is not waited for', async () => {
    const address = await start({ status: 429, headers: { 'Retry-After': '3600' } }, 201);
    const since = performance.now();

    const uploaded = await uploadWith({ deadlineMs: 12_000 }).put(address, BYTES);

    expect(uploaded).toMatchObject({ kind: 'refused' });
    expect(puts).toHaveLength(1);
    expect(performance.now() - since).toBeLessThan(10_000);
  });

  for (const status of [302, 307, 400, 401, 403, 404, 413])
    test(`${status} is a refusal, and no other address is ever asked`, async () => {
      const elsewhere = await listening((_request, response) => response.end());
      const headers = { Location: `http://127.0.0.1:${elsewhere.port}/` };
      const address = await start({ status, headers });

      const uploaded = await uploadWith().put(address, BYTES);

      await elsewhere.close();
      expect(uploaded).toEqual({
        kind: 'refused',
        why: `OneDrive did not take the file (HTTP ${status})`,
      });
      expect(puts).toHaveLength(1);
    });

  test('a place that wants more although all was sent has not taken the file', async () => {
    const address = await start(202);

    expect(await uploadWith().put(address, BYTES)).toMatchObject({ kind: 'refused' });
  });

  test('whoever lost an answer and finds the upload ended does not know', async () => {
    const address = await start('reset', 404);

    expect(await uploadWith().put(address, BYTES)).toEqual({ kind: 'unknown' });
  });

  test('a place that never answers is given up', async () => {
    server = await listening(() => undefined);

    const uploaded = await uploadWith({ deadlineMs: 50 }).put(
      `http://127.0.0.1:${server.port}/up`,
      BYTES,
    );

    expect(uploaded).toEqual({ kind: 'unknown' });
  });

  test('only OneDrive of the cloud takes files', async () => {
    await start();
    const upload = uploadWith({ allowed: (url: string) => isFileUrl(cloudOf('public'), url) });
    const wrong = [
      'http://contoso-my.sharepoint.com/up',
      'https://contoso.sharepoint.com.evil.example/up',
      'https://evil.example/contoso.sharepoint.com',
      'https://sharepoint.com/up',
      'https://a.b.sharepoint.com/up',
      'https://evilsharepoint.com/up',
      'https://contoso.sharepoint.com:8443/up',
      'https://ada@contoso.sharepoint.com/up',
      'https://:pw@contoso.sharepoint.com/up',
      'https://contoso.sharepoint.com@evil.example/up',
      'https://contoso.sharepoint.us/up',
      'https://127.0.0.1/up',
      'https://[::1]/up',
      'file:///etc/passwd',
      'javascript:alert(1)',
      '//contoso.sharepoint.com/up',
      '',
    ];

    const answers = await Promise.all(wrong.map((url) => upload.put(url, BYTES)));

    for (const answer of answers)
      expect(answer).toEqual({
        kind: 'refused',
        why: 'Teams named a place that is none of OneDrive’s',
      });
    expect(upload.allows('https://contoso-my.sharepoint.com/up?x=1')).toBe(true);
    expect(puts).toEqual([]);
  });

  test('each cloud has its own OneDrive', () => {
    const hosts = { gcc: 'com', 'gcc-high': 'us', china: 'cn' } as const;
    const url = (end: string) => `https://contoso-my.sharepoint${end}/x`;

    for (const [name, end] of Object.entries(hosts))
      expect(isFileUrl(cloudOf(name as keyof typeof hosts), url(`.${end}`))).toBe(true);
    expect(isFileUrl(cloudOf('dod'), url('-mil.us'))).toBe(true);
    expect(isFileUrl(cloudOf('dod'), url('.us'))).toBe(false);
    expect(isFileUrl(cloudOf('public'), url('.us'))).toBe(false);
  });

  test('a name in the address of this machine is refused too', async () => {
    const address = await start();
    const named = address.replace('http://', 'http://ada:pw@');

    expect(await uploadWith().put(named, BYTES)).toMatchObject({ kind: 'refused' });
    expect(puts).toEqual([]);
  });
});
