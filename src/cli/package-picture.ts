import { inflateSync } from 'node:zlib';

/** The pixels of a PNG, as far as two icons need it: eight bits, RGB or RGBA, not interlaced. */

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue, alpha of every pixel, row by row. */
  readonly pixels: Uint8Array;
}

const SIGNATURE = '89504e470d0a1a0a';
const CHANNELS: Readonly<Record<number, number>> = { 2: 3, 6: 4 };

/** Throws a sentence when it is no such picture. */
export function readPicture(png: Uint8Array): Picture {
  const file = Buffer.from(png);
  if (file.subarray(0, 8).toString('hex') !== SIGNATURE) throw new Error('It is not a PNG.');
  const chunks = [...chunksOf(file)];
  const head = chunks.find(({ name }) => name === 'IHDR')?.data;
  if (head === undefined || head.length < 13) throw new Error('It is a damaged PNG.');
  const channels = CHANNELS[head.readUInt8(9)];
  if (head.readUInt8(8) !== 8 || channels === undefined || head.readUInt8(12) !== 0)
    throw new Error('It is not a plain PNG of eight bits in RGB or RGBA.');
  const packed = chunks.filter(({ name }) => name === 'IDAT').map(({ data }) => data);
  const [width, height] = [head.readUInt32BE(0), head.readUInt32BE(4)];
  const rows = unfiltered(inflateSync(Buffer.concat(packed)), width * channels, height, channels);
  return { width, height, pixels: withAlpha(rows, channels) };
}

function* chunksOf(file: Buffer): Generator<{ readonly name: string; readonly data: Buffer }> {
  for (let at = 8; at + 12 <= file.length;) {
    const length = file.readUInt32BE(at);
    yield {
      name: file.toString('latin1', at + 4, at + 8),
      data: file.subarray(at + 8, at + 8 + length),
    };
    at += length + 12;
  }
}

/** Each row says by its first byte how it was predicted from its neighbours (PNG, section 9). */
function unfiltered(raw: Buffer, stride: number, height: number, channels: number): Uint8Array {
  const rows = new Uint8Array(stride * height);
  for (let y = 0; y < height; y += 1) {
    const filter = raw[y * (stride + 1)] ?? 0;
    for (let x = 0; x < stride; x += 1) {
      const at = y * stride + x;
      const left = x < channels ? 0 : (rows[at - channels] ?? 0);
      const up = y === 0 ? 0 : (rows[at - stride] ?? 0);
      const corner = x < channels || y === 0 ? 0 : (rows[at - stride - channels] ?? 0);
      rows[at] = (raw[y * (stride + 1) + 1 + x] ?? 0) + predicted(filter, left, up, corner);
    }
  }
  return rows;
}

function predicted(filter: number, left: number, up: number, corner: number): number {
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return Math.floor((left + up) / 2);
  return filter === 4 ? nearest(left, up, corner) : 0;
}

function nearest(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}

function withAlpha(rows: Uint8Array, channels: number): Uint8Array {
  if (channels === 4) return rows;
  const pixels = new Uint8Array((rows.length / 3) * 4).fill(255);
  for (let at = 0; at < rows.length; at += 1)
    pixels[Math.floor(at / 3) * 4 + (at % 3)] = rows[at] ?? 0;
  return pixels;
}
