import { parse } from 'csv-parse/sync';
import { expect } from 'expect';
import fc from 'fast-check';
import { rowOf } from '../../../src/audit/files/csv-row.ts';

const cell = fc.array(fc.constantFrom('a', '"', ',', ';', '\n', ' ', '{', '""', '\t', 'é', '𝒳'));
const sure = cell.map((signs) => signs.join(''));

suite('Rows of tables', () => {
  test('a row has the cells that another reader of CSV finds in it', () => {
    const written = fc
      .tuple(sure, fc.boolean())
      .map(([text, quote]) =>
        quote || /[",;\n\t]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text,
      );

    fc.assert(
      fc.property(
        fc.array(written, { minLength: 1, maxLength: 6 }),
        fc.constantFrom(',', ';', '\t'),
        (cells, delimiter) => {
          const text = cells.join(delimiter);
          fc.pre(text !== '');

          const found = rowOf(text, delimiter);

          const options = { delimiter, record_delimiter: '\u0000', relax_column_count: true };
          expect([found]).toEqual(parse(text, options));
        },
      ),
    );
  });

  test('quotes that are left open, and those in the wrong place, are told apart', () => {
    expect(rowOf('a,"b', ',')).toBe('open');
    expect(rowOf('a,"b""', ',')).toBe('open');
    expect(rowOf('"a"b,c', ',')).toBe('broken');
    expect(rowOf('a,,', ',')).toEqual(['a', '', '']);
    expect(rowOf('a"b,c', ',')).toEqual(['a"b', 'c']);
  });
});
