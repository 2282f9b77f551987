import { cleaned, shortened } from './cleaned.ts';
import { withoutErrors } from './errors.ts';
import { failuresIn, type Failure } from './failures.ts';
import { recordsIn, textOf, type PastedRecord } from './records.ts';

export type OnboardingMode = 'Validate' | 'Enable';

/** What `New-CustomerKeyOnboardingRequest` said. */
export interface OnboardingOutput {
  /** As it was printed: `Success`, or what else. */
  readonly validation: string;
  readonly enablement: string;
  readonly failures: readonly Failure[];
  readonly requestId: string | undefined;
  readonly createdDate: string | undefined;
  /** Of the command, where it was pasted with its output. */
  readonly mode: string | undefined;
  /** PowerShell shows only the first of a long list. */
  readonly cut: boolean;
}

export type OnboardingRead =
  | { readonly kind: 'output'; readonly output: OnboardingOutput; readonly text: string }
  | { readonly kind: 'refused'; readonly problem: string };

const NAMES = [
  ...['ID', 'RequestId', 'CreatedDate', 'ValidationResult', 'EnablementResult'],
  ...['FailedValidations', 'OnboardingMode'],
];
/** What is kept has the form of a date or of a plain word, and nothing else. */
const DATE = /^\d[\d/.:TZ+, -]{0,38}(?: ?[AP]M)?$/i;
const GUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

const refused = (problem: string): OnboardingRead => ({ kind: 'refused', problem });

/** Why there is no result in what was pasted. */
function noResult(text: string): string {
  if (/not recognized|CommandNotFound/i.test(text))
    return 'PowerShell does not know the command: install the module M365CustomerKeyOnboarding with the first line, then run the rest again.';
  if (/\b(?:unauthorized|forbidden|AuthorizationFailed|access (?:is )?denied)\b/i.test(text))
    return 'The command was not allowed. Whoever runs it needs the role Reader on both subscriptions; which role in Microsoft Entra it takes is unconfirmed (old pages say Global Administrator).';
  return 'No ValidationResult was found in this. Run the command as it is shown, and paste everything that it printed.';
}

const IN_ERROR =
  'The only result in this stands inside of an error, so it is none. Run the command again, and paste everything that it printed.';

const resultsIn = (text: string): readonly PastedRecord[] =>
  recordsIn(text, NAMES).filter((record) => record.has('validationresult'));

const resultsOf = (record: PastedRecord): string =>
  ['validationresult', 'enablementresult', 'id', 'requestid']
    .map((name) => textOf(record.get(name)).toLowerCase())
    .join('\n');

/** Understands the output in any of its forms; where it says two things, none of them. */
export function readOnboarding(pasted: string): OnboardingRead {
  const text = cleaned(pasted);
  const results = resultsIn(withoutErrors(text));
  const [record, ...others] = new Map(results.map((one) => [resultsOf(one), one])).values();
  if (record === undefined) return refused(resultsIn(text).length > 0 ? IN_ERROR : noResult(text));
  if (others.length > 0)
    return refused(
      'There are several results in this. Paste only what the last command printed, with its request id.',
    );
  return { kind: 'output', output: outputOf(record, text), text };
}

function outputOf(record: PastedRecord, text: string): OnboardingOutput {
  const value = (name: string) => textOf(record.get(name));
  const id = [value('id'), value('requestid')].find((each) => GUID.test(each));
  const created = shortened(value('createddate'), 40);
  const modes = [...text.matchAll(/-OnboardingMode[\s:]+["']?(\w+)/gi)].map(([, mode]) => mode);
  return {
    validation: shortened(value('validationresult'), 80),
    enablement: shortened(value('enablementresult'), 80),
    failures: failuresIn(text, record.get('failedvalidations')),
    requestId: id?.toLowerCase(),
    createdDate: DATE.test(created) ? created : undefined,
    mode: value('onboardingmode') || modes.at(-1),
    cut: /(?:…|\.\.\.)\s*\}?$/.test(value('failedvalidations')),
  };
}

export const isSuccess = (result: string): boolean => result.toLowerCase() === 'success';

/** Such as `NotStarted`. */
export const isWord = (result: string): boolean => /^[A-Za-z]{1,30}$/.test(result);
