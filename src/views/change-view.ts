import type { ChangeView, SourceView } from '../../cards/views.ts';
import type { Data } from '../core/data.ts';
import type { PlannedChange, Source } from '../core/step.ts';
import { isRecord, plain } from './words.ts';

/** A change as an approver reads it: the sentence, and every detail that will be sent. */
export function changeView({ kind, summary, details }: PlannedChange): ChangeView {
  const { operation, target, before, after, ...rest } = details;
  const more = Object.entries(rest).map(([label, value]) => ({ label, text: plain(value) }));
  return {
    kind,
    summary,
    facts: [
      { label: target, text: difference(before, after) },
      { label: 'Operation', text: operation },
      // What the target's name says already need not be said again.
      ...more.filter(({ text }) => !target.endsWith(text)),
    ],
  };
}

/** `audit: off → on; read: off → on`: of two records only what differs. */
function difference(before: Data, after: Data): string {
  if (!isRecord(before) || !isRecord(after)) return `${plain(before)} → ${plain(after)}`;
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const lines = names.flatMap((name) => {
    const [was, will] = [said(before[name]), said(after[name])];
    return was === will ? [] : [`${name}: ${was} → ${will}`];
  });
  return lines.length === 0 ? plain(after) : lines.join('; ');
}

const said = (value: Data | undefined): string =>
  value === undefined ? 'not set' : plain(value) || 'empty';

export const sourceView = ({ says, url, read, confidence }: Source): SourceView => ({
  says,
  url,
  read,
  confidence,
});
