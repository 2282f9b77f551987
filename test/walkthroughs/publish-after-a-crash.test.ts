import { expect } from 'expect';
import type { Change, PlannedChange } from '../../src/core/step.ts';
import type { Entry } from '../../src/core/ledger.ts';
import type { SolutionOperation } from '../../src/gateways/dataverse.ts';
import {
  published,
  unpublished,
} from '../../src/walkthroughs/dynamics-auditing/steps/published.ts';
import type { Site } from '../../src/walkthroughs/dynamics-auditing/world.ts';

const NOW = new Date('2026-11-21T12:00:10.000Z');

const about = (operation: string, more: object): PlannedChange => ({
  kind: 'automatic',
  summary: operation,
  details: { operation, target: 'contoso', before: null, after: null, ...more },
  digest: operation,
});
const set = (table: string): PlannedChange => about('dataverse.table.flags', { table });
const publish = (...after: readonly string[]): PlannedChange =>
  about('dataverse.publish', { after });

/** Numbered as they come; each at so many seconds past noon. */
const history = (
  ...happened: readonly (readonly ['applying' | 'applied', number, PlannedChange])[]
): readonly Entry[] =>
  happened.map(([kind, second, change], at) => ({
    kind,
    step: change.details.operation === 'dataverse.publish' ? 'published' : 'tables-audited',
    change,
    requestId: 'x',
    seq: at + 1,
    at: new Date(NOW.getTime() - 10_000 + second * 1000).toISOString(),
  }));

/** As the service writes it: whole seconds. */
const operation = (second: number, ended = true, result = 'Success'): SolutionOperation => {
  const time = new Date(NOW.getTime() - 10_000 + second * 1000).toISOString();
  return {
    name: '',
    operation: 'Publish',
    suboperation: 'None',
    status: ended ? 'Completed' : 'Started',
    result: ended ? result : '',
    startedAt: time,
    endedAt: ended ? time : undefined,
  };
};

/** What is still to be done, by kind and tables. */
async function missing(
  entries: readonly Entry[],
  operations: readonly SolutionOperation[],
  now = NOW,
): Promise<readonly string[]> {
  const site = {
    environment: { name: 'Contoso', url: 'https://contoso.crm4.dynamics.com' },
    tables: () => Promise.resolve([]),
    columns: () => Promise.resolve([]),
    dataverse: { listSolutionHistory: () => Promise.resolve(operations) },
  } as unknown as Site;
  const step = published(site, { organisation: {}, tables: {}, columns: {} });
  const plan = await step.check({ entries, history: entries, now });
  return plan.map(({ kind, details }: Change) => `${kind} ${String(details.after)}`);
}

suite('a publish whose end nobody has heard', () => {
  test('is not repeated when the history shows that it succeeded within the same second', async () => {
    const entries = history(['applied', 1, set('account')], ['applying', 2.4, publish('account')]);

    const plan = await missing(entries, [operation(2)]);

    expect(plan).toEqual([]);
  });

  test('is repeated when the history shows nothing, an older publish or a failed one', async () => {
    const entries = history(['applied', 1, set('account')], ['applying', 2.4, publish('account')]);

    const plans = [
      await missing(entries, []),
      await missing(entries, [operation(1)]),
      await missing(entries, [operation(3, true, 'Failure')]),
    ];

    for (const plan of plans) expect(plan).toEqual(['automatic account']);
  });

  test('is waited for while it runs, but not for ever', async () => {
    const entries = history(['applied', 1, set('account')], ['applying', 2.4, publish('account')]);
    const later = new Date(NOW.getTime() + 60 * 60_000);

    const plan = await missing(entries, [operation(2, false)]);
    const muchLater = await missing(entries, [operation(2, false)], later);

    expect(plan).toEqual(['wait ended']);
    expect(muchLater).toEqual(['automatic account']);
  });

  test('is not taken for the one before it in the same second', async () => {
    const entries = history(
      ['applied', 1, set('account')],
      ['applied', 1, set('contact')],
      ['applying', 2.1, publish('account')],
      ['applied', 2.3, publish('account')],
      ['applying', 2.4, publish('contact')],
    );

    const plan = await missing(entries, [operation(2)]);

    expect(plan).toEqual(['automatic contact']);
  });

  test('counts as done for later runs once the step was verified', () => {
    const entries = history(['applied', 1, set('account')], ['applying', 2.4, publish('account')]);
    const verified: Entry = { kind: 'verified', step: 'published', seq: 3, at: NOW.toISOString() };

    const open = unpublished([...entries, verified]);

    expect(unpublished(entries)).toEqual(['account']);
    expect(open).toEqual([]);
  });
});
