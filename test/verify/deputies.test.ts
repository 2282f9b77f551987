import { expect } from 'expect';
import { digest, type Members } from './pack-maker.ts';
import { asking, BEN, CLEO, DAN, RUN, started, told } from './stories.ts';
import { verdictOn, type Part } from './that-day.ts';

const MAKING = 'GGGGGG';

/** Dan decides for Ben on these days, agreed on by Cleo early on the 20th. */
function making(more: Members = {}, end: readonly Members[] = []) {
  const days = { from: '2026-11-20', until: '2026-11-20' };
  const core = {
    summary: 'Let Dan decide on approvals in the place of Ben.',
    details: {
      ...{ operation: 'approvals.delegate', target: 'delegation/0123456789abcdef', before: null },
      after: { approver: BEN, deputy: DAN, ...days, ...more },
    },
  };
  const change = { kind: 'automatic', ...core, digest: digest(core) };
  const ask = asking({ run: MAKING, step: 'delegated', changes: [change] });
  const all = [
    started({ delegated: 'sensitive' }),
    ...[ask.requested, ask.approved(CLEO), ask.applying(), ask.applied()],
    ...[{ kind: 'verified', step: 'delegated' }, { kind: 'finished' }, ...end],
  ];
  return { happened: told(MAKING, all, '2026-11-20T06:00:00.000Z'), cards: [ask.cardFor(CLEO)] };
}

/** Dan votes in Ben's place at 08:02 on the 20th; nothing more is done. */
function acting() {
  const ask = asking({ run: RUN });
  const happened = told(RUN, [
    started(),
    ask.requested,
    ask.approved(DAN, { onBehalfOf: BEN }),
    { kind: 'withdrawn', by: CLEO },
  ]);
  return { happened, cards: [ask.cardFor(DAN)] };
}

const toldIn = (report: ReturnType<typeof verdictOn>): string => JSON.stringify(report);

suite('Votes in somebody’s place, before the verifier', () => {
  test('are fine where the delegation of the two stands in the ledger', () => {
    const report = verdictOn([making(), acting()]);

    expect(report.faults).toEqual([]);
    expect(toldIn(report)).not.toContain('A deputy decided');
  });

  test('are a fault in a whole ledger without one, or with one that gave nothing then', () => {
    const endedBefore = { kind: 'noted', what: 'delegation-ended', by: CLEO, details: {} };
    const wrong: Readonly<Record<string, readonly Part[]>> = {
      none: [acting()],
      'another day': [making({ from: '2026-11-21', until: '2026-11-22' }), acting()],
      'another deputy': [making({ deputy: CLEO }), acting()],
      'the other way round': [making({ approver: DAN, deputy: BEN }), acting()],
      'no day at all': [making({ until: 'whenever' }), acting()],
      'ended before': [making({}, [endedBefore]), acting()],
    };

    for (const [what, parts] of Object.entries(wrong)) {
      const [fault] = verdictOn(parts).faults;
      expect([what, fault?.place, fault?.says]).toEqual([
        what,
        expect.stringContaining(`${RUN} entry 3 `),
        expect.stringContaining('Dan decides for Ben without a delegation'),
      ]);
    }
  });

  test('are fine until the delegation is ended', () => {
    const at = '2026-11-20T09:00:00.000Z';
    const ended = { kind: 'noted', what: 'delegation-ended', by: CLEO, details: {}, at };
    const { happened, cards } = making({}, [ended]);
    const last = happened.slice(-1);

    const report = verdictOn([
      { happened: happened.slice(0, -1), cards },
      acting(),
      { happened: last, cards: [] },
    ]);

    expect(report.faults).toEqual([]);
  });

  test('of one run alone cannot be judged, and it is said so', () => {
    const { happened, cards } = acting();
    const report = verdictOn([making(), { happened, cards: [] }], {
      scope: { kind: 'run', run: RUN },
      cards,
    });

    expect(report.faults).toEqual([]);
    expect(toldIn(report)).toContain('cannot be judged from this pack');
  });
});
