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
  if (head.includes('\0')) throw new FileTrouble('this is neither CSV nor JSON');
  const text = head.trimStart();
  if (/^\[\s*(?:[{\]]|$)/.test(text)) return 'document';
  if (text.startsWith('{')) return objectsIn(text);
  return tableIn(text);
}

function tableIn(text: string): Format {
  const names = text.split('\n').find((line) => !isPreamble(line)) ?? '';
  if (findHead(names) !== undefined) return 'table';
  if (lacksRecords(names)) throw new FileTrouble('this table has no column AuditData');
  // Perhaps only the first line is spoilt; each is looked at on its own.
  return 'lines';
}

const SCALAR = String.raw`(?:"(?:[^"\\\n]|\\.)*"|[-+.\w]+)`;
/** Members that are no lists, and then the list. */
const PAGE = new RegExp(
  String.raw`^\{\s*(?:"(?:[^"\\\n]|\\.)*"\s*:\s*${SCALAR}\s*,\s*){0,20}"value"\s*:\s*\[`,
);

function objectsIn(text: string): Format {
  if (PAGE.test(text)) return 'pages';
  const [first = '', second = ''] = text.split('\n', 50).filter((line) => line.trim() !== '');
  // An object over several lines goes on with a name, or ends.
  const goesOn = first.trim() === '{' || /^\s*["}]/.test(second);
  return goesOn && !first.trim().endsWith('}') ? 'document' : 'lines';
}
