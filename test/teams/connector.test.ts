import { expect } from 'expect';
import type { GatewayError } from '../../src/core/errors.ts';
import { createConnector, type Connector } from '../../src/teams/connector.ts';
import { isLoopbackUrl } from '../../src/teams/clouds.ts';
import { createExchange } from '../../src/teams/exchange.ts';
import { fakeConnector, type FakeConnector, type Script } from './rig.ts';

const PATH = '/v3/conversations/a%3Aada/activities';
const NO_ANSWER = { status: 200, afterMs: 2000 };

suite('calls to Teams', () => {
  let teams: FakeConnector;
  let asked: boolean[];

  const start = async (script?: Script, deadlineMs = 1000): Promise<Connector> => {
    teams = await fakeConnector(script);
    asked = [];
    return createConnector({
      exchange: createExchange(),
      token: async (fresh) => {
        asked.push(fresh);
        return fresh ? 'new' : 'old';
      },
      serviceUrlAllowed: isLoopbackUrl,
      deadlineMs,
      backOffMs: 2,
    });
  };
  teardown(() => teams.close());

  /** Fails so many times, then succeeds. */
  const failing = (times: number, answer: ReturnType<Script>): Script => {
    let left = times;
    return () => (left-- > 0 ? answer : undefined);
  };
  const send = (connector: Connector) =>
    connector.send('POST', teams.serviceUrl, PATH, { type: 'message', text: 'hello' });
  const refusal = (connector: Connector): Promise<GatewayError> =>
    send(connector).then(
      () => Promise.reject(new Error('It was taken.')),
      (error: GatewayError) => error,
    );

  test('a message is sent with the bot’s token and its id comes back', async () => {
    const connector = await start();

    const answer = await send(connector);

    expect(answer).toEqual({ id: 'sent-1' });
    expect(teams.sent).toEqual([
      {
        method: 'POST',
        path: `/teams${PATH}`,
        authorization: 'Bearer old',
        body: { type: 'message', text: 'hello' },
      },
    ]);
  });

  for (const status of [412, 429, 502, 503, 504])
    test(`a passing ${status} is tried again until it is taken`, async () => {
      const connector = await start(failing(2, { status }));

      await send(connector);

      expect(teams.sent).toHaveLength(3);
    });

  for (const status of [400, 403, 404, 413, 500])
    test(`a ${status} is final`, async () => {
      const body = { error: { code: 'SomeCode', message: 'at smba.example' } };
      const connector = await start(() => ({ status, body }));

      const error = await refusal(connector);

      expect(teams.sent).toHaveLength(1);
      expect(error).toMatchObject({ name: 'GatewayError', status, code: 'SomeCode' });
      expect(error.message).not.toContain('smba.example');
    });

  test('what never passes is given up after four tries', async () => {
    const connector = await start(() => ({ status: 503 }));

    const error = await refusal(connector);

    expect(teams.sent).toHaveLength(4);
    expect(error).toMatchObject({ status: 503, transient: true });
  });

  test('the pause that Teams asks for is kept', async () => {
    const times: number[] = [];
    const connector = await start(() => {
      times.push(performance.now());
      return times.length === 1 ? { status: 429, headers: { 'Retry-After': '0.06' } } : undefined;
    });

    await send(connector);

    const [first = 0, second = 0] = times;
    expect(second - first).toBeGreaterThanOrEqual(55);
  });

  test('a pause beyond the deadline is not waited for, but told', async () => {
    const connector = await start(() => ({ status: 429, headers: { 'Retry-After': '30' } }));
    const since = performance.now();

    const error = await refusal(connector);

    expect(performance.now() - since).toBeLessThan(10_000);
    expect(error).toMatchObject({ status: 429, transient: true, retryAfterMs: 30_000 });
  });

  test('a connection that breaks is opened again', async () => {
    const connector = await start(failing(1, { status: 200, reset: true }));

    await send(connector);

    expect(teams.sent).toHaveLength(2);
  });

  test('a connector that never answers is given up at the deadline and not asked twice', async () => {
    const connector = await start(() => NO_ANSWER, 60);
    const since = performance.now();

    const error = await refusal(connector);

    expect(performance.now() - since).toBeLessThan(10_000);
    expect(teams.sent).toHaveLength(1);
    expect(error).toMatchObject({ code: 'Timeout', transient: true, unknownOutcome: true });
  });

  test('a token that Teams no longer takes is renewed once', async () => {
    const connector = await start(failing(1, { status: 401 }));

    await send(connector);

    expect(asked).toEqual([false, true]);
    expect(teams.sent.map(({ authorization }) => authorization)).toEqual([
      'Bearer old',
      'Bearer new',
    ]);
  });

  test('a bot that Teams does not know is told so', async () => {
    const connector = await start(() => ({
      status: 401,
      body: { error: { code: 'BotNotRegistered' } },
    }));

    const error = await refusal(connector);

    expect(teams.sent).toHaveLength(2);
    expect(error).toMatchObject({ status: 401, code: 'BotNotRegistered', transient: false });
  });

  test('no token goes to an address that is not allowed', async () => {
    const connector = await start();

    for (const url of ['https://smba.trafficmanager.net.evil.example/', 'nonsense', ''])
      await expect(connector.send('POST', url, PATH, {})).rejects.toThrow(/not one of Teams/);

    expect(asked).toEqual([]);
  });

  test('an answer that is no JSON is a success without an id', async () => {
    const connector = await start(() => ({ status: 201 }));

    expect(await send(connector)).toBeUndefined();
  });
});
