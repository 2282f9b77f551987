import {
  AuthenticationConstants,
  AuthenticationError,
  BotFrameworkAuthentication,
  ClaimsIdentity,
  type Activity,
  type AuthenticateRequestResult,
} from './botbuilder.ts';
import { KeptConnectors, type Connectors } from './connectors.ts';
import { NoUserTokens } from './user-tokens.ts';
import type { Verifier } from './verify.ts';

export interface AuthParts {
  readonly appId: string;
  readonly scope: string;
  readonly callerId: string;
  readonly connectors: Connectors;
  /** Undefined: nobody's token is checked (loopback only). */
  readonly verifier: Verifier | undefined;
}

/** Lets in Teams' channel and nobody else: no emulator, no skills, no streaming. */
export class ChannelAuthentication extends BotFrameworkAuthentication {
  readonly parts: AuthParts;
  readonly connectorFactory: KeptConnectors;
  readonly userTokens = new NoUserTokens();

  constructor(parts: AuthParts) {
    super();
    this.parts = parts;
    this.connectorFactory = new KeptConnectors(parts.connectors, parts.appId, parts.scope);
  }

  override async authenticateRequest(
    activity: Pick<Activity, 'channelId' | 'serviceUrl'>,
    header: string,
  ): Promise<AuthenticateRequestResult> {
    const { verifier, scope, callerId } = this.parts;
    const { connectorFactory } = this;
    const claimsIdentity =
      verifier === undefined
        ? new ClaimsIdentity([], AuthenticationConstants.AnonymousAuthType)
        : await verifier.verify(header, activity.channelId, activity.serviceUrl);
    return { audience: scope, callerId, claimsIdentity, connectorFactory };
  }

  override authenticateStreamingRequest(): Promise<AuthenticateRequestResult> {
    return Promise.reject(new AuthenticationError('Streaming is not offered.', 401));
  }

  override createConnectorFactory(): KeptConnectors {
    return this.connectorFactory;
  }

  override createUserTokenClient(): Promise<NoUserTokens> {
    return Promise.resolve(this.userTokens);
  }
}
