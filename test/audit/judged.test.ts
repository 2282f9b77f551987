import { expect } from 'expect';

import { findQuery, sentenceOf } from '../../src/audit/sentence.ts';
import { heard, meaningOf } from './held-out/drawn.ts';
import { MISTAKABLE, UNTOLD } from './judged/mistakable.ts';
import { HINTS, PLAIN } from './judged/plain.ts';
import { SPANS } from './judged/spans.ts';

type Meant = Readonly<Record<string, string>>;

const THEMES: Readonly<Record<string, Meant>> = {
  'that are easily mistaken': MISTAKABLE,
  'about when it was': SPANS,
  'as people write them': PLAIN,
};

const ASKED = Object.values(THEMES).flatMap((meant) => Object.keys(meant));

suite('Phrasings that were judged one by one', () => {
  for (const [theme, meant] of Object.entries(THEMES))
    test(`${theme} come to what they mean`, () => {
      const meanings = Object.keys(meant).map((text) => [text, meaningOf(text)]);

      expect(Object.fromEntries(meanings)).toEqual(meant);
    });

  for (const [says, texts] of Object.entries({ ...UNTOLD, ...HINTS }))
    test(`are refused with a sentence that helps: ${says}`, () => {
      for (const text of texts)
        expect({ text, ...heard(text) }).toMatchObject({
          text,
          kind: 'unknown',
          says: expect.stringContaining(says),
        });
    });

  test('are told as sentences that read as the same query', () => {
    for (const understood of ASKED.map(heard))
      if (understood.kind === 'query')
        expect(findQuery(sentenceOf(understood.query))).toEqual(understood.query);
  });
});
