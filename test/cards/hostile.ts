import fc from 'fast-check';
import type * as views from '../../cards/views.ts';

/** Views as an attacker, a careless vendor or a very large tenant would fill them. */

const NASTY = [
  '[x](http://evil.example)',
  '![x](http://evil.example/x.png)',
  '](http://evil.example)',
  '[x]: http://evil.example',
  '<http://evil.example>',
  '**bold** _slanted_ ~~gone~~ `code`',
  '***',
  '<at>Ada</at>',
  '<script>alert(1)</script>',
  '&#91;x&#93;(http://evil.example)',
  '- list\n- list',
  '1. list\r2. list',
  '> quote',
  '# heading\n\nnext',
  '{{DATE(2026-01-01T00:00:00Z, SHORT)}} ${evil}',
  '\u202eevil\u202c \u2066x\u2069',
  'שלום עולם مرحبا بالعالم',
  '👨‍👩‍👧‍👦👩🏽‍💻🏳️‍🌈',
  '\ud83d',
  '\\',
  'trailing\\',
  '"quotes" \\" \u0000\u0007',
  '漢字'.repeat(400),
  'a'.repeat(5000),
  'wide '.repeat(2000),
  '',
  ' ',
];

export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...NASTY),
  fc.string({ unit: 'grapheme', maxLength: 80 }),
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.tuple(fc.constantFrom(...NASTY), fc.constantFrom(...NASTY)).map(([a, b]) => a + b),
);

/** Ids are ours and keep their form; everything else may be anything. */
const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,30}$/);
const maybe = <T, Key extends string>(key: Key, value: fc.Arbitrary<T>) =>
  fc
    .option(value, { nil: undefined })
    .map((one) => (one === undefined ? {} : { [key]: one })) as fc.Arbitrary<{
    readonly [K in Key]?: T;
  }>;

/** None, a few, or very many: outer lists may be longest, for real views fit in memory. */
const rows = <T>(row: fc.Arbitrary<T>, many = [20, 200, 1000]): fc.Arbitrary<readonly T[]> =>
  fc.oneof(
    fc.array(row, { maxLength: 4 }),
    fc.tuple(row, fc.constantFrom(...many)).map(([one, times]) => Array<T>(times).fill(one)),
  );
const inner = <T>(row: fc.Arbitrary<T>): fc.Arbitrary<readonly T[]> => rows(row, [15, 60]);

const merged = <A extends object, B extends object>(a: fc.Arbitrary<A>, b: fc.Arbitrary<B>) =>
  fc.tuple(a, b).map(([one, two]) => ({ ...one, ...two }));

const change: fc.Arbitrary<views.ChangeView> = fc.record({
  summary: hostileText,
  kind: fc.constantFrom('automatic', 'guided', 'wait'),
  facts: inner(fc.record({ label: hostileText, text: hostileText })),
});

const sourceView: fc.Arbitrary<views.SourceView> = fc.record({
  says: hostileText,
  url: fc.constantFrom('https://learn.microsoft.com/x', 'javascript:alert(1)', 'https://a.b/)[x]('),
  read: hostileText,
  confidence: fc.constantFrom('documented', 'unconfirmed'),
});

const action: fc.Arbitrary<views.ActionView> = fc.record({
  title: hostileText,
  kind: fc.constantFrom('press', 'say'),
  verb: name,
  data: fc.record({ run: name }),
  text: fc.stringMatching(/^[a-z ]{1,40}$/),
});
const actions = fc.array(action, { maxLength: 12 });
const oneWay = maybe('oneWay', hostileText);

export const planViews: fc.Arbitrary<views.PlanView> = fc.record({
  title: hostileText,
  subject: hostileText,
  headline: hostileText,
  stages: rows(
    fc.record({
      title: hostileText,
      steps: inner(
        merged(
          fc.record({
            title: hostileText,
            standing: fc.constantFrom('holds', 'changes', 'guided', 'waits'),
            approvers: fc.nat(3),
            changes: inner(change),
          }),
          merged(oneWay, maybe('waits', hostileText)),
        ),
      ),
    }),
  ),
  remarks: rows(
    merged(
      fc.record({
        level: fc.constantFrom('error', 'warning', 'information'),
        text: hostileText,
      }),
      merged(maybe('fix', hostileText), maybe('source', sourceView)),
    ),
  ),
  actions,
});

const askState = fc.constantFrom<views.AskState>('pending', 'approved', 'rejected', 'void', 'done');

export const approvalViews: fc.Arbitrary<views.ApprovalView> = merged(
  fc.record({
    reference: name,
    run: name,
    ask: fc.nat(99),
    digest: fc.stringMatching(/^[0-9a-f]{64}$/),
    title: hostileText,
    subject: hostileText,
    requester: hostileText,
    requestedAt: hostileText,
    expiresAt: hostileText,
    state: askState,
    outcome: hostileText,
    steps: rows(
      merged(
        fc.record({
          id: name,
          title: hostileText,
          risk: fc.constantFrom('routine', 'sensitive', 'irreversible'),
          quorum: fc.constantFrom(1, 2),
          state: askState,
          changes: inner(change),
        }),
        oneWay,
      ),
    ),
    votes: rows(hostileText),
    offers: fc.subarray<'approve' | 'reject' | 'withdraw'>(['approve', 'reject', 'withdraw']),
  }),
  merged(
    merged(maybe('difference', rows(hostileText)), maybe('phrase', hostileText)),
    maybe('barred', rows(hostileText)),
  ),
);

const stepState = fc.constantFrom<views.StepState>('open', 'asked', 'verified', 'failed');

