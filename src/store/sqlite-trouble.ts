interface Known {
  readonly codes: RegExp;
  says(dataDir: string): string;
}

const KNOWN: readonly Known[] = [
  {
    codes: /^SQLITE_(?:NOTADB|CORRUPT)/,
    says: (dataDir) =>
      `The database steward.db in the data folder ${dataDir} is damaged and was left as it is. ` +
      'Restore the folder from a backup, or name another folder in DATA_DIR.',
  },
  {
    codes: /^(?:SQLITE_(?:READONLY|CANTOPEN|PERM)|EACCES|EPERM|EROFS|ENOTDIR|EEXIST|EISDIR)/,
    says: (dataDir) =>
      `The data folder ${dataDir} cannot be written to. Check DATA_DIR and the rights of the folder.`,
  },
  {
    codes: /^(?:SQLITE_(?:FULL|IOERR)|ENOSPC|EDQUOT)/,
    says: (dataDir) =>
      `The disk of the data folder ${dataDir} is full or fails. Make room, then start again.`,
  },
];

function findCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  if ('code' in error && typeof error.code === 'string') return error.code;
  return 'cause' in error ? findCode(error.cause) : undefined;
}

/** Why the embedded store cannot be opened, in a sentence that says what to do, where that is known. */
export function sqliteTrouble(error: unknown, dataDir: string): unknown {
  const code = findCode(error);
  const known = KNOWN.find(({ codes }) => code !== undefined && codes.test(code));
  return known === undefined ? error : new Error(known.says(dataDir), { cause: error });
}
