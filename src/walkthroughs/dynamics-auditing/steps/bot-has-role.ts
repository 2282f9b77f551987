import { MINUTE, SECOND } from '../../../core/clock.ts';
import type { AutomaticChange, GuidedChange, Step } from '../../../core/step.ts';
import type { Caller } from '../../../gateways/dataverse.ts';
import { hostOf } from '../answers.ts';
import { SOURCES } from '../sources.ts';
import type { Site } from '../world.ts';
import { TRACES } from '../traces.ts';

const FITTING = ['System Administrator', 'System Customizer'];
export const hasRole = (caller: Caller | undefined): boolean =>
  caller?.roles.some((role) => FITTING.includes(role)) ?? false;

function addUser(site: Site, reason: string): AutomaticChange {
  const { environments } = site.world;
  const details = {
    operation: 'environment.addApplicationUser',
    target: site.environment.id,
    before: 'no user of this environment',
    after: { applicationId: environments.applicationId, reason },
  };
  return {
    kind: 'automatic',
    summary: `Make the bot's application ${environments.applicationId} a user of ${site.environment.name} with administrator rights. Reason: ${reason}`,
    details,
    apply: ({ requestId }) => environments.addApplicationUser(details.target, requestId),
    settles: { lookAgain: 30 * SECOND, deadline: 30 * MINUTE },
  };
}

function guide(site: Site, caller: Caller | undefined): GuidedChange {
  const { applicationId } = site.world.environments;
  const { name } = site.environment;
  const what = caller === undefined ? 'is no user' : 'holds no fitting role';
  return {
    kind: 'guided',
    summary: `The bot ${what} in ${name}; give it System Administrator or System Customizer.`,
    details: {
      operation: 'environment.role',
      target: hostOf(site.environment),
      before: caller === undefined ? null : caller.roles,
      after: FITTING,
    },
    guide: {
      steps: [
        `Open the Power Platform admin center, Environments, ${name}, Settings, Users + permissions, Application users.`,
        `New app user: application id ${applicationId}.`,
        'Security role: System Administrator. A role held through a team cannot be seen from here: confirm it below.',
        'If you lack the role yourself, elevate first: this makes you System Administrator and is recorded in Microsoft Purview as ApplyAdminRole.',
      ],
      link: 'https://admin.powerplatform.microsoft.com/manage/environments',
      // A role held through a team is not in the list that can be read: then only a person knows.
      proof: caller === undefined ? 'observed' : 'attested',
      statement: `The bot holds System Administrator or System Customizer in ${name}.`,
    },
  };
}

/**
 * Check C24. Nobody is elevated silently: without a reason given in the form, a person is asked
 * to do it.
 */
export const botHasRole = (site: Site, reason: string | undefined): Step => ({
  id: 'bot-has-role',
  title: `The bot may change audit settings in ${site.environment.name}`,
  stage: 'Preflight',
  risk: reason === undefined ? 'routine' : 'sensitive',
  sources: [SOURCES.role, SOURCES.applicationUser],
  lane: 'role',
  traces: TRACES.role(site.environment),
  async check() {
    const caller = await site.caller();
    if (hasRole(caller)) return [];
    return [reason === undefined ? guide(site, caller) : addUser(site, reason)];
  },
  async found() {
    const caller = await site.caller();
    return `Role held: ${caller?.roles.join(', ') ?? 'none'}.`;
  },
});
