import type { Dimension } from '../query.ts';
import { go, isRefusal, refuse, withFilter } from './draft.ts';
import type { Clause, Draft, Line, Turn } from './draft.ts';
import { groupOf, grouped } from './groups.ts';
import { findValue, isJoin } from './look.ts';
import { senseOf } from './sense.ts';
import { listFrom, valueFor } from './value-list.ts';

// Clauses that say how the answer is grouped.

/** `by user dan@…`: then a value is named, not a group. */
const isNamed = (line: Line, at: number, group: Dimension | undefined): boolean =>
  group !== undefined &&
  group !== 'hour of day' &&
  group !== 'weekday' &&
  valueFor(group, line[at + 1]) !== undefined;

/** `user and table`, `day`: names of groups and units of a series, one behind the other. */
function namesFrom(line: Line, at: number, draft: Draft): Turn | undefined {
  const unit = senseOf(line[at], 'unit')?.unit;
  const group = groupOf(line[at]);
  if (unit === undefined && group === undefined) return undefined;
  if (isNamed(line, at, group)) return undefined;
  if (unit !== undefined && draft.per !== undefined && draft.per !== unit)
    return refuse('A series has one unit only.', line[at]);
  const turn =
    group === undefined
      ? go(draft, at + 1, unit && { per: unit })
      : grouped(draft, [group], at + 1);
  if (isRefusal(turn)) return turn;
  const again = senseOf(line[turn.to + 1], 'prep')?.prep === 'by' ? 2 : 1;
  const more = isJoin(line[turn.to], 'and', ',')
    ? namesFrom(line, turn.to + again, turn.draft)
    : undefined;
  return more ?? turn;
}

/** `by user and table`, `per day`, `by whom`; in a ranking also `by number of exports`. */
export const grouping: Clause = (line, at, draft) => {
  const prep = senseOf(line[at], 'prep')?.prep;
  if (prep !== 'by' && prep !== 'per') return undefined;
  const names = namesFrom(line, at + 1, draft);
  if (names !== undefined) return names;
  if (/^whom$/iu.test(line[at + 1]?.text ?? '')) return grouped(draft, ['user'], at + 2);
  return draft.by.length > 0 && prep === 'by' ? rankedBy(line, at + 1, draft) : undefined;
};

function rankedBy(line: Line, at: number, draft: Draft): Turn | undefined {
  const from = senseOf(line[at], 'ask')?.ask === 'how many' ? at + 1 : at;
  const verb = findValue(line[from], 'verb', 'message');
  if (verb?.form !== 'noun')
    return senseOf(line[from], 'thing')?.deed === false ? go(draft, from + 1) : undefined;
  const list = listFrom(line, from, verb);
  if (isRefusal(list)) return list;
  const added = withFilter(draft, { field: list.field, is: true, values: list.values });
  return isRefusal(added) ? added : go(added, list.to);
}
