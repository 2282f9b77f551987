import { expect } from 'expect';
import { approvalCard } from '../../cards/approval-card.ts';
import { fit, share, choose } from '../../cards/fit.ts';
import { formCard } from '../../cards/form-card.ts';
import { guideCard } from '../../cards/guide-card.ts';
import { listCard } from '../../cards/list-card.ts';
import { planCard } from '../../cards/plan-card.ts';
import { runCard } from '../../cards/run-card.ts';
import { welcomeCard } from '../../cards/welcome-card.ts';
import { actionsIn, bytesOf, getAt, inputsIn, objects, readable } from './look.ts';
import * as sample from './samples.ts';

const DOOR = 'Once protected, it stays protected for ever.';
const doorStep = { id: 'door', title: 'Door', risk: 'irreversible', oneWay: DOOR } as const;

const attention = (card: unknown): string =>
  readable(objects(card).filter(({ style }) => style === 'attention'));

suite('an approval card', () => {
  test('its buttons carry names only, and the old clients get the same names', () => {
    const [approve, reject] = actionsIn(approvalCard(sample.approval)).slice(-2);

    const data = { run: '7K2QF', ask: '1', digest: sample.approval.digest };
    const fallback = { type: 'Action.Submit', data: { verb: 'approve', ...data } };
    expect(approve).toMatchObject({ type: 'Action.Execute', verb: 'approve', data, fallback });
    expect(reject).toMatchObject({ verb: 'reject', data, associatedInputs: 'auto' });
  });

  test('all steps that are still open are chosen beforehand, and no others can be', () => {
    const first = getAt(sample.approval.steps);
    const second = getAt(sample.approval.steps, 1);
    const steps = [
      { ...first, id: 'a' },
      { ...second, id: 'b' },
      { ...second, id: 'c', state: 'rejected' as const },
    ];

    const [choice] = inputsIn(approvalCard({ ...sample.approval, steps }));

    expect(choice).toMatchObject({ id: 'steps', isMultiSelect: true, value: 'a,b' });
  });

  for (const state of [
    'approved',
    'rejected',
    'withdrawn',
    'expired',
    'void',
    'done',
    'failed',
  ] as const)
    test(`once ${state} it has no button and no input left, even if it is told to offer some`, () => {
      const card = approvalCard({ ...sample.approval, state, offers: ['approve', 'reject'] });

      expect([...actionsIn(card), ...inputsIn(card)]).toEqual([]);
    });

  test('whoever may not decide sees no input', () => {
    expect(inputsIn(approvalCard({ ...sample.approval, offers: ['withdraw'] }))).toEqual([]);
  });

  test('typing the phrase is never demanded of somebody who rejects', () => {
    const inputs = inputsIn(approvalCard({ ...sample.approval, phrase: 'PROTECT kv' }));

    expect(inputs.map(({ id }) => id)).toEqual(['steps', 'phrase', 'reason']);
    const required = inputs.filter(({ isRequired }) => isRequired === true);
    expect(required.map(({ id }) => id)).toEqual(['steps']);
  });

  test('200 changes are counted where they are not shown', () => {
    const step = getAt(sample.approval.steps);
    const change = getAt(step.changes);
    const steps = [{ ...step, changes: Array(200).fill(change) }];

    const card = approvalCard({ ...sample.approval, steps });

    const shown = readable(card).match(/• Switch on/g)?.length ?? 0;
    expect(shown).toBeGreaterThan(20);
    expect(readable(card)).toContain(`… and ${200 - shown} more changes`);
    expect(bytesOf(card)).toBeLessThan(28 * 1024);
  });
});

suite('a one-way door', () => {
  const far = { ...getAt(getAt(sample.plan.stages).steps, 1), changes: [] };

  test('is said on the plan with its reason, even behind hundreds of other steps', () => {
    const steps = [...Array(400).fill(far), { ...far, oneWay: DOOR }];

    const card = planCard({ ...sample.plan, stages: [{ title: 'Long', steps }] });

    expect(attention(card)).toContain(DOOR);
    expect(attention(card)).toContain('1 one-way door');
  });

  test('is said on the approval with its reason', () => {
    const steps = [{ ...doorStep, quorum: 2, state: 'pending' as const, changes: [] }];

    expect(attention(approvalCard({ ...sample.approval, steps }))).toContain(DOOR);
  });

  test('is said on the approval even when nobody wrote down why', () => {
    const { oneWay: _, ...unexplained } = doorStep;
    const steps = [{ ...unexplained, quorum: 2, state: 'pending' as const, changes: [] }];

    expect(attention(approvalCard({ ...sample.approval, steps }))).toContain('One-way door');
  });

  test('is said on the run card with its reason', () => {
    expect(attention(runCard(sample.run))).toContain('purge protection can never be deleted');
  });
});

