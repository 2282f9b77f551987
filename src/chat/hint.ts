import { suggest } from '../core/suggest.ts';

/** Commands that mean nothing without a name; the words before it are how people begin them. */
const WITH_NAME = [
  'mend 7K2QF9',
  'hand over 7K2QF9 to Dan',
  'take over 7K2QF9',
  'break glass 7K2QF9-1 because of a reason',
  'uphold 7K2QF9-1',
  'object 7K2QF9-1 because of a reason',
  'end exception 7K2QF9',
] as const;

const isBegun = (said: string, command: string): boolean =>
  `${said} `.startsWith(command.slice(0, command.indexOf('7K2QF9')));

/** What to type in place of what was not understood. */
export function hintFor(typed: string, known: readonly string[]): string {
  const said = typed.trim().replace(/\s+/g, ' ').toLowerCase();
  const command = WITH_NAME.find((one) => isBegun(said, one));
  if (command !== undefined)
    return `Say which one, like this: ${command}. Type status or approvals to see the names.`;
  const meant = suggest(said.slice(0, 40), known);
  const did = meant.length > 0 ? ` Did you mean: ${meant.join(', ')}?` : '';
  return `I did not understand that.${did} Type help to see what I can do.`;
}
