import { createHash } from 'node:crypto';
import { expect } from 'expect';
import fc from 'fast-check';
import { exportOf } from '../../../src/audit/export/export.ts';
import { answerOf, BOB, pagesOf, recordOf } from './answers.ts';

const AT = new Date('2026-08-05T09:00:00.000Z');

async function reportOf(said?: string): Promise<string> {
  const record = recordOf(said === undefined ? {} : { agent: said, actor: said, table: said });
  const files = await exportOf({
    ...{ answer: answerOf(said), pages: pagesOf([record]), at: AT },
    definitions: [{ title: `exported ${said ?? ''}`, says: `message begins with ${said ?? 'x'}` }],
  });
  return files.find(({ name }) => name === 'report.html')?.bytes.toString('utf8') ?? '';
}

/** The elements and attributes of the report; anything else would be somebody's text. */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  '!doctype': ['html'],
  html: ['lang'],
  meta: ['charset', 'http-equiv', 'content', 'name'],
  svg: ['class', 'viewBox', 'role', 'width', 'height', 'aria-hidden'],
  line: ['class', 'x1', 'y1', 'x2', 'y2'],
  text: ['class', 'x', 'y', 'text-anchor'],
  rect: ['class', 'x', 'y', 'width', 'height'],
  polyline: ['class', 'points'],
  p: ['class'],
  div: ['class'],
  th: ['scope'],
  td: ['class'],
  ...Object.fromEntries(
    'head title style body main section h1 h2 ul li dl dt dd table caption thead tbody tr'
      .split(' ')
      .map((name): [string, string[]] => [name, []]),
  ),
};

/** Every `<` must begin one of the known elements, with known attributes in double quotes. */
function strangeIn(page: string): readonly string[] {
  return page
    .split('<')
    .slice(1)
    .filter((part) => {
      const [, name = '', attributes = ''] =
        /^\/?([!a-z][a-z0-9]*)((?:\s+[a-zA-Z0-9-]+(?:="[^"<>]*")?)*)\s*\/?>[^>]*$/.exec(part) ?? [];
      const allowed = KNOWN[name];
      const given = [...attributes.matchAll(/\s([a-zA-Z0-9-]+)(?==|\s|$)(?:="[^"]*")?/g)];
      return allowed === undefined || given.some(([, each = '']) => !allowed.includes(each));
    });
}

const HOSTILE = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</style><script>alert(1)</script>',
  '</title></svg><svg onload=alert(1)>',
  '<!-- --><![CDATA[',
  '&lt;script&gt;&#x3c;',
  'javascript:alert(1)',
  '${alert(1)}{{1}}`',
  '<meta http-equiv="refresh" content="0;url=https://evil.example">',
  '\u0000<\u0000script>',
];

suite('Report of an export', () => {
  test('everything an answer says is on the page', async () => {
    const page = await reportOf();

    for (const says of [
      ...['Count actions where user is bob.ruiz@contoso.com', '87.5 %', 'Audit.General', '12.5 %'],
      ...['Repeated records left out: 3.', 'unusual exports', 'More than three times the usual.'],
      ...['exported 500', 'Period before', 'Actions per day', 'By user × table'],
      ...['Records of background work: 1.', 'message begins with x', 'ExportToExcel', 'Excel/16.0'],
      ...[BOB, 'Holds personal data', 'Europe/Berlin'],
    ])
      expect([says, page.includes(says)]).toEqual([says, true]);
    expect(page).toContain('3 Aug 2026, 00:00');
    expect(strangeIn(page)).toEqual([]);
  });

  test('nothing in it acts, however hostile the data', async () => {
    for (const hostile of HOSTILE)
      expect([hostile, strangeIn(await reportOf(hostile))]).toEqual([hostile, []]);

    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...HOSTILE, '<', '>', '"', '&', ' ')),
        async (parts) => {
          expect(strangeIn(await reportOf(parts.join('')))).toEqual([]);
        },
      ),
      { numRuns: 40 },
    );
  });

  test('hostile data reads as it was written', async () => {
    const page = await reportOf('<b>"Tom" & \'Jerry\'</b>');

    expect(page).toContain('&lt;b&gt;&quot;Tom&quot; &amp; &#39;Jerry&#39;&lt;/b&gt;');
  });

  test('the policy lets in the one style and nothing else', async () => {
    const page = await reportOf();

    const style = /<style>(.*?)<\/style>/s.exec(page)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(page).toContain(
      `content="default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'"`,
    );
    expect(page).not.toMatch(/https?:|url\(|@import|style=/);
  });

  test('a text without end does not make a page without end', async () => {
    const page = await reportOf('<'.repeat(1_000_000));

    expect(page.length).toBeLessThan(400_000);
    expect(page).toContain('[cut: ');
  });
});
