import type { Incoming } from '../../../src/audit/archive/archive.ts';
import type { Receipt } from '../../../src/audit/archive/catalogue.ts';
import { crm, guidOf } from './stage.ts';

export const ROUNDS = Array.from({ length: 4000 }, (_, round) => String(round));
export const NEW_OF_A_ROUND = 90;
const REPEATED = 20;

/** Ids that come for the first time in a round. */
export const idsOf = (round: string): readonly string[] =>
  Array.from({ length: NEW_OF_A_ROUND }, (_, index) =>
    guidOf(Number(round) * NEW_OF_A_ROUND + index),
  );

/** Over two days and several lots, some of the round before once more, parts of one action apart. */
export function* recordsOf(round: string): Generator<readonly Incoming[]> {
  const before = Number(round) === 0 ? [] : idsOf(String(Number(round) - 1)).slice(0, REPEATED);
  for (const [index, id] of [...before, ...idsOf(round)].entries()) {
    const number = Number.parseInt(id.slice(-12), 16);
    const text = JSON.stringify(
      crm(id, {
        CreationTime: `2026-08-0${(number % 2) + 1}T1${number % 10}:00:00`,
        CorrelationId: guidOf(1_000_000 + (number % 500)),
        Message: 'ExportToExcel',
      }),
    );
    yield [{ line: index + 1, text }];
  }
}

export const receiptOf = (round: string): Receipt => ({
  contents: [
    {
      contentType: 'Audit.General',
      contentId: round,
      created: '2026-08-03T00:00:00.000Z',
      state: 'stored',
    },
  ],
});
