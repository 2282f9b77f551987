import { type Cmdlet, Failed, type Given, type Kind, type Parameters } from './cmdlet.ts';
import { isList, listOf, textOf, type Value } from './values.ts';

/** A word of a command with its value worked out. */
export type Said =
  | { readonly kind: 'parameter'; readonly name: string; readonly value?: Value }
  | { readonly kind: 'argument'; readonly value: Value };

/** What every command takes; only -WhatIf means something here. */
const COMMON: Parameters = {
  Confirm: 'switch',
  WhatIf: 'switch',
  Verbose: 'switch',
  Debug: 'switch',
  ErrorAction: 'text',
  WarningAction: 'text',
  InformationAction: 'text',
  ProgressAction: 'text',
  ErrorVariable: 'text',
  WarningVariable: 'text',
  OutVariable: 'text',
};

/** Gives every word to a parameter, as PowerShell does: any case, any unambiguous beginning. */
export function bind(cmdlet: Cmdlet, said: readonly Said[], piped: readonly Value[] = []): Given {
  const given = new Map<string, Value>();
  const open = [...(cmdlet.positions ?? [])];
  const words = [...said];
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (word.kind === 'argument') position(given, open, cmdlet, word.value);
    else name(given, cmdlet, word, words);
  }
  if (cmdlet.piped !== undefined && piped.length > 0 && !given.has(cmdlet.piped))
    given.set(cmdlet.piped, piped.length > 1 ? piped : (piped[0] ?? null));
  const missing = (cmdlet.required ?? []).filter((each) => !given.has(each));
  if (missing.length === 0) return given;
  throw new Failed(
    `Cannot process command because of one or more missing mandatory parameters: ${missing.join(' ')}.`,
  );
}

type Parameter = Extract<Said, { kind: 'parameter' }>;

function name(given: Map<string, Value>, cmdlet: Cmdlet, word: Parameter, rest: Said[]): void {
  const [full, kind] = resolve(cmdlet, word.name);
  if (given.has(full))
    throw new Failed(
      `Cannot bind parameter because parameter '${full}' is specified more than once. To provide ` +
        'multiple values to parameters that can accept multiple values, use the array syntax.',
    );
  given.set(full, convert(full, kind, word.value ?? next(full, kind, rest)));
}

function next(full: string, kind: Kind, rest: Said[]): Value {
  if (kind === 'switch') return true;
  const [following] = rest;
  if (following?.kind === 'argument') {
    rest.shift();
    return following.value;
  }
  throw new Failed(
    `Missing an argument for parameter '${full}'. Specify a parameter of type '${TYPES[kind]}' and try again.`,
  );
}

const TYPES: Readonly<Record<Kind, string>> = {
  text: 'System.String',
  list: 'System.String[]',
  number: 'System.Int32',
  bool: 'System.Boolean',
  switch: 'System.Management.Automation.SwitchParameter',
};

function resolve({ parameters }: Cmdlet, wanted: string): readonly [string, Kind] {
  const begin = wanted.toLowerCase();
  const fitting = Object.entries({ ...COMMON, ...parameters }).filter(([each]) =>
    each.toLowerCase().startsWith(begin),
  );
  const exact = fitting.find(([each]) => each.toLowerCase() === begin);
  const [first, second] = exact === undefined ? fitting : [exact];
  if (first === undefined)
    throw new Failed(`A parameter cannot be found that matches parameter name '${wanted}'.`);
  if (second === undefined) return first;
  throw new Failed(
    `Parameter cannot be processed because the parameter name '${wanted}' is ambiguous. Possible ` +
      `matches include: ${fitting.map(([each]) => `-${each}`).join(' ')}.`,
  );
}

function position(given: Map<string, Value>, open: string[], cmdlet: Cmdlet, value: Value): void {
  let full = open.shift();
  while (full !== undefined && given.has(full)) full = open.shift();
  const kind = full === undefined ? undefined : cmdlet.parameters[full];
  if (full === undefined || kind === undefined)
    throw new Failed(
      `A positional parameter cannot be found that accepts argument '${textOf(value)}'.`,
    );
  given.set(full, convert(full, kind, value));
}

function convert(full: string, kind: Kind, value: Value): Value {
  switch (kind) {
    case 'text':
      return textOf(value);
    case 'list':
      return listOf(value).map(textOf);
    case 'number':
      return number(full, value);
    case 'bool':
    case 'switch':
      return truth(full, value);
  }
}

function number(full: string, value: Value): number {
  const read = Number(isList(value) ? Number.NaN : value);
  if (Number.isInteger(read)) return read;
  throw cannotConvert(full, value, 'System.Int32');
}

/** A text is no truth value: `-Enabled false` is refused, as it is by PowerShell. */
function truth(full: string, value: Value): boolean {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return value !== 0;
  throw cannotConvert(full, value, 'System.Boolean');
}

const cannotConvert = (full: string, value: Value, type: string) =>
  new Failed(
    `Cannot process argument transformation on parameter '${full}'. Cannot convert value ` +
      `"${textOf(value)}" to type "${type}".`,
  );
