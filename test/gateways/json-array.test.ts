import fc from 'fast-check';
import { expect } from 'expect';
import { elementsOf } from '../../src/gateways/http/json-array.ts';

suite('the elements of a JSON array', () => {
  test('each one is cut out as it stands, to the last digit', () => {
    const text =
      '\uFEFF [ {"Id":"1","n":12345678901234567890.10} ,\n{"a":"],[\\"{"}, "\\\\", [] ] ';

    expect(elementsOf(text)).toEqual([
      '{"Id":"1","n":12345678901234567890.10}',
      '{"a":"],[\\"{"}',
      '"\\\\"',
      '[]',
    ]);
  });

  test('an empty list has none', () => {
    expect([elementsOf('[]'), elementsOf(' [ \n ] ')]).toEqual([[], []]);
  });

  test('however they are written, they mean what the whole means', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { maxLength: 20 }), fc.boolean(), (values, spaced) => {
        const text = JSON.stringify(values, undefined, spaced ? 2 : undefined);
        expect(elementsOf(text).map((one) => JSON.parse(one))).toEqual(JSON.parse(text));
      }),
    );
  });

  test('strings full of quotes and backslashes do not mislead it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: fc.constantFrom('"', '\\', '[', ']', ',', '{') })),
        (values) => {
          expect(elementsOf(JSON.stringify(values)).map((one) => JSON.parse(one))).toEqual(values);
        },
      ),
    );
  });

  test('a value of a hundred thousand levels is one element', () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;

    expect(elementsOf(`[1,${deep},2]`)).toEqual(['1', deep, '2']);
  });
});
