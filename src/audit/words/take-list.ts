import { isRefusal, go, refuse, withFilters } from './draft.ts';
import type { Draft, Line, Turn } from './draft.ts';
import type { findValue } from './look.ts';
import { hasObject, isAux, isBe, isDeed, isPast } from './look.ts';
import { senseOf } from './sense.ts';
import { listFrom } from './value-list.ts';
import type { List } from './value-list.ts';

// A list of values as a filter of the draft.

export function withList(
  draft: Draft,
  { field, values, notes, also, to, first }: List,
  is = true,
): Turn {
  if (!is && also.length > 0) return refuse('This cannot be left out.', first);
  const added = withFilters(draft, [{ field, is, values }, ...also], first);
  if (isRefusal(added)) return added;
  return go(added, to, { notes: [...draft.notes, ...notes] });
}

const ACTING =
  'Tables and records do nothing themselves. Say who did something, and to what: such as “who exported contacts”.';

/** "Contacts who exported", "what did contacts delete", "contacts deleted accounts". */
function isActing(line: Line, at: number, { field, to }: List): boolean {
  if (field !== 'table' && field !== 'record') return false;
  const [before, verb, object] = [line[at - 1], line[to], line[to + 1]];
  if (senseOf(verb, 'ask')?.ask === 'who') return true;
  const did = isAux(before) && !isBe(before);
  const does = senseOf(verb, 'thing') !== undefined || (isDeed(verb) && !isPast(verb));
  return (did && does) || (isPast(verb) && object !== undefined && hasObject([object], 0));
}

export function takeList(
  line: Line,
  at: number,
  draft: Draft,
  value: ReturnType<typeof findValue>,
): Turn {
  if (value === undefined) return refuse('This does not fit here.', line[at]);
  const list = listFrom(line, at, value);
  if (isRefusal(list)) return list;
  if (isActing(line, at, list)) return refuse(ACTING, line[at]);
  // "The contact table" names the field behind its value.
  const again = senseOf(line[list.to], 'name')?.of === list.field ? 1 : 0;
  return withList(draft, { ...list, to: list.to + again });
}
