/** The clouds that Microsoft runs; a tenant lives in exactly one. */
export type CloudName = 'public' | 'gcc' | 'gcc-high' | 'dod' | 'china';

/**
 * The hosts of one cloud. Nothing else is ever called, so that a token cannot go to a host that
 * somebody typed. A host that no source confirms is left out rather than guessed.
 */
export interface Cloud {
  readonly name: CloudName;
  /** Sign-in. */
  readonly authority: string;
  readonly graph: string;
  readonly arm: string;
  /** Vaults are `<name>.<suffix>`. */
  readonly vaultSuffix: string;
  /** Power Platform admin API; its tokens are asked for under another name than its host. */
  readonly bap: string;
  readonly bapScope: string;
  readonly powerPlatform: string;
  /** Global discovery of Dataverse environments. */
  readonly discovery: string;
  readonly exchange: string;
  /** Management Activity API; undefined where no source names a host. */
  readonly activity: string | undefined;
  /** Log Analytics queries. */
  readonly logs: string;
  /** What environments are called. */
  readonly dataverse: RegExp;
  /** Where Teams takes our messages. */
  readonly teams: RegExp;
  /** Where Teams has a bot upload the files that people took. */
  readonly files: RegExp;
  /** Whether Teams lets bots hand out files at all. */
  readonly handsOutFiles: boolean;
}

/** A tenant's SharePoint, its OneDrive (`contoso-my`) included. */
const sharePointAt = (suffix: string): RegExp =>
  new RegExp(`^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.${suffix}$`);

const environmentsAt = (suffix: string): RegExp =>
  new RegExp(`^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\\.api)?\\.${suffix}$`);

/**
 * Sources. Sign-in, discovery, BAP, Power Platform: learn.microsoft.com and the constants of
 * microsoft/terraform-provider-power-platform. Exchange: learn.microsoft.com and the hosts that
 * cisagov/ScubaGear uses. Activity feed: its reference page, which does not name China. Logs: the
 * clouds of Azure/azure-cli and kedacore/keda. Teams: microsoft.github.io/teams-sdk, "Service URL
 * validation". Files: the lists of Microsoft 365 endpoints of each cloud on learn.microsoft.com; that
 * bots hand out none in GCC High, DoD and at 21Vianet: microsoftteams/platform/bots/how-to/bots-filesv4.
 */
const PUBLIC: Cloud = {
  name: 'public',
  authority: 'login.microsoftonline.com',
  graph: 'graph.microsoft.com',
  arm: 'management.azure.com',
  vaultSuffix: 'vault.azure.net',
  bap: 'api.bap.microsoft.com',
  bapScope: 'https://service.powerapps.com/.default',
  powerPlatform: 'api.powerplatform.com',
  discovery: 'globaldisco.crm.dynamics.com',
  exchange: 'outlook.office365.com',
  activity: 'manage.office.com',
  logs: 'api.loganalytics.io',
  dataverse: environmentsAt('crm\\d{0,2}\\.dynamics\\.com'),
  teams: /^smba\.(?:onyx\.prod\.teams\.)?trafficmanager\.net$/,
  files: sharePointAt('sharepoint\\.com'),
  handsOutFiles: true,
};

