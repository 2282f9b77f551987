import { createHmac } from 'node:crypto';
import ipaddr from 'ipaddr.js';

const HIDDEN = '•••';

/** Says nothing about anybody. */
const NOBODY = new Set(['', 'unknown']);

/**
 * A person as others may see them: `b•••@contoso.com (3f9a)`. The same person has the same few signs
 * at the end everywhere, so that two stay apart. Without a key, whoever knows everybody's address can
 * find out whose signs they are.
 */
export function maskUser(user: string, key = ''): string {
  if (NOBODY.has(user.toLowerCase())) return user;
  const at = user.lastIndexOf('@');
  const name = at < 0 ? user : user.slice(0, at);
  return `${firstOf(name)}${HIDDEN}${at < 0 ? '' : user.slice(at)} (${signsOf(user, key)})`;
}

/** A short name would be told by its first letter. */
function firstOf(name: string): string {
  const [first = '', second, third] = name.slice(0, 12);
  return second === undefined || third === undefined ? '' : first;
}

const signsOf = (user: string, key: string): string =>
  createHmac('sha256', `audit-steward mask ${key}`)
    .update(user.toLowerCase())
    .digest('hex')
    .slice(0, 4);

/** The name of a customer's record: its first letter, and which one it is. */
export const maskName = (name: string, key = ''): string =>
  name === '' ? '' : `${firstOf(name)}${HIDDEN} (${signsOf(name, key)})`;

/** The network that an address, or a narrow range of them, belongs to: /24, or /48 for IPv6. */
export function maskAddress(address: string): string {
  if (NOBODY.has(address.toLowerCase())) return address;
  const [plain = '', length] = address.split('/');
  const network = findNetwork(plain);
  if (network === undefined) return HIDDEN;
  const wide = /^\d{1,3}$/.test(length ?? '') && Number(length) <= network.bits;
  return wide ? address : `${network.first}/${network.bits}`;
}

function findNetwork(
  address: string,
): { readonly first: string; readonly bits: number } | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(address))
    return { first: networkOf(address, 24), bits: 24 };
  if (!address.includes(':') || !ipaddr.IPv6.isValid(address)) return undefined;
  const parsed = ipaddr.IPv6.parse(address);
  if (parsed.isIPv4MappedAddress())
    return { first: networkOf(parsed.toIPv4Address().toString(), 24), bits: 24 };
  const [one = 0, two = 0, three = 0] = parsed.parts;
  const first = new ipaddr.IPv6([one, two, three, 0, 0, 0, 0, 0]).toRFC5952String();
  return { first, bits: 48 };
}

const networkOf = (address: string, bits: number): string =>
  ipaddr.IPv4.networkAddressFromCIDR(`${address}/${bits}`).toString();

/** Whatever stands between words in a sentence. */
const BETWEEN = /([\s"“”<>(),;]+)/;

/** A sentence in which people and addresses may be named. */
export const maskText = (text: string, key = ''): string =>
  text
    .split(BETWEEN)
    .map((word) => maskWord(word, key))
    .join('');

function maskWord(word: string, key: string): string {
  if (word.includes(HIDDEN)) return word;
  const [, inner = word, end = ''] = /^(.*?)([.!?:]?)$/s.exec(word) ?? [];
  if (inner.includes('@')) return `${maskUser(inner, key)}${end}`;
  if (isAddress(word)) return maskAddress(word);
  return isAddress(inner) ? `${maskAddress(inner)}${end}` : word;
}

const isAddress = (word: string): boolean => findNetwork(word.split('/')[0] ?? '') !== undefined;
