import { expect } from 'expect';
import { approvalCard } from '../../cards/approval-card.ts';
import { guideCard } from '../../cards/guide-card.ts';
import type { GuideView } from '../../cards/views.ts';
import { actionsIn, inputsIn, readable } from './look.ts';
import { approval, guide } from './samples.ts';

const asks = { label: 'What the command printed', placeholder: 'ValidationResult : …' };

suite('a guide that asks for a text', () => {
  test('takes it in a field of several lines, sent by its button', () => {
    const card = guideCard({ ...guide, asks });

    expect(inputsIn(card)).toEqual([
      expect.objectContaining({
        id: 'pasted',
        label: asks.label,
        placeholder: asks.placeholder,
        isMultiline: true,
        isRequired: true,
        maxLength: 20_000,
      }),
    ]);
    expect(actionsIn(card)[0]).toMatchObject({ verb: 'done', associatedInputs: 'auto' });
    expect(readable(card)).toContain('done 7K2QF sas-logging …');
  });

  test('says that the text itself is not kept', () => {
    expect(readable(guideCard({ ...guide, asks }))).toContain('the text itself is not kept');
  });

  test('has neither field nor button once it is settled, or not to be done for now', () => {
    for (const state of ['settled', 'paused'] satisfies GuideView['state'][]) {
      const card = guideCard({ ...guide, asks, state, outcome: 'Not any more.' });

      expect([...inputsIn(card), ...actionsIn(card)]).toEqual([]);
      expect(readable(card)).toContain('Not any more.');
      expect(JSON.stringify(card)).not.toContain('Set-AdminAuditLogConfig');
    }
  });

  test('says what was wrong with the last text, also to whoever has it read out', () => {
    const card = guideCard({ ...guide, asks, problem: 'There is no line ValidationResult.' });

    expect(readable(card)).toContain('There is no line ValidationResult.');
    expect(card.speak).toContain('There is no line ValidationResult.');
    expect(inputsIn(card)).toHaveLength(1);
  });
});

suite('a request that not everybody may approve', () => {
  test('says who may not, while it is open', () => {
    const barred = ['Ben alone approved the other key.'];

    const open = readable(approvalCard({ ...approval, barred }));
    const done = readable(approvalCard({ ...approval, barred, state: 'done' }));

    expect(open).toContain('Ben alone approved the other key.');
    expect(done).not.toContain('Ben alone approved');
  });

  test('shows a one-way door whatever the risk of the step', () => {
    for (const risk of ['routine', 'sensitive', 'irreversible'] as const) {
      const steps = approval.steps.map((step) => ({ ...step, risk, oneWay: 'No way back.' }));

      const says = readable(approvalCard({ ...approval, steps }));

      expect(says).toContain('One-way door');
      expect(says).toContain('No way back.');
      expect(says).toContain('2 one-way doors');
    }
  });
});
