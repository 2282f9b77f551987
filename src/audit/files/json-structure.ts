import * as byte from './json-bytes.ts';

/**
 * `open`: goes on · `whole`: ends with this byte · `broken`: no JSON could go on like this ·
 * `another`: an object begins where a name is due, so this one was never closed.
 */
export type Outcome = 'open' | 'whole' | 'broken' | 'another';

/** Follows brackets and strings of one JSON value. Of the rest, whoever parses it will complain. */
export interface Structure {
  begin(): void;
  step(next: number): Outcome;
  inString(): boolean;
  depth(): number;
}

export function structure(): Structure {
  let objects = new Uint8Array(64);
  let depth = 0;
  let inString = false;
  let escaped = false;
  let wantsName = false;

  const isObject = (): boolean => objects[depth - 1] === 1;

  const opens = (object: boolean): Outcome => {
    if (wantsName) return object ? 'another' : 'broken';
    if (depth === objects.length) objects = grown(objects);
    objects[depth] = object ? 1 : 0;
    depth += 1;
    wantsName = object;
    return 'open';
  };

  const closes = (object: boolean): Outcome => {
    if (depth === 0 || isObject() !== object) return 'broken';
    depth -= 1;
    wantsName = false;
    return depth === 0 ? 'whole' : 'open';
  };

  const inside = (next: number): Outcome => {
    // A line break within a string is written as \n; a real one means that the string was cut.
    if (next === byte.NEWLINE) return 'broken';
    if (escaped) escaped = false;
    else if (next === byte.BACKSLASH) escaped = true;
    else if (next === byte.QUOTE) inString = false;
    return !inString && depth === 0 ? 'whole' : 'open';
  };

  const between = (next: number): Outcome => {
    if (next === byte.QUOTE) [inString, wantsName] = [true, false];
    else if (next === byte.COMMA) wantsName = isObject();
    else if (next === byte.OPEN_OBJECT || next === byte.OPEN_LIST)
      return opens(next === byte.OPEN_OBJECT);
    else if (next === byte.CLOSE_OBJECT || next === byte.CLOSE_LIST)
      return closes(next === byte.CLOSE_OBJECT);
    return 'open';
  };

  return {
    begin() {
      [depth, inString, escaped, wantsName] = [0, false, false, false];
    },
    step: (next) => (inString ? inside(next) : between(next)),
    inString: () => inString && !escaped,
    depth: () => depth,
  };
}

function grown(small: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const large = new Uint8Array(small.length * 2);
  large.set(small);
  return large;
}
