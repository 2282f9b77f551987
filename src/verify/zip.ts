import { crc32, inflateRawSync } from 'node:zlib';
import { Refused } from './tally.ts';

/** What a pack may grow to before it is refused unread. */
export interface Limits {
  readonly pack: number;
  readonly file: number;
  readonly total: number;
  readonly files: number;
}

const GIB = 2 ** 30;
export const LIMITS: Limits = { pack: 2 * GIB, file: 2 * GIB, total: 6 * GIB, files: 200_000 };

/** So much of a pack stays unpacked from one reading to the next; the rest is unpacked again. */
const KEPT = GIB;

/** One file of the zip; unpacked when it is read and not before. */
export interface Packed {
  readonly name: string;
  readonly size: number;
  read(): Buffer;
}

const ZIP = 'The zip';
const refuse = (says: string, place = ZIP): never => {
  throw new Refused(place, says);
};

const END = { signature: 0x06054b50, length: 22 };
const CENTRAL = { signature: 0x02014b50, length: 46 };
const LOCAL = { signature: 0x04034b50, length: 30 };
const DESCRIPTOR = { signature: 0x08074b50, length: 16 };

/** No absolute path, no way up, no folder in a folder, no capitals to tell apart. */
const NAME = /^[a-z0-9][a-z0-9.-]*(?:\/[a-z0-9][a-z0-9.-]*)?$/;

/**
 * Reads a zip, and only such a one as has nothing to hide: no bytes between or after its files, no
 * name twice, no second word about a file that differs from the first, nothing larger than said.
 */
export function readZip(zip: Buffer, limits = LIMITS): ReadonlyMap<string, Packed> {
  if (zip.length > limits.pack) refuse(`is larger than ${limits.pack} bytes and was not read`);
  const { count, start, end } = endOf(zip);
  if (count > limits.files)
    refuse(`says it has ${count} files, more than the ${limits.files} allowed`);
  const files = new Map<string, Packed>();
  let [at, expected, total] = [start, 0, 0];
  for (let index = 0; index < count; index += 1) {
    const entry = centralAt(zip, at, end);
    if (files.has(entry.name)) refuse('stands in the zip twice', entry.name);
    if (entry.size > limits.file)
      refuse(`would be ${entry.size} bytes and was not unpacked`, entry.name);
    total += entry.size;
    if (total > limits.total) refuse(`would unpack to more than ${limits.total} bytes`);
    if (entry.offset !== expected) refuse('does not follow the file before it', entry.name);
    const { from, next } = localOf(zip, entry, start);
    files.set(entry.name, packed(zip.subarray(from, from + entry.packed), entry, total <= KEPT));
    [at, expected] = [entry.next, next];
  }
  if (at !== end) refuse('lists fewer files than it has room for');
  if (expected !== start) refuse('holds bytes that belong to no file');
  return files;
}

function endOf(zip: Buffer) {
  const end = zip.length - END.length;
  if (end < 0 || zip.readUInt32LE(end) !== END.signature)
    return refuse('does not end as a zip does: it was cut off, or bytes were added');
  const [disk, first, here, count] = [4, 6, 8, 10].map((at) => zip.readUInt16LE(end + at));
  const size = zip.readUInt32LE(end + 12);
  const start = zip.readUInt32LE(end + 16);
  if (disk !== 0 || first !== 0 || here !== count || zip.readUInt16LE(end + 20) !== 0)
    return refuse('has parts or comments that a pack does not have');
  if (start + size !== end) return refuse('has its list of files in another place than it says');
  return { count: count ?? 0, start, end };
}

interface Entry {
  readonly name: string;
  readonly fixed: Buffer;
  readonly method: number;
  readonly flags: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly offset: number;
  readonly next: number;
}

/** Sizes and sum follow the data where the packer did not know them before. */
const LATER = 0x8;
const UTF8 = 0x800;

