import { ArchiveTrouble } from './archive.ts';
import { CatalogueMoved } from './catalogue.ts';

const DOING = {
  opened: 'The audit archive could not be opened',
  stored: 'The audit records could not be stored, so none of them was',
  borrowed: 'The audit records could not be looked at',
  compacted: 'The audit archive could not be tidied up; nothing was lost',
  cleared: 'Old audit records could not be deleted',
} as const;

interface Known {
  readonly codes: readonly string[];
  readonly says: RegExp;
  readonly then: string;
}

const KNOWN: readonly Known[] = [
  {
    codes: ['ENOSPC', 'EDQUOT', 'EFBIG'],
    says: /no space left|disk (?:is )?full|quota exceeded|file too large|max_temp_directory_size/i,
    then: 'the disk is full. Make room, then try again.',
  },
  {
    codes: ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST'],
    says: /permission denied|read-only file system|not a directory/i,
    then: 'its folder cannot be written to. Check ARCHIVE_DIR and its rights.',
  },
  {
    codes: [],
    says: /out of memory/i,
    then: 'there was not enough memory. Allow more with ARCHIVE_MEMORY_MB, then try again.',
  },
];

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';

/** What comes from elsewhere, and whether an error is its own: those are not the archive's to explain. */
export interface Watched<T> {
  readonly items: AsyncGenerator<T, void>;
  threw(error: unknown): boolean;
}

export function watched<T>(source: AsyncIterable<T> | Iterable<T>): Watched<T> {
  const thrown = new Set<unknown>();
  async function* items(): AsyncGenerator<T, void> {
    try {
      yield* source;
    } catch (error) {
      thrown.add(error);
      throw error;
    }
  }
  return { items: items(), threw: (error) => thrown.has(error) };
}

/** Trouble of the machine as a sentence; a fault of ours, or of others, stays what it is. */
export async function understood<T>(
  doing: keyof typeof DOING,
  work: () => Promise<T>,
  threw: (error: unknown) => boolean = () => false,
): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (threw(cause)) throw cause;
    if (cause instanceof CatalogueMoved)
      throw new ArchiveTrouble(`${DOING[doing]}: somebody else changed it. Try again.`, { cause });
    const says = cause instanceof Error ? cause.message : '';
    const found = KNOWN.find((one) => one.codes.includes(codeOf(cause)) || one.says.test(says));
    if (found === undefined) throw cause;
    throw new ArchiveTrouble(`${DOING[doing]}: ${found.then}`, { cause });
  }
}
