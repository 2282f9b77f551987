import { reportOn } from '../../src/verify/report.ts';
import { verifyPack } from '../../src/verify/verify.ts';
import { packOf, type Happened, type Members } from './pack-maker.ts';
import { TENANT } from './stories.ts';

/** The day on which the stories play. */
export const PERIOD = { kind: 'period', from: '2026-11-20', to: '2026-11-21' };

/** What happened in a run, with the cards that were shown. */
export interface Part {
  readonly happened: readonly Happened[];
  readonly cards: readonly unknown[];
}

/** What the verifier says of a pack of that day, in which these things happened one after the other. */
export const verdictOn = (parts: readonly Part[], more: Members = {}) =>
  reportOn(
    verifyPack(
      packOf({
        tenant: TENANT,
        happened: parts.flatMap(({ happened }) => happened),
        cards: parts.flatMap(({ cards }) => cards),
        scope: PERIOD,
        ...more,
      }),
    ),
  );
