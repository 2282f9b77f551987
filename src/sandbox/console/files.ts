import { createHash } from 'node:crypto';
import { type Cmdlet, Failed, getText, type Given } from './cmdlet.ts';
import { timeAs } from './methods.ts';
import type { Session } from './session.ts';
import { listOf, memberOf, textOf, type Value } from './values.ts';

const keyOf = (path: string) => path.replaceAll('\\', '/').replace(/^\.\//, '').toLowerCase();

/** Keeps a file beside the prompt. */
export function writeFile({ files }: Session, path: string, content: Uint8Array): void {
  files.put(keyOf(path), { path, content: Buffer.from(content).toString('base64') });
}

/** The content of a file, if there is one. */
export function findFile({ files }: Session, path: string): Buffer | undefined {
  const found = files.find(keyOf(path));
  return found && Buffer.from(found.content, 'base64');
}

/** The content of a file that has to be there. */
export function getFile(session: Session, path: string): Buffer {
  const found = findFile(session, path);
  if (found !== undefined) return found;
  throw new Failed(`Cannot find path '${path}' because it does not exist.`);
}

const HASHES = ['SHA256', 'SHA1', 'SHA384', 'SHA512', 'MD5'];

/** A path as text, or an object that stands for a file. */
const pathOf = (value: Value): string =>
  typeof value === 'string'
    ? value
    : textOf(memberOf(value, 'Path') ?? memberOf(value, 'FullName'));

function hash(given: Given, session: Session): readonly Value[] {
  const algorithm = (getText(given, 'Algorithm') || 'SHA256').toUpperCase();
  if (!HASHES.includes(algorithm))
    throw new Failed(
      `The argument "${algorithm}" does not belong to the set "${HASHES.join(',')}".`,
    );
  const paths = [given.get('Path'), given.get('LiteralPath')].flatMap((each) =>
    listOf(each ?? null),
  );
  return paths.map(pathOf).map((path) => ({
    Algorithm: algorithm,
    Hash: createHash(algorithm).update(getFile(session, path)).digest('hex').toUpperCase(),
    Path: path,
  }));
}

const at = (given: Given) => getText(given, 'Path');

/** What can be done with files. */
export const FILE_CMDLETS: readonly Cmdlet[] = [
  {
    name: 'Get-FileHash',
    parameters: { Path: 'list', LiteralPath: 'list', Algorithm: 'text' },
    positions: ['Path'],
    piped: 'Path',
    run: hash,
  },
  {
    name: 'Test-Path',
    parameters: { Path: 'text' },
    positions: ['Path'],
    required: ['Path'],
    run: (given, session) => [findFile(session, at(given)) !== undefined],
  },
  {
    name: 'Get-Item',
    parameters: { Path: 'text' },
    positions: ['Path'],
    required: ['Path'],
    run: (given, session) => [{ Path: at(given), Length: getFile(session, at(given)).length }],
  },
  {
    name: 'Join-Path',
    parameters: { Path: 'text', ChildPath: 'text' },
    positions: ['Path', 'ChildPath'],
    run: (given) => [`${at(given)}/${getText(given, 'ChildPath')}`],
  },
  {
    name: 'Get-Date',
    parameters: { Format: 'text', AsUTC: 'switch' },
    run: (given, { tenant }) => [timeAs(getText(given, 'Format'), tenant.clock.now())],
  },
];
