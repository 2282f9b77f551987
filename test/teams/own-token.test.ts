import { expect } from 'expect';
import {
  AppCredentials,
  type ServiceClientCredentialsFactory,
} from '../../src/teams/botbuilder.ts';
import { createTokens } from '../../src/teams/tokens.ts';
import { APP, good, keyServer } from './keys.ts';
import { message, startRig } from './rig.ts';

/** Credentials that count what they ask for. */
class CountedCredentials extends AppCredentials {
  asked = 0;

  protected override async refreshToken() {
    this.asked += 1;
    await new Promise((resolve) => setTimeout(resolve, 10));
    return { accessToken: `own-${this.asked}`, expiresOn: new Date(Date.now() + 3_600_000) };
  }
}

let apps = 0;

function counted() {
  // The SDK keeps tokens by app and scope for the whole process.
  apps += 1;
  const credentials = new CountedCredentials(`${APP}-${apps}`, 'tenant', 'https://api.example');
  const factory: ServiceClientCredentialsFactory = {
    isValidAppId: async () => true,
    isAuthenticationDisabled: async () => false,
    createCredentials: async () => credentials,
  };
  return { credentials, factory };
}

suite('the bot’s own token', () => {
  const settings = { appId: APP, scope: 'https://api.example', loginUrl: 'https://login.example' };

  test('turns at once ask for one token, later ones for none', async () => {
    const { credentials, factory } = counted();
    const token = createTokens({ ...settings, credentials: factory });

    const first = await Promise.all([token(false), token(false), token(false)]);
    const later = await token(false);

    expect([...first, later]).toEqual(['own-1', 'own-1', 'own-1', 'own-1']);
    expect(credentials.asked).toBe(1);
  });

  test('a fresh one can be asked for', async () => {
    const { factory } = counted();
    const token = createTokens({ ...settings, credentials: factory });
    await token(false);

    expect(await token(true)).toBe('own-2');
  });

  test('without an app id there is none', async () => {
    const { factory } = counted();

    expect(
      await createTokens({ ...settings, appId: '', credentials: factory })(false),
    ).toBeUndefined();
  });

  test('a reply to a signed message carries it', async () => {
    const keys = await keyServer();
    const { factory } = counted();
    const rig = await startRig({
      settings: {
        appId: APP,
        allowAnonymous: false,
        openIdMetadata: keys.metadata,
        credentials: factory,
      },
    });
    const token = await keys.sign(good(rig.connector.serviceUrl));

    await rig.post(message(rig.connector, 'hello'), { Authorization: `Bearer ${token}` });

    expect(rig.connector.sent.map(({ authorization }) => authorization)).toEqual(['Bearer own-1']);
    await rig.stop();
    await keys.close();
  });

  test('a reply that cannot be signed is logged, and the caller is told nothing', async () => {
    const keys = await keyServer();
    const rig = await startRig({
      settings: {
        appId: APP,
        allowAnonymous: false,
        openIdMetadata: keys.metadata,
        credentials: {
          isValidAppId: async () => true,
          isAuthenticationDisabled: async () => false,
          createCredentials: () => Promise.reject(new Error('client_secret=hunter2 was refused')),
        },
      },
    });
    const token = await keys.sign(good(rig.connector.serviceUrl));

    const answer = await rig.post(message(rig.connector, 'hello'), {
      Authorization: `Bearer ${token}`,
    });

    expect(JSON.stringify([answer, rig.lines])).not.toContain('hunter2');
    expect(rig.connector.sent).toEqual([]);
    await rig.stop();
    await keys.close();
  });
});
