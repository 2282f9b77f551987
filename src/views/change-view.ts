import type { ChangeView, SourceView } from '../../cards/views.ts';
import type { PlannedChange, Source } from '../core/step.ts';
import { plain } from './words.ts';

/** A change as an approver reads it: the sentence, and every detail that will be sent. */
export function changeView({ kind, summary, details }: PlannedChange): ChangeView {
  const { operation, target, before, after, ...rest } = details;
  return {
    kind,
    summary,
    facts: [
      { label: 'Before', text: plain(before) },
      { label: 'After', text: plain(after) },
      { label: 'Target', text: target },
      { label: 'Operation', text: operation },
      ...Object.entries(rest).map(([label, value]) => ({ label, text: plain(value) })),
    ],
  };
}

export const sourceView = ({ says, url, read, confidence }: Source): SourceView => ({
  says,
  url,
  read,
  confidence,
});
