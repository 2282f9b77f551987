/** Which resource a token must be for, by the host that is called. */
interface Rule {
  readonly hosts: RegExp;
  readonly audiences: (host: string) => readonly string[];
}

const is =
  (...names: readonly string[]) =>
  () =>
    names;

const DATAVERSE = /^[a-z0-9-]+(?:\.api)?\.crm\d{0,2}\.dynamics\.com$/;

const RULES: readonly Rule[] = [
  {
    hosts: /^graph\.microsoft\.com$/,
    audiences: is('https://graph.microsoft.com', '00000003-0000-0000-c000-000000000000'),
  },
  { hosts: /^api\.bap\.microsoft\.com$/, audiences: is('https://service.powerapps.com') },
  {
    hosts: /^(?:[a-z0-9-]+\.)?outlook\.office365\.com$/,
    audiences: is('https://outlook.office365.com'),
  },
  {
    hosts: /^management\.azure\.com$/,
    audiences: is('https://management.azure.com', 'https://management.core.windows.net'),
  },
  { hosts: /^[a-z0-9-]+\.vault\.azure\.net$/, audiences: is('https://vault.azure.net') },
  {
    hosts: /^api\.loganalytics\.(?:io|azure\.com)$/,
    audiences: is('https://api.loganalytics.io', 'https://api.loganalytics.azure.com'),
  },
  // One token for each environment: even the two names of the same one are told apart.
  { hosts: DATAVERSE, audiences: (host) => [`https://${host}`] },
];

/** The audiences that the service at this host accepts. */
export const audiencesOf = (host: string): readonly string[] =>
  RULES.find(({ hosts }) => hosts.test(host))?.audiences(host) ?? [`https://${host}`];

const FIXED: readonly string[] = [
  'graph.microsoft.com',
  'api.bap.microsoft.com',
  'outlook.office365.com',
  'management.azure.com',
  'any.vault.azure.net',
  'api.loganalytics.io',
  'manage.office.com',
  'api.powerplatform.com',
  'globaldisco.crm.dynamics.com',
].flatMap(audiencesOf);

/** Is there such a resource? Environments are resources by their own address. */
export const isResource = (audience: string, environments: (host: string) => boolean): boolean =>
  FIXED.includes(audience) ||
  (URL.canParse(audience) &&
    environments(new URL(audience).host) &&
    DATAVERSE.test(new URL(audience).host));
