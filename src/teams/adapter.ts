import { findActivity, isEnvelope } from './activity.ts';
import { ChannelAuthentication } from './auth.ts';
import {
  AuthenticationError,
  CloudAdapter,
  type Activity,
  type InvokeResponse,
  type ResourceResponse,
  type ServiceClientCredentialsFactory,
  type TurnContext,
} from './botbuilder.ts';
import { CHANNEL_CLOUDS, type ChannelCloud } from './clouds.ts';
import { createConnector, type Connector } from './connector.ts';
import { createConnectors } from './connectors.ts';
import { credentialsOf, identityFault, type BotIdentity } from './credentials.ts';
import { createExchange } from './exchange.ts';
import type { Log } from './log.ts';
import { createSender, type Sender } from './sender.ts';
import { createTokens } from './tokens.ts';
import { createVerifier, KeysUnavailable, type Verifier } from './verify.ts';
import { TimedOut } from './bounded.ts';

export interface AdapterSettings extends BotIdentity {
  /** Only for a bot that this machine alone can reach: without an app id nobody is checked. */
  readonly allowAnonymous: boolean;
  readonly serviceUrlAllowed: (url: string) => boolean;
  /** For one call to Teams with all its repeats, and for fetching keys. Default 10 s. */
  readonly deadlineMs?: number;
  readonly cloud?: keyof typeof CHANNEL_CLOUDS;
  readonly openIdMetadata?: string;
  readonly loginUrl?: string;
  /** First pause before a repeat; it doubles. Default 500 ms. */
  readonly backOffMs?: number;
  /** In place of those that follow from the identity. */
  readonly credentials?: ServiceClientCredentialsFactory;
}

/** What the HTTP side answers; a string body is a sentence. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

/** The SDK’s adapter, with every way in but the channel’s closed and every way out bounded. */
export class Adapter extends CloudAdapter {
  readonly appId: string;
  readonly connector: Connector;
  readonly serviceUrlAllowed: (url: string) => boolean;
  readonly anonymous: boolean;
  readonly #authentication: ChannelAuthentication;
  readonly #verifier: Verifier | undefined;
  readonly #sender: Sender;
  readonly #log: Log;

  constructor(parts: {
    readonly appId: string;
    readonly authentication: ChannelAuthentication;
    readonly verifier: Verifier | undefined;
    readonly connector: Connector;
    readonly serviceUrlAllowed: (url: string) => boolean;
    readonly log: Log;
  }) {
    super(parts.authentication);
    this.appId = parts.appId;
    this.connector = parts.connector;
    this.serviceUrlAllowed = parts.serviceUrlAllowed;
    this.anonymous = parts.verifier === undefined;
    this.#authentication = parts.authentication;
    this.#verifier = parts.verifier;
    this.#sender = createSender(parts.connector);
    this.#log = parts.log;
  }

  /** Fetches the signing keys ahead of the first turn. */
  async warm(): Promise<void> {
    await this.#verifier?.warm().catch((error: unknown) => {
      this.#log.warn('keys.unavailable', { error });
    });
  }

  /** One activity in, one HTTP answer out. Never throws, never tells a caller why it failed. */
  async answer(
    header: string,
    body: unknown,
    logic: (context: TurnContext) => Promise<void>,
  ): Promise<Answer> {
    if (!isEnvelope(body)) return refusal(400, 'This is not an activity.');
    if (!this.anonymous && header === '') return this.#refused('no token');
    const activity = findActivity(body);
    if (activity === undefined) return refusal(400, 'This is not an activity.');
    try {
      const caller = await this.#authentication.authenticateRequest(activity, header);
      if (!this.serviceUrlAllowed(activity.serviceUrl)) return this.#strange(activity);
      const response: InvokeResponse | undefined = await this.processActivity(
        caller,
        activity,
        logic,
      );
      return { status: response?.status ?? 200, body: response?.body };
    } catch (error) {
      return this.#failed(error);
    }
  }

  /** Straight to the connector: the SDK's client costs more than all the rest of a turn. */
  override sendActivities(
    context: TurnContext,
    activities: Partial<Activity>[],
  ): Promise<ResourceResponse[]> {
    return this.#sender.send(context, activities, (rest) => super.sendActivities(context, rest));
  }

  override updateActivity(
    context: TurnContext,
    activity: Partial<Activity>,
  ): Promise<ResourceResponse | void> {
    return this.#sender.update(context, activity);
  }

  #failed(error: unknown): Answer {
    if (error instanceof AuthenticationError) return this.#refused(error.message);
    if (error instanceof KeysUnavailable || error instanceof TimedOut) {
      this.#log.error('keys.unavailable', { error });
      return refusal(503, 'Callers cannot be checked right now. Try again later.');
    }
    this.#log.error('turn.failed', { error });
    return refusal(500, 'Something went wrong here.');
  }

  #refused(why: string): Answer {
    this.#log.warn('caller.refused', { why });
    return refusal(401, 'The caller is not Microsoft Teams.');
  }

  #strange({ serviceUrl }: Activity): Answer {
    this.#log.warn('service-url.refused', { host: URL.parse(serviceUrl)?.hostname });
    return refusal(403, 'The service address is not one of Teams.');
  }
}

const refusal = (status: number, error: string): Answer => ({ status, body: { error } });

/** Builds the adapter; throws with a sentence when the identity cannot work. */
export function createAdapter(settings: AdapterSettings, log: Log): Adapter {
  const { appId, serviceUrlAllowed, deadlineMs = 10_000 } = settings;
  if (appId.trim() === '' && !settings.allowAnonymous)
    throw new Error('There is no app id, so callers cannot be authenticated. Set one.');
  const anonymous = appId.trim() === '';
  const fault = anonymous ? undefined : identityFault(settings);
  if (fault !== undefined && settings.credentials === undefined) throw new Error(fault);

  const cloud = cloudOf(settings);
  const credentials = settings.credentials ?? credentialsOf(settings);
  const { scope, loginUrl, callerId, issuer, openIdMetadata } = cloud;
  const connectors = createConnectors({ credentials, scope, loginUrl, deadlineMs });
  const verifier = anonymous
    ? undefined
    : createVerifier({ appId, issuer, openIdMetadata, deadlineMs });
  const connector = createConnector({
    exchange: createExchange(),
    token: createTokens({ appId, credentials, scope, loginUrl }),
    serviceUrlAllowed,
    deadlineMs,
    ...(settings.backOffMs === undefined ? {} : { backOffMs: settings.backOffMs }),
  });
  const authentication = new ChannelAuthentication({
    appId,
    scope,
    callerId,
    connectors,
    verifier,
  });
  return new Adapter({ appId, authentication, verifier, connector, serviceUrlAllowed, log });
}

/** The cloud's addresses, unless the settings name others. */
function cloudOf(settings: AdapterSettings): ChannelCloud {
  const cloud = CHANNEL_CLOUDS[settings.cloud ?? 'public'];
  // Elsewhere the SDK puts the tenant in itself; it does not know this cloud.
  const china = settings.cloud === 'china' && settings.appTenantId !== undefined;
  const own = china ? new URL(`/${settings.appTenantId}`, cloud.loginUrl).href : undefined;
  const loginUrl = settings.loginUrl ?? own;
  return {
    ...cloud,
    ...(settings.openIdMetadata === undefined ? {} : { openIdMetadata: settings.openIdMetadata }),
    ...(loginUrl === undefined ? {} : { loginUrl }),
  };
}