export const runViews: fc.Arbitrary<views.RunView> = fc.record({
  run: name,
  title: hostileText,
  subject: hostileText,
  requester: hostileText,
  startedAt: hostileText,
  state: fc.constantFrom('working', 'waiting', 'your-turn', 'stopped', 'finished', 'cancelled'),
  headline: hostileText,
  done: fc.nat(1000),
  total: fc.nat(1000),
  stages: rows(
    fc.record({
      title: hostileText,
      steps: inner(
        merged(
          fc.record({ title: hostileText, state: stepState }),
          merged(oneWay, maybe('note', hostileText)),
        ),
      ),
    }),
  ),
  unreached: rows(hostileText),
  actions,
});

export const guideViews: fc.Arbitrary<views.GuideView> = merged(
  fc.record({
    run: name,
    step: name,
    title: hostileText,
    summary: hostileText,
    steps: rows(hostileText),
    sources: rows(sourceView),
    state: fc.constantFrom('open', 'paused', 'settled'),
    outcome: hostileText,
    statement: hostileText,
    proof: fc.constantFrom('observed', 'attested'),
  }),
  merged(
    merged(
      maybe('command', fc.oneof(hostileText, fc.constant('Get-Thing\n'.repeat(900)))),
      maybe('link', fc.oneof(hostileText, fc.webUrl())),
    ),
    merged(
      maybe('asks', fc.record({ label: hostileText, placeholder: hostileText })),
      maybe('problem', hostileText),
    ),
  ),
);

export const reportViews: fc.Arbitrary<views.ReportView> = merged(
  fc.record({
    title: hostileText,
    sections: rows(
      merged(
        fc.record({ heading: hostileText }),
        merged(
          maybe('lines', rows(hostileText)),
          maybe(
            'table',
            fc.record({
              columns: fc.array(hostileText, { maxLength: 6 }),
              rows: rows(fc.array(hostileText, { maxLength: 6 })),
            }),
          ),
        ),
      ),
    ),
    actions,
  }),
  maybe('intro', hostileText),
);

export const listViews: fc.Arbitrary<views.ListView> = fc.record({
  title: hostileText,
  intro: hostileText,
  rows: rows(fc.record({ title: hostileText, subtitle: hostileText, state: hostileText })),
  more: fc.nat(5000),
  actions,
});

const options = fc
  .tuple(hostileText, fc.constantFrom(0, 1, 5, 13, 812, 1000))
  .map(([title, many]) => Array.from({ length: many }, (_, at) => ({ value: `t${at}`, title })));

export const formViews: fc.Arbitrary<views.FormView> = merged(
  fc.record({
    id: name,
    title: hostileText,
    progress: hostileText,
    intro: rows(hostileText),
    fields: fc.uniqueArray(
      merged(
        fc.record({
          id: name,
          label: hostileText,
          kind: fc.constantFrom('one', 'many', 'text'),
          options,
          required: fc.boolean(),
          filtered: fc.boolean(),
        }),
        merged(
          maybe('value', fc.constantFrom('t0', 't3,t4', '')),
          maybe('placeholder', hostileText),
        ),
      ),
      { selector: ({ id }) => id, maxLength: 4 },
    ),
    notes: rows(hostileText),
    typing: hostileText,
  }),
  merged(maybe('problem', hostileText), maybe('again', fc.record({ title: hostileText }))),
);

export const errorViews: fc.Arbitrary<views.ErrorView> = merged(
  fc.record({ what: hostileText, next: hostileText, actions }),
  maybe('reference', hostileText),
);

export const welcomeViews: fc.Arbitrary<views.WelcomeView> = fc.record({
  name: hostileText,
  sandbox: fc.boolean(),
  may: rows(hostileText),
  actions,
});

export const helpViews: fc.Arbitrary<views.HelpView> = fc.record({
  groups: rows(
    fc.record({
      title: hostileText,
      commands: inner(fc.record({ text: hostileText, does: hostileText })),
    }),
  ),
  actions,
});

const amount = fc.nat({ max: 10_000_000 });
const labelled = fc.record({ label: hostileText, text: hostileText });

export const answerViews: fc.Arbitrary<views.AnswerView> = merged(
  fc.record({
    reference: fc.constant('Q7K2F9'),
    question: hostileText,
    headline: hostileText,
    coverage: fc.record({
      state: fc.constantFrom('complete', 'settling', 'partial', 'missing'),
      says: hostileText,
      lines: inner(hostileText),
    }),
    facts: fc.array(labelled, { maxLength: 8 }),
    groups: fc.array(
      fc.record({
        title: hostileText,
        rows: inner(fc.record({ label: hostileText, count: amount, share: hostileText })),
        left: amount,
      }),
      { maxLength: 6 },
    ),
    standsOut: inner(fc.record({ found: hostileText, rule: hostileText })),
    notes: inner(hostileText),
    closer: fc.uniqueArray(fc.record({ value: name, title: hostileText }), {
      selector: ({ value }) => value,
      maxLength: 60,
    }),
    actions: fc.array(action, { maxLength: 4 }),
  }),
  merged(
    merged(maybe('label', hostileText), maybe('corrects', inner(hostileText))),
    maybe(
      'chart',
      fc.record({
        title: hostileText,
        counted: hostileText,
        points: inner(fc.record({ label: hostileText, count: amount })),
      }),
    ),
  ),
);

export const recordsViews: fc.Arbitrary<views.RecordsView> = fc.record({
  title: hostileText,
  intro: hostileText,
  records: inner(fc.record({ title: hostileText, facts: fc.array(labelled, { maxLength: 20 }) })),
  actions: fc.array(action, { maxLength: 5 }),
});

export const searchViews: fc.Arbitrary<views.SearchView> = fc.record({
  reference: fc.constant('Q7K2F9'),
  question: hostileText,
  state: fc.constantFrom('searching', 'done', 'failed'),
  says: hostileText,
  actions: fc.array(action, { maxLength: 5 }),
});
