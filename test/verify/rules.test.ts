import { expect } from 'expect';
import { reportOn } from '../../src/verify/report.ts';
import { verifyPack } from '../../src/verify/verify.ts';
import { digest, packOf, type Members } from './pack-maker.ts';
import {
  ADA,
  asking,
  BEN,
  changeOf,
  CLEO,
  DAN,
  POLICY,
  RUN,
  started,
  TENANT,
  told,
} from './stories.ts';

type Asked = ReturnType<typeof asking>;

/** The verdict on a run of these happenings, signed as truly as any other. */
function judged(
  happenings: readonly Members[],
  asks: readonly Asked[],
  policies: readonly unknown[] = [],
) {
  const voted = new Set(happenings.map(({ card }) => card));
  const cards = asks
    .flatMap((ask) => [ADA, BEN, CLEO, DAN].map(ask.cardFor))
    .filter((card) => voted.has(digest(card)));
  const making = { tenant: TENANT, happened: told(RUN, happenings), cards, policies };
  return reportOn(verifyPack(packOf(making)));
}

const first = (report: ReturnType<typeof judged>): string =>
  report.faults.map(({ place, says }) => `${place}: ${says}`)[0] ?? 'nothing';

interface Case {
  readonly says: string;
  readonly entry: number;
  readonly run: (ask: Asked) => readonly Members[];
  readonly more?: Members;
  readonly steps?: Readonly<Record<string, string>>;
}

const sales = { id: 'sales', name: 'Sales' };
const legal = { id: 'legal', name: 'Legal' };

