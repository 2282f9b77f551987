import { expect } from 'expect';
import { escaped } from '../../cards/text.ts';

type Markdown = (text: string) => string;

suite('Markdown on the chat page', () => {
  let markdown: Markdown;
  suiteSetup(async () => {
    // The page is plain JavaScript for browsers and has no types.
    const page = new URL('../../src/sandbox/page/markdown.js', import.meta.url).href;
    markdown = ((await import(page)) as { markdown: Markdown }).markdown;
  });

  test('knows bold, italic, lists and links', () => {
    const shown: [string, string][] = [
      ['**a** and *b*', '<p><strong>a</strong> and <em>b</em></p>'],
      ['__a__ and _b_', '<p><strong>a</strong> and <em>b</em></p>'],
      ['**a *b* c**', '<p><strong>a <em>b</em> c</strong></p>'],
      ['- one\n- two', '<ul><li>one</li><li>two</li></ul>'],
      ['3. one\r4. two', '<ol start="3"><li>one</li><li>two</li></ol>'],
      ['one\n\ntwo\nthree', '<p>one</p><p>two<br>three</p>'],
      [
        '[a](https://example.com/x?y=1)',
        '<p><a href="https://example.com/x?y=1" target="_blank" rel="noopener noreferrer">a</a></p>',
      ],
    ];

    for (const [text, html] of shown) expect(markdown(text)).toBe(html);
  });

  test('leaves alone what only looks like a mark', () => {
    const texts = ['new_lead_score', '2 * 3 * 4', 'a ** b', '[x]', '[x](', '*', '**', '_', '`'];

    for (const text of texts) expect(markdown(text)).toBe(`<p>${text}</p>`);
  });

  test('lets no tag, no script address and no attribute through', () => {
    const attacks = [
      '<img src=x onerror=alert(1)>',
      '[x](javascript:alert(1))',
      '[x](java\nscript:alert(1))',
      '[x](https://e.example/" onclick="alert(1))',
      '[x](data:text/html;base64,xx)',
      '[x](https://e.example/&quot;onclick=alert(1))',
      '**<b>**<script>alert(1)</script>',
      '<at><img src=x></at>',
      '`<img>`',
      '\\<img>',
      '&lt;img src=x&gt;',
    ];

    for (const attack of attacks) {
      const html = markdown(attack);
      const tags = html.match(/<[^>]*>/g) ?? [];
      const known =
        /^<\/?(?:p|br|strong|em|code|b|b class="at"|a href="https:\/\/[^"<>]*" target="_blank" rel="noopener noreferrer"|a)>$/;
      expect(tags.filter((tag) => !known.test(tag))).toEqual([]);
    }
  });

  test('shows escaped text exactly as it was', () => {
    const texts = [
      '*bold* _it_ `code` [x](https://e.example)',
      '1. first',
      '- dash',
      'a\\b',
      '&lt; &amp;',
      'x__y__z',
      '<at>Ben</at>',
    ];

    for (const text of texts) {
      const seen = markdown(escaped(text))
        .replace(/<\/?p>/g, '')
        .replaceAll('\u200b', '')
        .replaceAll('&lt;', '<')
        .replaceAll('&gt;', '>')
        .replaceAll('&quot;', '"')
        .replaceAll('&#39;', "'")
        .replaceAll('&amp;', '&');
      expect(seen).toBe(text);
    }
  });

  test('takes long nonsense in its stride', () => {
    const nonsense = ['*', '_', '**', '[', '](', '`', '\\', '~~', '*a_', '<at>'];

    const started = performance.now();
    for (const piece of nonsense) markdown(piece.repeat(Math.ceil(8000 / piece.length)));

    expect(performance.now() - started).toBeLessThan(3000);
  });
});
