import { expect } from 'expect';
import type { Entry, Happening } from '../../src/core/ledger.ts';
import { standingOf } from '../../src/core/standing.ts';
import { approvalView } from '../../src/views/approval-view.ts';
import { runView } from '../../src/views/run-view.ts';
import { ada, ben } from '../fakes/fake-directory.ts';

const RUN = '7K2QF9';
const happened: readonly Happening[] = [
  {
    kind: 'started',
    walkthrough: 'lamps',
    title: 'Light a lamp',
    subject: 'lamp/north',
    answers: {},
    requester: ada,
    steps: [{ id: 'lit', title: 'The lamp is lit', stage: 'Light', risk: 'irreversible' }],
  },
  {
    kind: 'requested',
    ask: 1,
    step: 'lit',
    digest: 'a'.repeat(64),
    changes: [],
    quorum: 1,
    expiresAt: '2026-11-24T12:00:00.000Z',
    notBefore: '2026-11-21T13:00:00.000Z',
  },
  { kind: 'decided', ask: 1, step: 'lit', digest: 'a'.repeat(64), verdict: 'approved', by: ben },
];
const standing = standingOf(
  happened.map((each, index): Entry => ({
    ...each,
    seq: index + 1,
    at: new Date(Date.UTC(2026, 10, 21, 12, index)).toISOString(),
  })),
);

suite('an approval that leaves time to think', () => {
  test('has its run wait, and say until when', () => {
    const view = runView(RUN, standing, []);

    expect(view.state).toBe('waiting');
    expect(view.headline).toContain('at 13:00, not before');
    expect(view.actions.map(({ text }) => text)).toContain(`withdraw ${RUN}`);
  });

  test('says on its card when it goes on at the earliest', () => {
    expect(approvalView(RUN, standing, 1, 'reader').outcome).toContain(
      'on 21 Nov, 13:00 UTC at the earliest',
    );
  });
});