const BROKEN: Readonly<Record<string, Case>> = {
  'a change that nobody was asked for': {
    ...{ says: 'nobody was asked for', entry: 2 },
    run: (ask) => [started(), ask.applying()],
  },
  'a change that was not approved': {
    ...{ says: 'was not approved: it has 0 of the 1', entry: 3 },
    run: (ask) => [started(), ask.requested, ask.applying()],
  },
  'one approval where two were demanded': {
    ...{ says: 'was not approved: it has 1 of the 2', entry: 4, more: { quorum: 2 } },
    run: (ask) => [started(), ask.requested, ask.approved(BEN), ask.applying()],
  },
  'two approvals of one person': {
    ...{ says: 'is a second approval of one person', entry: 4, more: { quorum: 2 } },
    run: (ask) => [started(), ask.requested, ask.approved(BEN), ask.approved(BEN), ask.applying()],
  },
  'the approval of a deputy beside that of whom they act for': {
    ...{ says: 'is a second approval of one person', entry: 4, more: { quorum: 2 } },
    run: (ask) => [
      ...[started(), ask.requested, ask.approved(BEN)],
      ...[ask.approved(DAN, { onBehalfOf: BEN }), ask.applying()],
    ],
  },
  'the approval of whoever asked': {
    ...{ says: 'Ada approves what they', entry: 3 },
    run: (ask) => [started(), ask.requested, ask.approved(ADA), ask.applying()],
  },
  'an approval given for whoever asked': {
    ...{ says: 'Dan approves what they', entry: 3 },
    run: (ask) => [started(), ask.requested, ask.approved(DAN, { onBehalfOf: ADA })],
  },
  'the approval of whoever resumed the run': {
    ...{ says: 'Ben approves what they', entry: 4 },
    run: (ask) => [started(), ask.requested, { kind: 'resumed', by: BEN }, ask.approved(BEN)],
  },
  'an approver who took the run over afterwards': {
    ...{ says: 'is not approved by enough others', entry: 5 },
    run: (ask) => [
      ...[started(), ask.requested, ask.approved(BEN)],
      ...[{ kind: 'handed-over', by: ADA, to: BEN }, ask.applying()],
    ],
  },
  'a vote on another plan': {
    ...{ says: 'is a vote on another plan', entry: 3 },
    run: (ask) => [started(), ask.requested, ask.approved(BEN, { digest: '0'.repeat(64) })],
  },
  'a vote on nothing': {
    ...{ says: 'was never made', entry: 2 },
    run: (ask) => [started(), ask.approved(BEN)],
  },
  'a vote after the request had expired': {
    ...{ says: 'had expired at 2026-11-23', entry: 3 },
    run: (ask) => [
      ...[started(), ask.requested],
      ask.approved(BEN, { at: '2026-11-23T08:00:31.000Z' }),
    ],
  },
  'a vote after expiry by a clock set back': {
    ...{ says: 'had expired at', entry: 4 },
    run: (ask) => [
      ...[started(), ask.requested],
      { kind: 'waiting', step: 'account', on: 'time', at: '2026-11-24T08:00:00.000Z' },
      ask.approved(BEN),
    ],
  },
  'a change after the request was rejected': {
    ...{ says: 'does what was rejected', entry: 4 },
    run: (ask) => [started(), ask.requested, ask.rejected(BEN), ask.applying()],
  },
  'a vote after a rejection': {
    ...{ says: 'a request that was rejected', entry: 4 },
    run: (ask) => [started(), ask.requested, ask.rejected(BEN), ask.approved(CLEO)],
  },
  'a change after the request was void': {
    ...{ says: 'does what was void', entry: 5 },
    run: (ask) => [
      ...[started(), ask.requested, ask.approved(BEN)],
      ...[{ kind: 'voided', ask: 1, step: 'account', difference: [] }, ask.applying()],
    ],
  },
  'a change after it was taken back': {
    ...{ says: 'does what was withdrawn', entry: 5 },
    run: (ask) => [
      ...[started(), ask.requested, ask.approved(BEN)],
      ...[{ kind: 'withdrawn', by: ADA }, ask.applying()],
    ],
  },
  'a change after the run was cancelled': {
    ...{ says: 'comes after the end of its run', entry: 5 },
    run: (ask) => [
      ...[started(), ask.requested, ask.approved(BEN)],
      ...[{ kind: 'cancelled', by: ADA }, ask.applying()],
    ],
  },
  'a change before the time to think was over': {
    ...{ says: 'was not to be done before', entry: 4 },
    more: { notBefore: '2026-11-20T09:00:00.000Z' },
    run: (ask) => [started(), ask.requested, ask.approved(BEN), ask.applying()],
  },
  'a change that is not in the approved plan': {
    ...{ says: 'is not in the plan that was asked for', entry: 4 },
    run: (ask) => [started(), ask.requested, ask.approved(BEN), ask.applying(changeOf('contact'))],
  },
  'a change whose text is not that of its digest': {
    ...{ says: 'does not fit its digest', entry: 4 },
    run: (ask) => [
      ...[started(), ask.requested, ask.approved(BEN)],
      ask.applying({ ...changeOf('account'), summary: 'Something harmless' }),
    ],
  },
  'a change done twice by one approval': {
    ...{ says: 'this approval was used for already', entry: 6 },
    run: (ask) => [
      ...[started(), ask.requested, ask.approved(BEN)],
      ...[ask.applying(), ask.applied(), ask.applying(), ask.applied()],
    ],
  },
  'a deed without a begin': {
    ...{ says: 'was done without a begin', entry: 4 },
    run: (ask) => [started(), ask.requested, ask.approved(BEN), ask.applied()],
  },
  'a deed under another request id': {
    ...{ says: 'bears another request id', entry: 5 },
    run: (ask) => [
      ...[started(), ask.requested, ask.approved(BEN), ask.applying()],
      ask.applied(undefined, { requestId: 'another' }),
    ],
  },
  'the approval of somebody who may not approve this': {
    ...{ says: 'who may not approve this', entry: 3 },
    more: { excludes: [{ id: BEN.id.toUpperCase(), why: 'Ben holds the other key.' }] },
    run: (ask) => [started(), ask.requested, ask.approved(BEN)],
  },
  'two approvers of one group where two groups were asked': {
    ...{ says: 'no approver for each of the groups Sales and Legal', entry: 5 },
    more: { quorum: 2, groups: [sales, legal] },
    run: (ask) => [
      ...[started(), ask.requested, ask.approved(BEN, { groups: ['sales'] })],
      ...[ask.approved(CLEO, { groups: ['sales'] }), ask.applying()],
    ],
  },
  'an approver of none of the groups': {
    ...{ says: 'none of the groups', entry: 3, more: { groups: [sales] } },
    run: (ask) => [started(), ask.requested, ask.approved(BEN)],
  },
  'an approval without the new sign-in': {
    ...{ says: 'without the new sign-in', entry: 3, more: { stepUp: true } },
    run: (ask) => [
      ...[started(), ask.requested],
      ask.approved(BEN, { signedInAt: '2026-11-20T07:00:00.000Z' }),
    ],
  },
  'one approver for what cannot be undone': {
    ...{ says: 'asks one approver alone', entry: 2, steps: { account: 'irreversible' } },
    run: (ask) => [started({ account: 'irreversible' }), ask.requested],
  },
  'what cannot be undone, after its approval had lapsed': {
    ...{ says: 'had lapsed', entry: 5, more: { quorum: 2 } },
    run: (ask) => [
      ...[started({ account: 'irreversible' }), ask.requested],
      ...[ask.approved(BEN), ask.approved(CLEO)],
      ask.applying(undefined, { at: '2026-11-24T08:00:00.000Z' }),
    ],
  },
  'an approver who says that it was done': {
    ...{ says: 'attests what they have approved', entry: 4 },
    run: (ask) => [
      ...[started({ account: 'sensitive' }), ask.requested],
      ...[ask.approved(BEN), ask.attested(BEN)],
    ],
  },
  'a sensitive step attested without approval': {
    ...{ says: 'attests what was not approved', entry: 3 },
    run: (ask) => [started({ account: 'sensitive' }), ask.requested, ask.attested(DAN)],
  },
  'an emergency where it cannot be undone': {
    ...{
      says: 'goes ahead without approval of what cannot be undone',
      entry: 3,
      more: { quorum: 2 },
    },
    run: (ask) => [started({ account: 'irreversible' }), ask.requested, ask.broke(ADA)],
  },
  'an emergency where people are kept apart': {
    ...{ says: 'where people are kept apart', entry: 3 },
    more: { custody: { pair: 'a/k + b/k', part: 'a/k' } },
    run: (ask) => [started(), ask.requested, ask.broke(ADA)],
  },
  'an emergency against a rejection': {
    ...{ says: 'of what was rejected', entry: 4 },
    run: (ask) => [started(), ask.requested, ask.rejected(BEN), ask.broke(ADA)],
  },
  'a review by whoever went ahead': {
    ...{ says: 'Ada reviews what they did', entry: 4 },
    run: (ask) => [started(), ask.requested, ask.broke(ADA), ask.reviewed(ADA)],
  },
  'a vote without the card that it names': {
    ...{ says: 'names a card that is not in the pack', entry: 3 },
    run: (ask) => [started(), ask.requested, ask.approved(BEN, { card: 'f'.repeat(64) })],
  },
  'a vote on somebody else’s card': {
    ...{ says: 'drawn for somebody else', entry: 3 },
    run: (ask) => [
      started(),
      ask.requested,
      ask.approved(BEN, { card: digest(ask.cardFor(CLEO)) }),
    ],
  },
  'a vote on the card of another request': {
    ...{ says: 'shows another request', entry: 4 },
    run: (ask) => {
      const other = asking({ run: RUN, step: 'account', more: { ask: 2 } });
      return [
        started(),
        ask.requested,
        other.requested,
        ask.approved(BEN, { card: digest(other.cardFor(BEN)) }),
      ];
    },
  },
  'a vote that rests on another check': {
    ...{ says: 'rests on another check', entry: 3 },
    run: (ask) => [started(), ask.requested, ask.approved(BEN, { check: '0'.repeat(64) })],
  },
  'a plan whose digest is another': {
    ...{ says: 'not that of its changes', entry: 2 },
    run: (ask) => [started(), { ...ask.requested, digest: '0'.repeat(64) }],
  },
  'a request of a policy that is not there': {
    ...{
      says: 'names a policy that is not in the pack',
      entry: 2,
      more: { policy: '0'.repeat(64) },
    },
    run: (ask) => [started(), ask.requested],
  },
};

