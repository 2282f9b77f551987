import type { RoleAssignment } from '../../gateways/azure-access.ts';
import type { Subscription } from '../../gateways/azure-subscriptions.ts';
import { isSame } from '../../walkthroughs/customer-key/same.ts';
import { ROLES } from '../../walkthroughs/customer-key/applications.ts';
import { missingNeeds } from '../../walkthroughs/customer-key/bot-needs.ts';
import { isUnread, tried } from '../../walkthroughs/verdict.ts';
import type { CustomerKeyParts } from './customer-key.ts';
import { found, missing, type Finding } from './finding.ts';
import { grantAll, grantRole } from './grants.ts';

const MOST_SUBSCRIPTIONS = 20;
const NEEDED = 2;

/** What the bot may do in a subscription, as far as its roles tell. */
interface Standing {
  readonly subscription: Subscription;
  readonly roles: readonly string[];
  /** Why they cannot be read; undefined: they were. */
  readonly unread: string | undefined;
  /** Enough to set a branch up. */
  readonly enough: boolean;
  readonly keys: boolean;
}

/** Azure: subscriptions, keys, and the workspace that takes the vaults' logs. */
export async function azureFindings(parts: CustomerKeyParts): Promise<readonly Finding[]> {
  const { world, tenantId } = parts;
  const application = world.settings.applicationId;
  let standings: readonly Standing[] = [];
  const subscriptions = await found('subscriptions (Azure roles of the bot)', async () => {
    const seen = await world.azure.listSubscriptions();
    const own = seen.filter(
      (each) => isSame(each.tenantId, tenantId) && isSame(each.state, 'Enabled'),
    );
    standings = await standingsOf(parts, own.slice(0, MOST_SUBSCRIPTIONS));
    return subscriptionsSay(standings, own.length, application);
  });
  const usable = standings.filter(({ enough }) => enough);
  return [
    subscriptions,
    ...standings.filter(({ enough }) => !enough).map((each) => spare(each, application)),
    await found('keys (Key Vault Crypto Officer)', () => keysFinding(usable, application)),
    await found('audit events of vaults (Log Analytics Reader)', () => logsFinding(parts, usable)),
  ];
}

async function standingsOf({ world }: CustomerKeyParts, subscriptions: readonly Subscription[]) {
  const bot = await world.principals.find(world.settings.applicationId);
  if (bot === undefined)
    throw missing('The roles of the bot could not be looked at: its application was not found.');
  return Promise.all(
    subscriptions.map(async (subscription) => {
      const scope = `/subscriptions/${subscription.id}`;
      // A role on one group shows the subscription around it, but not who has access to that.
      const held = await tried(world.azure.listRoleAssignments(scope, bot.id));
      return isUnread(held)
        ? { ...standingOf(subscription, []), unread: held.unread }
        : standingOf(subscription, held);
    }),
  );
}

function standingOf(subscription: Subscription, held: readonly RoleAssignment[]): Standing {
  const roles = [...new Set(held.map(({ role }) => role))];
  const has = (...wanted: readonly string[]) => wanted.some((role) => roles.includes(role));
  const enough = missingNeeds({ kind: 'read', held: new Set(roles) }).length === 0;
  return {
    subscription,
    roles,
    unread: undefined,
    enough,
    keys: has(ROLES.cryptoOfficer, ROLES.keyVaultAdministrator),
  };
}

const NAMES: Readonly<Record<string, string>> = {
  [ROLES.botCustomerKey]: 'Audit Steward – Customer Key',
  [ROLES.contributor]: 'Contributor',
  [ROLES.userAccessAdministrator]: 'User Access Administrator',
  [ROLES.accessControlAdministrator]: 'Role Based Access Control Administrator',
  [ROLES.dataAccessAdministrator]: 'Key Vault Data Access Administrator',
  [ROLES.owner]: 'Owner',
  [ROLES.reader]: 'Reader',
  [ROLES.cryptoOfficer]: 'Key Vault Crypto Officer',
};

/** Roles that hold `workspaces/query/read`. */
const LOG_READERS: readonly string[] = [
  ROLES.logAnalyticsReader,
  ROLES.logAnalyticsContributor,
  ROLES.monitoringReader,
  ROLES.reader,
  ROLES.contributor,
  ROLES.owner,
];

