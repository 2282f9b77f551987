/** A Power Platform environment of the seeded tenant. */
export interface SeededEnvironment {
  /** Power Platform environment id. */
  readonly id: string;
  readonly name: string;
  readonly sku: 'Production' | 'Sandbox' | 'Developer' | 'Teams';
  /** Platform region of the admin API, and the short one of global discovery. */
  readonly location: string;
  readonly region: string;
  /** In megabytes. */
  readonly capacity: { readonly Database: number; readonly File: number; readonly Log: number };
  /** `Standard` is a managed environment. */
  readonly protectionLevel: 'Standard' | 'Basic';
  /** Undefined: an environment without a Dataverse database. */
  readonly dataverse: SeededOrganisation | undefined;
}

/** The Dataverse database of an environment. */
export interface SeededOrganisation {
  readonly organisationId: string;
  readonly uniqueName: string;
  readonly version: string;
  /** `https://contoso.crm4.dynamics.com`. */
  readonly url: string;
  /** `https://contoso.api.crm4.dynamics.com`. */
  readonly apiUrl: string;
  /** `Lite` is Dataverse for Teams. */
  readonly platformSku: 'Standard' | 'Lite';
  readonly keyManagedBy: 'Microsoft' | 'Customer';
  /** The bot is a user with the role System Administrator from the start. */
  readonly botIsAdministrator: boolean;
  /** Read logging exists: the column `isreadauditenabled` is there. */
  readonly readLogging: boolean;
  /** Read and sign-in events leave for the unified audit log; production only. */
  readonly production: boolean;
}

const id = (kind: string, number: number) =>
  `${kind.repeat(8)}-0000-4000-8000-00000000000${number}`;

const organisation = (
  number: number,
  host: string,
  traits: Partial<SeededOrganisation>,
): SeededOrganisation => ({
  organisationId: id('f', number),
  uniqueName: `unq${host.replace('contoso', '')}f000000${number}4c5d8e`,
  version: '9.2.25104.00174',
  url: `https://${host}.crm4.dynamics.com`,
  apiUrl: `https://${host}.api.crm4.dynamics.com`,
  platformSku: 'Standard',
  keyManagedBy: 'Microsoft',
  botIsAdministrator: true,
  readLogging: true,
  production: false,
  ...traits,
});

const environment = (
  number: number,
  name: string,
  sku: SeededEnvironment['sku'],
  dataverse: SeededOrganisation | undefined,
  traits: Partial<SeededEnvironment> = {},
): SeededEnvironment => ({
  id: id('e', number),
  name,
  sku,
  location: 'europe',
  region: 'EUR',
  capacity: { Database: 2048, File: 512, Log: 96 },
  protectionLevel: 'Basic',
  dataverse,
  ...traits,
});

/** All environments of the tenant, in the order in which the admin API lists them. */
export const ENVIRONMENTS: readonly SeededEnvironment[] = [
  environment(1, 'Contoso Sales', 'Production', organisation(1, 'contoso', { production: true }), {
    protectionLevel: 'Standard',
    capacity: { Database: 18_432, File: 40_960, Log: 1382 },
  }),
  environment(
    2,
    'Contoso Service',
    'Production',
    organisation(2, 'contososervice', { production: true, botIsAdministrator: false }),
    { capacity: { Database: 9216, File: 20_480, Log: 640 } },
  ),
  environment(3, 'Contoso Dev', 'Developer', organisation(3, 'contosodev', { readLogging: false })),
  environment(4, 'Contoso Test', 'Sandbox', organisation(4, 'contosotest', {})),
  environment(
    5,
    'Contoso Field Team',
    'Teams',
    organisation(5, 'contosoteam', { platformSku: 'Lite' }),
  ),
  environment(6, 'Contoso Flows', 'Production', undefined),
];

/** Documents: organisation id → when the bot's application was made a user of it. */
export const APPLICATION_USERS = 'application-users';

/** How long the platform takes to provision an application user, in milliseconds. */
export const PROVISIONING = 3 * 60 * 1000;

const hostOf = (url: string) => new URL(url).host;

/** The environment that answers at this host name, either the application's or the API's. */
export const findEnvironmentByHost = (host: string): SeededEnvironment | undefined =>
  ENVIRONMENTS.find(
    ({ dataverse }) =>
      dataverse !== undefined &&
      (hostOf(dataverse.url) === host || hostOf(dataverse.apiUrl) === host),
  );
