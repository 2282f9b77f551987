import type { ReportView } from '../../cards/views.ts';
import type { DriftFinding, DriftSeverity } from '../core/walkthrough.ts';
import type { DriftNews } from '../jobs/drift.ts';
import { subjectLabel } from './words.ts';

const WORDS: Readonly<Record<DriftSeverity, string>> = {
  critical: 'Critical',
  error: 'Error',
  warning: 'Warning',
  none: 'All is well again',
};

const withFix = ({ says, fix }: DriftFinding): string => `${says} What to do: ${fix}`;

const section = (heading: string, lines: readonly string[]): ReportView['sections'] =>
  lines.length === 0 ? [] : [{ heading, lines }];

function introOf({ means, appeared, gone }: DriftNews): string {
  const counted = [
    ...(appeared.length > 0 ? [`New: ${appeared.length}.`] : []),
    ...(gone.length > 0 ? [`No longer found: ${gone.length}.`] : []),
  ];
  return [...means, ...counted].join(' ');
}

/** What has changed since the last daily look at something that was set up. */
export function driftView(news: DriftNews): ReportView {
  const { severity, appeared, stays, gone, about } = news;
  return {
    title: `${WORDS[severity]}: ${about.title}, ${subjectLabel(about.subject)}`,
    intro: introOf(news),
    sections: [
      ...section('Does not hold any more', appeared.map(withFix)),
      ...section('Still does not hold', stays.map(withFix)),
      ...section(
        'No longer found',
        gone.map(({ says }) => says),
      ),
    ],
    actions: [
      { title: 'Check again', kind: 'say', verb: '', data: {}, text: `health ${about.run}` },
    ],
  };
}
