import type { Entry } from '../../core/ledger.ts';
import { lastDay } from '../days.ts';
import { runStory, type RunStory } from './run-story.ts';
import type { Enclosed } from './telling.ts';

/** What a pack is about: one run, or all with an entry in some days (UTC, `to` is not among them). */
export type Scope =
  | { readonly kind: 'run'; readonly run: string }
  | { readonly kind: 'period'; readonly from: string; readonly to: string };

/** The entries of one run, with their personal values as far as they are not erased. */
export interface RunOpened {
  readonly run: string;
  readonly entries: readonly Entry[];
}

export interface Story {
  readonly title: string;
  readonly about: readonly string[];
  readonly runs: readonly RunStory[];
}

const titleOf = (scope: Scope): string =>
  scope.kind === 'run'
    ? `What happened in run ${scope.run}`
    : `What happened from ${scope.from} to ${lastDay(scope.to)}`;

const ABOUT = [
  'Every sentence is drawn from the entries of the ledger whose numbers stand behind it, and from nothing else. The entries themselves are in entries.ndjson.',
  'Words in quotation marks are as people or services gave them. People bear a number, such as P1, because names may repeat; the number holds within one run.',
  'All times are in UTC, as the bot’s clock had them.',
  'Runs that erased personal data of the others are told as well.',
];

export const storyOf = (scope: Scope, runs: readonly RunOpened[], enclosed: Enclosed): Story => ({
  title: titleOf(scope),
  about:
    scope.kind === 'run'
      ? ABOUT
      : [
          ...ABOUT,
          'Of every run with an entry on one of these days the whole story is told, whatever the day.',
        ],
  runs: runs.map(({ run, entries }) => runStory(run, entries, enclosed)),
});
