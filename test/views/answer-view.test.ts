import { expect } from 'expect';
import { share } from '../../src/views/answer-view.ts';
import { closerOf, closersOf, narrowed } from '../../src/views/closer.ts';
import type { AuditAnswer, Group } from '../../src/audit/figures.ts';
import type { AuditQuery, Filter } from '../../src/audit/query.ts';
import { answerOf } from '../audit/export/answers.ts';

const is = (field: Filter['field'], ...values: string[]): Filter => ({ field, is: true, values });

function answer(groups: readonly Group[], more: Partial<AuditQuery> = {}): AuditAnswer {
  const made = answerOf();
  const query = { ...made.query, filters: [], ...more };
  return { ...made, query, figures: { ...made.figures, groups } };
}

const group = (by: string, ...keys: string[]): Group => ({
  by,
  rows: keys.map((key) => ({ key, count: 1 })),
  keys: 2,
});

suite('Shares', () => {
  test('are never rounded to all or to nothing', () => {
    expect([100, 99.97, 87.55, 0.04, 0].map(share)).toEqual([
      '100 %',
      '99.9 %',
      '87.5 %',
      '< 0.1 %',
      '0 %',
    ]);
  });
});

suite('Rows to look closer at', () => {
  test('stand for the filters of both their names, also where a name holds the sign between them', () => {
    const [row] = closersOf(answer([group('user × table', 'nightly × sync × contact', 'b × c')]));

    expect(row).toEqual({
      value: 'user × table#0',
      filters: [is('user', 'nightly × sync'), is('table', 'contact')],
    });
  });

  test('keep their place when a row before them cannot be looked at', () => {
    const given = answer([group('user', 'x'.repeat(500), 'bob@contoso.com')]);

    expect(closerOf(given).map(({ value }) => value)).toEqual(['user#1']);
    expect(closersOf(given)).toEqual([
      { value: 'user#1', filters: [is('user', 'bob@contoso.com')] },
    ]);
  });

  test('are not offered for what no filter can say', () => {
    const given = answer([group('hour of day', '09:00', '10:00'), group('weekday', 'Monday', '')]);

    expect(closerOf(given)).toEqual([]);
  });

  test('are not offered where one thing asked for would be taken for another', () => {
    const filters = [is('verb', 'export')];
    const given = answer([group('verb', 'read', 'export')], { filters });

    expect(closerOf(given).map(({ title }) => title)).toEqual(['export (verb, 1)']);
  });

  test('narrow the question, and group it by what still tells something', () => {
    const { query } = answer([], {
      filters: [is('address', '203.0.113.0/24'), { ...is('user', 'eve'), is: false }],
      by: ['address', 'table'],
    });

    expect(narrowed(query, [is('address', '203.0.113.57')])).toMatchObject({
      filters: [{ ...is('user', 'eve'), is: false }, is('address', '203.0.113.57')],
      by: ['table'],
    });
  });
});
