import { go, refuse } from './draft.ts';
import type { Clause, Draft, Line, Turn } from './draft.ts';
import {
  findValue,
  isAux,
  isBe,
  isDeed,
  isJoin,
  isNoun,
  isPast,
  isPerson,
  isVerb,
  skipAux,
} from './look.ts';
import { senseOf } from './sense.ts';
import type { Lexeme } from './sense.ts';

// Clauses that insist on something for the whole answer, and the words between clauses.

const AMONG =
  'Things of different kinds cannot be joined with “or”. Ask two questions, or join values of one kind.';

/** Whether a clause begins here that narrows everything before it. */
function leads(line: Line, at: number): boolean {
  const kinds = line[at]?.senses.map(({ kind }) => kind) ?? [];
  const led = [
    'prep',
    'not',
    'rank',
    'compare',
    'source',
    'series',
    'noise too',
    'where',
    'period',
  ];
  const relation = kinds.includes('name') && /^(?:is|are)$/iu.test(line[at + 1]?.text ?? '');
  return (
    relation ||
    kinds.some((kind) => led.includes(kind)) ||
    senseOf(line[at + 1], 'rank') !== undefined
  );
}

/** `and` and commas between clauses. */
export const joined: Clause = (line, at, draft) => {
  const join = senseOf(line[at], 'join')?.join;
  if (join === undefined) return undefined;
  if (at === 0 || at === line.length - 1)
    return join === ',' && at > 0
      ? { to: at + 1, draft }
      : refuse('Something is missing here.', line[at]);
  if (join === 'or' || join === 'nor') return refuse(AMONG, line[at]);
  const next = join === ',' && isJoin(line[at + 1], 'and') ? at + 2 : at + 1;
  if (join === ',' && next === at + 1) return { to: next, draft };
  return leads(line, next)
    ? { to: next, draft }
    : refuse(
        'It is not clear what belongs together here. Ask two questions.',
        line[next] ?? line[at],
      );
};

export const aux: Clause = (line, at, draft) => {
  if (senseOf(line[at], 'aux') === undefined) return undefined;
  return isBe(line[at]) && isPast(line[at + 1]) && isPerson(line[at - 1])
    ? refuse('The log tells who did something, not to whom it was done.', line[at])
    : { to: at + 1, draft };
};

const OBJECT =
  'This could be what was done, or what it was done to. Say “table activitypointer” for activities of Dynamics.';

const isEverything = (lexeme: Lexeme | undefined): boolean =>
  /^everything$/iu.test(lexeme?.text ?? '');

const TIMED = ['in', 'on', 'during', 'for', 'of', 'from', 'at'];

/** `during` before a time, `of` before what is counted, `from` before what a rule finds. */
export const led: Clause = (line, at, draft) => {
  const prep = senseOf(line[at], 'prep')?.prep;
  if (prep === undefined) return undefined;
  const next = line[at + 1];
  const time = senseOf(next, 'period') !== undefined && TIMED.includes(prep);
  const focus =
    senseOf(next, 'focus') !== undefined &&
    ['from', 'of', 'with', 'for', 'at', 'in'].includes(prep);
  const thing = senseOf(next, 'thing')?.deed === false && ['of', 'for', 'in'].includes(prep);
  if (thing && isVerb(line[at - 1]) && !isEverything(next)) return refuse(OBJECT, next);
  const rows =
    senseOf(next, 'rows') !== undefined &&
    ['of', 'to', 'in'].includes(prep) &&
    isVerb(line[at - 1]);
  const asked =
    ['what', 'which'].includes(senseOf(next, 'ask')?.ask ?? '') &&
    senseOf(line[at + 2], 'name') !== undefined;
  // "Changes to users": there, users are what was touched.
  const users = prep === 'to' && senseOf(next, 'name')?.many === true && isVerb(line[at - 1]);
  return time || focus || thing || rows || asked || users ? { to: at + 1, draft } : undefined;
};

