import { AuthenticationConstants, GovernmentConstants } from './botbuilder.ts';

/** Where Teams' bot channel of one cloud signs, and where a bot gets its own token. */
export interface ChannelCloud {
  readonly issuer: string;
  readonly scope: string;
  readonly loginUrl: string;
  readonly openIdMetadata: string;
  readonly callerId: string;
  /** Hosts that Teams' connector has in this cloud. */
  readonly serviceHosts: readonly string[];
  /** Where to reach somebody who never wrote to the bot. */
  readonly defaultServiceUrl: string;
}

// Hosts: https://microsoft.github.io/teams-sdk/csharp/essentials/app-configuration/service-url-validation
// Default addresses: `TeamsServiceEndpoints` of @microsoft/agents-hosting.
const publicCloud: ChannelCloud = {
  issuer: AuthenticationConstants.ToBotFromChannelTokenIssuer,
  scope: AuthenticationConstants.ToChannelFromBotOAuthScope,
  loginUrl: AuthenticationConstants.ToChannelFromBotLoginUrl,
  openIdMetadata: AuthenticationConstants.ToBotFromChannelOpenIdMetadataUrl,
  callerId: 'urn:botframework:azure',
  serviceHosts: [
    'smba.trafficmanager.net',
    'smba.onyx.prod.teams.trafficmanager.net',
    'smba.infra.gcc.teams.microsoft.com',
  ],
  defaultServiceUrl: 'https://smba.trafficmanager.net/teams/',
};

const government = (host: string): ChannelCloud => ({
  issuer: GovernmentConstants.ToBotFromChannelTokenIssuer,
  scope: GovernmentConstants.ToChannelFromBotOAuthScope,
  loginUrl: GovernmentConstants.ToChannelFromBotLoginUrl,
  openIdMetadata: GovernmentConstants.ToBotFromChannelOpenIdMetadataUrl,
  callerId: 'urn:botframework:azureusgov',
  serviceHosts: [host],
  defaultServiceUrl: `https://${host}/teams`,
});

const china: ChannelCloud = {
  issuer: 'https://api.botframework.azure.cn',
  scope: 'https://api.botframework.azure.cn',
  loginUrl: 'https://login.partner.microsoftonline.cn/microsoftservices.partner.onmschina.cn',
  openIdMetadata: 'https://login.botframework.azure.cn/v1/.well-known/openidconfiguration',
  callerId: 'urn:botframework:azurechina',
  serviceHosts: ['frontend.botapi.msg.infra.teams.microsoftonline.cn'],
  defaultServiceUrl: 'https://frontend.botapi.msg.infra.teams.microsoftonline.cn/teams',
};

/** Bot channels by the cloud names of the configuration. */
export const CHANNEL_CLOUDS = {
  public: publicCloud,
  sandbox: publicCloud,
  'gcc-high': government('smba.infra.gov.teams.microsoft.us'),
  dod: government('smba.infra.dod.teams.microsoft.us'),
  china,
} as const satisfies Readonly<Record<string, ChannelCloud>>;

/** Only these hosts, only https on its own port: a token never goes anywhere else. */
export const allowsServiceUrl =
  (hosts: readonly string[]) =>
  (serviceUrl: string): boolean => {
    const url = URL.parse(serviceUrl);
    if (url === null || url.protocol !== 'https:' || url.username !== '' || url.port !== '')
      return false;
    return hosts.includes(url.hostname);
  };

/** The sandbox's connector is plain HTTP on this machine. */
export function isLoopbackUrl(serviceUrl: string): boolean {
  const url = URL.parse(serviceUrl);
  return url !== null && /^https?:$/.test(url.protocol) && isLoopback(url.hostname);
}

/** True for names and addresses that only this machine can reach. */
export const isLoopback = (host: string): boolean =>
  /^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/i.test(host);