const CLOUDS: Readonly<Record<CloudName, Cloud>> = {
  public: PUBLIC,
  gcc: {
    ...PUBLIC,
    name: 'gcc',
    bap: 'gov.api.bap.microsoft.us',
    bapScope: 'https://service.powerapps.us/.default',
    powerPlatform: 'api.gov.powerplatform.microsoft.us',
    discovery: 'globaldisco.crm9.dynamics.com',
    activity: 'manage-gcc.office.com',
    dataverse: environmentsAt('crm9\\.dynamics\\.com'),
    teams: /^smba\.infra\.gcc\.teams\.microsoft\.com$/,
  },
  'gcc-high': {
    name: 'gcc-high',
    authority: 'login.microsoftonline.us',
    graph: 'graph.microsoft.us',
    arm: 'management.usgovcloudapi.net',
    vaultSuffix: 'vault.usgovcloudapi.net',
    bap: 'high.api.bap.microsoft.us',
    bapScope: 'https://high.service.apps.appsplatform.us/.default',
    // Unconfirmed: one list of the same source says api.appsplatform.us.
    powerPlatform: 'api.high.powerplatform.microsoft.us',
    discovery: 'globaldisco.crm.microsoftdynamics.us',
    exchange: 'outlook.office365.us',
    activity: 'manage.office365.us',
    logs: 'api.loganalytics.us',
    dataverse: environmentsAt('crm\\.microsoftdynamics\\.us'),
    teams: /^smba\.infra\.gov\.teams\.microsoft\.us$/,
    files: sharePointAt('sharepoint\\.us'),
    handsOutFiles: false,
  },
  dod: {
    name: 'dod',
    authority: 'login.microsoftonline.us',
    graph: 'dod-graph.microsoft.us',
    arm: 'management.usgovcloudapi.net',
    vaultSuffix: 'vault.usgovcloudapi.net',
    bap: 'api.bap.appsplatform.us',
    bapScope: 'https://service.apps.appsplatform.us/.default',
    powerPlatform: 'api.appsplatform.us',
    discovery: 'globaldisco.crm.appsplatform.us',
    exchange: 'outlook-dod.office365.us',
    activity: 'manage.protection.apps.mil',
    logs: 'api.loganalytics.us',
    dataverse: environmentsAt('crm\\.appsplatform\\.us'),
    teams: /^smba\.infra\.dod\.teams\.microsoft\.us$/,
    files: sharePointAt('sharepoint-mil\\.us'),
    handsOutFiles: false,
  },
  china: {
    name: 'china',
    authority: 'login.chinacloudapi.cn',
    graph: 'microsoftgraph.chinacloudapi.cn',
    arm: 'management.chinacloudapi.cn',
    vaultSuffix: 'vault.azure.cn',
    bap: 'api.bap.partner.microsoftonline.cn',
    bapScope: 'https://service.powerapps.cn/.default',
    powerPlatform: 'api.powerplatform.partner.microsoftonline.cn',
    discovery: 'globaldisco.crm.dynamics.cn',
    // Documented for PowerShell; that it also serves InvokeCommand is unconfirmed.
    exchange: 'partner.outlook.cn',
    activity: undefined,
    logs: 'api.loganalytics.azure.cn',
    dataverse: environmentsAt('crm\\d{0,2}\\.dynamics\\.cn'),
    teams: /^frontend\.botapi\.msg\.infra\.teams\.microsoftonline\.cn$/,
    files: sharePointAt('sharepoint\\.cn'),
    handsOutFiles: false,
  },
};

/** The hosts of a cloud. The sandbox answers under the addresses of the public one. */
export const cloudOf = (name: CloudName | 'sandbox'): Cloud =>
  name === 'sandbox' ? PUBLIC : CLOUDS[name];

/** Whether this host is an environment of the cloud; the discovery service is none. */
export const isEnvironmentHost = (cloud: Cloud, host: string): boolean =>
  cloud.dataverse.test(host) && host !== cloud.discovery;

const isVaultHost = ({ vaultSuffix }: Cloud, host: string): boolean =>
  /^[a-z](?:[a-z0-9-]{1,22}[a-z0-9])$/.test(host.slice(0, -vaultSuffix.length - 1)) &&
  host.endsWith(`.${vaultSuffix}`);

/** Whether this is the address of a vault of the cloud, and of nothing inside it. */
export function isVaultUrl(cloud: Cloud, url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, port, username, pathname, search, hash } = new URL(url);
  const bare = port === '' && username === '' && pathname === '/' && search === '' && hash === '';
  return protocol === 'https:' && bare && isVaultHost(cloud, hostname);
}

/** The scope to ask a token for, or undefined: this host is none of the cloud's. */
export function findScope(cloud: Cloud, url: URL): string | undefined {
  const host = url.hostname;
  if (url.protocol !== 'https:' || url.port !== '' || url.username !== '') return undefined;
  if (host === cloud.bap) return cloud.bapScope;
  if (isVaultHost(cloud, host)) return `https://${cloud.vaultSuffix}/.default`;
  const { graph, arm, powerPlatform, discovery, exchange, activity, logs } = cloud;
  const known = [graph, arm, powerPlatform, discovery, exchange, activity, logs].includes(host);
  return known || isEnvironmentHost(cloud, host) ? `https://${host}/.default` : undefined;
}

/** The header in which this host takes a client's request id, so that its logs name ours. */
export const requestIdHeader = ({ graph, exchange, activity }: Cloud, host: string): string =>
  [graph, exchange, activity].includes(host) ? 'client-request-id' : 'x-ms-client-request-id';

/** Whether messages may be sent to this service URL; `also` is what the configuration adds. */
export function isTeamsServiceUrl(cloud: Cloud, serviceUrl: string, also?: string): boolean {
  if (!URL.canParse(serviceUrl)) return false;
  const { protocol, hostname, port, origin, username } = new URL(serviceUrl);
  if (also !== undefined && URL.canParse(also) && new URL(also).origin === origin) return true;
  return protocol === 'https:' && port === '' && username === '' && cloud.teams.test(hostname);
}

/** Whether a file may be sent to, or said to lie at, this address. */
export function isFileUrl({ files }: Cloud, address: string): boolean {
  const url = URL.parse(address);
  if (url === null || url.protocol !== 'https:' || url.port !== '') return false;
  return url.username === '' && url.password === '' && files.test(url.hostname);
}
