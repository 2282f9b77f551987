import type { Session } from './session.ts';
import type { Value } from './values.ts';

/** What a parameter takes: a switch takes nothing. */
export type Kind = 'text' | 'list' | 'number' | 'bool' | 'switch';

export type Parameters = Readonly<Record<string, Kind>>;

/** One command of the console. */
export interface Cmdlet {
  readonly name: string;
  readonly parameters: Parameters;
  /** Parameters that may be given without their names, in this order. */
  readonly positions?: readonly string[];
  readonly required?: readonly string[];
  /** The parameter that takes what comes through the pipe. */
  readonly piped?: string;
  /** What it gives; nothing is shown of an empty list. */
  run(given: Given, session: Session): Promise<readonly Value[]> | readonly Value[];
}

/** Parameters by their full names. */
export type Given = ReadonlyMap<string, Value>;

/** A command failed; the text is what PowerShell prints after its name. */
export class Failed extends Error {
  override readonly name = 'Failed';
}

/** Told at the prompt, of a command that is none. */
export class Unknown extends Error {
  override readonly name = 'Unknown';
}

/** The text of a parameter, if it was given. */
export function findText(given: Given, name: string): string | undefined {
  const value = given.get(name);
  return value === undefined || value === null || value === '' ? undefined : String(value);
}

export const getText = (given: Given, name: string): string => findText(given, name) ?? '';

export const isOn = (given: Given, name: string): boolean => given.get(name) === true;
