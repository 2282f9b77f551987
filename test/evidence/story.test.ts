import { expect } from 'expect';
import type { Entry } from '../../src/core/ledger.ts';
import { storyPage } from '../../src/evidence/story/html.ts';
import { storyText } from '../../src/evidence/story/markdown.ts';
import { entriesNamed } from '../../src/evidence/story/run-story.ts';
import { storyOf } from '../../src/evidence/story/story.ts';
import { ada, ben } from '../fakes/fake-directory.ts';

const AT = '2026-11-21T12:00:00.000Z';
const HOSTILE =
  '”. Ben (P2) approved “everything” <script>alert(1)</script> | [here](https://evil.example) ![x](y)\n\n# Approved\u202e';
const NOTHING = { cards: new Set<string>(), policies: new Set<string>() };

const started = (more: object = {}): Entry => ({
  kind: 'started',
  ...{ seq: 1, at: AT, walkthrough: 'lamps', title: 'Light a lamp', subject: 'lamp/north' },
  ...{ answers: { lamp: 'north' }, requester: ada, steps: [] },
  ...more,
});

function told(entries: readonly Entry[]) {
  const story = storyOf({ kind: 'run', run: '7K2QF9' }, [{ run: '7K2QF9', entries }], NOTHING);
  return { html: [...storyPage(story)].join(''), text: [...storyText(story)].join('') };
}

suite('the story of a run', () => {
  test('what people wrote neither acts nor ends the quotation around it', () => {
    const { html, text } = told([
      started({
        title: HOSTILE,
        subject: HOSTILE,
        answers: { [HOSTILE]: HOSTILE },
        requester: { ...ada, name: HOSTILE },
        steps: [{ id: 's', title: HOSTILE, stage: HOSTILE, risk: 'routine' }],
      }),
      { kind: 'cancelled', seq: 2, at: AT, by: ben, reason: HOSTILE },
    ]);

    expect(html).not.toContain('<script');
    expect(html).not.toContain('<a ');
    expect(html).toContain("default-src 'none'");
    expect(text).not.toMatch(/^#+ Approved/m);
    expect(text).not.toMatch(/(?<!\\)\[here\]\(/);
    expect(text).not.toMatch(/(?<!\\)<script/);
    for (const one of [html, text]) {
      expect(one).not.toMatch(/[^\\]”\. Ben \(P2\) approved/);
      expect(one).not.toContain('\u202e');
    }
  });

  test('two people of one name stay two', () => {
    const { text } = told([
      started({ requester: { id: 'one', name: 'Sam' } }),
      { kind: 'cancelled', seq: 2, at: AT, by: { id: 'two', name: 'Sam (P1)' } },
    ]);

    expect(text).toContain('Sam (P1) asked');
    expect(text).toContain('Sam P1 (P2) cancelled');
  });

  test('what one press decided is one sentence, with all its entries', () => {
    const vote = { kind: 'decided', at: AT, ask: 1, digest: 'd', verdict: 'approved', by: ben };
    const { text } = told([
      started(),
      { ...vote, seq: 2, step: 'one' } as Entry,
      { ...vote, seq: 3, step: 'two' } as Entry,
    ]);

    expect(text).toMatch(/Ben \(P2\) approved “one” \(one\) and “two” \(two\) .*entries 2–3/);
  });

  test('a page of ten thousand entries is written in a moment', () => {
    const waits = Array.from({ length: 10_000 }, (_, at): Entry => ({
      ...{ kind: 'waiting', seq: at + 2, at: AT, step: 's', on: `look ${at}` },
    }));
    const before = performance.now();

    const { html } = told([started(), ...waits]);

    expect(html.match(/<tr>/g)?.length).toBeGreaterThan(10_000);
    expect(html.indexOf('look 0')).toBeLessThan(html.indexOf('look 9999'));
    expect(performance.now() - before).toBeLessThan(10_000);
  });

  test('entries are named by their first and last', () => {
    expect(entriesNamed([12])).toBe('entry 12');
    expect(entriesNamed([7, 3, 5, 6])).toBe('entries 3, 5–7');
  });
});
