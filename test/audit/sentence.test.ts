import { expect } from 'expect';
import fc from 'fast-check';
import { AuditQuery } from '../../src/audit/query.ts';
import { findQuery, sentenceOf } from '../../src/audit/sentence.ts';
import { anyQuery } from './arbitrary-query.ts';

const exports: AuditQuery = {
  count: 'actions',
  filters: [
    { field: 'verb', is: true, values: ['export'] },
    { field: 'table', is: true, values: ['contact'] },
  ],
  period: {
    from: '2026-11-08T23:00:00.000Z',
    to: '2026-11-15T23:00:00.000Z',
    zone: 'Europe/Berlin',
    named: { kind: 'whole', unit: 'week', back: 1 },
  },
  by: ['user'],
  order: 'most',
  limit: 10,
  compare: true,
};

suite('the sentence of a question', () => {
  test('says everything in plain English', () => {
    const sentence = sentenceOf(exports);

    expect(sentence).toBe(
      'Count actions by user where verb is export and table is contact, ' +
        'from 2026-11-09 00:00 to 2026-11-16 00:00 (Europe/Berlin, last week), ' +
        'most first, top 10, compared with the period before.',
    );
  });

  test('tells exclusions, parts of names, series, focus and source', () => {
    const sentence = sentenceOf({
      ...exports,
      count: 'users',
      filters: [
        { field: 'user', is: false, values: ['dan@contoso.com', 'eve@contoso.com'] },
        { field: 'agent', is: true, values: ['power query'] },
        { field: 'hours', is: true, values: ['outside working hours'] },
        { field: 'type', is: true, values: ['21', '256'] },
      ],
      by: ['actor', 'hour of day'],
      per: 'day',
      compare: false,
      focus: 'new addresses',
      source: 'graph',
    });

    expect(sentence).toBe(
      'Count different users by kind of user and hour of day per day ' +
        'where user is neither dan@contoso.com nor eve@contoso.com ' +
        'and record type is 21 or 256 and client contains "power query" ' +
        'and time is outside working hours, ' +
        'from 2026-11-09 00:00 to 2026-11-16 00:00 (Europe/Berlin, last week), ' +
        'most first, top 10, looking for new addresses, from Microsoft Graph.',
    );
  });

  test('says the offset only where the clock shows a time twice', () => {
    const { zone } = exports.period;
    const first = { from: '2026-10-25T00:30:00.000Z', to: '2026-10-25T01:30:00.000Z', zone };

    const sentence = sentenceOf({ ...exports, period: first });

    expect(sentence).toContain(
      'from 2026-10-25 02:30 +02:00 to 2026-10-25 02:30 +01:00 (Europe/Berlin)',
    );
  });

  test('keeps a hostile value on one line and between its quotes', () => {
    const values = ['x" or user is "eve', '\u202e\n**all**'];

    const sentence = sentenceOf({ ...exports, filters: [{ field: 'user', is: true, values }] });

    expect(sentence).toContain(
      String.raw`where user is "x\" or user is \"eve" or "\u{202e}\u{a}**all**", from`,
    );
  });

  test('is read back to the same question, whatever the question', () => {
    fc.assert(
      fc.property(anyQuery, (query) => {
        const again = findQuery(sentenceOf(query));

        expect(again).toEqual(query);
      }),
      { numRuns: 500 },
    );
  });

  test('is the same for the same question, and only for it', () => {
    fc.assert(
      fc.property(anyQuery, anyQuery, (one, other) => {
        const same = JSON.stringify(one) === JSON.stringify(other);

        expect(sentenceOf(one) === sentenceOf(other)).toBe(same);
      }),
    );
  });

  test('has one line and no character that hides', () => {
    fc.assert(
      fc.property(anyQuery, (query) => {
        expect(sentenceOf(query)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      }),
    );
  });

  test('is a valid question whenever something can be read at all', () => {
    const words = sentenceOf(exports).split(' ');
    fc.assert(
      fc.property(
        fc.nat(words.length - 1),
        fc.constantFrom(...words, 'zqx', '"', '99'),
        (at, word) => {
          const query = findQuery(words.with(at, word).join(' '));

          if (query !== undefined) expect(AuditQuery.safeParse(query).data).toEqual(query);
        },
      ),
      { numRuns: 300 },
    );
  });
});

suite('what is no sentence of a question', () => {
  const sentence = sentenceOf(exports);
  const refused: readonly (readonly [string, string])[] = [
    ['an unknown word', sentence.replace('where', 'zqx where')],
    ['a word left out', sentence.replace('most first, ', '')],
    ['a time the clocks skip', sentence.replace('2026-11-09 00:00', '2026-03-29 02:30')],
    ['a time that happens twice', sentence.replace('2026-11-09 00:00', '2026-10-25 02:30')],
    ['a day that is none', sentence.replace('2026-11-09', '2026-02-30')],
    ['an unknown zone', sentence.replace('Europe/Berlin', 'Europe/Atlantis')],
    ['a limit beyond the most', sentence.replace('top 10', 'top 500')],
    ['a stray quotation mark', sentence.replace('contact', '"contact')],
    ['something behind the end', `${sentence} And more`],
    ['nothing', ''],
  ];
  for (const [what, text] of refused)
    test(`${what} is not read`, () => {
      expect(findQuery(text)).toBeUndefined();
    });
});
