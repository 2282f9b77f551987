import type { Incoming } from '../archive/archive.ts';
import { MOST_BYTES, tooLong, type Reject } from './lines.ts';
import * as byte from './json-bytes.ts';
import { envelope } from './json-envelope.ts';
import { structure } from './json-structure.ts';
import { NOT_JSON } from './wrapped.ts';

export interface Splitter {
  next(piece: Buffer): readonly Incoming[];
  /** `cut`: why the file ended before its time. */
  end(cut: string | undefined): void;
}

type State =
  | 'root'
  | 'envelope'
  | 'list'
  /** Inside of an object that may be a record. */
  | 'record'
  /** Looking for the line on which the next record begins. */
  | 'recovering'
  /** Passing over a line that is no JSON, outside of everything. */
  | 'passing'
  | 'lost';

/**
 * Splits JSON into the objects of its lists without parsing them. Where one is broken, it goes on
 * with the next that certainly begins a record: one where a name would be due, or one that begins a
 * line as the others did, for no string holds a line break. Otherwise the rest is given up.
 *
 * Records in a list that begins on the line of its bracket are counted; others have their line.
 */
export function splitter(pages: boolean, reject: Reject, most: number = MOST_BYTES): Splitter {
  const value = structure();
  const page = envelope();
  let state: State = 'root';
  /** Where the list stands, and where its record: what comes back when they end. */
  let around: 'root' | 'envelope' = 'root';
  let place: 'root' | 'list' = 'root';
  let [line, position, offset] = [1, 0, 0];
  /** Blanks since the line began; -1 once there was anything else. */
  let margin = 0;
  let listLine = 0;
  let home: number | undefined;
  let [byLine, certain, stray] = [true, true, false];
  let at = 0;
  let parts: Buffer[] = [];
  let length = 0;
  let from = 0;
  let found: Incoming[] = [];

  const where = (): number => (byLine ? line : position);

  function openList(): void {
    around = state === 'envelope' ? 'envelope' : 'root';
    [state, listLine, home, stray] = ['list', line, undefined, false];
  }

  function begin(index: number, first: number): void {
    place = state === 'root' ? 'root' : state === 'record' ? place : 'list';
    if (home === undefined) [home, byLine] = [margin, place === 'root' || line !== listLine];
    position += 1;
    [at, from, parts, length, stray] = [where(), index, [], 0, false];
    state = 'record';
    value.begin();
    value.step(first);
  }

  function keep(piece: Buffer, to: number): void {
    length += to - from;
    if (length <= most) parts.push(piece.subarray(from, to));
    else parts = [];
  }

  function whole(piece: Buffer, index: number): void {
    keep(piece, index + 1);
    if (length > most) reject({ line: at, reason: tooLong(most) });
    else found.push({ line: at, text: textOf(parts) });
    [state, parts] = [place, []];
  }

  function broken(index: number): void {
    parts = [];
    if (byLine && certain) {
      state = 'recovering';
      return;
    }
    const rest = `the rest of the file, from byte ${offset + index}, cannot be read`;
    reject({ line: at, reason: `${NOT_JSON}; ${rest}` });
    state = 'lost';
  }

  function inRecord(next: number, piece: Buffer, index: number): void {
    const outcome = value.step(next);
    if (outcome === 'whole') return whole(piece, index);
    if (outcome === 'broken') return broken(index);
    if (next !== byte.OPEN_OBJECT) return;
    if (outcome === 'open' && margin === home) certain = false;
    if (outcome === 'open') return;
    reject({ line: at, reason: NOT_JSON });
    begin(index, next);
  }

  function inList(next: number, index: number): void {
    if (next === byte.CLOSE_LIST) state = around;
    else if (next === byte.COMMA) stray = false;
    else if (next === byte.OPEN_OBJECT || next === byte.OPEN_LIST || next === byte.QUOTE)
      begin(index, next);
    else if (!stray && !byte.isBlank(next)) {
      position += 1;
      reject({ line: where(), reason: NOT_JSON });
      stray = true;
    }
  }

  function atRoot(next: number, index: number): void {
    if (byte.isBlank(next) || next === byte.COMMA) return;
    if (next === byte.OPEN_LIST) return openList();
    if (next === byte.OPEN_OBJECT && !pages) return begin(index, next);
    if (next === byte.OPEN_OBJECT) {
      [state, at] = ['envelope', line];
      page.begin();
      return;
    }
    reject({ line, reason: NOT_JSON });
    state = 'passing';
  }

  function inEnvelope(next: number, index: number): void {
    const outcome = page.step(next);
    if (outcome === 'list') openList();
    if (outcome === 'empty') reject({ line: at, reason: 'no list of records' });
    if (outcome === 'whole' || outcome === 'empty') state = 'root';
    if (outcome === 'broken') [byLine, at] = [false, line];
    if (outcome === 'broken') broken(index);
  }

  function recovering(next: number, index: number): void {
    if (next !== byte.OPEN_OBJECT || margin !== home) return;
    reject({ line: at, reason: NOT_JSON });
    state = place;
    begin(index, next);
  }

  function step(next: number, piece: Buffer, index: number): void {
    switch (state) {
      case 'record':
        return inRecord(next, piece, index);
      case 'list':
        return inList(next, index);
      case 'root':
        return atRoot(next, index);
      case 'envelope':
        return inEnvelope(next, index);
      case 'recovering':
        return recovering(next, index);
      case 'passing':
        if (next === byte.NEWLINE) state = 'root';
        return;
      case 'lost':
        return;
    }
  }

  return {
    next(piece) {
      [found, from] = [[], 0];
      for (let index = 0; index < piece.length; index += 1) {
        if (state === 'record' && value.inString()) index = byte.plainEnd(piece, index);
        const next = piece[index];
        if (next === undefined) break;
        if (next === byte.NEWLINE) [line, margin] = [line + 1, 0];
        step(next, piece, index);
        if (next !== byte.NEWLINE) margin = margin >= 0 && byte.isSpace(next) ? margin + 1 : -1;
      }
      if (state === 'record') keep(piece, piece.length);
      offset += piece.length;
      return found;
    },
    end(cut) {
      const reason = endOf(state, cut);
      if (reason === undefined) return;
      reject({ line: state === 'record' || state === 'recovering' ? at : line, reason });
    },
  };
}

const textOf = (parts: readonly Buffer[]): string =>
  parts.length === 1 ? (parts[0] ?? Buffer.alloc(0)).toString('utf8') : joined(parts);

const joined = (parts: readonly Buffer[]): string => Buffer.concat(parts).toString('utf8');

function endOf(state: State, cut: string | undefined): string | undefined {
  switch (state) {
    case 'record':
      return cut ?? 'the file ends within this record';
    case 'recovering':
      return `${NOT_JSON}; nothing after it could be read`;
    case 'list':
    case 'envelope':
      return cut ?? 'the file ends before its list does';
    case 'root':
    case 'passing':
      return cut;
    case 'lost':
      return undefined;
  }
}
