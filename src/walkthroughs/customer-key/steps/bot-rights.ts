import { GatewayError } from '../../../core/errors.ts';
import type { GuidedChange, Step } from '../../../core/step.ts';
import { ROLES } from '../applications.ts';
import { mayLock, missingNeeds, ownRoles, rightsOf, type Rights } from '../bot-needs.ts';
import type { Branch } from '../branch.ts';
import { PREFLIGHT_SOURCES } from '../sources/preflight.ts';
import { subscriptionNamed } from '../subscription-words.ts';
import { orSpreading } from '../vaults/spreading.ts';
import type { Site } from '../world.ts';

async function getPrincipal(site: Site): Promise<string> {
  const { applicationId } = site.world.settings;
  const found = await site.application(applicationId);
  if (found !== undefined) return found.id;
  throw new GatewayError(
    `The bot’s own application ${applicationId} has no service principal in this tenant. ` +
      'Have an administrator consent to it in Microsoft Entra, then type resume.',
    { status: 404, transient: false },
  );
}

function firstStep(rights: Rights, name: string): string {
  if (rights.kind === 'unread')
    return `The bot cannot read who has access to ${name}, so it has most likely no role there. ${rights.why}`;
  const own = ownRoles(rights);
  return own.length === 0
    ? `The bot lacks rights on ${name}; each is named below with what it is for.`
    : `The bot lacks the roles below on ${name}, but holds roles of your own that it cannot look into (${own.join(', ')}). If they allow all that is said below, confirm it; otherwise give the roles.`;
}

const grant = (principal: string, scope: string, role: string): string =>
  `az role assignment create --assignee-object-id ${principal} --assignee-principal-type ServicePrincipal --role "${role}" --scope ${scope}`;

function guide(branch: Branch, principal: string, rights: Rights): GuidedChange {
  const needs = missingNeeds(rights);
  const name = subscriptionNamed(branch.answer);
  return {
    kind: 'guided',
    summary: `Give the bot’s application ${needs.map(({ role }) => role).join(' and ')} on subscription ${name}.`,
    details: {
      operation: 'azure.bot.rights',
      target: branch.subscriptionId,
      principal,
      before: rights.kind === 'unread' ? 'cannot be read' : [...rights.held].sort(),
      after: needs.map(({ role }) => role),
    },
    guide: {
      steps: [
        firstStep(rights, name),
        ...needs.map(({ why }) => why),
        'Run the command below as Owner or User Access Administrator of the subscription, or add the same under Access control (IAM) in the Azure portal. It takes up to ten minutes to be known everywhere.',
      ],
      command: needs.map(({ role }) => grant(principal, branch.subscriptionId, role)).join('\n'),
      // What a role of the organisation's own allows is not told by its id: only a person knows.
      proof: ownRoles(rights).length > 0 ? 'attested' : 'observed',
      statement: `The bot’s application may do all that is needed on subscription ${name}.`,
    },
  };
}

const NAMES: Readonly<Record<string, string>> = {
  [ROLES.botCustomerKey]: 'Audit Steward – Customer Key',
  [ROLES.contributor]: 'Contributor',
  [ROLES.owner]: 'Owner',
  [ROLES.reader]: 'Reader',
  [ROLES.userAccessAdministrator]: 'User Access Administrator',
  [ROLES.accessControlAdministrator]: 'Role Based Access Control Administrator',
  [ROLES.dataAccessAdministrator]: 'Key Vault Data Access Administrator',
  [ROLES.cryptoOfficer]: 'Key Vault Crypto Officer',
};

function inWords(held: ReadonlySet<string>, name: string): string {
  const names = [...held].map((role) => NAMES[role] ?? role).sort();
  const lock = mayLock(held)
    ? ''
    : ' Locks take User Access Administrator: without it a person has to set them.';
  return `Roles of the bot at or above ${name}: ${names.join(', ')}.${lock}`;
}

/** The bot may prepare the subscription. Its right to work with keys is a step of its own. */
export const botRights = (site: Site, branch: Branch): Step => ({
  id: `bot-rights-${branch.number}`,
  title: `The bot may prepare ${branch.answer.subscriptionName}`,
  stage: 'Preflight',
  risk: 'routine',
  sources: [PREFLIGHT_SOURCES.create, PREFLIGHT_SOURCES.subscriptionWide],
  check: () =>
    orSpreading(branch.subscriptionId, async () => {
      const principal = await getPrincipal(site);
      const rights = await rightsOf(branch, principal);
      return missingNeeds(rights).length === 0 ? [] : [guide(branch, principal, rights)];
    }),
  async found() {
    const rights = await rightsOf(branch, await getPrincipal(site));
    return rights.kind === 'read'
      ? inWords(rights.held, branch.answer.subscriptionName)
      : 'Its rights cannot be read any more.';
  },
});
