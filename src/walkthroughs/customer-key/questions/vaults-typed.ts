import { fieldOf, PARTS, type Part } from './vaults-fields.ts';
import type { Input } from './known.ts';

const LONGEST = 600;
const KEYWORDS: ReadonlyMap<string, Part> = new Map([
  ['in', 'region'],
  ['key', 'key'],
  ['group', 'group'],
]);

type Said = { readonly [part in Part]?: string };

/** `A1 in West Europe key K1 group G1`; undefined where a word has no place. */
function clauseOf(text: string): Said | undefined {
  const [name = '', ...words] = text.trim().split(/\s+/);
  if (name === '') return undefined;
  const said = new Map<Part, string[]>([['vault', /^defaults?$/i.test(name) ? [] : [name]]]);
  let open: string[] | undefined;
  for (const word of words) {
    const part = KEYWORDS.get(word.toLowerCase());
    if (part !== undefined && said.has(part)) return undefined;
    if (part === undefined) open?.push(word);
    else said.set(part, (open = []));
    if (open === undefined) return undefined;
  }
  const empty = [...said].some(([part, parts]) => part !== 'vault' && parts.length === 0);
  return empty
    ? undefined
    : Object.fromEntries([...said].map(([part, parts]) => [part, parts.join(' ')]));
}

/**
 * A typed answer as the form would have sent it: `defaults`, or two vaults, each with what is to be
 * different about it. Undefined: it was not understood.
 */
export function asForm(input: Input): Input | undefined {
  const { typed, ...form } = input;
  if (typed === undefined) return form;
  if (/^defaults?[.!]?$/i.test(typed.trim())) return {};
  if (typed.length > LONGEST) return undefined;
  const clauses = typed.split(/[,;\n]|\s+and\s+/i).map(clauseOf);
  const [first, second] = clauses;
  if (clauses.length !== 2 || first === undefined || second === undefined) return undefined;
  return Object.fromEntries(
    PARTS.flatMap((part) => [
      [fieldOf(0, part), first[part] ?? ''],
      [fieldOf(1, part), second[part] ?? ''],
    ]),
  );
}
