import type { AuditAnswer } from '../../figures.ts';
import type { AuditRecord } from '../../record.ts';
import type { Explained } from '../export.ts';
import { markup, type Markup } from './markup.ts';
import { line, list, section } from './parts.ts';
import * as part from './sections.ts';
import { completeness } from './completeness.ts';
import { POLICY, STYLE } from './style.ts';

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
  yield HEAD.html;
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
  yield '</main>\n</body>\n</html>\n';
}

// Both are ours and written as they are: the policy names the hash of just this style.
const [policy, style]: readonly Markup[] = [{ html: POLICY }, { html: STYLE }];

const HEAD = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy ?? ''}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Audit report</title>
<style>${style ?? ''}</style>
</head>
<body>
<main>
`;

function opening({ answer, madeAt, tool, masked }: Report): Markup {
  const people = masked ? 'People, addresses and names are masked.' : 'Holds personal data.';
  return markup`<h1>Audit report</h1>
${line(answer.canonical, 'question')}${line(`Made at ${madeAt} by ${tool}. ${people}`, 'subtle')}`;
}
