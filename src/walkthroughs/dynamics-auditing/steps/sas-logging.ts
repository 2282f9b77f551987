import type { GuidedChange, Step } from '../../../core/step.ts';
import { hostOf } from '../answers.ts';
import { SOURCES } from '../sources.ts';
import type { Site } from '../world.ts';

/** Check C30: no API for this switch is known, so a person looks and says so. */
export const sasLogging = (site: Site): Step => ({
  id: 'sas-logging',
  title: 'SAS logging to Purview is switched on',
  stage: 'Publish',
  risk: 'routine',
  sources: [SOURCES.sas],
  lane: 'sas',
  // No API can see it: the step is settled by the person's word alone.
  check: () => Promise.resolve([guided(site)]),
});

const guided = (site: Site): GuidedChange => ({
  kind: 'guided',
  summary: `In ${site.environment.name}, switch on "Enable SAS Logging in Purview" by hand. Unconfirmed: whether records stop without it.`,
  details: {
    operation: 'environment.sasLogging',
    target: hostOf(site.environment),
    before: 'not visible to any API',
    after: 'on',
  },
  guide: {
    steps: [
      `Open the Power Platform admin center, Environments, ${site.environment.name}, Settings, Product, Privacy + Security.`,
      'Find "Storage Shared Access Signature (SAS) security settings".',
      'Switch on "Enable SAS Logging in Purview" and save.',
      'Where a firewall filters outgoing traffic, allow https://*.api.powerplatformusercontent.com.',
    ],
    link: 'https://admin.powerplatform.microsoft.com/manage/environments',
    proof: 'attested',
    statement: `SAS logging to Purview is on in ${site.environment.name}.`,
  },
});