suite('broken rules, truly signed', () => {
  for (const [name, { says, entry, run, more = {} }] of Object.entries(BROKEN))
    test(name, () => {
      const ask = asking({ run: RUN, more });
      const other = asking({ run: RUN, more: { ask: 2 } });

      const report = judged(run(ask), [ask, other]);

      const expected = `${RUN} entry ${entry} (leaf ${entry - 1})`;
      const found = report.faults.map(({ place, says: why }) => `${place}: ${why}`);
      expect(report.ok).toBe(false);
      expect(found.filter((line) => line.startsWith(expected) && line.includes(says))).toHaveLength(
        1,
      );
    });

  test('a request that demands less than its policy', () => {
    const ask = asking({ run: RUN, more: { policy: digest(POLICY) } });

    const report = judged([started({ account: 'irreversible' }), ask.requested], [ask], [POLICY]);

    expect(first(report)).toContain(
      'demands less than its policy: 1 approvers instead of 2, less time to think, no phrase',
    );
  });

  test('two keys that one person alone approved', () => {
    const pair = 'vault-a/key + vault-b/key';
    const one = asking({ run: RUN, step: 'a', more: { custody: { pair, part: 'vault-a/key' } } });
    const more = { ask: 2, custody: { pair, part: 'vault-b/key' } };
    const other = asking({ run: RUN, step: 'b', more });

    const report = judged(
      [
        ...[started({ a: 'sensitive', b: 'sensitive' }), one.requested, other.requested],
        ...[one.approved(BEN), other.approved(BEN)],
        ...[one.applying(), one.applied(), other.applying(), other.applied()],
      ],
      [one, other],
    );

    expect(first(report)).toContain('two keys under one person protect nothing');
  });
});

