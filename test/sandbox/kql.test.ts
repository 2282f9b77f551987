import { expect } from 'expect';
import { runQuery, type FindTable } from '../../src/sandbox/log-analytics/kql.ts';
import type { Table } from '../../src/sandbox/log-analytics/kql-values.ts';

const DEEDS: Table = {
  columns: [
    { name: 'At', type: 'datetime' },
    { name: 'Who', type: 'string' },
    { name: 'Size', type: 'long' },
    { name: 'Fields', type: 'dynamic' },
  ],
  rows: [
    { At: '2026-11-01T10:00:00.000Z', Who: 'ann', Size: 3, Fields: [{ Name: 'a', Value: '1' }] },
    { At: '2026-11-01T11:30:00.000Z', Who: 'Bob', Size: 5, Fields: '[{"Name":"b","Value":"*"}]' },
    { At: '2026-11-02T09:00:00.000Z', Who: 'ann', Size: 4, Fields: [] },
    { At: '2026-11-03T23:59:59.000Z', Who: '', Size: null },
  ],
};
const find: FindTable = (name) => (name === 'Deeds' ? DEEDS : undefined);
const rows = (kql: string) => runQuery(kql, find).rows;
const values = (expression: string) =>
  rows(`Deeds | take 1 | project V = ${expression}`).map(({ V }) => V);

