import type { Field } from '../query.ts';
import { senseOf, valuesIn } from './sense.ts';
import type { Lexeme, ValueSense } from './sense.ts';
import type { Line } from './draft.ts';

// Small questions about a lexeme and its neighbours.

type Maybe = Lexeme | undefined;

export const findValue = (lexeme: Maybe, ...fields: readonly Field[]): ValueSense | undefined =>
  valuesIn(lexeme).find(({ field, named }) => fields.includes(field) && named !== true);

/** What a lexeme can mean without a field's name before it. */
export const plainValues = (lexeme: Maybe): readonly ValueSense[] =>
  valuesIn(lexeme).filter(({ named }) => named !== true);

export const isVerb = (lexeme: Maybe): boolean =>
  findValue(lexeme, 'verb', 'message') !== undefined || senseOf(lexeme, 'thing')?.deed === true;

/** A verb in a form that takes an object: what follows is what it was done to. */
export const isDeed = (lexeme: Maybe): boolean =>
  valuesIn(lexeme).some(({ form }) => form === 'past' || form === 'plain') ||
  senseOf(lexeme, 'thing')?.deed === true;

export const isPast = (lexeme: Maybe): boolean =>
  valuesIn(lexeme).some(({ form }) => form === 'past') || senseOf(lexeme, 'thing')?.deed === true;

export const isPerson = (lexeme: Maybe): boolean =>
  senseOf(lexeme, 'ask')?.ask === 'who' ||
  senseOf(lexeme, 'name')?.of === 'user' ||
  findValue(lexeme, 'user', 'actor') !== undefined;

/** A noun for something done, with what describes it before it: `failed contact exports`. */
export const isNoun = (line: Line, at: number): boolean => {
  const [lexeme] = line.slice(at);
  if (senseOf(lexeme, 'thing')?.deed === false || senseOf(lexeme, 'focus') !== undefined)
    return true;
  if (findValue(lexeme, 'verb', 'message')?.form === 'noun') return true;
  const describes = findValue(lexeme, 'result', 'table', 'actor', 'workload') !== undefined;
  return describes && isNoun(line, at + 1);
};

export const isBe = (lexeme: Maybe): boolean => senseOf(lexeme, 'aux')?.be === true;

export const isAux = (lexeme: Maybe): boolean => senseOf(lexeme, 'aux') !== undefined;

/** Whether something that things are done to is spoken of from here on. */
export const hasObject = (line: Line, at: number): boolean =>
  line
    .slice(at)
    .some(
      (lexeme) =>
        findValue(lexeme, 'table', 'record') !== undefined || senseOf(lexeme, 'rows') !== undefined,
    );

export const skipAux = (line: Line, at: number): number =>
  isAux(line[at]) ? skipAux(line, at + 1) : at;

/** `did bob@…`, `are admins` behind who or which: somebody else did it, or nothing was done. */
export const hasOtherActor = (line: Line, at: number): boolean => {
  const next = skipAux(line, at + 1);
  return next > at + 1 && isPerson(line[next]);
};

export const isJoin = (lexeme: Maybe, ...joins: readonly string[]): boolean => {
  const join = senseOf(lexeme, 'join')?.join;
  return join !== undefined && (joins.length === 0 || joins.includes(join));
};
