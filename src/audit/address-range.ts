import ipaddr from 'ipaddr.js';

/** The first and the last address of a range, both part of it, as 32 hex digits (`address_key`). */
export interface AddressRange {
  readonly first: string;
  readonly last: string;
}

const hexOf = (bytes: readonly number[]): string =>
  bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');

const MAPPED = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];

/** The 16 bytes of an address in its one usual way of writing; IPv4 is kept as `::ffff:0:0/96`. */
function findBytes(address: string): readonly number[] | undefined {
  // The library would read `010.1` or `1` as addresses too; nobody writes those and means them.
  if (ipaddr.IPv4.isValidFourPartDecimal(address))
    return [...MAPPED, ...ipaddr.IPv4.parse(address).toByteArray()];
  if (!address.includes(':') || address.includes('%') || !ipaddr.IPv6.isValid(address))
    return undefined;
  return ipaddr.IPv6.parse(address).toByteArray();
}

/** Keeps the first `length` bits and sets all others. */
const fill = (bytes: readonly number[], length: number, ones: boolean): readonly number[] =>
  bytes.map((byte, place) => {
    const kept = Math.min(8, Math.max(0, length - place * 8));
    const mask = (0xff << (8 - kept)) & 0xff;
    return (byte & mask) | (ones ? ~mask & 0xff : 0);
  });

/** The range that `203.0.113.0/24`, `2001:db8::/32` or a single address stands for. */
export function findRange(text: string): AddressRange | undefined {
  const [address = '', length, ...more] = text.split('/');
  const bytes = findBytes(address);
  if (bytes === undefined || more.length > 0) return undefined;
  if (length === undefined) return { first: hexOf(bytes), last: hexOf(bytes) };
  const most = address.includes(':') ? 128 : 32;
  if (!/^\d{1,3}$/.test(length) || Number(length) > most) return undefined;
  const bits = Number(length) + 128 - most;
  return { first: hexOf(fill(bytes, bits, false)), last: hexOf(fill(bytes, bits, true)) };
}
