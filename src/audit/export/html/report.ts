import type { AuditAnswer } from '../../figures.ts';
import type { AuditRecord } from '../../record.ts';
import type { Explained } from '../export.ts';
import { markup, type Markup } from './markup.ts';
import { PAGE_END, pageHead } from './page.ts';
import { line, list, section } from './parts.ts';
import * as part from './sections.ts';
import { completeness } from './completeness.ts';

export interface Report {
  readonly answer: AuditAnswer;
  /** ISO time. */
  readonly madeAt: string;
  readonly tool: string;
  readonly masked: boolean;
  readonly definitions: readonly Explained[];
  /** The newest ones, and how many the export holds. */
  readonly newest: readonly AuditRecord[];
  readonly records: number;
  /** What had to be left out. */
  readonly remarks: readonly string[];
}

/** One page that needs nothing else: no script, no address, no font. */
export function* reportPage(report: Report): Generator<string> {
  const { answer, remarks } = report;
  yield pageHead('Audit report').html;
  yield opening(report).html;
  yield part.numbers(answer).html;
  if (remarks.length > 0) yield section('Left out', list(remarks)).html;
  yield completeness(answer).html;
  yield part.series(answer).html;
  for (const group of part.groups(answer)) yield group.html;
  yield part.standOuts(answer).html;
  yield part.notes(answer).html;
  yield part.definitions(report.definitions).html;
  yield part.newest(report.newest, report.records).html;
  yield PAGE_END;
}

function opening({ answer, madeAt, tool, masked }: Report): Markup {
  const people = masked ? 'People, addresses and names are masked.' : 'Holds personal data.';
  return markup`<h1>Audit report</h1>
${line(answer.canonical, 'question')}${line(`Made at ${madeAt} by ${tool}. ${people}`, 'subtle')}`;
}
