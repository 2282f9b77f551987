import * as byte from './json-bytes.ts';
import { structure } from './json-structure.ts';

/** `list`: the member `value` begins its list here · `empty`: ended without one. */
export type Passed = 'open' | 'list' | 'whole' | 'empty' | 'broken';

const NAME = Buffer.from('value');

/** What stands around a page's list of records: the members beside `value`. */
export function envelope() {
  const value = structure();
  let text: number[] = [];
  let some = false;

  const read = (next: number): void => {
    if (text.length <= NAME.length) text.push(next);
  };

  return {
    begin(): void {
      [text, some] = [[], false];
      value.begin();
      value.step(byte.OPEN_OBJECT);
    },
    step(next: number): Passed {
      if (next === byte.OPEN_LIST && isList(value, text)) {
        some = true;
        return 'list';
      }
      const inside = value.inString();
      const outcome = value.step(next);
      if (!inside && next === byte.QUOTE) text = [];
      else if (inside && value.inString()) read(next);
      if (outcome === 'another') return 'broken';
      return outcome === 'whole' && !some ? 'empty' : outcome;
    },
  };
}

const isList = (value: ReturnType<typeof structure>, text: readonly number[]): boolean =>
  value.depth() === 1 && !value.inString() && Buffer.from(text).equals(NAME);