suite('rules that are kept', () => {
  test('what is left of a plan after a crash is still approved, and a begin may be repeated', () => {
    const ask = asking({ run: RUN });

    const report = judged(
      [started(), ask.requested, ask.approved(BEN), ask.applying(), ask.applying(), ask.applied()],
      [ask],
    );

    expect(report.faults).toEqual([]);
  });

  test('two groups, each with an approver of its own, also where one is in both', () => {
    const ask = asking({ run: RUN, more: { quorum: 2, groups: [sales, legal] } });

    const report = judged(
      [
        ...[started(), ask.requested, ask.approved(BEN, { groups: ['sales', 'legal'] })],
        ...[ask.approved(CLEO, { groups: ['sales'] }), ask.applying(), ask.applied()],
      ],
      [ask],
    );

    expect(report.faults).toEqual([]);
  });

  test('an emergency is named with who went ahead, and whether it was reviewed', () => {
    const ask = asking({ run: RUN });
    const run = [started(), ask.requested, ask.broke(ADA), ask.applying(), ask.applied()];

    const open = judged(run, [ask]);
    const reviewed = judged([...run, ask.reviewed(BEN, 'objected')], [ask]);
    const overdue = judged([...run, { kind: 'finished', at: '2026-11-22T08:00:00.000Z' }], [ask]);

    expect([open.faults, reviewed.faults, overdue.faults]).toEqual([[], [], []]);
    expect(open.notes.join()).toContain(
      'Ada went ahead without approval (break-glass); it is to be reviewed by',
    );
    expect(reviewed.notes.join()).toContain('reviewed by Ben, who objects to it');
    expect(overdue.notes.join()).toContain('nobody has reviewed it, which was due by');
  });

  test('an attested step is called somebody’s word', () => {
    const ask = asking({ run: RUN });

    const report = judged(
      [started({ account: 'sensitive' }), ask.requested, ask.approved(BEN), ask.attested(ADA)],
      [ask],
    );

    expect(report.faults).toEqual([]);
    expect(report.notes.join()).toContain('the word of whoever said so');
  });
});
