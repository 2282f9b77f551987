import { expect } from 'expect';
import fc from 'fast-check';
import { canonical, type Json } from '../../src/verify/json.ts';
import { Refused } from '../../src/verify/tally.ts';

/** The members in the order of RFC 8785 as they are put there, or in another. */
const spelled = (value: unknown, order: (names: string[]) => string[]): string => {
  if (Array.isArray(value)) return `[${value.map((one) => spelled(one, order)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = new Map(Object.entries(value));
  return `{${order([...members.keys()])
    .map((name) => `${JSON.stringify(name)}:${spelled(members.get(name), order)}`)
    .join(',')}}`;
};

const sorted = (names: string[]) => names.sort();
const backwards = (names: string[]) => names.sort().reverse();
const read = (text: string): Json => JSON.parse(text) as Json;

suite('canonical JSON', () => {
  test('is the same in whatever order the members came', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const due = spelled(value, sorted);

        expect(canonical(read(due))).toBe(due);
        expect(canonical(read(spelled(value, backwards)))).toBe(due);
      }),
    );
  });

  test('sorts names of digits as texts, at any depth', () => {
    const value = read('{"b":[{"9":1,"10":2}],"a":{"2":null,"11":true,"":0}}');

    expect(canonical(value)).toBe('{"a":{"":0,"11":true,"2":null},"b":[{"10":2,"9":1}]}');
  });

  test('has no way to write a number that is too large', () => {
    for (const text of ['1e999', '{"a":[-1e999]}', '{"b":1,"a":1e999}'])
      expect(() => canonical(read(text))).toThrow(Refused);
  });
});
