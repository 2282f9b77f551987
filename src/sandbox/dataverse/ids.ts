import { createHash } from 'node:crypto';

const digest = (parts: readonly string[]) =>
  createHash('sha256').update(parts.join('\n'), 'utf8').digest();

/** The same v4-shaped id for the same parts, so that seeded rows keep their ids after a reset. */
export function fixedId(...parts: readonly string[]): string {
  const hex = digest(parts).toString('hex');
  const variant = '89ab'.charAt(parseInt(hex.charAt(16), 16) % 4);
  const groups = [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`];
  return [...groups, `${variant}${hex.slice(17, 20)}`, hex.slice(20, 32)].join('-');
}

/** A number from 0 up to, not including, `below`: always the same for the same parts. */
export const fixedNumber = (below: number, ...parts: readonly string[]): number =>
  digest(parts).readUInt32BE(0) % below;

export const NO_ID = '00000000-0000-0000-0000-000000000000';

export const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
