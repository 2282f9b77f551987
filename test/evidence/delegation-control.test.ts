import { expect } from 'expect';
import { DELEGATE } from '../../src/core/delegations.ts';
import type { Entry, Happening } from '../../src/core/ledger.ts';
import { planned } from '../../src/core/step.ts';
import { delegationControl } from '../../src/evidence/compliance/controls/delegation.ts';
import type { Material, RunThen } from '../../src/evidence/compliance/material.ts';
import { ada, ben, cleo, dan, eve } from '../fakes/fake-directory.ts';
import { TENANT } from '../fakes/stage.ts';

const runThen = (run: string, happenings: readonly (Happening & { readonly at: string })[]) => {
  const entries = happenings.map((one, index): Entry => ({ ...one, seq: index + 1 }));
  const heading = { walkthrough: 'w', subject: run, title: run, requester: ada, open: false };
  const key = { tenant: TENANT, run };
  return { heading: { ...key, ...heading, startedAt: '2026-11-01T00:00:00.000Z' }, entries };
};

/** Dan decides for Ben from the 10th to the 12th; it was applied on the 9th at noon. */
function given(more: { readonly ended?: string; readonly deputy?: typeof dan } = {}): RunThen {
  const { ended, deputy = dan } = more;
  const change = planned({
    kind: 'automatic',
    summary: 'Let somebody decide.',
    details: {
      operation: DELEGATE,
      target: 'delegation/0123456789abcdef',
      before: null,
      after: {
        approver: { ...ben },
        deputy: { ...deputy },
        from: '2026-11-10',
        until: '2026-11-12',
      },
    },
    apply: () => Promise.resolve(),
  });
  return runThen('GGGGGG', [
    { kind: 'applied', step: 'delegated', change, requestId: 'r', at: '2026-11-09T12:00:00.000Z' },
    ...(ended === undefined
      ? []
      : ([{ kind: 'noted', what: 'delegation-ended', by: cleo, details: {}, at: ended }] as const)),
  ]);
}

/** Dan votes in Ben's place at this time. */
const voted = (at: string, by = dan, onBehalfOf = ben): RunThen =>
  runThen('VVVVVV', [
    { kind: 'decided', ask: 1, step: 's', digest: 'd', verdict: 'approved', by, onBehalfOf, at },
  ]);

function judged(...runs: readonly RunThen[]) {
  const period = { from: '2026-11-01', to: '2026-12-01' };
  const bare = { journal: [], exceptions: [], coverage: undefined, checkpoint: undefined };
  const material: Material = { tenant: TENANT, period, runs, ...bare };
  return delegationControl(material);
}

suite('A vote in somebody’s place, in the compliance report', () => {
  test('holds on each day of its delegation, the first and the last included', () => {
    for (const at of ['2026-11-10T00:00:00.000Z', '2026-11-12T23:59:59.999Z']) {
      const { tested, broken } = judged(given(), voted(at));
      expect([at, tested, broken]).toEqual([at, 1, 0]);
    }
  });

  test('is a breach before the first day, after the last, and once it was ended', () => {
    const ended = '2026-11-11T09:00:00.000Z';
    const cases = [
      judged(given(), voted('2026-11-09T23:59:00.000Z')),
      judged(given(), voted('2026-11-13T00:00:01.000Z')),
      judged(given({ ended }), voted('2026-11-11T09:00:01.000Z')),
      judged(voted('2026-11-11T08:00:00.000Z')),
    ];

    expect(cases.map(({ broken }) => broken)).toEqual([1, 1, 1, 1]);
    expect(judged(given({ ended }), voted('2026-11-11T08:59:59.000Z')).broken).toBe(0);
    expect(cases[2]?.statements[0]).toMatchObject({
      says: expect.stringContaining('in force at that moment'),
      entries: ['VVVVVV #1', 'GGGGGG #1'],
    });
  });

  test('is a breach by the delegation of another pair, or of the two the other way round', () => {
    const at = '2026-11-11T08:00:00.000Z';

    expect(judged(given({ deputy: eve }), voted(at)).broken).toBe(1);
    expect(judged(given(), voted(at, ben, dan)).broken).toBe(1);
    expect(judged(given(), voted(at, dan, cleo)).broken).toBe(1);
  });

  test('is no breach after an erasure: it cannot be told any more', () => {
    const at = '2026-11-11T08:00:00.000Z';
    const sealed = (digit: string) => ({ id: `sealed:${digit.repeat(64)}`, name: '(erased)' });

    const deputyGone = judged(given({ deputy: sealed('a') }), voted(at, sealed('b')));
    const onlyThere = judged(given({ deputy: sealed('a') }), voted(at));
    const notAtThatTime = judged(given({ deputy: sealed('a') }), voted('2026-11-20T08:00:00.000Z'));

    expect([deputyGone, onlyThere].map(({ tested, broken }) => [tested, broken])).toEqual([
      [0, 0],
      [0, 0],
    ]);
    expect(deputyGone.statements[0]?.says).toContain('cannot be told any more');
    expect(notAtThatTime.broken).toBe(1);
  });
});
