import { access, constants, stat } from 'node:fs/promises';
import type { EncryptionPolicies } from '../../gateways/encryption-policies.ts';
import type { Permissions } from '../../gateways/permissions.ts';
import { APPLICATION_NAMES, APPLICATIONS } from '../../walkthroughs/customer-key/applications.ts';
import type { World } from '../../walkthroughs/customer-key/world.ts';
import { azureFindings } from './customer-key-azure.ts';
import { found, missing, type Finding } from './finding.ts';
import {
  APP_ROLES,
  grantAppRole,
  grantComplianceAdministrator,
  orGrant,
  type Grantee,
} from './grants.ts';

/** What Customer Key is looked at with. */
export interface CustomerKeyParts {
  readonly world: Pick<World, 'azure' | 'principals' | 'tenant' | 'policies' | 'settings'>;
  readonly permissions: Permissions;
  readonly tenantId: string;
  /** Host of Microsoft Graph in the tenant's cloud. */
  readonly graph: string;
  readonly backupDir: string | undefined;
}

const named = (about: string): string => `Customer Key, ${about}`;

/** Every permission that the walkthrough needs, each with the command that grants it. */
export async function customerKeyFindings(parts: CustomerKeyParts): Promise<readonly Finding[]> {
  const { world, backupDir } = parts;
  const { principals, tenant, settings, policies } = world;
  const application = settings.applicationId;
  const grantee = { application, graph: parts.graph };
  const [findings, azure] = await Promise.all([
    Promise.all([
      found('organisation and licence plans (Microsoft Graph: Organization.Read.All)', () =>
        orGrant(APP_ROLES.readOrganisation, grantee, async () => {
          const [{ name }, plans] = await Promise.all([tenant.getProfile(), tenant.listPlans()]);
          return `${name}, ${plans.length} plans`;
        }),
      ),
      found('applications (Microsoft Graph: Application.Read.All)', async () => {
        const own = await orGrant(APP_ROLES.readApplications, grantee, () =>
          principals.find(application),
        );
        if (own !== undefined) return `the bot is ${own.name === '' ? own.id : own.name}`;
        throw missing(
          `The bot’s own application is not in this tenant. To add it: az ad sp create --id ${application}`,
        );
      }),
      found(
        'adding Microsoft’s applications (Microsoft Graph: Application.ReadWrite.OwnedBy)',
        () => applicationsFinding(parts),
      ),
      found('policy cmdlets (Exchange.ManageAsApp and Compliance Administrator)', () =>
        cmdletsFinding(policies, grantee),
      ),
      found('folder for key backups', () => backupFinding(backupDir)),
    ]),
    azureFindings(parts),
  ]);
  return [...findings, ...azure].map((each) => ({ ...each, about: named(each.about) }));
}

async function applicationsFinding({
  world,
  permissions,
  graph,
}: CustomerKeyParts): Promise<string> {
  const { principals, settings } = world;
  const wanted = [APPLICATIONS.encryption, APPLICATIONS.onboarding] as const;
  const there = await Promise.all(wanted.map((id) => principals.find(id)));
  const absent = wanted.filter((_, number) => there[number] === undefined);
  if (absent.length === 0) return 'both are in the tenant; the permission is not needed';

  const own = await principals.find(settings.applicationId);
  const held = new Set(own === undefined ? [] : await permissions.list(own.id));
  const { addApplications: least, changeApplications: most } = APP_ROLES;
  if ([least, most].some(({ id }) => held.has(id))) return 'granted';
  const names = absent.map((id) => APPLICATION_NAMES[id]).join(' and ');
  throw missing(
    `Still to be added to the tenant: ${names}. The bot may not do it. To grant ${least.name}: ` +
      `${grantAppRole(least, { application: settings.applicationId, graph })} Or add it yourself: ` +
      absent.map((id) => `az ad sp create --id ${id}`).join(' ; '),
  );
}

async function cmdletsFinding(
  policies: EncryptionPolicies | undefined,
  grantee: Grantee,
): Promise<string> {
  if (policies === undefined)
    return 'not needed: people run the cmdlets themselves (CUSTOMER_KEY_POLICY_CMDLETS is off)';
  const commands = `${grantAppRole(APP_ROLES.manageExchange, grantee)} ; ${grantComplianceAdministrator(grantee)}`;
  const lacking = await policies.listMissingCmdlets().catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : 'Exchange Online could not be asked.';
    throw missing(`${reason} To grant both: ${commands}`);
  });
  if (lacking.length === 0) return 'the bot may run them';
  throw missing(`The bot may not run ${lacking.join(', ')}. To grant both: ${commands}`);
}

async function backupFinding(folder: string | undefined): Promise<string> {
  if (folder === undefined)
    return 'not set: people make the key backups, guided (KEY_BACKUP_DIR names a folder)';
  const there = await stat(folder).catch(() => undefined);
  if (there?.isDirectory() !== true)
    throw missing(`${folder} is no folder. Create it: mkdir -m 700 "${folder}"`);
  const mayWrite = await access(folder, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
  if (mayWrite) return `${folder} can be written to`;
  throw missing(
    `${folder} cannot be written to. Let the bot’s account: chown "$(id -u)" "${folder}"`,
  );
}
