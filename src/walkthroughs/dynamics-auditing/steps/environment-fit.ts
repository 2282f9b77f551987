import type { GuidedChange, Step } from '../../../core/step.ts';
import type { Environment } from '../../../gateways/environments.ts';
import { hostOf } from '../answers.ts';
import { SOURCES } from '../sources.ts';
import type { Site } from '../world.ts';

const PRODUCTION = new Set(['Production', 'Default']);
export const isProduction = (sku: string): boolean => PRODUCTION.has(sku);

/** What speaks against this environment, as one sentence; undefined when nothing does. */
function problemWith(site: Site, found: Environment | undefined, reads: boolean) {
  const { name } = site.environment;
  if (found === undefined) return `${name} is no longer among the environments that can be seen.`;
  if (found.organisationId !== site.environment.organisationId)
    return `${name} now has another organisation id: it was restored or replaced since it was chosen.`;
  if (found.state !== 'Ready') return `${name} is not ready: its state is ${found.state}.`;
  if (found.platformSku === 'Lite')
    return `${name} is Dataverse for Teams, which has no audit settings of this kind.`;
  return reads && !isProduction(found.sku)
    ? `${name} is of type ${found.sku}. Reads are logged from production environments only.`
    : undefined;
}

function guide(site: Site, problem: string): GuidedChange {
  return {
    kind: 'guided',
    summary: problem,
    details: {
      operation: 'environment.fit',
      target: hostOf(site.environment),
      before: null,
      after: 'ready, with Dataverse, of a type that fits',
    },
    guide: {
      steps: [
        'Open the Power Platform admin center, Manage, Environments.',
        `Look at ${site.environment.name}: its type and its state.`,
        'If another environment is meant, cancel this run and start again.',
      ],
      link: 'https://admin.powerplatform.microsoft.com/manage/environments',
      proof: 'observed',
      statement: 'The environment is ready now.',
    },
  };
}

/** Checks C15 and C16: ready, with Dataverse, and production where reads are to be logged. */
export const environmentFit = (site: Site, reads: boolean): Step => ({
  id: 'environment-fit',
  title: `${site.environment.name} is ready and of a type that fits`,
  stage: 'Preflight',
  risk: 'routine',
  sources: [SOURCES.productionOnly],
  async check() {
    const problem = problemWith(site, await site.details(), reads);
    return problem === undefined ? [] : [guide(site, problem)];
  },
  async found() {
    const found = await site.details();
    const warn =
      found?.sku === 'Default' ? ' Whether Default counts as production is unconfirmed.' : '';
    return `${found?.sku ?? 'Unknown'} environment, state ${found?.state ?? 'unknown'}.${warn}`;
  },
});
