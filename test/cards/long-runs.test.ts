import { expect } from 'expect';
import { planCard } from '../../cards/plan-card.ts';
import { reportCard } from '../../cards/report-card.ts';
import { runCard } from '../../cards/run-card.ts';
import type { PlanView, RunView } from '../../cards/views.ts';
import { actionsIn, bytesOf, objects, readable } from './look.ts';
import * as sample from './samples.ts';

const DOOR = 'Purge protection, once on, can be switched off by nobody, Microsoft included.';
const KEPT = 28 * 1024;

type Stage = RunView['stages'][number];

const stage = (title: string, state: 'verified' | 'attested' | 'open', many: number): Stage => ({
  title,
  steps: Array.from({ length: many }, (_, at) => ({
    title: `${title} step ${at}`,
    state,
    note: `seen in ${title} ${at}`,
    ...(at === 0 ? { oneWay: DOOR } : {}),
  })),
});

const runOf = (...stages: readonly Stage[]): RunView => ({ ...sample.run, stages });

const hiddenIn = (card: unknown): string =>
  readable(objects(card).filter(({ isVisible }) => isVisible === false));
const togglesIn = (card: unknown) =>
  actionsIn(card).filter(({ type }) => type === 'Action.ToggleVisibility');

suite('the card of a long run', () => {
  const long = runOf(
    stage('Vaults', 'verified', 12),
    stage('Onboarding', 'attested', 2),
    stage('Assignment', 'open', 3),
    stage('After', 'verified', 1),
  );

  test('stages that are settled are one line each, and one button shows their steps', () => {
    const card = runCard(long);

    expect(readable(card)).toContain('Vaults** · 12 verified');
    expect(readable(card)).toContain('Onboarding** · 2 attested');
    expect(hiddenIn(card)).toContain('seen in Vaults 3');
    expect(togglesIn(card)).toMatchObject([{ targetElements: ['settled-0', 'settled-1'] }]);
  });

  test('what is still to come stays in sight, with the reason why there is no way back', () => {
    const card = runCard(long);

    expect(hiddenIn(card)).not.toContain('Assignment');
    expect(hiddenIn(card)).not.toContain('seen in After');
    expect(readable(card).split(DOOR)).toHaveLength(3);
  });

  test('a short run hides nothing', () => {
    const card = runCard(runOf(stage('Vaults', 'verified', 4), stage('After', 'open', 2)));

    expect(hiddenIn(card)).toBe('');
    expect(togglesIn(card)).toEqual([]);
  });
});

suite('the card of a long plan', () => {
  const step = (at: number): PlanView['stages'][number]['steps'][number] => ({
    title: `Vault ${at} is there`,
    standing: 'changes',
    approvers: 1,
    ...(at < 2 ? { oneWay: DOOR } : {}),
    changes: [
      {
        summary: `Create vault ${at} ${'with a name as long as such names are '.repeat(2)}at last`,
        kind: 'automatic',
        facts: [{ label: 'Operation', text: 'vault.create '.repeat(20) }],
      },
    ],
  });
  const many = (steps: number): PlanView => ({
    ...sample.plan,
    stages: [{ title: 'Vaults', steps: Array.from({ length: steps }, (_, at) => step(at)) }],
  });

  test('has a whole sentence for each of forty steps, and keeps to what Teams takes', () => {
    const card = planCard(many(40));

    expect(bytesOf(card)).toBeLessThanOrEqual(KEPT);
    expect(readable(card).match(/Create vault \d+ .*?at last/g)).toHaveLength(40);
    expect(readable(card)).not.toContain('more step');
  });

  test('says once why a door has no way back, and at the second one that it is the same', () => {
    const says = readable(planCard(many(40)));

    expect(says.split(DOOR)).toHaveLength(2);
    expect(says).toContain('For the same reason as above.');
  });

  test('a short plan says it at each door', () => {
    expect(readable(planCard(many(2))).split(DOOR)).toHaveLength(3);
  });
});

suite('a report with a long table', () => {
  test('has every row of it, and still its sentences in full', () => {
    const sentence = `${'Every step that the bot can see holds, and this goes on a while. '.repeat(3)}End`;
    const rows = Array.from({ length: 60 }, (_, at) => [
      `CHK-${at} The vault is premium`,
      'Holds',
      `First key: premium. Second key: premium. Row ${at}.`,
    ]);
    const card = reportCard({
      title: 'Health',
      sections: [
        { heading: 'Since', lines: [sentence] },
        { heading: 'All', table: { columns: ['Check', 'Result', 'Found'], rows } },
      ],
      actions: [],
    });

    expect(bytesOf(card)).toBeLessThanOrEqual(KEPT);
    expect(readable(card)).toContain('End');
    expect(readable(card)).toContain('Row 59.');
  });
});
