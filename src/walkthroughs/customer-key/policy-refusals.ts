import { GatewayError } from '../../core/errors.ts';
import { APPLICATIONS } from './applications.ts';
import type { Site } from './world.ts';

/** What each refusal of Exchange Online means for this run, and what to do next. */
const ADVICE: Readonly<Record<string, (site: Site) => string>> = {
  NotOnboarded: ({ answers }) =>
    'Exchange Online says that Customer Key is not enabled for the organisation, although the onboarding is on record. ' +
    `Look with Get-CustomerKeyOnboardingRequest -OrganizationId ${answers.tenant.id} whether both results are Success, allow some hours, then type resume.`,
  RoleMissing: () =>
    'The bot may not run the cmdlet. Give its application the permission Exchange.ManageAsApp and the role Compliance Administrator, then type resume; or switch the cmdlets off in its configuration and start again, so that a person runs them.',
  KeyUnreachable: ({ branches: [first, second] }) =>
    `Microsoft could not use one of the keys in ${first.answer.vault} and ${second.answer.vault}. ` +
    `Check on both vaults that ${APPLICATIONS.encryption} may get, wrap and unwrap (ACC-2) and that the firewall lets trusted Microsoft services in (KV-10), wait ten minutes, then type resume.`,
};

/** The gateway's sentence, and what it means here. */
export function explained(error: unknown, site: Site): unknown {
  if (!(error instanceof GatewayError) || error.transient) return error;
  const advice = ADVICE[error.code]?.(site);
  if (advice === undefined) return error;
  const { status, code, unknownOutcome } = error;
  const what = { status, code, transient: false, unknownOutcome, cause: error };
  return new GatewayError(`${error.message} ${advice}`, what);
}

const TEXTS: readonly (readonly [RegExp, string])[] = [
  [/not enabled for your organi[sz]ation/i, 'NotOnboarded'],
  [/not recognized as (?:the|a) name of a cmdlet|CommandNotFound/i, 'Unrecognised'],
  [/key ?vault|\b(?:un)?wrap(?:key)?\b/i, 'KeyUnreachable'],
];

const UNRECOGNISED =
  'PowerShell does not know the cmdlet: connect with Connect-ExchangeOnline as somebody who holds Compliance Administrator or Global Administrator, and run it again.';

/** What a refusal means that a person has pasted; undefined: it is none that is known. */
export function refusalIn(pasted: string, site: Site): string | undefined {
  const code = TEXTS.find(([pattern]) => pattern.test(pasted))?.[1];
  return code === 'Unrecognised' ? UNRECOGNISED : ADVICE[code ?? '']?.(site);
}
