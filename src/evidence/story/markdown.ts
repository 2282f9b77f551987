import { escaped } from '../../../cards/text.ts';
import { entriesNamed, type RunStory } from './run-story.ts';
import type { Sentence } from './sentences.ts';
import type { Story } from './story.ts';
import { utc } from './words.ts';

/** Nothing that people wrote may act as Markdown. */
const safe = (text: string): string => escaped(text, 4000).replaceAll('|', '\\|');

const row = (cells: readonly string[]): string => `| ${cells.map(safe).join(' | ')} |\n`;

const head = (...names: readonly string[]): string =>
  `${row(names)}${`|${' --- |'.repeat(names.length)}`}\n`;

/** The same story for readers of plain text. */
export function* storyText(story: Story): Generator<string> {
  yield `# ${safe(story.title)}\n\n${story.about.map(safe).join('\n\n')}\n`;
  for (const run of story.runs) yield* runText(run);
  if (story.runs.length === 0) yield '\nNothing happened.\n';
}

function* runText({ run, title, facts, steps, people, sentences }: RunStory): Generator<string> {
  yield `\n## ${safe(`${title} (${run})`)}\n\n`;
  yield `${facts.map(([label, value]) => `- ${safe(label)}: ${safe(value)}\n`).join('')}\n`;
  if (steps.length > 0) {
    yield `### Steps\n\n${head('Step', 'Risk', 'Came to', 'Last approved by', 'Entries')}`;
    for (const step of steps)
      yield row([step.title, step.risk, step.came, step.approvedBy, fromEntries(step.entries)]);
    yield '\n';
  }
  yield `### People\n\n${head('No.', 'Who', 'Object id')}${people.map(row).join('')}\n`;
  yield '### What happened\n\n';
  for (const sentence of sentences) yield sentenceText(sentence);
}

const fromEntries = (entries: readonly number[]): string =>
  entries.length === 0 ? 'none' : entriesNamed(entries);

const sentenceText = ({ at, says, under = [], entries }: Sentence): string =>
  `- ${utc(at)}: ${safe(says)} \\[${entriesNamed(entries)}\\]\n${under.map((each) => `  - ${safe(each)}\n`).join('')}`;
