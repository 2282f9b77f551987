import { markup, type Markup } from '../../audit/export/html/markup.ts';
import { PAGE_END, pageHead } from '../../audit/export/html/page.ts';
import { facts, line, list, section, table } from '../../audit/export/html/parts.ts';
import { entriesNamed, type RunStory } from './run-story.ts';
import type { Sentence } from './sentences.ts';
import type { Story } from './story.ts';
import { utc } from './words.ts';

/** One page that needs nothing else and does nothing: no script, no address, no picture. */
export function* storyPage(story: Story): Generator<string> {
  yield pageHead(story.title).html;
  yield markup`<h1>${story.title}</h1>
${story.about.map((says) => line(says, 'subtle'))}`.html;
  for (const run of story.runs) yield* runSection(run);
  if (story.runs.length === 0) yield line('Nothing happened.').html;
  yield PAGE_END;
}

function* runSection(run: RunStory): Generator<string> {
  const parts = [
    facts(run.facts),
    ...(run.steps.length === 0 ? [] : [steps(run)]),
    table(
      ['No.', 'Who', 'Object id'],
      run.people.map((cells) => ({ cells })),
      'People',
    ),
    table(['When', 'What happened', 'Drawn from'], [], 'In the order of the ledger'),
  ];
  // The last table is written row by row: a run may have tens of thousands of entries.
  const [before = '', after = ''] = section(`${run.title} (${run.run})`, ...parts).html.split(SEAM);
  yield before;
  for (const sentence of run.sentences) yield row(sentence).html;
  yield `${after}`;
}

/** Where an empty table takes its rows; nothing escaped can look like it. */
const SEAM = /(?<=Drawn from<\/th><\/tr><\/thead>\n<tbody>\n)/;

const steps = ({ steps: all }: RunStory): Markup =>
  table(
    ['Step', 'Risk', 'Came to', 'Last approved by', 'Entries'],
    all.map(({ title, risk, came, approvedBy, entries }) => ({
      cells: [title, risk, came, approvedBy, entries.length === 0 ? 'none' : entriesNamed(entries)],
    })),
    'Steps',
  );

const row = ({
  at,
  says,
  under = [],
  entries,
}: Sentence): Markup => markup`<tr><td>${utc(at)}</td><td>${says}${under.length === 0 ? '' : list(under)}</td><td>${entriesNamed(entries)}</td></tr>
`;
