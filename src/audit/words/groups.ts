import type { Dimension } from '../query.ts';
import { go, isRefusal, refuse, withGroups } from './draft.ts';
import type { Draft, Line, Refusal, Turn } from './draft.ts';
import { findValue, hasObject, hasOtherActor, isBe, isDeed, isPast, skipAux } from './look.ts';
import { senseOf } from './sense.ts';
import type { Lexeme } from './sense.ts';

// What a question can be grouped by, and what cannot be told of it.

export const PASSIVE =
  'The log tells who did something, not to whom it was done. Ask for the actions instead, such as ' +
  '“who changed users”.';

const IDENTITY =
  'Who somebody is cannot be told from the log, only what was done. Ask for example “changes by admins”.';

const ITSELF =
  'This could be meant of the thing itself. Say for example “deletions by table”, or name the message, such as DeleteEntity.';

export const ROWS =
  'The log counts actions, not the rows they touched. Ask how many exports, or how many audit records.';

export function groupOf(lexeme: Lexeme | undefined): Dimension | undefined {
  const name = senseOf(lexeme, 'name');
  if (name === undefined || name.named === true || name.of === 'hours') return undefined;
  return name.of;
}

export function grouped(draft: Draft, by: readonly Dimension[], to: number): Turn {
  const groups = withGroups(draft, by);
  return isRefusal(groups) ? groups : go(groups, to);
}

/** "Who did bob@… delete", "which users are admins": those who are asked for did nothing here. */
export const notActing = (line: Line, at: number): Refusal | undefined =>
  hasOtherActor(line, at)
    ? refuse(isBe(line[skipAux(line, at + 1) - 1]) ? IDENTITY : PASSIVE, line[at])
    : undefined;

/** What is done to the rows of a table can be said of it; made, changed or deleted is the table itself. */
const TO_ROWS = ['read', 'read many', 'export', 'share', 'assign'];

function isDoneTo(group: Dimension, verb: Lexeme | undefined): boolean {
  if (group === 'record' || senseOf(verb, 'thing') !== undefined) return true;
  const values = findValue(verb, 'verb')?.values ?? [];
  return group === 'table' && values.length > 0 && values.every((one) => TO_ROWS.includes(one));
}

/** "Which environments did bob@… delete": them, or something in them? "In which" says it. */
function touchedBy(line: Line, at: number, group: Dimension): Refusal | undefined {
  const deed = line.findIndex((lexeme, place) => place > at && isDeed(lexeme));
  if (deed < 0 || hasObject(line, deed + 1) || senseOf(line[at - 2], 'prep')) return undefined;
  const changed = group === 'table' && findValue(line[deed], 'verb')?.values.join() === 'change';
  return changed || isDoneTo(group, line[deed]) ? undefined : refuse(ITSELF, line[at]);
}

/** "Which environments were deleted", "tables created": not what was done in them. */
export function passiveGroup(line: Line, at: number, group: Dimension): Refusal | undefined {
  if (group === 'user' && hasOtherActor(line, at)) return notActing(line, at);
  if (hasOtherActor(line, at)) return touchedBy(line, at, group);
  const verb = skipAux(line, at + 1);
  if (!isPast(line[verb])) return undefined;
  const passive = verb > at + 1 && isBe(line[verb - 1]);
  if (group === 'user') return passive ? refuse(PASSIVE, line[at]) : undefined;
  const short = verb === at + 1 && !hasObject(line, verb + 1);
  return (passive || short) && !isDoneTo(group, line[verb]) ? refuse(ITSELF, line[at]) : undefined;
}
