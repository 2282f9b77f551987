import { open, rm, type FileHandle } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Incoming, Rejected } from './archive.ts';
import type { Engine } from './engine.ts';
import { quoted } from './quoted.ts';
import { BETWEEN, isBroken, isOdd, mayBeWrapped, taken } from './refuse.ts';

/** Texts in a file, a line each with its number before it: DuckDB reads them from there at once. */
export interface Spooled {
  readonly file: string;
  /** Number of the first text; they count on over all that comes. */
  readonly first: number;
  /** Where each of them stood. */
  readonly lines: readonly number[];
  readonly letters: number;
  readonly longest: number;
  /** Whether some may stand inside of another object. */
  readonly wrapped: boolean;
  readonly rejected: readonly Rejected[];
  readonly read: number;
}

/** Texts that are looked at and written together. */
const TOGETHER = 1000;
const TOGETHER_LETTERS = 4_000_000;

/** Letters in one file: with what becomes of them, a small part of the memory that is allowed. */
const lettersIn = ({ memoryMb }: Engine): number => (memoryMb * 1_000_000) / 8;

interface Writing {
  readonly handle: FileHandle;
  readonly file: string;
  readonly first: number;
  readonly lines: number[];
  readonly rejected: Rejected[];
  letters: number;
  longest: number;
  wrapped: boolean;
  read: number;
}

async function begin(engine: Engine, first: number): Promise<Writing> {
  const file = join(engine.scratch, `texts-${randomUUID()}`);
  const handle = await open(file, 'w', 0o600);
  const none = { letters: 0, longest: 0, wrapped: false, read: 0 };
  return { ...none, handle, file, first, lines: [], rejected: [] };
}

/** Each on a line of its own, with its number. */
function numbered({ first, lines }: Writing, texts: readonly string[]): string {
  let number = first + lines.length;
  let joined = '';
  for (const text of texts) {
    joined += `${number}${BETWEEN}${text}\n`;
    number += 1;
  }
  return joined;
}

/** Only those that can be on one line of their own; the others are refused. */
function sound({ rejected }: Writing, some: readonly Incoming[]): readonly Incoming[] {
  return some.flatMap((one) => {
    const found = taken(one);
    if ('text' in found) return [{ ...one, text: found.text }];
    rejected.push({ line: one.line, reason: found.reason });
    return [];
  });
}

async function write(writing: Writing, some: readonly Incoming[]): Promise<void> {
  const all = numbered(
    writing,
    some.map(({ text }) => text),
  );
  const careful = some.some(isBroken) || isOdd(all);
  const good = careful ? sound(writing, some) : some;
  const joined = careful
    ? numbered(
        writing,
        good.map(({ text }) => text),
      )
    : all;
  for (const { line, text } of good) {
    writing.lines.push(line);
    writing.longest = Math.max(writing.longest, text.length);
  }
  writing.read += some.length;
  writing.letters += joined.length;
  writing.wrapped ||= mayBeWrapped(joined);
  // Unlike `write`, it goes on where the system took only a part, and says when the disk is full.
  await writing.handle.writeFile(joined);
}

/** Pieces of a batch that are written together. */
function* together(batch: readonly Incoming[]): Generator<readonly Incoming[]> {
  let [from, letters] = [0, 0];
  for (const [at, { text }] of batch.entries()) {
    letters += text.length;
    if (at + 1 - from < TOGETHER && letters < TOGETHER_LETTERS) continue;
    yield batch.slice(from, at + 1);
    [from, letters] = [at + 1, 0];
  }
  if (from < batch.length) yield batch.slice(from);
}

async function end({ handle, ...rest }: Writing): Promise<Spooled> {
  await handle.close();
  return rest;
}

/** What comes as files of bounded size; each is the caller's to remove. */
export async function* spooled(
  engine: Engine,
  incoming: AsyncIterable<readonly Incoming[]> | Iterable<readonly Incoming[]>,
): AsyncGenerator<Spooled> {
  const most = lettersIn(engine);
  let writing: Writing | undefined;
  let next = 0;
  try {
    for await (const batch of incoming)
      for (const some of together(batch)) {
        writing ??= await begin(engine, next);
        await write(writing, some);
        if (writing.letters < most && writing.lines.length < engine.lotRecords) continue;
        const full = writing;
        next += full.lines.length;
        writing = undefined;
        yield await end(full);
      }
    if (writing === undefined) return;
    const last = writing;
    writing = undefined;
    yield await end(last);
  } finally {
    // Whoever asked went away, or what comes came to an end in an error.
    if (writing !== undefined) await removed(await end(writing));
  }
}

export const removed = ({ file }: Pick<Spooled, 'file'>): Promise<void> =>
  rm(file, { force: true });

const MEGABYTE = 1_000_000;

/** The relation of its texts: `ordinal` and `whole`. */
export function textsIn({ file, longest }: Pick<Spooled, 'file' | 'longest'>): string {
  // A letter is three bytes at most, or two of them four.
  const most = Math.max(2 * MEGABYTE, longest * 3 + 100);
  return `read_csv(${quoted(file)}, columns = {'ordinal': 'INT', 'whole': 'VARCHAR'},
    delim = ${quoted(BETWEEN)}, quote = '', escape = '', comment = '', header = false,
    auto_detect = false, strict_mode = false, new_line = '\\n',
    max_line_size = ${most}, buffer_size = ${Math.max(8 * MEGABYTE, most * 2)})`;
}
