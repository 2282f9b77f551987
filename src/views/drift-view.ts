import type { ActionView, ReportView } from '../../cards/views.ts';
import type { Exception } from '../core/exceptions.ts';
import type { DriftFinding, DriftSeverity } from '../core/walkthrough.ts';
import type { DriftNews } from '../jobs/drift.ts';
import { subjectLabel } from './words.ts';

const WORDS: Readonly<Record<DriftSeverity, string>> = {
  critical: 'Critical',
  error: 'Error',
  warning: 'Warning',
  none: 'All is well again',
};

/** Under the name that its cause and its exception go by; some findings begin with theirs. */
const named = ({ id, says }: DriftFinding): string =>
  says.startsWith(`${id}:`) ? says : `${id}: ${says}`;

const withFix = (finding: DriftFinding): string => `${named(finding)} What to do: ${finding.fix}`;

const checks = ({ length }: readonly unknown[], one: string, several: string): string =>
  length === 1 ? `1 check ${one}` : `${length} checks ${several}`;

const section = (heading: string, lines: readonly string[]): ReportView['sections'] =>
  lines.length === 0 ? [] : [{ heading, lines }];

function introOf({ means, appeared, gone, explained }: DriftNews): string {
  const counted = [
    ...(appeared.length > 0 ? [`${checks(appeared, 'does', 'do')} not hold any more.`] : []),
    ...(gone.length > 0 ? [`${checks(gone, 'is', 'are')} well again.`] : []),
    ...(explained.length > 0 ? ['It was found out since how this came about.'] : []),
  ];
  return [...means, ...counted].join(' ');
}

/** Each with what the audit records say of it. */
const causesOf = ({ appeared, explained, causes }: DriftNews): readonly string[] =>
  [...appeared, ...explained].flatMap(({ id }) => {
    const cause = causes.get(id);
    return cause === undefined ? [] : [`${id}: ${cause.says}`];
  });

/** `C1 until 2027-01-31, approved by Ben and Cleo (exception 7K2QF9)`. */
export const acceptedLine = ({ finding, until, approvedBy, run }: Exception): string =>
  `${finding} until ${until.slice(0, 10)}, approved by ${approvedBy.map(({ name }) => name).join(' and ') || 'nobody on record'} (exception ${run}).`;

const say = (title: string, text: string): ActionView => ({
  title,
  kind: 'say',
  verb: '',
  data: {},
  text,
});

/** Drift is either put right or accepted; both take an approval. */
function waysOn({ about, appeared, stays }: DriftNews): readonly ActionView[] {
  const [worst] = [...appeared, ...stays].filter(({ id }) => id !== 'BLIND');
  return worst === undefined
    ? []
    : [
        say('Plan to put it right', `mend ${about.run}`),
        say('Accept for a time', `accept drift ${about.run} ${worst.id}`),
      ];
}

/** What has changed since the last daily look at something that was set up. */
export function driftView(news: DriftNews): ReportView {
  const { severity, appeared, stays, gone, about, accepted } = news;
  return {
    title: `${WORDS[severity]}: ${about.title}, ${subjectLabel(about.subject)}`,
    intro: introOf(news),
    sections: [
      ...section('Does not hold any more', appeared.map(withFix)),
      ...section('How it came about', causesOf(news)),
      ...section('Still does not hold', stays.map(withFix)),
      ...section(
        'Put right since the last look',
        gone.map((finding) => `Was: ${named(finding)}`),
      ),
      ...section('Accepted for a time', accepted.map(acceptedLine)),
    ],
    actions: [...waysOn(news), say('Check again', `health ${about.run}`)],
  };
}

/** An exception that ends within a week. */
export const endingView = (exception: Exception, about: DriftNews['about']): ReportView => ({
  title: `An exception ends soon: ${about.title}, ${subjectLabel(about.subject)}`,
  intro: `On ${exception.until.slice(0, 10)} this counts as drift again.`,
  sections: [
    {
      heading: 'What was accepted',
      lines: [exception.says, `Why: ${exception.reason}`, acceptedLine(exception)],
    },
  ],
  actions: [
    say('Plan to put it right', `mend ${exception.watched}`),
    say('Accept for longer', `accept drift ${exception.watched} ${exception.finding}`),
    say('Show exceptions', 'exceptions'),
  ],
});
