import { suggest } from '../../../core/suggest.ts';
import { looksLikeAddress } from './addresses.ts';
import { quoted, type Input } from './known.ts';

const LONGEST = 1500;

type Said = readonly [field: string, value: string];

/** Typed words, with the field that they fill. */
const WORDS: ReadonlyMap<string, Said> = new Map<string, Said>([
  ['2048', ['keySize', '2048']],
  ['3072', ['keySize', '3072']],
  ['4096', ['keySize', '4096']],
  ['create', ['keySource', 'create']],
  ['import', ['keySource', 'import']],
  ['roles', ['permissionModel', 'roles']],
  ['policies', ['permissionModel', 'policies']],
  ['access policies', ['permissionModel', 'policies']],
  ['open', ['firewall', 'open']],
  ['trusted', ['firewall', 'trusted']],
  ['request', ['retention', 'request']],
  ['leave', ['retention', 'leave']],
]);

type Found = readonly Said[];

/** What one part of the answer says; undefined: nothing that is understood. */
function partOf(part: string): Found | undefined {
  const lower = part
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .replace(/^(\d{4}) bits?$/, '$1');
  const word = WORDS.get(lower);
  if (word !== undefined) return [word];
  if (/^defaults?$/.test(lower)) return [];
  const addresses = /^(?:(trusted) )?(.+)$/.exec(lower);
  if (addresses?.[2]?.split(' ').every(looksLikeAddress))
    return [
      ...(addresses[1] === undefined ? [] : [['firewall', 'trusted'] as const]),
      ['addresses', addresses[2]],
    ];
  const [, name] = /^policy\s+(\S+)$/i.exec(part) ?? [];
  return name === undefined ? workspaceIn(part) : [['policyName', name]];
}

const GUID = /^(?:workspace\s+)?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;

/** Where the logs go, and by which id they are read there: `workspace /subscriptions/… 1a2b…`. */
function workspaceIn(part: string): Found | undefined {
  const [, alone] = GUID.exec(part) ?? [];
  if (alone !== undefined) return [['workspaceId', alone]];
  const [, word, place, id] = /^(workspace\s+)?(\S+)(?:\s+(\S+))?$/i.exec(part) ?? [];
  if (place === undefined || (word === undefined && !place.startsWith('/'))) return undefined;
  return [['workspace', place], ...(id === undefined ? [] : [['workspaceId', id] as const])];
}

const EXAMPLE =
  '4096, policies, trusted 203.0.113.7, leave, policy Contoso_CustomerKey, workspace /subscriptions/… and its Workspace ID behind it';

function unknown(part: string): string {
  const meant = suggest(part.toLowerCase().slice(0, 40), [...WORDS.keys(), 'defaults']);
  const hint = meant.length > 0 ? ` Did you mean ${meant.join(' or ')}?` : '';
  return `I do not understand ${quoted(part)}.${hint} Answer defaults, or what shall be different, separated by commas: ${EXAMPLE}.`;
}

/** Several addresses add up; everything else can be said once. */
function put(form: Map<string, string>, [field, value]: Said): string | undefined {
  const before = form.get(field);
  if (field === 'addresses') form.set(field, before === undefined ? value : `${before}, ${value}`);
  else if (before !== undefined && before !== value)
    return `You said both ${quoted(before)} and ${quoted(value)}. Say only one of them.`;
  else form.set(field, value);
  return undefined;
}

/** The description comes last, for it may hold commas. */
const DESCRIPTION = /(?:^|[,;])\s*description\s+(\S.*)$/is;

/** A typed answer as the form would have sent it, or the sentence why not. */
export function asForm(input: Input): { readonly form: Input } | { readonly problem: string } {
  const { typed, ...rest } = input;
  if (typed === undefined) return { form: rest };
  if (typed.length > LONGEST) return { problem: 'That is too long for an answer.' };
  const description = DESCRIPTION.exec(typed);
  const parts = typed
    .slice(0, description?.index ?? typed.length)
    .split(/[,;\n]|\s+and\s+/i)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  if (parts.length === 0 && description === null) return { problem: unknown('') };
  const form = new Map<string, string>();
  if (description?.[1] !== undefined) form.set('description', description[1]);
  for (const part of parts) {
    const found = partOf(part);
    if (found === undefined) return { problem: unknown(part) };
    const problem = found.map((each) => put(form, each)).find((each) => each !== undefined);
    if (problem !== undefined) return { problem };
  }
  return { form: Object.fromEntries(form) };
}
