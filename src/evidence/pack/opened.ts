import type { Data } from '../../core/data.ts';
import type { Entry } from '../../core/ledger.ts';
import { isSealed } from '../story/cast.ts';
import type { RunOpened } from '../story/story.ts';
import type { RunGathered } from './gather.ts';

/** A copy with other texts in it. */
const withTexts = (value: Data | Entry, other: (text: string) => Data): string =>
  JSON.stringify(value, (_name, part: unknown) => (typeof part === 'string' ? other(part) : part));

/** What somebody typed to look like an erased value is told as what it is: a text. */
const honest = (value: Data): Data =>
  JSON.parse(withTexts(value, (text) => (isSealed(text) ? `'${text}'` : text)));

/** The entries with the values behind their seals; what is erased stays sealed. */
export function opened({ run, leaves, openings }: RunGathered): RunOpened {
  const values = new Map(openings.map(({ sealed, value }) => [sealed, honest(value)]));
  const entries = leaves.map(({ entry }): Entry =>
    JSON.parse(withTexts(entry, (text) => values.get(text) ?? text)),
  );
  return { run, entries };
}
