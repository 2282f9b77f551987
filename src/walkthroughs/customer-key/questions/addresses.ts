import { z } from 'zod';
import { quoted } from './known.ts';

/** Normal form of what was said, or the sentence why not. */
export type Addresses = { readonly addresses: readonly string[] } | { readonly problem: string };

const MOST = 100;
/** Wider than this is no network of one organisation. */
const WIDEST = 8;

/** Never the sender on the internet: this host, private, shared, loopback, link-local, multicast. */
const NOT_PUBLIC = `0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12
  192.168.0.0/16 224.0.0.0/3`
  .split(/\s+/)
  .map((range) => rangeOf(range));

interface Range {
  readonly from: number;
  readonly to: number;
  readonly bits: number;
}

function rangeOf(text: string): Range {
  const [address = '', bits = '32'] = text.split('/');
  const size = 2 ** (32 - Number(bits));
  const number = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const from = number - (number % size);
  return { from, to: from + size - 1, bits: Number(bits) };
}

const dotted = (number: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.');

const written = ({ from, bits }: Range): string =>
  bits === 32 ? dotted(from) : `${dotted(from)}/${bits}`;

function problemWith(text: string, { from, to, bits }: Range): string | undefined {
  if (bits < WIDEST)
    return `${quoted(text)} is a large part of the internet. Name the networks that are yours.`;
  return NOT_PUBLIC.some((range) => from <= range.to && range.from <= to)
    ? `${quoted(text)} is not an address that Azure sees from outside. Give the public address that your network calls from.`
    : undefined;
}

const isAddress = (text: string): boolean =>
  z.ipv4().safeParse(text).success || z.cidrv4().safeParse(text).success;

/** Whether it is meant as an address, right or wrong. */
export const looksLikeAddress = (text: string): boolean =>
  /^[0-9a-f]*[.:][0-9a-f.:]*(?:\/\d+)?$/i.test(text);

/** IPv4 addresses and ranges, separated by commas or spaces; each once, in its normal form. */
export function addressesIn(text: string): Addresses {
  const words = text.split(/[\s,;]+/).filter((word) => word !== '');
  const bad = words.find((word) => !isAddress(word));
  if (bad !== undefined)
    return {
      problem: `${quoted(bad)} is no IPv4 address or range such as 203.0.113.7 or 203.0.113.0/28; a vault’s firewall knows no others.`,
    };
  const ranges = words.map((word) => ({ word, range: rangeOf(word) }));
  const problem = ranges
    .map(({ word, range }) => problemWith(word, range))
    .find((each) => each !== undefined);
  if (problem !== undefined) return { problem };
  const addresses = [...new Set(ranges.map(({ range }) => written(range)))];
  return addresses.length > MOST
    ? { problem: `At most ${MOST} addresses can be named; use ranges.` }
    : { addresses };
}
