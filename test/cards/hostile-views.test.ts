import { expect } from 'expect';
import fc from 'fast-check';
import { answerCard } from '../../cards/answer-card.ts';
import { approvalCard } from '../../cards/approval-card.ts';
import { errorCard } from '../../cards/error-card.ts';
import { formCard } from '../../cards/form-card.ts';
import { guideCard } from '../../cards/guide-card.ts';
import { helpCard } from '../../cards/help-card.ts';
import { listCard } from '../../cards/list-card.ts';
import { planCard } from '../../cards/plan-card.ts';
import { recordsCard } from '../../cards/records-card.ts';
import { reportCard } from '../../cards/report-card.ts';
import { runCard } from '../../cards/run-card.ts';
import { searchCard } from '../../cards/search-card.ts';
import { welcomeCard } from '../../cards/welcome-card.ts';
import * as hostile from './hostile.ts';
import {
  acting,
  actionsIn,
  bytesOf,
  complaints,
  inputsIn,
  labelsIn,
  markdownIn,
  objects,
} from './look.ts';

const drawn: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  plan: hostile.planViews.map(planCard),
  approval: hostile.approvalViews.map(approvalCard),
  run: hostile.runViews.map(runCard),
  guide: hostile.guideViews.map(guideCard),
  report: hostile.reportViews.map(reportCard),
  answer: hostile.answerViews.map(answerCard),
  records: hostile.recordsViews.map(recordsCard),
  search: hostile.searchViews.map(searchCard),
  list: hostile.listViews.map(listCard),
  form: hostile.formViews.map(formCard),
  error: hostile.errorViews.map(errorCard),
  welcome: hostile.welcomeViews.map(welcomeCard),
  help: hostile.helpViews.map(helpCard),
};

/** What a card may say in Markdown of its own: bold words, and links to the sources' pages. */
const withoutOurs = (text: string): string =>
  text
    .replace(/(?<!\\)\[((?:\\.|[^\\\]])*)\]\(https:\/\/[^\s()<>[\]*]+\)/g, '$1')
    .replace(/(?<!\\)\*\*((?:\\.|[^\\*])+)\*\*/g, '$1');

function expectSound(card: unknown): void {
  expect(bytesOf(card)).toBeLessThan(28 * 1024);
  expect(actionsIn(card).length).toBeLessThanOrEqual(6);
  expect(complaints(card)).toEqual([]);
  for (const says of labelsIn(card)) {
    expect(says).not.toMatch(/\]\(|<\/?at\b|\{\{/i);
  }
  const paragraphs = markdownIn(card).flatMap((text) => text.split('\n\n'));
  for (const text of paragraphs) expect(acting(withoutOurs(text))).toEqual([]);
  expect(inputsIn(card).filter(({ label }) => typeof label !== 'string' || label === '')).toEqual(
    [],
  );
  const ids = objects(card).flatMap(({ id }) => (id === undefined ? [] : [id]));
  expect(new Set(ids).size).toBe(ids.length);
}

suite('whatever a view holds', function () {
  // Large cards are drawn, and parsed by the vendor's own parser, again and again.
  this.timeout(180_000);
  for (const [name, cards] of Object.entries(drawn)) {
    test(`the ${name} card is sound: small, escaped, labelled, at most six buttons`, () => {
      fc.assert(fc.property(cards, expectSound), { numRuns: 25 });
    });
  }
});
