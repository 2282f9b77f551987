import { expect } from 'expect';
import type { Foreseen } from '../../src/core/foresee.ts';
import { builtInPolicy } from '../../src/core/policy.ts';
import type { Change, Step } from '../../src/core/step.ts';
import { planView } from '../../src/views/plan-view.ts';

const step = (id: string): Step => ({
  id,
  title: id,
  stage: 'Light',
  risk: 'sensitive',
  check: async () => [],
});
const change: Change = {
  kind: 'automatic',
  summary: 'Give the bot its role.',
  details: {
    operation: 'role.add',
    target: 'north',
    before: { read: false, list: true },
    after: { read: true, list: true },
  },
  apply: async () => undefined,
};
const view = (...all: readonly Foreseen[]) =>
  planView(
    { title: 'Light a lamp', subject: 'north' },
    all,
    { policy: builtInPolicy(), walkthrough: 'lamps' },
    {
      remarks: [],
      actions: [],
    },
  ).stages.flatMap(({ steps }) => steps);

suite('a plan', () => {
  test('does not blame a step for what a step before it is there to bring about', () => {
    const [, second] = view(
      { step: step('role'), plan: [change] },
      { step: step('lamp'), plan: [], unseen: 'Status 403.' },
    );

    expect(second?.waits).toContain('once the steps before it are done');
    expect(second?.waits).not.toContain('403');
  });

  test('says why a step cannot be looked at where nothing before it explains that', () => {
    const [first] = view({ step: step('lamp'), plan: [], unseen: 'Status 403.' });

    expect(first?.waits).toBe('Cannot be looked at yet: Status 403.');
  });

  test('shows of what is set only what differs, before and after', () => {
    const [first] = view({ step: step('role'), plan: [change] });

    expect(first?.changes[0]?.facts).toEqual([
      { label: 'north', text: 'read: off → on' },
      { label: 'Operation', text: 'role.add' },
    ]);
  });
});
