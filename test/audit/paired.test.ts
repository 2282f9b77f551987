import { expect } from 'expect';
import fc from 'fast-check';
import { paired } from '../../src/audit/paired.ts';

suite('Halves of signs in JSON', () => {
  test('a half alone becomes the sign for what cannot be shown, and nothing else changes', () => {
    const shown: Readonly<Record<string, string>> = {
      '"\\ud800"': '"\\ufffd"',
      '"\\uDC00\\uD800"': '"\\ufffd\\ufffd"',
      '"\\ud83d\\ude00"': '"\\ud83d\\ude00"',
      '"\\ud83d\\ud83d\\ude00"': '"\\ufffd\\ud83d\\ude00"',
      '"\\\\ud800"': '"\\\\ud800"',
      '"\\\\\\ud800"': '"\\\\\\ufffd"',
      '"\\u00d8 \\n"': '"\\u00d8 \\n"',
    };

    for (const [json, expected] of Object.entries(shown)) expect(paired(json)).toBe(expected);
  });

  test('what comes out reads as what came in, made well-formed', () => {
    const unit = fc.constantFrom('\ud800', '\udc00', '\ud83d\ude00', '\\', 'u', 'd800', '"', 'a');

    fc.assert(
      fc.property(fc.array(unit), (units) => {
        const text = units.join('');

        expect(JSON.parse(paired(JSON.stringify(text)))).toBe(text.toWellFormed());
      }),
    );
  });
});