function centralAt(zip: Buffer, at: number, end: number): Entry {
  if (at + CENTRAL.length > end || zip.readUInt32LE(at) !== CENTRAL.signature)
    return refuse('has a broken list of files');
  const next = at + CENTRAL.length + zip.readUInt16LE(at + 28);
  const name = zip.toString('latin1', at + CENTRAL.length, Math.min(next, end));
  if (next > end || !NAME.test(name)) return refuse('names a file as no file of a pack is named');
  const flags = zip.readUInt16LE(at + 8);
  const method = zip.readUInt16LE(at + 10);
  const known = (flags & ~(LATER | UTF8)) === 0 && (method === 0 || method === 8);
  // Version, extra field, comment, disk, and attributes: a pack has none, so nothing hides there.
  const bare =
    zip.readUInt16LE(at + 4) === 20 &&
    zip.readUInt16LE(at + 6) === 20 &&
    zip.subarray(at + 30, at + 42).every((byte) => byte === 0);
  if (!known || !bare) return refuse('is packed in a way that packs are not', name);
  return {
    ...{ name, method, flags, next },
    fixed: zip.subarray(at + 6, at + 16),
    crc: zip.readUInt32LE(at + 16),
    packed: zip.readUInt32LE(at + 20),
    size: zip.readUInt32LE(at + 24),
    offset: zip.readUInt32LE(at + 42),
  };
}

/** The second word about a file, in front of its bytes: it must say the same as the list. */
function localOf(zip: Buffer, entry: Entry, end: number) {
  const { name, offset, flags } = entry;
  const from = offset + LOCAL.length + name.length;
  const later = (flags & LATER) !== 0;
  const next = from + entry.packed + (later ? DESCRIPTOR.length : 0);
  if (next > end) return refuse('reaches beyond the files', name);
  const sums = (at: number) => [0, 4, 8].map((more) => zip.readUInt32LE(at + more)).join();
  const said = [entry.crc, entry.packed, entry.size].join();
  const same =
    zip.readUInt32LE(offset) === LOCAL.signature &&
    zip.subarray(offset + 4, offset + 14).equals(entry.fixed) &&
    zip.readUInt16LE(offset + 26) === name.length &&
    zip.readUInt16LE(offset + 28) === 0 &&
    zip.toString('latin1', offset + LOCAL.length, from) === name &&
    sums(offset + 14) === (later ? '0,0,0' : said);
  const after =
    !later ||
    (zip.readUInt32LE(next - DESCRIPTOR.length) === DESCRIPTOR.signature &&
      sums(next - DESCRIPTOR.length + 4) === said);
  if (!same || !after) return refuse('is described in two ways that differ', name);
  return { from, next };
}

/** A file is read to be held against the manifest, and again for what it says: unpacked once. */
function packed(bytes: Buffer, entry: Entry, keeps: boolean): Packed {
  let kept: Buffer | undefined;
  return {
    ...{ name: entry.name, size: entry.size },
    read() {
      const found = kept ?? unpacked(bytes, entry);
      kept = keeps && kept === undefined ? found : undefined;
      return found;
    },
  };
}

function unpacked(bytes: Buffer, { name, size, method, crc }: Entry): Buffer {
  const found = method === 0 ? bytes : inflated(bytes, size, name);
  if (found.length !== size) return refuse('is not as long as the zip says', name);
  if (crc32(found) !== crc) return refuse('was changed: its sum is not the one in the zip', name);
  return found;
}

/** Nothing deflated grows by more than this. */
const GROWTH = 1032;

function inflated(bytes: Buffer, size: number, name: string): Buffer {
  try {
    // Never more than was said, so that a small file cannot fill the memory; and in one piece, with
    // a byte to spare so that no second one is begun.
    const chunkSize = Math.max(Math.min(size, bytes.length * GROWTH) + 1, 64);
    return inflateRawSync(bytes, { maxOutputLength: Math.max(size, 1), chunkSize });
  } catch {
    return refuse('cannot be unpacked: it was changed, or it is larger than it says', name);
  }
}
