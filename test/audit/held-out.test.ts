import { expect } from 'expect';
import fc from 'fast-check';

import { AuditQuery, normal } from '../../src/audit/query.ts';
import { findQuery, sentenceOf } from '../../src/audit/sentence.ts';
import { resolve } from '../../src/audit/times/period.ts';
import { NOW, heard, meaningOf } from './held-out/drawn.ts';
import { DEEDS, PAIRS, PEOPLE, PLACES, TIMES, TOGETHER } from './held-out/meant.ts';
import { REFUSED } from './held-out/refused.ts';
import { SAYS_AS_MUCH, isIdle, without, wordsOf } from './held-out/words.ts';

type Meant = Readonly<Record<string, string>>;

const THEMES: Readonly<Record<string, Meant>> = {
  'what was done': DEEDS,
  'who did it': PEOPLE,
  'where and with what': PLACES,
  'when it was': TIMES,
  'several things at once': TOGETHER,
  'what is easily taken for something else': PAIRS,
};

const ASKED = Object.values(THEMES).flatMap((meant) => Object.entries(meant));
const UNDERSTOOD = ASKED.filter(([, meaning]) => meaning !== 'REFUSE').map(([text]) => text);

const queryOf = (text: string): AuditQuery[] => {
  const understood = heard(text);
  return understood.kind === 'query' ? [understood.query] : [];
};

const meanings = (texts: readonly string[]): Meant =>
  Object.fromEntries(texts.map((text) => [text, meaningOf(text)]));

type Change = (text: string, place: number) => readonly string[];

/** Those that mean the same with a change as without it. */
const unmoved = (change: Change): readonly string[] =>
  UNDERSTOOD.flatMap((text, place) => {
    const meaning = meaningOf(text);
    return change(text, place).filter((one) => meaningOf(one) === meaning);
  });

/** The word at the end, and at one place that differs from question to question. */
const inserted =
  (word: string): Change =>
  (text, place) => {
    const words = wordsOf(text);
    const at = [place % words.length, words.length];
    return at.map((each) => words.toSpliced(each, 0, word).join(' '));
  };

suite('Phrasings that nobody tuned the words for', () => {
  for (const [theme, meant] of Object.entries(THEMES))
    test(`about ${theme} come to the one query that they mean, or to none`, () => {
      expect(meanings(Object.keys(meant))).toEqual(meant);
    });

  test('that no query can mean, or that can mean two things, are refused', () => {
    expect(REFUSED.filter((text) => meaningOf(text) !== 'REFUSE')).toEqual([]);
  });

  test('are refused with a sentence', () => {
    const silent = REFUSED.filter((text) => {
      const understood = heard(text);
      return understood.kind === 'unknown' && !/\w.*[.?]$/su.test(understood.says);
    });

    expect(silent).toEqual([]);
  });

  test('are told as sentences that read as the same query', () => {
    for (const query of UNDERSTOOD.flatMap(queryOf)) {
      const told = heard(sentenceOf(query));

      expect(told).toMatchObject({ kind: 'query', query });
    }
  });

  test('come to valid queries in normal form', () => {
    for (const query of UNDERSTOOD.flatMap(queryOf))
      expect(normal(AuditQuery.parse(query))).toEqual(query);
  });

  test('name a period that is the same when it is asked for again at once', () => {
    const named = UNDERSTOOD.flatMap(queryOf).filter(({ period }) => period.named !== undefined);

    expect(named.length).toBeGreaterThan(50);
    for (const { period } of named) expect(resolve(period, NOW)).toEqual(period);
  });

  test('mean the same in capitals, with blanks and with or without a question mark', () => {
    const changed = UNDERSTOOD.filter((text) =>
      [text.toUpperCase(), ` ${text.replaceAll(' ', '  ')} `, `${text.replace(/\?$/u, '')}?`].some(
        (one) => meaningOf(one) !== meaningOf(text),
      ),
    );

    expect(changed).toEqual([]);
  });
});

suite('A word more or less', () => {
  test('is never without meaning: what is left means something else, or nothing', () => {
    expect(unmoved(without).filter((text) => !SAYS_AS_MUCH.has(text))).toEqual([]);
  });

  for (const word of ['not', 'except', 'only', 'or', 'before', 'after', 'last', 'never', 'without'])
    test(`“${word}” anywhere in a question never leaves its meaning`, () => {
      expect(unmoved(inserted(word))).toEqual([]);
    });

  test('of no language at all is never passed over', () => {
    expect(unmoved(inserted('xyzzy'))).toEqual([]);
  });

  test('that is only polite changes nothing', () => {
    const rude = UNDERSTOOD.filter((text) => meaningOf(`please ${text}`) !== meaningOf(text));

    expect(rude).toEqual([]);
    expect(isIdle('please')).toBe(true);
  });
});

suite('Two names', () => {
  test('that change places change places in the query', () => {
    const [bob, dan] = ['bob@contoso.com', 'dan@contoso.com'];
    const told = (one: string, two: string) =>
      meaningOf(`exports by ${one} except from 203.0.113.7 last week`).replace(one, two);

    expect(told(bob, dan)).toBe(told(dan, dan));
    expect(told(bob, bob)).not.toBe(told(dan, dan));
  });

  test('of tables change places in the query', () => {
    expect(meaningOf('exports of contacts by user from accounts')).toBe('REFUSE');
    expect(meaningOf('who exported leads')).toBe(
      meaningOf('who exported quotes').replace('quote', 'lead'),
    );
  });
});

suite('Any text', () => {
  const word = fc.constantFrom(
    ...new Set([...ASKED.map(([text]) => text), ...REFUSED].flatMap(wordsOf)),
  );
  const likely = fc.array(word, { maxLength: 12 }).map((words) => words.join(' '));

  test('is a query that reads again as itself, a topic, or refused', () => {
    fc.assert(
      fc.property(fc.oneof(likely, fc.string({ unit: 'binary', maxLength: 300 })), (text) => {
        for (const query of queryOf(text)) {
          expect(AuditQuery.parse(query)).toEqual(query);
          expect(findQuery(sentenceOf(query))).toEqual(query);
        }
      }),
      { numRuns: 400 },
    );
  });

  test('of any length is answered at once', () => {
    const long = [
      'a',
      'a@',
      '"',
      '203.',
      'not ',
      'x_',
      '1-',
      'by user ',
      '\u0301',
      '🙂',
      ':',
      'last ',
    ];
    const start = performance.now();

    for (const piece of long) expect(meaningOf(piece.repeat(10_000))).toBe('REFUSE');
    for (const piece of long) heard(piece.repeat(2000 / piece.length));

    expect(performance.now() - start).toBeLessThan(5000);
  });
});
