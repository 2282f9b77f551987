import { expect } from 'expect';
import { tokensFrom } from '../../src/gateways/http/tokens.ts';
import { hastyClock, thrownBy } from './stub.ts';

const HOUR = 3_600_000;

suite('tokens', () => {
  test('those who ask at the same time share one sign-in', async () => {
    const clock = hastyClock();
    let asked = 0;
    const credential = {
      getToken: async () => ({
        token: `token-${(asked += 1)}`,
        expiresOnTimestamp: clock.now().getTime() + HOUR,
      }),
    };
    const tokens = tokensFrom(credential, clock);

    const got = await Promise.all(Array.from({ length: 8 }, () => tokens.get('a', 'Reading')));

    expect(new Set(got)).toEqual(new Set(['token-1']));
    expect(await tokens.get('b', 'Reading')).toBe('token-2');
  });

  test('a token is renewed before it expires', async () => {
    const clock = hastyClock();
    let asked = 0;
    const credential = {
      getToken: async () => ({
        token: `token-${(asked += 1)}`,
        expiresOnTimestamp: clock.now().getTime() + HOUR,
      }),
    };
    const tokens = tokensFrom(credential, clock);

    await tokens.get('a', 'Reading');
    await clock.sleep(HOUR - 60_000);

    expect(await tokens.get('a', 'Reading')).toBe('token-2');
  });

  test('a refused sign-in names the code and nothing else, and is asked for afresh', async () => {
    let refused = true;
    const failure = Object.assign(new Error('AADSTS7000215: invalid secret canary'), {
      statusCode: 401,
    });
    const credential = {
      async getToken() {
        if (refused) throw failure;
        return { token: 'good', expiresOnTimestamp: Date.now() + HOUR };
      },
    };
    const tokens = tokensFrom(credential, hastyClock());

    const error = await thrownBy(() => tokens.get('https://host/.default', 'Reading'));
    refused = false;

    expect(error).toMatchObject({ status: 401, code: 'AADSTS7000215', transient: false });
    expect(error.message).not.toMatch(/canary|host/);
    expect(await tokens.get('https://host/.default', 'Reading')).toBe('good');
  });

  test('a sign-in service that does not answer may answer later', async () => {
    const credential = { getToken: () => Promise.reject(new Error('socket hang up')) };

    const error = await thrownBy(() => tokensFrom(credential, hastyClock()).get('a', 'Reading'));

    expect(error).toMatchObject({ status: 0, transient: true });
  });

  test('an old token is renewed after a refusal, a young one is believed', async () => {
    const clock = hastyClock();
    const numbered = (name: string) => ({
      getToken: async () => ({ token: name, expiresOnTimestamp: clock.now().getTime() + HOUR }),
    });
    const tokens = tokensFrom(numbered('before'), clock, () => numbered('after'));
    await tokens.get('a', 'Reading');

    expect(tokens.renew('a')).toBe(false);
    await clock.sleep(HOUR / 2);
    expect(tokens.renew('a')).toBe(true);

    expect(await tokens.get('a', 'Reading')).toBe('after');
    expect(tokens.renew('a')).toBe(false);
  });
});
