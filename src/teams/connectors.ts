import { remembered } from './bounded.ts';
import {
  ConnectorClient,
  ConnectorFactory,
  type ServiceClientCredentials,
  type ServiceClientCredentialsFactory,
} from './botbuilder.ts';

type Call = Parameters<ConnectorClient['sendOperationRequest']>;

/** The SDK's own client waits for ever for a connector that takes a call and never answers. */
class BoundedConnectorClient extends ConnectorClient {
  readonly deadlineMs: number;

  constructor(credentials: ServiceClientCredentials, baseUri: string, deadlineMs: number) {
    super(credentials, { baseUri });
    this.deadlineMs = deadlineMs;
  }

  override sendOperationRequest(...[what, spec, callback]: Call) {
    const abortSignal = AbortSignal.timeout(this.deadlineMs);
    const bounded = { ...what, options: { ...what.options, abortSignal } };
    return super.sendOperationRequest(bounded, spec, callback);
  }
}

export interface ConnectorSettings {
  readonly credentials: ServiceClientCredentialsFactory;
  readonly scope: string;
  readonly loginUrl: string;
  readonly deadlineMs: number;
}

/** Gives the client of this app for one service URL. */
export type Connectors = (
  appId: string,
  serviceUrl: string,
  audience: string,
) => Promise<ConnectorClient>;

/** As many service URLs as one bot ever sees at a time, and a bound on what a stranger can add. */
const KEPT = 100;

/** One connector client per app, service URL and audience: building one costs 50 µs each turn. */
export function createConnectors(settings: ConnectorSettings): Connectors {
  const { credentials, loginUrl, deadlineMs } = settings;
  const kept = remembered<Promise<ConnectorClient>>(KEPT);

  async function create(appId: string, serviceUrl: string, audience: string) {
    const proof = await credentials.createCredentials(appId, audience, loginUrl, true);
    return new BoundedConnectorClient(proof, serviceUrl, deadlineMs);
  }
  return (appId, serviceUrl, audience) => {
    const key = JSON.stringify([appId, serviceUrl, audience]);
    const client = kept.get(key) ?? create(appId, serviceUrl, audience);
    kept.set(key, client);
    client.catch(() => kept.delete(key));
    return client;
  };
}

/** The SDK's way of asking for a client. */
export class KeptConnectors extends ConnectorFactory {
  readonly connectors: Connectors;
  readonly appId: string;
  readonly scope: string;

  constructor(connectors: Connectors, appId: string, scope: string) {
    super();
    this.connectors = connectors;
    this.appId = appId;
    this.scope = scope;
  }

  override create(serviceUrl: string, audience?: string): Promise<ConnectorClient> {
    return this.connectors(this.appId, serviceUrl, audience ?? this.scope);
  }
}