suite('log queries of the sandbox', () => {
  for (const [expression, value] of [
    ["'a' =~ 'A' and not('a' == 'A')", true],
    ['1 + 2 * 3 - 4 / 2', 5],
    ['-2 * 1m + datetime(2026-01-01T00:02:00Z)', undefined],
    ['datetime(2026-01-01T00:02:00Z) + -2 * 1m', '2026-01-01T00:00:00.000Z'],
    ['(datetime(2026-01-02) - datetime(2026-01-01)) / 1h', 24],
    ['tolong(7 / 1.0 / 2)', 3],
    ['bin(datetime(2026-01-01T10:59:59Z), 1h)', '2026-01-01T10:00:00.000Z'],
    ['bin(90m, 1h) / 1m', 60],
    ['dayofweek(datetime(2026-11-01)) / 1d', 0],
    ["datetime_part('minute', datetime(2026-11-01T10:07:00Z))", 7],
    ["format_datetime(datetime(2026-11-01T09:07:00Z), 'HH:mm')", '09:07'],
    ["case(Size > 3, 'large', Size > 2, 'middle', 'small')", 'middle'],
    ["iff(isempty(''), 'none', 'some')", 'none'],
    ["coalesce('', 'b')", 'b'],
    ["tostring(split('Update account', ' ')[0])", 'Update'],
    ["extract(@'^\\[([^\\]]*)\\]', 1, '[2001:db8::1]:80')", '2001:db8::1'],
    ["array_length(extract_all(@'(\\w+)', 'a, b'))", 2],
    ["'x1' matches regex @'^x\\d$'", true],
    ["'Bob' in~ ('bob', 'eve') and 'Bob' !in ('bob')", true],
    ["'Retrieve' startswith_cs 'Ret' and 'Retrieve' contains_cs 'triev'", true],
    ["strcmp('b', 'a') - strcmp('a', 'b')", 2],
    ["parse_ipv6('203.0.113.5')", '0000:0000:0000:0000:0000:ffff:cb00:7105'],
    ["isempty(parse_ipv6('203.0.113'))", true],
    ["ipv4_is_in_range('203.0.113.5', '203.0.113.0/24')", true],
    ["ipv6_is_in_range('2001:db8::1', '2001:db8::/32')", true],
    ["isnull(ipv4_is_in_range('x', '203.0.113.0/24'))", true],
    ["replace_string('a.b.c', '.', '')", 'abc'],
    ["trim(@'\\s+', '  a b ')", 'a b'],
    ['tostring(parse_json(\'{"a":[1]}\').a)', '[1]'],
    ["tostring(parse_json('no JSON'))", 'no JSON'],
    ['tostring(dynamic({"a":{"b":[true,null]}}).a)', '{"b":[true,null]}'],
    ["column_ifexists('Nothing', 'x')", 'x'],
    ["'it\\'s \\u0041'", "it's A"],
    ["tostring(array_sort_asc(dynamic(['b','a']))[0])", 'a'],
    ["substring('0000ffff', 4, 2)", 'ff'],
    ['hash_sha256("a") == hash_sha256(\'a\')', true],
  ] as const)
    test(`work out ${expression}`, () => {
      if (value === undefined) expect(() => values(expression)).toThrow(/not defined/);
      else expect(values(expression)).toEqual([value]);
    });

  test('count whole tables and groups, with predicates and without', () => {
    expect(
      rows(`Deeds | summarize N = count(), Large = countif(Size > 3), Who = count_distinctif(Who, isnotempty(Who)),
        First = min(At), Sum = sumif(Size, Who == 'ann'), All = make_set(Who, 10)`),
    ).toEqual([
      {
        N: 4,
        Large: 2,
        Who: 2,
        First: '2026-11-01T10:00:00.000Z',
        Sum: 7,
        All: ['ann', 'Bob', ''],
      },
    ]);
    expect(
      rows('Deeds | summarize N = count() by Day = bin(At, 1d) | order by N desc, Day asc'),
    ).toEqual([
      { Day: '2026-11-01T00:00:00.000Z', N: 2 },
      { Day: '2026-11-02T00:00:00.000Z', N: 1 },
      { Day: '2026-11-03T00:00:00.000Z', N: 1 },
    ]);
    expect(rows('Deeds | where Size > 99 | summarize N = count()')).toEqual([{ N: 0 }]);
    expect(rows('Deeds | where Size > 99 | summarize N = count() by Who')).toEqual([]);
  });

  test('keep the row with the least or the greatest value', () => {
    expect(rows('Deeds | where Size > 0 | summarize arg_min(Size, Who), N = count()')).toEqual([
      { Size: 3, Who: 'ann', N: 3 },
    ]);
    expect(rows('Deeds | where Size > 0 | summarize arg_max(Size, *) by Who')).toMatchObject([
      { Who: 'ann', Size: 4 },
      { Who: 'Bob', Size: 5 },
    ]);
  });

  test('look into the lists of a row, and lose a row whose list is empty, as the service does', () => {
    const apply =
      'Deeds | mv-apply Item = parse_json(tostring(Fields)) on ' +
      "(summarize Secret = countif(tostring(Item.Value) == '*')) | project Who, Secret";

    expect(rows(apply)).toEqual([
      { Who: 'ann', Secret: 0 },
      { Who: 'Bob', Secret: 1 },
    ]);
  });

  test('name queries, and join what they find', () => {
    const known = 'let Known = materialize(Deeds | where Size > 3 | project Who, Most = Size);';

    expect(rows(`${known} Deeds | join kind=leftanti (Known) on Who | project Who`)).toEqual([
      { Who: '' },
    ]);
    expect(
      rows(`${known} Deeds | where Size < 5 | join kind=inner (Known) on Who | project Size, Most`),
    ).toEqual([
      { Size: 3, Most: 4 },
      { Size: 4, Most: 4 },
    ]);
    expect(
      rows(`${known} Deeds | join kind=leftouter (Known) on Who | where isnull(Most) | count`),
    ).toEqual([{ Count: 1 }]);
  });

  test('leave out of a fuzzy union what is not there, and nothing else', () => {
    const legs = '(datatable(Who:string)[]), (Deeds | project Who), (Nothing | project Who)';

    expect(rows(`union isfuzzy=true ${legs} | distinct Who`)).toHaveLength(3);
    expect(() => rows(`union ${legs}`)).toThrow(/table expression named 'Nothing'/);
    expect(() => rows('union isfuzzy=true (Deeds | project Nothing), (Deeds)')).toThrow(/Nothing/);
  });

  for (const kql of [
    'Deeds | where Who',
    'Deeds | where Who < "b"',
    'Deeds | where Size == 1 and Who',
    'Deeds | extend X = nothing(Who)',
    'Deeds | extend X = strcat()',
    'Deeds | extend X = iff(Who, 1, 2)',
    "Deeds | extend X = iff(Size > 1, 'a', 2)",
    'Deeds | extend X = Who.Name',
    'Deeds | extend X = Who + 1',
    'Deeds | summarize nothing(Who)',
    'Deeds | summarize countif(Who)',
    'Deeds | join kind=rightanti (Deeds) on Who',
    'Deeds | join kind=inner (Deeds) on Nothing',
    "Deeds | where Who matches regex '('",
    'let X = Deeds; Y',
  ])
    test(`are refused as meaningless: ${kql}`, () => {
      expect(() => rows(kql)).toThrow(expect.objectContaining({ code: 'SemanticError' }));
    });

  for (const kql of [
    'Deeds | mv-expand Fields',
    'Deeds | summarize Who',
    'Deeds | where (Size > 1',
    'Deeds | where Size >',
    'let X = Deeds',
    'Deeds | take -1',
    "Deeds | where Who == 'a",
    'Deeds | extend X = dynamic([1)',
  ])
    test(`are refused as unreadable: ${kql}`, () => {
      expect(() => rows(kql)).toThrow(expect.objectContaining({ code: 'SyntaxError' }));
    });
});
