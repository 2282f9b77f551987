import ipaddr from 'ipaddr.js';

/** The eight groups of an address, an IPv4 one as `0000:…:ffff:a00:1`; undefined if it is none. */
export function fullAddress(text: string): string | undefined {
  const bytes = bytesOf(text);
  if (bytes === undefined) return undefined;
  const digits = bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return digits.match(/.{4}/g)?.join(':');
}

function bytesOf(text: string): readonly number[] | undefined {
  if (text.includes('%') || !ipaddr.isValid(text)) return undefined;
  if (!text.includes(':') && !ipaddr.IPv4.isValidFourPartDecimal(text)) return undefined;
  const address = ipaddr.parse(text);
  return address instanceof ipaddr.IPv4
    ? address.toIPv4MappedAddress().toByteArray()
    : address.toByteArray();
}

/** Null where one of the two is no address of this kind. */
export function isInRange(kind: 'ipv4' | 'ipv6', text: string, range: string): boolean | null {
  if (fullAddress(text) === undefined || !ipaddr.isValidCIDR(range)) return null;
  const [address, [base, length]] = [ipaddr.parse(text), ipaddr.parseCIDR(range)];
  if (address.kind() !== kind || base.kind() !== kind) return null;
  return address.match(base, length);
}
