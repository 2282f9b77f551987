import { MINUTE, SECOND } from '../../../core/clock.ts';
import type { AutomaticChange, GuidedChange, Looking, Source, Step } from '../../../core/step.ts';
import type { ServicePrincipal } from '../../../gateways/service-principals.ts';
import { APPLICATION_NAMES, APPLICATIONS } from '../applications.ts';
import { connectGraph } from '../portals.ts';
import { quoted } from '../powershell.ts';
import { ACCESS_SOURCES } from '../sources/access.ts';
import type { Site } from '../world.ts';

type AppId = keyof typeof APPLICATION_NAMES;

/** Check ACC-1: Microsoft's application that uses the keys is in the tenant and switched on. */
export const application = (site: Site): Step => ({
  ...present(site, APPLICATIONS.encryption, [ACCESS_SOURCES.application]),
  id: 'application',
  check: async () => plan(site, APPLICATIONS.encryption),
});

const ONBOARDING = 'onboarding-application';

/**
 * The same for the application behind onboarding. Its id is known from public guides only: where
 * the directory knows it under another name, a person says whether it is the right one.
 */
export const onboardingApplication = (site: Site): Step => ({
  ...present(site, APPLICATIONS.onboarding, [ACCESS_SOURCES.onboarding]),
  id: ONBOARDING,
  async check(looking) {
    const missing = await plan(site, APPLICATIONS.onboarding);
    const found = await site.application(APPLICATIONS.onboarding);
    return missing.length > 0 || found === undefined ? missing : nameToConfirm(found, looking);
  },
});

const present = (site: Site, appId: AppId, sources: readonly Source[]) =>
  ({
    title: `Microsoft’s application ${APPLICATION_NAMES[appId]} is in the tenant`,
    stage: 'Access',
    risk: 'routine',
    sources,
    after: ['licence', 'cloud'],
    found: () => foundOf(site, appId),
  }) as const;

async function plan(
  site: Site,
  appId: AppId,
): Promise<readonly (AutomaticChange | GuidedChange)[]> {
  const found = await site.application(appId);
  if (found === undefined) return [created(site, appId)];
  return found.enabled ? [] : [switchedOn(found, appId, site.world.settings.cloud)];
}

async function foundOf(site: Site, appId: AppId): Promise<string> {
  const found = await site.application(appId);
  if (found === undefined) return 'It cannot be read any more.';
  const other = isNamed(found, appId)
    ? ''
    : ` Public guides call it ${APPLICATION_NAMES[appId]}: the id is what counts.`;
  return `The directory calls application ${appId} “${found.name}”; its object id is ${found.id}; it is enabled.${other}`;
}

const isNamed = ({ name }: ServicePrincipal, appId: AppId): boolean =>
  name.trim().toLowerCase() === APPLICATION_NAMES[appId].toLowerCase();

const created = (site: Site, appId: AppId): AutomaticChange => ({
  kind: 'automatic',
  summary: `Add Microsoft’s application ${APPLICATION_NAMES[appId]} (${appId}) to the tenant. This alone gives it no rights.`,
  details: {
    operation: 'graph.servicePrincipal.create',
    target: appId,
    before: null,
    after: { appId },
  },
  apply: ({ requestId }) => site.world.principals.create(appId, requestId),
  settles: { lookAgain: 10 * SECOND, deadline: 15 * MINUTE },
});

function switchedOn({ id, name }: ServicePrincipal, appId: AppId, cloud: string): GuidedChange {
  const title = `${APPLICATION_NAMES[appId]} (${appId})`;
  return {
    kind: 'guided',
    summary: `Microsoft’s application ${title} is switched off in this tenant; switch it on.`,
    details: {
      operation: 'graph.servicePrincipal.enable',
      target: appId,
      before: { enabled: false },
      after: { enabled: true },
    },
    guide: {
      steps: [
        'Somebody has switched it off on purpose: ask why before you go on.',
        `In the Microsoft Entra admin center open Enterprise applications, set the filter to all applications, and find “${name}” by the application id ${appId}.`,
        'Under Properties set “Enabled for users to sign in?” to Yes and save, or run the command below as Cloud Application Administrator.',
      ],
      command: `${connectGraph(cloud)} -Scopes Application.ReadWrite.All\nUpdate-MgServicePrincipal -ServicePrincipalId ${quoted(id)} -AccountEnabled:$true`,
      link: 'https://entra.microsoft.com',
      proof: 'observed',
      statement: `The application ${title} is switched on.`,
    },
  };
}

/** What a person has confirmed stays confirmed for this very application. */
function nameToConfirm(found: ServicePrincipal, { history }: Looking): readonly GuidedChange[] {
  const change = confirmed(found);
  const { statement } = change.guide;
  const said = history.some(
    (entry) =>
      entry.kind === 'attested' && entry.step === ONBOARDING && entry.statement === statement,
  );
  return said || isNamed(found, APPLICATIONS.onboarding) ? [] : [change];
}

function confirmed({ id, name }: ServicePrincipal): GuidedChange {
  const appId = APPLICATIONS.onboarding;
  const expected = APPLICATION_NAMES[appId];
  return {
    kind: 'guided',
    summary: `Say whether “${name}” (${appId}) is Microsoft’s application for onboarding: public guides call it ${expected}.`,
    details: {
      operation: 'graph.servicePrincipal.confirm',
      target: appId,
      before: { name, objectId: id },
      after: 'confirmed by a person',
    },
    guide: {
      steps: [
        `The id ${appId} is known from public guides only, so the name in your directory was to confirm it.`,
        `In the Microsoft Entra admin center open Enterprise applications and look at “${name}”: it has to be published by Microsoft.`,
        'If it is not, do not go on: ask Microsoft which application the onboarding module uses.',
      ],
      link: 'https://entra.microsoft.com',
      proof: 'attested',
      statement: `“${name}” (${appId}, object id ${id}) is Microsoft’s application for onboarding.`,
    },
  };
}
