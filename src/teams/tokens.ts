import { AppCredentials, type ServiceClientCredentialsFactory } from './botbuilder.ts';
import { quietly } from './quiet.ts';

export interface TokenSettings {
  readonly appId: string;
  readonly credentials: ServiceClientCredentialsFactory;
  readonly scope: string;
  readonly loginUrl: string;
}

/** The bot's own token for Teams, kept by the SDK until shortly before it ends. */
export function createTokens(settings: TokenSettings) {
  const { appId, credentials, scope, loginUrl } = settings;
  let proof: ReturnType<ServiceClientCredentialsFactory['createCredentials']> | undefined;
  let asked: Promise<string> | undefined;

  async function ask(fresh: boolean): Promise<string> {
    proof ??= credentials.createCredentials(appId, scope, loginUrl, true);
    const known = await proof;
    if (!(known instanceof AppCredentials)) throw new Error('These credentials give no token.');
    return quietly(() => known.getToken(fresh));
  }

  return (fresh: boolean): Promise<string | undefined> => {
    if (appId.trim() === '') return Promise.resolve(undefined);
    // Turns that come at once wait for the same request instead of sending one each.
    asked ??= ask(fresh).finally(() => {
      asked = undefined;
    });
    return asked;
  };
}
