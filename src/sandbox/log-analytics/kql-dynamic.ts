import type { Value } from './kql-values.ts';
import { notParsed, type Reader } from './kql-words.ts';

/** The JSON inside `dynamic(…)`, and its closing bracket. */
export function readDynamic(reader: Reader): Value {
  const value = readJson(reader);
  reader.expect(')');
  return value;
}

function readJson(reader: Reader): Value {
  const word = reader.next();
  if (word.kind === 'text') return word.text;
  if (word.kind === 'number') return Number(word.text);
  if (word.text === '[') return readArray(reader);
  if (word.text === '{') return readBag(reader);
  if (word.text === 'true' || word.text === 'false') return word.text === 'true';
  if (word.text === 'null') return null;
  throw notParsed(word.text);
}

function readArray(reader: Reader): Value {
  const items = reader.is(']') ? [] : reader.list(() => readJson(reader));
  reader.expect(']');
  return items;
}

function readBag(reader: Reader): Value {
  const members = reader.is('}') ? [] : reader.list(() => readMember(reader));
  reader.expect('}');
  return Object.fromEntries(members);
}

function readMember(reader: Reader): readonly [string, Value] {
  const name = reader.next();
  if (name.kind !== 'text') throw notParsed(name.text);
  reader.expect(':');
  return [name.text, readJson(reader)];
}
