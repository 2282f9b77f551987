import { markup, type Markup } from '../../audit/export/html/markup.ts';
import { PAGE_END, pageHead } from '../../audit/export/html/page.ts';
import { facts, line, NOTHING, number, section, table } from '../../audit/export/html/parts.ts';
import { lastDay } from '../days.ts';
import type { ComplianceReport, Control, Statement } from './report.ts';
import { lasting, stamp } from './words.ts';

/** One page that needs nothing else: no script, no address, no font; made to be printed. */
export function compliancePage(report: ComplianceReport): string {
  const parts = [
    pageHead('Compliance report'),
    opening(report),
    controls(report),
    standing(report),
    said('What was changed in the period', report.changes, 'Nothing was changed.'),
    approvals(report),
    said('Exceptions', report.exceptions, 'No drift was accepted in the period.'),
    drift(report),
    coverage(report),
    said('Erasures', report.erasures, 'No personal values were erased.'),
    said(
      'Handed out and deleted',
      report.handedOut,
      'No file was handed out and no record deleted.',
    ),
    checkpoint(report),
    limits,
  ];
  return `${parts.map(({ html }) => html).join('')}${PAGE_END}`;
}

const refs = (entries: readonly string[]): string => entries.join(', ') || '–';

const statements = (all: readonly Statement[]): Markup =>
  table(
    ['What is on record', 'Entries'],
    all.map(({ says, entries }) => ({ cells: [says, refs(entries)] })),
  );

const said = (title: string, all: readonly Statement[], none: string): Markup =>
  section(title, all.length === 0 ? line(none) : statements(all));

/** A report on days that are still to come says less than one on days that are over. */
const stoodWhen = ({ madeAt, to }: ComplianceReport): string =>
  madeAt < `${to}T00:00`
    ? 'as it stood at that moment: the period is not over'
    : 'as it stood at the end of the period';

const isBroken = ({ broken }: Control): boolean => broken > 0;

function opening(report: ComplianceReport): Markup {
  const { from, to, tenant, madeAt } = report;
  const broken = report.controls.filter(isBroken).length;
  const open = report.drift.filter(({ until }) => until === undefined).length;
  const verdict =
    broken === 0
      ? 'Every test of controls held, as far as there was something to test.'
      : `${broken} of ${report.controls.length} tests of controls found a breach.`;
  return markup`<h1>Compliance report</h1>
${line(`From ${from} to ${lastDay(to)}, both included (days in UTC).`, 'question')}${line(
    `Tenant ${tenant}. Made on ${stamp(madeAt)} from the ledger ${stoodWhen(report)}. Holds personal data.`,
    'subtle',
  )}${line(verdict, broken === 0 ? '' : 'warn')}${facts([
    ['Changes', number(report.changes.length)],
    ['Requests', number(report.approvals.requests)],
    ['Votes', number(report.approvals.votes)],
    ['In an emergency', number(report.approvals.brokenGlass)],
    ['Exceptions', number(report.exceptions.length)],
    ['Drift found', number(report.drift.length)],
    ['Drift still open', number(open)],
  ])}${line('Every line names its entries in the ledger, such as 7K2QF9 #12: run and number.', 'subtle')}`;
}

const resultOf = ({ tested, broken }: Control): Markup => {
  if (tested === 0) return markup`nothing to test`;
  return broken === 0
    ? markup`held, ${tested} tested`
    : markup`<span class="warn">${broken} of ${tested} broken</span>`;
};

function controls({ controls: all }: ComplianceReport): Markup {
  const rows = all.map((one) => ({
    cells: [one.rule, resultOf(one)],
  }));
  const more = all
    .filter((one) => one.statements.length > 0)
    .map((one) => markup`<h3>${one.rule}</h3>\n${statements(one.statements)}`);
  return section(
    'Test of controls',
    line('Each rule was tested on every entry of the period, from the bare entries.'),
    table(['Rule', 'Result'], rows),
    ...more,
  );
}

