import type { Entry } from '../../core/ledger.ts';
import { isWithin, type Material } from './material.ts';
import { entryOf, type Statement } from './report.ts';
import { person, stamp } from './words.ts';

/** Everything that was changed in the period, by the bot or by people who followed its guides. */
export const changesIn = ({ runs, period }: Material): readonly Statement[] =>
  runs.flatMap(({ heading: { run }, entries }) =>
    entries
      .filter((entry) => isWithin(period, entry))
      .flatMap((entry) => changeOf(run, entry, entries)),
  );

function changeOf(run: string, entry: Entry, all: readonly Entry[]): readonly Statement[] {
  const entries = [entryOf(run, entry)];
  if (entry.kind === 'attested')
    return [
      {
        says: `${stamp(entry.at)}: attested by ${person(entry.by)}, not verified: ${entry.statement}`,
        entries,
      },
    ];
  if (entry.kind === 'applied')
    return [{ says: `${stamp(entry.at)}: ${entry.change.summary}`, entries }];
  if (entry.kind !== 'applying') return [];
  // A repeat after a crash bears the same id; only what never ended well is told on its own.
  const ended = all.some(
    (other) => other.kind === 'applied' && other.requestId === entry.requestId,
  );
  const says = `${stamp(entry.at)}: begun, and not confirmed as done: ${entry.change.summary}`;
  return ended ? [] : [{ says, entries }];
}
