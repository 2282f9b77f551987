import { expect } from 'expect';
import fc from 'fast-check';
import { bold, escaped, findHttps, link, plain } from '../../cards/text.ts';
import { hostileText } from './hostile.ts';
import { acting } from './look.ts';

suite('text on its way into a card', () => {
  const shown: readonly (readonly [string, string])[] = [
    ['[x](http://evil.example)', '\\[x\\]\\(http://evil.example)'],
    ['**bold** and _slanted_', '\\*\\*bold\\*\\* and \\_slanted\\_'],
    ['`code`', '\\`code\\`'],
    ['new_leadscore', 'new_leadscore'],
    ['__init__', '\\_\\_init\\_\\_'],
    ['- no list', '\\- no list'],
    ['12. no list', '12\\. no list'],
    ['# no heading', '\\# no heading'],
    ['two\n\nlines\tand tabs', 'two lines and tabs'],
    ['C:\\temp', 'C:\\\\temp'],
    ['&lt;b&gt; and AT&T', '\\&lt;b\\&gt; and AT&T'],
    ['evil\u202egpj.exe', 'evilgpj.exe'],
    ['', '–'],
    [' \n ', '–'],
  ];
  for (const [typed, markdown] of shown) {
    test(`${JSON.stringify(typed)} is shown as what it is`, () => {
      expect(escaped(typed)).toBe(markdown);
    });
  }

  test('a mention that somebody typed does not become a mention', () => {
    const drawn = escaped('<at>Ada</at> approved');

    expect(drawn).not.toMatch(/<\/?at/i);
    expect(drawn.replace(/[\\\u200b]/g, '')).toBe('<at>Ada</at> approved');
  });

  test('a date function that somebody typed is not evaluated', () => {
    expect(escaped('{{DATE(2026-01-01T00:00:00Z)}}')).not.toContain('{{');
  });

  test('nothing that anybody can type acts as Markdown', () => {
    fc.assert(fc.property(hostileText, (typed) => expect(acting(escaped(typed))).toEqual([])));
  });

  test('text keeps to its length, says that it was cut, and never ends in half a character', () => {
    fc.assert(
      fc.property(hostileText, fc.integer({ min: 2, max: 50 }), (typed, most) => {
        const cut = plain(typed, most);

        expect(cut.length).toBeLessThanOrEqual(most);
        expect(cut.isWellFormed()).toBe(true);
        if (plain(typed, 100_000).length > most) expect(cut.endsWith('…')).toBe(true);
      }),
    );
  });

  test('a family made of joined characters is not cut to a dangling joiner', () => {
    expect(plain('ab👨‍👩‍👧', 6)).toBe('ab👨…');
  });

  test('bold text cannot end its own emphasis', () => {
    expect(bold('a** b')).toBe('**a\\*\\* b**');
  });
});

suite('links on a card', () => {
  test('an https address becomes a link', () => {
    expect(link('Docs', 'https://learn.microsoft.com/a_(b)')).toBe(
      '[Docs](https://learn.microsoft.com/a_%28b%29)',
    );
  });

  const refused = [
    'http://plain.example',
    'javascript:alert(1)',
    'data:text/html,x',
    'https://ada:secret@evil.example/',
    'not an address',
    '',
  ];
  for (const address of refused) {
    test(`${JSON.stringify(address)} stays text`, () => {
      expect(findHttps(address)).toBeUndefined();
      expect(link('Docs', address)).toBe('Docs');
    });
  }

  test('an address cannot break out of its link', () => {
    const drawn = link('Docs', 'https://good.example/)[evil](https://evil.example/');

    expect(drawn.match(/\]\(/g)).toHaveLength(1);
    expect(drawn.match(/\)/g)).toHaveLength(1);
  });
});