function standing({ standing: all }: ComplianceReport): Markup {
  const runs = all.map(({ run, title, subject, finishedAt, steps }) => {
    const rows = steps.map((step) => ({
      cells: [step.title, step.says, step.approvedBy, refs(step.entries)],
    }));
    const names = ['What holds', 'How sure, and what was found', 'Approved by', 'Entries'];
    const head = `Run ${run}: ${title}, ${subject}; finished ${stamp(finishedAt)}`;
    return markup`<h3>${head}</h3>\n${table(names, rows)}`;
  });
  return section(
    'What is set, since when and by whose approval',
    line(
      'Verified: the bot has looked. Attested: a person has said so, and nobody else can look. Unconfirmed: neither.',
    ),
    ...(runs.length === 0 ? [line('No run has finished.')] : runs),
  );
}

function approvals({ approvals: all }: ComplianceReport): Markup {
  const times = (label: string, value: number | undefined): readonly [string, string][] =>
    value === undefined ? [] : [[label, lasting(value)]];
  return section(
    'Approvals',
    facts([
      ['Put before approvers', number(all.requests)],
      ['Approved', number(all.approved)],
      ['Rejected', number(all.rejected)],
      ['Expired', number(all.expired)],
      ['Withdrawn', number(all.withdrawn)],
      ['Void', number(all.void)],
      ['Pending', number(all.pending)],
      ...times('Usually decided after', all.medianToDecide),
      ...times('Longest', all.longestToDecide),
    ]),
    all.statements.length === 0 ? line('Nothing was asked for.') : statements(all.statements),
  );
}

function drift({ drift: all }: ComplianceReport): Markup {
  const rows = all.map(({ says, cause, end, entries }) => ({
    cells: [says, cause, end, refs(entries)],
  }));
  return section(
    'Drift',
    line('What was set up is looked at once a day: a change is found at the next look.'),
    all.length === 0
      ? line('Everything that was looked at held.')
      : table(['What did not hold', 'How it came about', 'How it ended', 'Entries'], rows),
  );
}

function coverage({ coverage: known }: ComplianceReport): Markup {
  const title = 'Audit records of the period';
  if (known === undefined)
    return section(title, line('The archive of audit records could not be opened.', 'warn'));
  const { completePercent, gaps } = known;
  const rows = gaps.map(({ from, to, contentType, why }) => ({
    cells: [stamp(from), stamp(to), contentType, why],
  }));
  return section(
    title,
    line(
      `${completePercent} % of the period is known to be complete in the archive.`,
      completePercent >= 100 ? '' : 'warn',
    ),
    rows.length === 0
      ? line('No gaps are known.')
      : table(['Missing from', 'to', 'Content', 'Why'], rows),
  );
}

function checkpoint({ checkpoint: found }: ComplianceReport): Markup {
  const title = 'Checkpoint of the ledger';
  if (found === undefined)
    return section(
      title,
      line(
        'No signed checkpoint was made by the end of the period, so this report alone does not show that nothing was left out.',
        'warn',
      ),
    );
  const { size, root, phrase, digest, at, witnesses } = found;
  return section(
    title,
    line(`Made on ${stamp(at)}, the newest by the end of the period.`),
    table(
      ['What', 'Value'],
      [
        { cells: ['Entries', size] },
        { cells: ['Root', root] },
        { cells: ['Phrase', phrase] },
        { cells: ['Digest', digest] },
        { cells: ['Witnesses', witnesses] },
      ],
    ),
    line(
      'Phrases of checkpoints stand in the approvals channel. An evidence pack that is verified with one of them and --head shows that nothing before it was changed.',
    ),
  );
}

const limits: Markup = section(
  'What this report cannot show',
  line(
    'It is read from the bot’s ledger. That the ledger is whole and unchanged is shown by an evidence pack of the same period and the command verify, not by this page.',
  ),
  line('What is attested was said by a person; the bot could not look.'),
  NOTHING,
);
