import { UNITS } from '../query.ts';
import type { NamedPeriod, Unit } from '../query.ts';
import { spanOf } from './period.ts';
import { past, read, unclear, wordAt } from './said.ts';
import type { Piece, Read, Said, Sentence } from './said.ts';
import { MINUTE, wallOf } from './wall.ts';
import { findCount, findUnit } from './words.ts';

/** The instant at which the question is asked, as its end. */
export interface Asked extends Sentence {
  readonly at: Date;
}

function namedPiece(named: NamedPeriod, { at, zone }: Asked): Piece {
  const { from, to } = spanOf(named, at, zone.name);
  const [start, end] = [Date.parse(from), Date.parse(to)];
  const kind = named.kind === 'whole' && named.unit === 'day' ? 'day' : 'stretch';
  return {
    kind,
    named,
    from: { wall: wallOf(start, zone), instant: start },
    to: { wall: wallOf(end, zone), instant: end },
  };
}

export const whole = (unit: Unit, back: number, asked: Asked): Piece =>
  namedPiece({ kind: 'whole', unit, back }, asked);

export const FUTURE = 'That lies in the future: there are no records of it yet.';

/** `today`, `yesterday`, `the day before yesterday`, `3 days ago`. */
function readDay(asked: Asked, place: number): Read<Said> | undefined {
  const word = wordAt(asked, place);
  if (word === 'today') return read(whole('day', 0, asked), place + 1);
  if (word === 'yesterday') return read(whole('day', 1, asked), place + 1);
  if (word === 'tomorrow') return read(unclear(FUTURE), place + 1);
  const ereyesterday = ['day', 'before', 'yesterday'];
  if (ereyesterday.every((each, index) => wordAt(asked, place + index) === each))
    return read(whole('day', 2, asked), place + 3);
  return undefined;
}

/** `3 days ago`; of longer units it cannot be told whether one day or the whole unit is meant. */
function readAgo(asked: Asked, place: number): Read<Said> | undefined {
  const word = wordAt(asked, place);
  const count = word === 'a' || word === 'an' ? 1 : findCount(word);
  const unit = findUnit(wordAt(asked, place + 1));
  if (wordAt(asked, place + 2) !== 'ago' || unit === undefined) return undefined;
  const said =
    unit === 'day' && count !== undefined && count <= 1000
      ? whole('day', count, asked)
      : unclear('Please name the day or the period, such as on 3 August or last 3 weeks.');
  return read(said, place + 3);
}

const ONE_DAY = 'The last day can be yesterday or the last 24 hours. Please say which.';
const EITHER = (unit: Unit) =>
  `That can be the ${unit} up to now or the calendar ${unit} before. Please say last 1 ${unit} or last ${unit}.`;

/** `this week`, `last month`, `previous quarter`. */
export function readWhole(asked: Asked, place: number): Read<Said> | undefined {
  const which = wordAt(asked, place);
  const at = past(asked, place + 1, 'calendar', 'full', 'complete', 'whole');
  const [word, unit] = [wordAt(asked, at), findUnit(wordAt(asked, at))];
  if (unit === undefined || word.endsWith('s')) return undefined;
  const said = saidWhole(which, unit, at > place + 1, asked);
  return said === undefined ? undefined : read(said, at + 1);
}

function saidWhole(which: string, unit: Unit, calendar: boolean, asked: Asked): Said | undefined {
  switch (which) {
    case 'this':
    case 'current':
      return whole(unit, 0, asked);
    case 'previous':
    case 'prior':
      return whole(unit, 1, asked);
    case 'last':
    case 'past':
      if (unit === 'hour' && !calendar) return namedPiece({ kind: 'last', unit, count: 1 }, asked);
      if (unit === 'day' && !calendar) return unclear(ONE_DAY);
      return which === 'last' || calendar ? whole(unit, 1, asked) : unclear(EITHER(unit));
    case 'next':
      return unclear(FUTURE);
    default:
      return undefined;
  }
}

