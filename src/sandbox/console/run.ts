import { bind, type Said } from './bind.ts';
import { type Cmdlet, Failed, isOn, Unknown } from './cmdlet.ts';
import { az } from './az.ts';
import { CMDLETS } from './cmdlets.ts';
import { call } from './methods.ts';
import { print } from './print.ts';
import type { Session } from './session.ts';
import type { Expression, Stage, Statement, Word } from './syntax.ts';
import { fromList, listOf, memberOf, textOf, type Value } from './values.ts';

/** Runs one statement; what it gives is kept in its variable, or printed. */
export async function run(statement: Statement, session: Session): Promise<string> {
  const values = await pipeline(statement.stages, session);
  if (statement.variable === undefined) return print(values);
  session.variables.set(statement.variable.toLowerCase(), fromList(values));
  return '';
}

async function pipeline(stages: readonly Stage[], session: Session): Promise<readonly Value[]> {
  let values: readonly Value[] = [];
  for (const [number, stage] of stages.entries())
    values =
      stage.kind === 'command'
        ? await command(stage, session, number === 0 ? undefined : values)
        : listOf(await evaluate(stage.expression, session));
  return values;
}

type Command = Extract<Stage, { kind: 'command' }>;

async function command(
  { name, words }: Command,
  session: Session,
  piped: readonly Value[] = [],
): Promise<readonly Value[]> {
  const said: Said[] = [];
  for (const word of words) said.push(await worked(word, session));
  if (name.toLowerCase() === 'az') return az(said, session);
  const cmdlet = CMDLETS.get(name.toLowerCase());
  if (cmdlet === undefined) throw new Unknown(name);
  return invoke(cmdlet, said, session, piped);
}

/** A failure carries the name of the command, as it is shown at the prompt. */
async function invoke(
  cmdlet: Cmdlet,
  said: readonly Said[],
  session: Session,
  piped: readonly Value[],
): Promise<readonly Value[]> {
  try {
    const given = bind(cmdlet, said, piped);
    if (!isOn(given, 'WhatIf')) return await cmdlet.run(given, session);
    const target = textOf([...given.values()].find((each) => typeof each === 'string') ?? null);
    return [`What if: Performing the operation "${cmdlet.name}" on target "${target}".`];
  } catch (error) {
    if (error instanceof Failed) throw new Failed(`${cmdlet.name}: ${error.message}`);
    throw error;
  }
}

async function worked(word: Word, session: Session): Promise<Said> {
  if (word.kind === 'argument')
    return { kind: 'argument', value: await evaluate(word.value, session) };
  const { name, value } = word;
  return {
    ...{ kind: 'parameter', name },
    ...(value === undefined ? {} : { value: await evaluate(value, session) }),
  };
}

const FIXED: ReadonlyMap<string, Value> = new Map<string, Value>([
  ['true', true],
  ['false', false],
  ['null', null],
  ['home', '~'],
  ['pwd', '.'],
  ['env:temp', '/tmp'],
  ['env:userprofile', '~'],
]);

async function evaluate(expression: Expression, session: Session): Promise<Value> {
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'variable': {
      const name = expression.name.toLowerCase();
      return FIXED.get(name) ?? session.variables.get(name) ?? null;
    }
    case 'member':
      return memberOf(await evaluate(expression.of, session), expression.name);
    case 'call': {
      const of = await evaluate(expression.of, session);
      return call(of, expression.name, await all(expression.given, session));
    }
    case 'list':
      return (await all(expression.items, session)).flatMap(listOf);
    case 'text':
      return (await all(expression.parts, session)).map(textOf).join('');
    case 'pipeline':
      return fromList(await pipeline(expression.stages, session));
  }
}

/** One after the other: a part may be a command. */
async function all(parts: readonly Expression[], session: Session): Promise<readonly Value[]> {
  const values: Value[] = [];
  for (const part of parts) values.push(await evaluate(part, session));
  return values;
}
