import { findHead, isPreamble, lacksRecords } from './csv-head.ts';
import { FileTrouble } from './trouble.ts';

/**
 * `lines`: an object a line · `document`: lists of objects, or objects over several lines · `pages`:
 * objects whose member `value` is the list, as Graph writes them · `table`: CSV.
 */
export type Format = 'lines' | 'document' | 'pages' | 'table';

const ARCHIVES: readonly (readonly [start: string, what: string])[] = [
  ['PK\u0003\u0004', 'this is a zip archive: unpack it first'],
  ['PAR1', 'this is a Parquet file, not an export of audit records'],
];

/** What a file holds, by its beginning; its name says nothing. */
export function recognise(head: string): Format {
  for (const [start, what] of ARCHIVES) if (head.startsWith(start)) throw new FileTrouble(what);
  const text = head.trimStart();
  if (LIST.test(text)) return 'document';
  if (text.startsWith('{')) return objectsIn(text);
  return tableIn(text);
}

/** Names of columns may follow a few lines of warnings. */
const PREFACE = 10;

function tableIn(text: string): Format {
  const lines = text.split('\n').filter((line) => !isPreamble(line));
  const begins = lines.slice(0, PREFACE);
  if (begins.some((line) => findHead(line) !== undefined)) return 'table';
  if (begins.some(lacksRecords)) throw new FileTrouble('this table has no column AuditData');
  // Perhaps only the first lines are spoilt; each is looked at on its own.
  const some = lines.some((line) => line.trimStart().startsWith('{'));
  if (text.includes('\0') && !some) throw new FileTrouble('this is neither CSV nor JSON');
  return 'lines';
}

/** A bracket may also begin a line of a log: `[2026-08-03] export began`. */
const LIST = /^\[\s*(?:[{\]["]|(?:null|true|false|-?[\d.]+)\s*,|$)/;

const SCALAR = String.raw`(?:"(?:[^"\\\n]|\\.)*"|[-+.\w]+)`;
/** Members that are no lists and not those of a record, and then the list of objects. */
const PAGE = new RegExp(
  String.raw`^\{\s*(?:(?!"(?:Id|CreationTime)")"(?:[^"\\\n]|\\.)*"\s*:\s*${SCALAR}\s*,\s*){0,20}` +
    String.raw`"value"\s*:\s*\[\s*(?:[{\]]|$)`,
);

function objectsIn(text: string): Format {
  if (PAGE.test(text)) return 'pages';
  const [first = '', second = ''] = text.split('\n', 50).filter((line) => line.trim() !== '');
  // An object over several lines goes on with a name, or ends.
  const goesOn = first.trim() === '{' || /^\s*["}]/.test(second);
  return goesOn && !first.trim().endsWith('}') ? 'document' : 'lines';
}
