import type { GuidedChange, Step } from '../../../core/step.ts';
import type { Sku } from '../../../gateways/licences.ts';
import { SOURCES } from '../sources.ts';
import type { Site } from '../world.ts';

/** Part numbers of E1 or greater, and the beginnings of their regional and sector variants. */
const E1_OR_GREATER =
  /^(?:STANDARDPACK|ENTERPRISEPACK|ENTERPRISEPREMIUM|SPE_E[357]|Microsoft_365_E[357]|Office_365_E[135]|M365EDU_A[35]|STANDARDWOFFPACK|ENTERPRISEWITHSCAL)/i;

export const fittingLicences = (skus: readonly Sku[]): readonly Sku[] =>
  skus.filter(
    ({ partNumber, consumed, enabled }) =>
      enabled && consumed > 0 && E1_OR_GREATER.test(partNumber),
  );

const confirm: GuidedChange = {
  kind: 'guided',
  summary: 'No licence of E1 or greater was recognised; confirm that one is assigned.',
  details: {
    operation: 'tenant.licence',
    target: 'subscribed licences',
    before: 'none recognised',
    after: 'E1 or greater, assigned to at least one user',
  },
  guide: {
    steps: [
      'Open the Microsoft 365 admin center, Billing, Licenses.',
      'Look for Office 365 or Microsoft 365 E1, E3 or E5, or a regional, education or government form of them.',
      'There are many variants, so this check can miss one.',
    ],
    link: 'https://admin.microsoft.com/Adminportal/Home#/licenses',
    proof: 'attested',
    statement: 'At least one user holds a licence of E1 or greater.',
  },
};

/** Check C17: a warning, not a refusal, because licence names have too many variants to know all. */
export const licenceRecognised = (site: Site): Step => ({
  id: 'licence-recognised',
  title: 'A licence that covers read logging is assigned',
  stage: 'Preflight',
  risk: 'routine',
  sources: [SOURCES.licence],
  async check() {
    return fittingLicences(await site.skus()).length > 0 ? [] : [confirm];
  },
  async found() {
    const names = fittingLicences(await site.skus()).map(({ partNumber }) => partNumber);
    return `Found and in use: ${names.join(', ')}.`;
  },
});