const VAGUE = ['few', 'couple', 'several', 'some', 'many'];
const HOW_MANY = 'Please say how many, such as last 7 days.';
const WITHOUT_TODAY =
  'It is not clear whether today is part of that. Please say last 7 days, or from when to when.';

export function lastOf(count: number, unit: Unit, asked: Asked): Said {
  return count >= 1 && count <= 1000
    ? namedPiece({ kind: 'last', unit, count }, asked)
    : unclear('That is more than can be counted back. Please say since when.');
}

function lastMinutes(count: number, { at, zone }: Asked): Said {
  const [start, end] = [at.getTime() - count * MINUTE, at.getTime()];
  return {
    kind: 'stretch',
    from: { wall: wallOf(start, zone), instant: start },
    to: { wall: wallOf(end, zone), instant: end },
  };
}

/** `last 7 days`, `past two weeks`, `last 24h`, `last few days`. */
function readLast(asked: Asked, place: number): Read<Said> | undefined {
  const which = wordAt(asked, place);
  if (which !== 'last' && which !== 'past' && which !== 'previous') return undefined;
  const short = /^(\d{1,4})([hdw])$/.exec(wordAt(asked, place + 1));
  if (short !== null) {
    const unit = UNITS.find((one) => one.startsWith(short[2] ?? ' '));
    return unit && read(lastOf(Number(short[1]), unit, asked), place + 2);
  }
  const at = past(asked, place + 1, 'a');
  const word = wordAt(asked, past(asked, at + 1, 'of'));
  if (VAGUE.includes(wordAt(asked, at)) && findUnit(word) !== undefined)
    return read(unclear(HOW_MANY), past(asked, at + 1, 'of') + 1);
  const count = findCount(wordAt(asked, place + 1));
  if (count === undefined) return undefined;
  return readCounted(asked, place + 2, count, which);
}

function readCounted(
  asked: Asked,
  at: number,
  count: number,
  which: string,
): Read<Said> | undefined {
  const word = wordAt(asked, at);
  if (/^min(?:ute)?s?$/.test(word)) {
    const said = count > 0 ? lastMinutes(count, asked) : unclear(HOW_MANY);
    return read(said, at + 1);
  }
  const unit = findUnit(word);
  if (unit === undefined) return undefined;
  return read(which === 'previous' ? unclear(WITHOUT_TODAY) : lastOf(count, unit, asked), at + 1);
}

const NIGHT = 'A night lies in two days. Please say it with times, such as yesterday after 22:00.';

function readNight(asked: Asked, place: number): Read<Said> | undefined {
  if (wordAt(asked, place) === 'tonight' || wordAt(asked, place) === 'overnight')
    return read(unclear(NIGHT), place + 1);
  const night =
    ['last', 'this'].includes(wordAt(asked, place)) && wordAt(asked, place + 1) === 'night';
  return night ? read(unclear(NIGHT), place + 2) : undefined;
}

const WORDS = ['recently', 'lately', 'nowadays', 'soon'];
const EDGES = [
  'beginning',
  'start',
  'end',
  'middle',
  'half',
  'first',
  'second',
  'rest',
  'part',
  'early',
  'late',
  'mid',
];

/** Words that are about time and name none. */
function readVague(asked: Asked, place: number): Read<Said> | undefined {
  if (WORDS.includes(wordAt(asked, place)))
    return read(unclear('Please say since when, or the last how many days.'), place + 1);
  const of = wordAt(asked, place + 1) === 'of' ? place + 2 : place + 1;
  if (!EDGES.includes(wordAt(asked, place)) || of > place + 2) return undefined;
  const inside = readWhole(asked, past(asked, of, 'the'));
  return inside === undefined
    ? undefined
    : read(unclear('Please say from which day to which.'), inside.next);
}

/** Periods that are named by how long ago they are. */
export const readRelative = (asked: Asked, place: number): Read<Said> | undefined =>
  readDay(asked, place) ??
  readAgo(asked, place) ??
  readLast(asked, place) ??
  readNight(asked, place) ??
  readWhole(asked, place) ??
  readVague(asked, place);