suite('a long set-up', () => {
  const stage = getAt(sample.plan.stages, 1);
  const titles = Array.from({ length: 60 }, (_, at) => `Step that is number ${at}`);

  test('has every step of its plan on the card, and says that details had no room', () => {
    const steps = titles.slice(0, 36).map((title) => ({ ...getAt(stage.steps), title }));

    const shown = readable(planCard({ ...sample.plan, stages: [{ title: 'Long', steps }] }));

    expect(titles.slice(0, 36).filter((title) => !shown.includes(title))).toEqual([]);
    expect(shown).toContain('There are too many changes to show what each was before');
  });

  test('has every step on its run card', () => {
    const steps = titles.map((title) => ({ title, state: 'verified' as const, note: '12:07' }));

    const shown = readable(runCard({ ...sample.run, stages: [{ title: 'Long', steps }] }));

    expect(titles.filter((title) => !shown.includes(title))).toEqual([]);
  });
});

suite('details', () => {
  test('every hidden part of the card has a button that shows it, and no button shows another', () => {
    const card = planCard(sample.plan);

    const hidden = objects(card).filter(({ isVisible }) => isVisible === false);
    const toggles = actionsIn(card).filter(({ type }) => type === 'Action.ToggleVisibility');
    expect(toggles.map(({ title }) => title)).toEqual([
      'Show or hide details',
      expect.stringMatching(/^Show or hide \d notes?$/),
    ]);
    expect(toggles.flatMap((toggle) => toggle['targetElements'])).toEqual(
      hidden.map(({ id }) => id),
    );
  });
});

suite('a question', () => {
  const tables = Array.from({ length: 812 }, (_, at) => ({
    value: `contoso_table_number_${at}`,
    title: `Table number ${at} (contoso_table_number_${at}): not audited`,
  }));
  const asked = (value: string) =>
    formCard({
      ...sample.form,
      fields: [{ id: 'tables', label: 'Tables', kind: 'many', options: tables, value }],
    });

  test('with 812 tables shows as many as fit and says how many are not listed', () => {
    const card = asked('');

    const shown = objects(inputsIn(card)[0]?.['choices']).length;
    expect(shown).toBeGreaterThan(50);
    expect(readable(card)).toContain(`${812 - shown} more choices not listed here`);
  });

  test('never drops what is chosen already', () => {
    const card = asked('contoso_table_number_5,contoso_table_number_811');

    expect(inputsIn(card)[0]).toMatchObject({
      value: 'contoso_table_number_5,contoso_table_number_811',
      style: 'filtered',
    });
  });

  test('its second button is not held up by an answer that is still missing', () => {
    expect(inputsIn(formCard(sample.form)).filter(({ isRequired }) => isRequired)).toEqual([]);
    const { again: _, ...once } = sample.form;
    expect(inputsIn(formCard(once))[0]).toMatchObject({ isRequired: true });
  });

  test('cancel types for the person and takes no input along', () => {
    const cancel = actionsIn(formCard(sample.form)).at(-1);

    expect(cancel).toMatchObject({
      data: { msteams: { type: 'imBack', value: 'cancel' } },
      associatedInputs: 'none',
    });
  });
});

suite('a guide', () => {
  test('shows the command letter by letter', () => {
    const command = 'Set-Thing -Name *_[x](y)*  -Value "$true"\r\nGet-Thing | fl *';

    const runs = objects(guideCard({ ...sample.guide, command })).filter(
      ({ type }) => type === 'TextRun',
    );

    expect(runs.map(({ text }) => text)).toEqual(command.split('\r\n'));
  });

  test('never shows half a command', () => {
    const command = `Set-Thing ${'x'.repeat(20_000)}`;

    const card = guideCard({ ...sample.guide, command });

    expect(JSON.stringify(card)).not.toContain('Set-Thing');
    expect(readable(card)).toContain('20010 characters');
  });

  for (const link of ['http://plain.example', 'javascript:alert(1)', 'msteams://x'])
    test(`opens no page at ${link}`, () => {
      const opened = actionsIn(guideCard({ ...sample.guide, link }));

      expect(opened.map(({ type }) => type)).toEqual(['Action.Execute']);
    });
});

suite('lists', () => {
  test('rows that were never handed over count as well as those that did not fit', () => {
    const row = getAt(sample.list.rows);

    const card = listCard({ ...sample.list, rows: Array(300).fill(row), more: 7 });

    const shown = readable(card).match(/7K2QF/g)?.length ?? 0;
    expect(readable(card)).toContain(`… and ${307 - shown} more rows`);
  });

  test('a welcome has at most four starters', () => {
    const actions = Array(9).fill(sample.welcome.actions[0]);

    expect(actionsIn(welcomeCard({ ...sample.welcome, actions }))).toHaveLength(4);
  });
});

suite('room on a card', () => {
  test('short lists leave their room to the long ones', () => {
    expect(share([[1], [1, 2], Array(50)], 23)).toBe(20);
    expect(share([[1], [2]], 10)).toBe(10);
    expect(share([Array(9), Array(9)], 1)).toBe(1);
  });

  test('what is wanted first is kept, in its own order', () => {
    expect(choose([1, 2, 3, 4, 5], 3, (row) => row === 5)).toEqual({ shown: [1, 2, 5], left: 2 });
  });

  test('a small view is drawn once and in full', () => {
    const seen: number[] = [];

    const card = fit((room) => {
      seen.push(room.rows);
      return listCard(sample.list);
    });

    expect(seen).toHaveLength(1);
    expect(card).toEqual(listCard(sample.list));
  });
});
