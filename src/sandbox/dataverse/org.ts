import type { SeededEnvironment, SeededOrganisation } from '../environments-seed.ts';
import type { ServiceRequest, Tenant } from '../service.ts';
import { catalogueOf, shortHost, type Catalogue, type CatalogueTable } from './catalogue.ts';
import { orgDocuments, type Operation, type OrgDocuments, type Organisation } from './documents.ts';
import { fixedId } from './ids.ts';
import { noTable } from './refused.ts';
import type { SystemUser } from './users.ts';

/** One environment's database while the sandbox runs. */
export interface Org {
  readonly tenant: Tenant;
  readonly seed: SeededOrganisation;
  readonly name: string;
  /** Short host name, such as `contoso`: names the environment in what was changed. */
  readonly host: string;
  readonly catalogue: Catalogue;
  readonly documents: OrgDocuments;
  /** The customization call in progress; it ends with the process, as the lock does. */
  readonly running: Map<'now', Operation>;
}

/** A request that passed the door: who asks what of which environment. */
export interface Call {
  readonly org: Org;
  readonly user: SystemUser;
  readonly request: ServiceRequest;
  /** `https://contoso.api.crm4.dynamics.com/api/data/v9.2`. */
  readonly base: string;
  /** The arguments that the route found in the path. */
  readonly path: readonly string[];
  /** `Consistency: Strong`: past the cache. */
  readonly strong: boolean;
  readonly annotated: boolean;
}

const seededOrganisation = (name: string, seed: SeededOrganisation): Organisation => ({
  organizationid: seed.organisationId,
  name,
  isauditenabled: shortHost(seed) === 'contososervice' || shortHost(seed) === 'contosotest',
  isuseraccessauditenabled: false,
  ...(seed.readLogging ? { isreadauditenabled: false } : {}),
  auditretentionperiodv2: -1,
  auditretentionperiod: null,
  useraccessauditinginterval: 4,
  auditsettings: null,
  allowentityonlyaudit: false,
  orgdborgsettings:
    '<OrgSettings><IsLockdownOfUnmanagedCustomizationEnabled>false</IsLockdownOfUnmanagedCustomizationEnabled><AllowSaveAsDraftAppointment>false</AllowSaveAsDraftAppointment></OrgSettings>',
  languagecode: 1033,
  createdon: '2023-02-14T08:00:00Z',
  modifiedon: '2025-03-03T10:15:30Z',
  versionnumber: 1_250_017,
});

/** Opens the database of an environment over the tenant's documents. */
export function openOrg(
  tenant: Tenant,
  environment: SeededEnvironment,
  seed: SeededOrganisation,
): Org {
  const catalogue = catalogueOf(seed);
  return {
    tenant,
    seed,
    name: environment.name,
    host: shortHost(seed),
    get catalogue() {
      return catalogue();
    },
    documents: orgDocuments(tenant, seed.organisationId),
    running: new Map(),
  };
}

/** The organization row: as seeded until somebody changed it. */
export const organisationOf = ({ documents, name, seed }: Org): Organisation =>
  documents.organisation.find(seed.organisationId) ?? seededOrganisation(name, seed);

export const seedOrganisation = ({ documents, name, seed }: Org): void =>
  documents.organisation.put(seed.organisationId, seededOrganisation(name, seed));

export function getTable({ catalogue }: Org, logicalName: string): CatalogueTable {
  const table = catalogue.byName.get(logicalName);
  if (table === undefined) throw noTable(logicalName);
  return table;
}

export const nowOf = ({ tenant }: Org): Date => tenant.clock.now();

/** A time as Dataverse writes it: whole seconds. */
export const secondsOf = (time: Date | string): string =>
  `${new Date(time).toISOString().slice(0, 19)}Z`;

/** Named in the path of every id that belongs to an environment. */
export const businessUnit = ({ seed }: Org): string =>
  fixedId(seed.organisationId, 'businessunit', 'root');
