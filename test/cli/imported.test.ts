import { expect } from 'expect';
import type { Imported } from '../../src/audit/files/import.ts';
import { linesOf, resultOf } from '../../src/cli/imported.ts';

const file = (name: string, said: Partial<Imported> = {}): Imported => ({
  ...{ file: name, read: 1200, stored: 1000, duplicates: 199, fine: true },
  rejected: [{ line: 3, reason: 'not JSON' }],
  ...said,
});

suite('What an import says', () => {
  test('all files are counted together, and each rejected line names its file', () => {
    const result = resultOf([file('a.csv'), file('b.csv', { read: 0, stored: 0, duplicates: 0 })]);

    expect(result).toEqual({
      ...{ read: 1200, stored: 1000, duplicates: 199 },
      rejected: [
        { file: 'a.csv', line: 3, reason: 'not JSON' },
        { file: 'b.csv', line: 3, reason: 'not JSON' },
      ],
    });
  });

  test('people read one sentence, and what was wrong', () => {
    const missing = { read: 0, stored: 0, duplicates: 0, fine: false };
    const said = linesOf([
      file('a.csv'),
      file('b\u001b[2J.csv', { ...missing, rejected: [{ line: 0, reason: 'gone' }] }),
    ]);

    expect(said).toEqual([
      '1,200 records read from 2 files: 1,000 stored, 199 known already, 2 rejected.',
      '  a.csv, line 3: not JSON',
      '  b?[2J.csv: gone',
    ]);
  });

  test('many rejected lines are not all shown', () => {
    const rejected = Array.from({ length: 1020 }, (_, line) => ({ line: line + 1, reason: 'no' }));

    const said = linesOf([file('a.csv', { rejected })]);

    expect(said).toHaveLength(22);
    expect(said.at(-1)).toBe('  … and 1,000 more; --json lists them all.');
  });
});