function rolesSay({ roles, unread }: Standing): string {
  if (unread !== undefined) return 'its roles cannot be read';
  return roles.length === 0
    ? 'no role'
    : roles.map((role) => NAMES[role] ?? `a role this check does not know (${role})`).join(', ');
}

function subscriptionsSay(
  standings: readonly Standing[],
  seen: number,
  application: string,
): string {
  const usable = standings.filter(({ enough }) => enough);
  const not = seen > standings.length ? `; ${seen - standings.length} more were not looked at` : '';
  if (usable.length >= NEEDED)
    return `${usable.map((each) => `${each.subscription.name}: ${rolesSay(each)}`).join('; ')}${not}`;
  const known = standings.map(({ subscription }) => subscription.id);
  const two = [...known, '<subscription>', '<subscription>'].slice(0, NEEDED);
  const why = [...new Set(standings.flatMap(({ unread }) => unread ?? []))];
  throw missing(
    `The bot can set up a branch in ${usable.length} of the ${NEEDED} subscriptions that are needed` +
      `${not}. ${[...why, 'To grant no more than is needed:'].join(' ')} ${grantAll(application, two)}`,
  );
}

/** One more that is seen is no fault: two are enough. */
function spare(standing: Standing, application: string): Finding {
  const { id, name } = standing.subscription;
  const scope = `/subscriptions/${id}`;
  const commands = ['Contributor', 'User Access Administrator']
    .map((role) => grantRole(role, scope, application))
    .join(' ; ');
  return {
    about: `subscription ${name}`,
    ok: true,
    says:
      `${rolesSay(standing)}; not usable for Customer Key. To use it: deploy/customer-key.sh, or with ` +
      `wider built-in roles: ${commands}`,
  };
}

function keysFinding(usable: readonly Standing[], application: string): Promise<string> {
  if (usable.length === 0)
    throw missing(
      'Cannot be told before a subscription can be used. By hand, for each vault: ' +
        grantRole('Key Vault Crypto Officer', '<resource id of the vault>', application),
    );
  const wide = usable.filter(({ keys }) => keys).map(({ subscription }) => subscription.name);
  return Promise.resolve(
    wide.length === 0
      ? 'the set-up asks its approvers to give the bot this role on the two vaults alone'
      : `held on the whole of ${wide.join(', ')}, which is more than is needed; on the two vaults is enough`,
  );
}

const CHOSEN = '<resource id of the workspace>';

/** Workspaces that vaults send their logs to now; the set-up may name another. */
async function logsFinding(parts: CustomerKeyParts, usable: readonly Standing[]): Promise<string> {
  const { settings, principals } = parts.world;
  const { applicationId: application } = settings;
  const grant = (id: string) => grantRole('Log Analytics Reader', id, application);
  const fed = await fedWorkspaces(parts, usable);
  if (fed.size === 0)
    return (
      'could not be looked at: no vault sends its logs to a workspace yet. For the one you choose: ' +
      `${grant(CHOSEN)} ; so that the set-up may send them there: ` +
      grantRole('Log Analytics Contributor', CHOSEN, application)
    );
  const bot = await principals.find(application);
  for (const workspace of fed)
    if (!(await mayRead(parts, workspace, bot?.id)))
      throw missing(
        `No role of the bot is known that lets it read ${workspace}. To grant it: ${grant(workspace)}`,
      );
  return `${fed.size} ${fed.size === 1 ? 'workspace' : 'workspaces'} can be read`;
}

/** By the roles at or above it: its logs are asked for by an id that Azure’s list does not name. */
async function mayRead({ world }: CustomerKeyParts, workspace: string, bot = ''): Promise<boolean> {
  const held = await tried(world.azure.listRoleAssignments(workspace, bot));
  return !isUnread(held) && held.some(({ role }) => LOG_READERS.includes(role));
}

/** Workspaces, each once, that vaults of these subscriptions send their audit events to. */
async function fedWorkspaces({ world: { azure } }: CustomerKeyParts, usable: readonly Standing[]) {
  const vaults = await Promise.all(
    usable.map(({ subscription }) => azure.listVaults(subscription.id)),
  );
  const pairs = await Promise.all(
    vaults.flat().map(async ({ id }) => {
      const settings = await azure.listDiagnostics(id);
      return settings.flatMap(({ workspace, auditEvents }) =>
        auditEvents && workspace !== undefined ? [workspace] : [],
      );
    }),
  );
  return new Set(pairs.flat());
}
