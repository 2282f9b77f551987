import { expect } from 'expect';
import fc from 'fast-check';
import { findQuery, sentenceOf } from '../../src/audit/sentence.ts';
import { anyQuery } from './arbitrary-query.ts';
import { ask, queryOf } from './parse/asked.ts';
import { PHRASINGS } from './parse/phrasings.ts';
import { REFUSED } from './parse/refused.ts';

suite('a question in words', () => {
  for (const [text, expected] of PHRASINGS)
    test(`is understood: ${text}`, () => {
      const understood = ask(text);

      expect(understood).toMatchObject({ kind: 'query', query: queryOf(expected) });
      expect(understood).toHaveProperty('sentence', sentenceOf(queryOf(expected)));
    });

  test('that says to Excel is about that message and no other export', () => {
    const texts = [
      'who exported contacts to Excel?',
      'exports to Excel',
      'exported to Excel, how much',
    ];

    const messages = texts.map((text) => {
      const understood = ask(text);
      if (understood.kind !== 'query') return understood.kind;
      return understood.query.filters.find(({ field }) => field === 'message')?.values.join();
    });

    expect(new Set(messages).size).toBe(1);
    expect(messages[0]).toMatch(/^exporttoexcel\*?$/u);
  });

  test('without a time is about the last seven days, and that is said', () => {
    const understood = ask('exports');

    expect(understood).toMatchObject({
      assumed: ['No time was said: the last 7 days are meant.'],
    });
  });

  test('with a time assumes none', () => {
    expect(ask('exports last week')).toMatchObject({ assumed: [] });
  });

  test('for the top users says that noise is left out', () => {
    expect(ask('top users last week')).toMatchObject({
      assumed: ['Background noise is left out; say “including noise” to count it.'],
    });
  });

  test('that uses a wide word says how it is taken', () => {
    expect(ask('who accessed contacts last week')).toMatchObject({
      assumed: ['Accessed is taken as any action, not only reading.'],
    });
  });
});

suite('a text that cannot be asked exactly', () => {
  for (const [text, word] of REFUSED)
    test(`is refused: ${JSON.stringify(text)}`, () => {
      const understood = ask(text);

      expect(understood).toMatchObject({ kind: 'unknown', says: expect.stringMatching(/\w/u) });
      if (word !== undefined)
        expect(understood).toMatchObject({
          words: expect.arrayContaining([expect.objectContaining({ word })]),
        });
    });

  const suggested: readonly (readonly [string, string])[] = [
    ['who exportd contacts', 'exported'],
    ['who exported contcts', 'contacts'],
    ['deletoins by user', 'deletions'],
    ['exports of new_projct', 'new_project'],
    ['what did Bob do', 'bob.ruiz@contoso.com'],
    ['exports by berg', 'anna.berg@contoso.com'],
    ['RetreiveMultiple by user', 'retrievemultiple'],
    ['exports yesterdy', 'yesterday'],
  ];
  for (const [text, suggestion] of suggested)
    test(`comes back with a suggestion: ${text}`, () => {
      const understood = ask(text);

      expect(understood.kind === 'unknown' && understood.words[0]?.suggestions).toContain(
        suggestion,
      );
    });

  test('that is endless is refused at once', () => {
    expect(ask('exports '.repeat(5000)).kind).toBe('unknown');
  });
});

suite('a question about the log itself', () => {
  const topics: readonly (readonly [string, string])[] = [
    ['reports', 'reports'],
    ['which reports are there?', 'reports'],
    ['Is the audit log healthy?', 'log health'],
    ['log health', 'log health'],
    ['How long are audit records kept?', 'retention'],
    ['retention', 'retention'],
    ['can I turn off audit log search?', 'turn off audit log search'],
    ['how do I disable the unified audit log', 'turn off audit log search'],
    ['siem', 'siem'],
    ['can I send audit records to Splunk?', 'siem'],
  ];
  for (const [text, topic] of topics)
    test(`is a topic: ${text}`, () => {
      expect(ask(text)).toEqual({ kind: 'topic', topic });
    });

  for (const text of [
    'reports by dan@contoso.com',
    'how long are exported contacts kept',
    'retention zqx',
  ])
    test(`is none with words of another: ${text}`, () => {
      expect(ask(text).kind).not.toBe('topic');
    });
});

suite('sentences and words together', () => {
  test('a sentence means the same when it is asked', () => {
    fc.assert(
      fc.property(anyQuery, (query) => {
        const understood = ask(sentenceOf(query));

        expect(understood).toEqual({
          kind: 'query',
          query,
          sentence: sentenceOf(query),
          assumed: [],
        });
      }),
      { numRuns: 300 },
    );
  });

  test('a sentence with its end before its start is refused', () => {
    const sentence = sentenceOf(queryOf({})).replace('2026-11-15', '2026-12-15');

    expect(findQuery(sentence)).toBeDefined();
    expect(ask(sentence).kind).toBe('unknown');
  });
});

const phrasing = fc.constantFrom(...PHRASINGS.map(([text]) => text));
/** Words with a letter that follows no other like this: nobody's vocabulary. */
const noWord = fc.stringMatching(/^[bcdfghjklmnpqrstvwxz]{1,4}q[bcdfghjkmnpqrstvwxz]{1,5}$/u);

/** Puts a word between two others; texts in quotation marks stay whole. */
function inserted(text: string, word: string, place: number): string {
  const parts = text.match(/"[^"]*"|\S+/gu) ?? [];
  return parts.toSpliced(place % (parts.length + 1), 0, word).join(' ');
}

suite('one word more', () => {
  test('that is unknown makes any question unknown, wherever it stands', () => {
    fc.assert(
      fc.property(phrasing, noWord, fc.nat(40), (text, word, place) => {
        const understood = ask(inserted(text, word, place));

        expect(understood.kind).toBe('unknown');
      }),
      { numRuns: 800 },
    );
  });

  test('that says not is never skipped, wherever it stands', () => {
    for (const [text, expected] of PHRASINGS)
      for (let place = 0; place <= text.split(' ').length; place++) {
        const understood = ask(inserted(text, 'not', place));

        expect({ text, place, ...understood }).not.toMatchObject({ query: queryOf(expected) });
      }
  });

  test('that changes the meaning is never skipped', () => {
    const word = fc.constantFrom('except', 'without', 'no', 'never', 'only', 'before', 'my', '7');
    fc.assert(
      fc.property(fc.constantFrom(...PHRASINGS), word, fc.nat(40), ([text, expected], one, at) => {
        const understood = ask(inserted(text, one, at));

        expect(understood).not.toMatchObject({ query: queryOf(expected) });
      }),
      { numRuns: 800 },
    );
  });
});
