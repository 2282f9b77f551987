import { expect } from 'expect';
import { z } from 'zod';
import type { GatewayError } from '../../src/core/errors.ts';
import type { Call } from '../../src/gateways/http/call.ts';
import { hastyClock, startStub, thrownBy, type Stub } from './stub.ts';

const read: Call = {
  doing: 'Reading the settings',
  method: 'GET',
  url: 'https://contoso.api.crm4.dynamics.com/api/data/v9.2/settings',
};
const write: Call = { ...read, doing: 'Publishing', method: 'POST', body: { a: 1 } };

suite('calls to services', () => {
  let stub: Stub;
  setup(async () => {
    stub = await startStub();
  });
  teardown(() => stub.close());

  const ok = { status: 200, body: { done: true } };
  const failed = (call: Call) => thrownBy(() => stub.http.send(call)) as Promise<GatewayError>;

  test('a throttled write is sent again after exactly the pause that was asked for', async () => {
    stub.answers({ status: 429, headers: { 'retry-after': '7' } }, ok);

    const answer = await stub.http.send(write);

    expect(answer.body).toEqual({ done: true });
    expect(stub.seen).toHaveLength(2);
    expect(stub.pauses).toEqual([7000]);
  });

  test('a pause may be asked for as a date', async () => {
    const date = new Date(Date.now() + 30_000).toUTCString();
    stub.answers({ status: 429, headers: { 'retry-after': date } }, ok);

    await stub.http.send(read);

    expect(stub.pauses[0]).toBeGreaterThan(25_000);
    expect(stub.pauses[0]).toBeLessThanOrEqual(30_000);
  });

  test('without a hint a throttled call waits two seconds', async () => {
    stub.answers({ status: 429 }, ok);

    await stub.http.send(read);

    expect(stub.pauses).toEqual([2000]);
  });

  test('nobody is kept waiting for more than a minute, and the service is left in peace', async () => {
    stub.answers({ status: 429, headers: { 'retry-after': '200' } }, ok);

    const first = await failed(read);
    const second = await failed(read);

    expect(first).toMatchObject({ status: 429, transient: true, unknownOutcome: false });
    expect(second).toMatchObject({ status: 429, transient: true });
    expect(second.message).toContain('200 more seconds');
    expect(stub.seen).toHaveLength(1);
  });

  test('a service that asks for a pause gets it from all callers at once', async () => {
    stub.answers({ status: 429, headers: { 'retry-after': '5' } }, ok);

    await stub.http.send(read);
    await stub.http.send({ ...read, url: `${read.url}/other` });

    expect(stub.pauses).toEqual([5000]);
  });

  for (const status of [500, 502, 503, 504])
    test(`a read is repeated after ${status}, with growing pauses`, async () => {
      stub.answers({ status }, { status }, ok);

      await stub.http.send(read);

      expect(stub.pauses).toEqual([500, 1000]);
    });

  for (const status of [500, 502, 503, 504])
    test(`a write that may have happened is not repeated after ${status}`, async () => {
      stub.answers({ status }, ok);

      const error = await failed(write);

      expect(error).toMatchObject({ status, transient: true, unknownOutcome: true });
      expect(error.message).toContain('looked at before it is repeated');
      expect(stub.seen).toHaveLength(1);
    });

  test('a write that was turned away because of a lock is sent again', async () => {
    const locked = { error: { code: '0x80071151', message: 'CustomizationLockException' } };
    stub.answers({ status: 503, body: locked }, ok);

    await stub.http.send({ ...write, passes: ({ code }) => code === '0x80071151' });

    expect(stub.seen).toHaveLength(2);
    expect(stub.pauses).toEqual([3000]);
  });

  test('a write to a service that is closed for a while is sent again', async () => {
    stub.answers({ status: 503, headers: { 'retry-after': '3' } }, ok);

    await stub.http.send(write);

    expect(stub.pauses).toEqual([3000]);
  });

  test('a broken connection: a read is repeated, a write is not', async () => {
    stub.answers({ reset: true }, ok);
    await stub.http.send(read);

    stub.answers({ reset: true }, ok);
    const error = await failed(write);

    expect(error).toMatchObject({ status: 0, transient: true, unknownOutcome: true });
    expect(stub.seen).toHaveLength(3);
  });

  test('a stalled read is abandoned at its deadline and repeated', async () => {
    stub.answers({ stall: true }, ok);

    const answer = await stub.http.send({ ...read, patience: 40 });

    expect(answer.status).toBe(200);
    expect(stub.seen).toHaveLength(2);
  });

  test('repeats are counted', async () => {
    stub.answers({ reset: true });

    const error = await failed(read);

    expect(stub.seen).toHaveLength(5);
    expect(error.message).toBe(
      'Reading the settings got no answer: the connection broke. Try again in a few minutes.',
    );
  });

  test('a refusal is not repeated, and its sentence says what, why and what next', async () => {
    const advice = { 403: 'Give it the role, then try again.' };
    stub.answers({ status: 403, body: { error: { code: '0x80040220', message: 'canary text' } } });

    const error = await failed({ ...read, advice });

    expect(error).toMatchObject({ status: 403, code: '0x80040220', transient: false });
    expect(error.message).toBe(
      "Reading the settings failed with status 403 (0x80040220): the bot's application lacks a " +
        'permission. Give it the role, then try again.',
    );
    expect(stub.seen).toHaveLength(1);
  });

  const pages = ['<html>canary 502 gateway contoso</html>', '{"error": {"message": "canary', ''];
  for (const body of pages)
    test(`no host, token or body is in a sentence: ${body.slice(0, 12)}`, async () => {
      stub.answers({ status: 502, body, headers: { 'content-type': 'text/html' } });

      const error = await failed(read);

      expect(error.message).toContain('status 502');
      expect(error.message).not.toMatch(/canary|contoso|dynamics|html/);
    });

  test('a page in place of data is asked for again, and then a sentence', async () => {
    const page = { status: 200, body: '<html>Sign in</html>' };
    stub.answers(page);

    const error = await failed(read);

    expect(error).toMatchObject({ status: 200, transient: true, unknownOutcome: false });
    expect(stub.seen).toHaveLength(5);

    stub.answers(page, ok);
    expect((await stub.http.send(read)).body).toEqual({ done: true });
  });

  test('a write that says it is done is done, whatever it says besides', async () => {
    stub.answers({ status: 200, body: '<html>' });

    await expect(stub.http.send(write)).resolves.toMatchObject({ status: 200, ok: true });
  });

  test('data of another form is no answer, and asking again would not help', async () => {
    stub.answers({ status: 200, body: { done: 'canary' } });

    const error = await thrownBy(() => stub.http.read(read, z.object({ done: z.boolean() })));

    expect(error).toMatchObject({ name: 'GatewayError', transient: false });
    expect(error.message).not.toContain('canary');
    expect(stub.seen).toHaveLength(1);
  });

  test('a redirect is not followed', async () => {
    stub.answers({ status: 302, headers: { location: 'https://evil.example/' } });

    const error = await failed(read);

    expect(error).toMatchObject({ status: 302, transient: false });
    expect(stub.seen).toHaveLength(1);
  });

  test('a change carries its request id, a read one of its own, each where it is looked for', async () => {
    const requestId = '5f0c2c1e-0000-5000-8000-000000000001';

    await stub.http.send({ ...write, requestId });
    await stub.http.send({ ...write, requestId, url: 'https://graph.microsoft.com/v1.0/x' });
    await stub.http.send(read);

    const [dataverse, graph, own] = stub.seen.map(({ headers }) => headers);
    expect(dataverse?.['x-ms-client-request-id']).toBe(requestId);
    expect(graph?.['client-request-id']).toBe(requestId);
    expect(own?.['x-ms-client-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('a permission that was just granted counts at once, for it is not in the old token', async () => {
    const clock = hastyClock();
    const token = (name: string) => ({
      getToken: async () => ({ token: name, expiresOnTimestamp: Date.now() + 7_200_000 }),
    });
    const own = await startStub({
      clock,
      credential: token('before'),
      renew: () => token('after'),
    });
    own.answers(({ headers }) =>
      headers.authorization === 'Bearer after' ? ok : { status: 403, body: {} },
    );

    await expect(own.http.send(write)).rejects.toMatchObject({ status: 403 });
    await clock.sleep(600_000);
    await expect(own.http.send(write)).resolves.toMatchObject({ status: 200 });

    expect(own.seen).toHaveLength(3);
    await own.close();
  });
});
