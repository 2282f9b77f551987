import { isSame } from '../same.ts';
import type { Subscription } from '../../../gateways/azure-subscriptions.ts';
import type { TenantProfile } from '../../../gateways/tenant.ts';
import { judgeOffer } from '../offers.ts';
import { oneLine } from './known.ts';

/** A subscription with what speaks against it; usable: nothing does. */
export interface Candidate {
  readonly id: string;
  /** Display names need not be unique. */
  readonly name: string;
  /** In short, such as `EnterpriseAgreement`. */
  readonly offer: string;
  readonly against: readonly string[];
  readonly doubts: readonly string[];
}

function against(found: Subscription, tenant: TenantProfile): readonly string[] {
  const { kind, says } = judgeOffer(found.quotaId);
  return [
    ...(isSame(found.tenantId, tenant.id) ? [] : ['it belongs to another tenant']),
    ...(isSame(found.state, 'Enabled')
      ? []
      : [`its state is ${oneLine(found.state) || 'not said'}`]),
    ...(kind === 'refused'
      ? [`it is ${says}, and Customer Key takes paid subscriptions only`]
      : []),
    ...(['', 'off'].includes(found.spendingLimit.toLowerCase())
      ? []
      : ['it has a spending limit, and when that is reached its keys are switched off']),
  ];
}

function doubts({ quotaId, spendingLimit }: Subscription): readonly string[] {
  const { kind, says } = judgeOffer(quotaId);
  return [
    ...(kind === 'warning' ? [`it is ${oneLine(says, 250)}`] : []),
    ...(spendingLimit === '' ? ['Azure does not say whether it has a spending limit'] : []),
  ];
}

const candidate = (found: Subscription, tenant: TenantProfile): Candidate => ({
  id: found.id.toLowerCase(),
  name: oneLine(found.name) || found.id.toLowerCase(),
  offer: oneLine(found.quotaId.split('_')[0] ?? '', 30) || 'offer not said',
  against: against(found, tenant),
  doubts: doubts(found),
});

const { compare } = new Intl.Collator('en');

/** What can be chosen, the ones without doubts first, and the rest. */
export function candidatesOf(found: readonly Subscription[], tenant: TenantProfile) {
  // A list that changes between two of its pages may name one twice.
  const once = new Map(found.map((each) => [each.id.toLowerCase(), each]));
  const all = [...once.values()]
    .map((each) => candidate(each, tenant))
    .sort((a, b) => compare(a.name, b.name) || (a.id < b.id ? -1 : 1));
  const usable = all.filter((each) => each.against.length === 0);
  const byWord = Map.groupBy(
    // One without a name goes by its id: it is still only one.
    usable.flatMap((each) =>
      [...new Set([each.id, each.name.toLowerCase()])].map((word) => ({ word, each })),
    ),
    ({ word }) => word,
  );
  return {
    usable: [
      ...usable.filter((each) => each.doubts.length === 0),
      ...usable.filter((each) => each.doubts.length > 0),
    ],
    others: all.filter((each) => each.against.length > 0),
    /** By id or name, however it is written; several where a name is not unique. */
    named: (word: string): readonly Candidate[] =>
      (byWord.get(word.toLowerCase()) ?? []).map(({ each }) => each),
  };
}
export type Candidates = ReturnType<typeof candidatesOf>;
