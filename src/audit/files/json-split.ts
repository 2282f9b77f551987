import type { Incoming } from '../archive/archive.ts';
import * as byte from './json-bytes.ts';
import { envelope } from './json-envelope.ts';
import { gathered } from './json-gather.ts';
import { placeOf } from './json-place.ts';
import { structure } from './json-structure.ts';
import { MOST_BYTES, tooLong, type Reject } from './lines.ts';
import { NO_RECORD, NOT_JSON } from './wrapped.ts';

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
 */
export function splitter(pages: boolean, reject: Reject, most: number = MOST_BYTES): Splitter {
  const value = structure();
  const page = envelope();
  const place = placeOf();
  const bytes = gathered(most);
  let state: State = 'root';
  /** What comes back when a list ends, and when a record does. */
  let aroundList: 'root' | 'envelope' = 'root';
  let around: 'root' | 'list' = 'root';
  /** No object within a record has begun a line as records do. */
  let certain = true;
  let stray = false;
  let [at, offset] = [0, 0];
  let found: Incoming[] = [];

  function openList(): void {
    aroundList = state === 'envelope' ? 'envelope' : 'root';
    [state, stray] = ['list', false];
    place.listBegins();
  }

  function begin(index: number, first: number): void {
    if (state !== 'record') around = state === 'root' ? 'root' : 'list';
    at = place.recordBegins(around === 'list');
    [state, stray] = ['record', false];
    bytes.begin(index);
    value.begin();
    value.step(first);
  }

  function ended(piece: Buffer, index: number): void {
    bytes.take(piece, index + 1);
    const text = bytes.text();
    if (text === undefined) reject({ line: at, reason: tooLong(most) });
    else found.push({ line: at, text });
    bytes.drop();
    state = around;
  }

  function giveUp(index: number): void {
    const rest = `the rest of the file, from byte ${offset + index}, cannot be read`;
    reject({ line: at, reason: `${NOT_JSON}; ${rest}` });
    state = 'lost';
  }

  function broken(index: number): void {
    bytes.drop();
    if (place.byLine() && certain) state = 'recovering';
    else giveUp(index);
  }

  /** The record before was never closed: this one begins where a name was due, or a line. */
  function another(index: number, first: number): void {
    reject({ line: at, reason: NOT_JSON });
    begin(index, first);
  }

  function inRecord(next: number, piece: Buffer, index: number): void {
    const outcome = value.step(next);
    if (outcome === 'whole') ended(piece, index);
    else if (outcome === 'broken') broken(index);
    else if (outcome === 'another') another(index, next);
    else if (next === byte.OPEN_OBJECT && place.isHome()) certain = false;
  }

  function inList(next: number, index: number): void {
    if (next === byte.CLOSE_LIST) state = aroundList;
    else if (next === byte.COMMA) stray = false;
    else if (next === byte.OPEN_OBJECT || next === byte.OPEN_LIST || next === byte.QUOTE)
      begin(index, next);
    else if (!stray && !byte.isBlank(next)) {
      reject({ line: place.recordBegins(true), reason: NO_RECORD });
      stray = true;
    }
  }

  function atRoot(next: number, index: number): void {
    if (byte.isBlank(next) || next === byte.COMMA) return;
    if (next === byte.OPEN_LIST) openList();
    else if (next !== byte.OPEN_OBJECT) {
      reject({ line: place.line(), reason: NOT_JSON });
      state = 'passing';
    } else if (pages) {
      [state, at] = ['envelope', place.line()];
      page.begin();
    } else begin(index, next);
  }

  function inEnvelope(next: number, index: number): void {
    switch (page.step(next)) {
      case 'open':
        return;
      case 'list':
        return openList();
      case 'empty':
        reject({ line: at, reason: 'no list of records' });
        state = 'root';
        return;
      case 'whole':
        state = 'root';
        return;
      case 'broken':
        at = place.line();
        return giveUp(index);
    }
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
        if (next !== byte.OPEN_OBJECT || !place.isHome()) return;
        state = around;
        return another(index, next);
      case 'passing':
        if (next === byte.NEWLINE) state = 'root';
        return;
      case 'lost':
        return;
    }
  }

  return {
    next(piece) {
      found = [];
      bytes.nextPiece();
      for (let index = 0; index < piece.length; index += 1) {
        if (state === 'record' && value.inString()) index = byte.plainEnd(piece, index);
        const next = piece[index];
        if (next === undefined) break;
        if (next === byte.NEWLINE) place.newLine();
        step(next, piece, index);
        place.passed(next);
      }
      if (state === 'record') bytes.take(piece, piece.length);
      offset += piece.length;
      return found;
    },
    end(cut) {
      const reason = endOf(state, cut);
      const inside = state === 'record' || state === 'recovering';
      if (reason !== undefined) reject({ line: inside ? at : place.line(), reason });
    },
  };
}

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
