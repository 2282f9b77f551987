import * as byte from './json-bytes.ts';

/**
 * Where records stand. In a list whose first record stands on the line of its bracket they are
 * counted; others have their line, and their margin tells where the next may begin.
 */
export interface Place {
  /** To be told of every line break before it is dealt with, and of every byte after. */
  newLine(): void;
  passed(next: number): void;
  line(): number;
  /** Records to come belong to a list that begins here. */
  listBegins(): void;
  /** A record begins, in a list or beside others. Its number. */
  recordBegins(inList: boolean): number;
  /** The byte to come begins something on a line of its own, as far in as the records are. */
  isHome(): boolean;
  byLine(): boolean;
}

export function placeOf(): Place {
  let [line, listLine, position] = [1, 0, 0];
  /** Blanks since the line began; -1 once there was anything else. */
  let margin = 0;
  let home: number | undefined;
  let byLine = true;
  return {
    newLine: () => void ([line, margin] = [line + 1, 0]),
    passed(next) {
      if (next !== byte.NEWLINE) margin = margin >= 0 && byte.isSpace(next) ? margin + 1 : -1;
    },
    line: () => line,
    listBegins: () => void ([listLine, home] = [line, undefined]),
    recordBegins(inList) {
      if (home === undefined) [home, byLine] = [margin, !inList || line !== listLine];
      position += 1;
      return byLine ? line : position;
    },
    isHome: () => margin === home,
    byLine: () => byLine,
  };
}