export const whole: Clause = (line, at, draft) => {
  const [lexeme] = line.slice(at);
  const focus = senseOf(lexeme, 'focus')?.focus;
  if (focus !== undefined) return once(draft.focus, focus, at, { ...draft, focus });
  const source = senseOf(lexeme, 'source')?.source;
  if (source !== undefined) return once(draft.source, source, at, { ...draft, source });
  const target = senseOf(lexeme, 'compare')?.target;
  if (target !== undefined) return once(draft.compare, target, at, { ...draft, compare: target });
  return seriesOrNoise(lexeme, at, draft);
};

const once = (before: unknown, now: unknown, at: number, draft: Draft): Turn =>
  before === undefined || before === now
    ? go(draft, at + 1)
    : refuse('This is said twice in different ways. Ask two questions.');

function seriesOrNoise(lexeme: Lexeme | undefined, at: number, draft: Draft): Turn | undefined {
  const series = senseOf(lexeme, 'series');
  if (series?.unit !== undefined)
    return once(draft.per, series.unit, at, { ...draft, per: series.unit });
  if (series !== undefined) return go(draft, at + 1);
  return senseOf(lexeme, 'noise too') && go(draft, at + 1, { noiseToo: true });
}

/** "Who deleted activities", "did dan@… export audit records": there it is an object. */
function isObject(line: Line, at: number): boolean {
  const [before, subject] = [line[at - 1], line[at - 2]];
  if (findValue(before, 'verb', 'message') === undefined || !isDeed(before)) return false;
  return isPast(before) || isPerson(subject) || isAux(subject);
}

/** "Activities deleted by dan@…": what was deleted, not what was done. */
function isPassive(line: Line, at: number): boolean {
  const verb = line[skipAux(line, at + 1)];
  return (
    isPast(verb) && findValue(verb, 'verb', 'message') !== undefined && !isEverything(line[at])
  );
}

const MADE =
  'Made can be created or anything else. Say created, or what was made: “who made changes”.';

/** "Who made contacts". */
const isMade = (line: Line, at: number): boolean =>
  /^ma(?:de|ke|king)$/iu.test(line[at]?.text ?? '') &&
  findValue(line[at + 1], 'table', 'record') !== undefined &&
  !isNoun(line, at + 1);

/** `actions`, `activity`; `audit records` are counted one by one. */
export const thing: Clause = (line, at, draft) => {
  const found = senseOf(line[at], 'thing');
  if (found === undefined) return undefined;
  if (isMade(line, at)) return refuse(MADE, line[at]);
  if (!found.deed && (isObject(line, at) || isPassive(line, at))) return refuse(OBJECT, line[at]);
  const records = found.measure === 'records';
  if (records && draft.count !== undefined && draft.count !== 'records')
    return refuse('Only one thing can be counted at a time.', line[at]);
  const notes = found.note === undefined ? draft.notes : [...draft.notes, found.note];
  return go(draft, at + 1, records ? { count: 'records', notes } : { notes });
};

/** `records` says nothing more beside a verb or a table. */
export const rows: Clause = (line, at, draft) => {
  if (senseOf(line[at], 'rows') === undefined) return undefined;
  const beside = [line[at - 1], line[at + 1]];
  const skip = senseOf(line[at - 1], 'prep') === undefined ? beside : [line[at - 2]];
  const says = skip.some(
    (lexeme) => isVerb(lexeme) || findValue(lexeme, 'table', 'report') !== undefined,
  );
  return says ? { to: at + 1, draft } : undefined;
};

export const period: Clause = (line, at, draft) =>
  senseOf(line[at], 'period') && { to: at + 1, draft };

/** Also behind a preposition, which would say less: `of more than`. */
export const refused: Clause = (line, at) => {
  const led = senseOf(line[at], 'prep') === undefined ? at : at + 1;
  const says = senseOf(line[led], 'refused')?.says;
  return says === undefined ? undefined : refuse(says, line[led]);
};
