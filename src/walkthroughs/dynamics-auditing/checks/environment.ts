import { SOURCES } from '../sources.ts';
import { hasRole } from '../steps/bot-has-role.ts';
import { isProduction } from '../steps/environment-fit.ts';
import { fittingLicences } from '../steps/licence-recognised.ts';
import { given, note, pass, verdict, type Check } from './check.ts';

const PREFLIGHT = { env: 'environment-fit', role: 'bot-has-role' } as const;

/** The environment and who acts in it. */
export const ENVIRONMENT_CHECKS: readonly Check[] = [
  {
    id: 'C15',
    severity: 'error',
    sentence: 'Reads are logged from production environments only.',
    fix: 'Choose a production environment, or changes only.',
    fixedBy: PREFLIGHT.env,
    source: SOURCES.productionOnly,
    judge: ({ details, answers }) =>
      given(details, (found) => {
        if (answers.reads && found?.sku === 'Default')
          return note('Type: Default. Whether it counts as production is unconfirmed.');
        return verdict(
          !answers.reads || isProduction(found?.sku ?? ''),
          `Type: ${found?.sku ?? 'unknown'}.`,
        );
      }),
  },
  {
    id: 'C16',
    severity: 'error',
    sentence: 'The environment is ready and not Dataverse for Teams.',
    fix: 'Wait until it is ready, or choose another.',
    fixedBy: PREFLIGHT.env,
    judge: ({ details }) =>
      given(details, (found) =>
        verdict(
          found?.state === 'Ready' && found.platformSku !== 'Lite',
          `State: ${found?.state ?? 'not found'}, ${found?.platformSku ?? 'unknown'}.`,
        ),
      ),
  },
  {
    id: 'C17',
    severity: 'warning',
    sentence: 'A licence of E1 or greater is in use.',
    fix: 'Assign one, or confirm a variant that was not recognised.',
    fixedBy: 'licence-recognised',
    source: SOURCES.licence,
    judge: ({ skus }) =>
      given(skus, (all) => {
        const fitting = fittingLicences(all).map(({ partNumber }) => partNumber);
        return verdict(fitting.length > 0, `Recognised: ${fitting.join(', ') || 'none'}.`);
      }),
  },
  {
    id: 'C24',
    severity: 'error',
    sentence: 'The bot holds a role that may change audit settings.',
    fix: 'Run the set-up: it offers to add the bot, with your reason, or shows how to.',
    fixedBy: PREFLIGHT.role,
    source: SOURCES.role,
    judge: ({ caller }) =>
      given(caller, (found) =>
        verdict(hasRole(found), `Roles: ${found?.roles.join(', ') || 'none'}.`),
      ),
  },
  {
    id: 'C30',
    severity: 'warning',
    sentence: 'SAS logging to Purview was looked at by a person.',
    fix: 'Follow the guided step; no API shows this switch.',
    fixedBy: 'sas-logging',
    source: SOURCES.sas,
    judge: ({ sasAttested }) =>
      sasAttested === undefined
        ? { kind: 'unread', evidence: 'No API shows this switch, and nobody has confirmed it yet.' }
        : pass(`Confirmed by ${sasAttested}; no API shows this switch.`),
  },
];
