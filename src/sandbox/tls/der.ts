/** One ASN.1 value in DER: tag, length, content. */
export function der(tag: number, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content);
  return Buffer.concat([Buffer.from([tag]), lengthOf(body.length), body]);
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const bytes = length < 0x100 ? [length] : [length >> 8, length & 0xff];
  return Buffer.from([0x80 + bytes.length, ...bytes]);
}

export const sequence = (...parts: readonly Buffer[]): Buffer => der(0x30, ...parts);
export const set = (...parts: readonly Buffer[]): Buffer => der(0x31, ...parts);
export const text = (value: string): Buffer => der(0x0c, Buffer.from(value));
export const octets = (...parts: readonly Buffer[]): Buffer => der(0x04, ...parts);
export const truth = (): Buffer => der(0x01, Buffer.from([0xff]));

/** A non-negative number; a leading zero keeps the sign bit clear. */
export const integer = (bytes: Buffer): Buffer =>
  der(0x02, (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);

export const bits = (content: Buffer, unused = 0): Buffer =>
  der(0x03, Buffer.from([unused]), content);

export const time = (at: Date): Buffer =>
  der(0x17, Buffer.from(`${at.toISOString().slice(2, 19).replace(/[-:T]/g, '')}Z`));

/** An object identifier such as `2.5.29.17`. */
export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return der(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

function base128(value: number): readonly number[] {
  const last = value & 0x7f;
  const before = value >> 7;
  return before === 0 ? [last] : [...base128(before).map((byte) => byte | 0x80), last];
}
