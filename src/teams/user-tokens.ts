import { UserTokenClient } from './botbuilder.ts';

/**
 * The SDK wants a client for people's own tokens in every turn and builds it anew each time. This
 * bot acts as itself and signs nobody in, so this one costs nothing and says so when it is asked.
 */
export class NoUserTokens extends UserTokenClient {
  override getUserToken = refuse;
  override getSignInResource = refuse;
  override signOutUser = refuse;
  override getTokenStatus = refuse;
  override getAadTokens = refuse;
  override exchangeToken = refuse;
}

function refuse(): Promise<never> {
  return Promise.reject(new Error('This bot acts as itself: nobody is signed in through it.'));
}
