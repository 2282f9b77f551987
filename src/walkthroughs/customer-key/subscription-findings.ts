import { isSame } from './same.ts';
import type { Resource, Subscription } from '../../gateways/azure-subscriptions.ts';
import type { Answers } from './answers.ts';
import { judgeOffer } from './offers.ts';

/** What speaks against a subscription, and what to do about it. */
export interface Finding {
  readonly id: 'SUB-1' | 'SUB-2' | 'SUB-3' | 'SUB-4' | 'SUB-5';
  readonly says: string;
  readonly fix: string;
}

const ANOTHER = 'Cancel this run and start again with another subscription.';
const LAGS =
  'After an upgrade Azure shows the old offer for about half an hour; it is looked at again by itself.';

type Asked = Pick<Answers, 'first' | 'second' | 'tenant'>;
type Rule = (found: Subscription, asked: Asked) => Finding | undefined;

const ENABLED: Rule = ({ state }) =>
  isSame(state, 'Enabled')
    ? undefined
    : {
        id: 'SUB-2',
        says: `Its state is ${state || 'not said'}, not Enabled.`,
        fix: 'Have whoever pays for it enable it again under Cost Management + Billing.',
      };

const SAME_TENANT: Rule = ({ tenantId }, { tenant }) =>
  isSame(tenantId, tenant.id)
    ? undefined
    : {
        id: 'SUB-3',
        says: `It belongs to the tenant ${tenantId || 'that Azure does not name'}, not to ${tenant.id}. Keys can be given only to applications of their own tenant.`,
        fix: ANOTHER,
      };

const FIT_OFFER: Rule = ({ quotaId }) => {
  const { kind, says } = judgeOffer(quotaId);
  return kind === 'refused'
    ? {
        id: 'SUB-4',
        says: `It is ${says} (${quotaId}); Customer Key takes paid subscriptions only.`,
        fix: `Upgrade it to a paid offer. ${LAGS} Or: ${ANOTHER}`,
      }
    : undefined;
};

/** Nothing said is not the same as a limit: it is a warning. */
const NO_LIMIT: Rule = ({ spendingLimit }) =>
  ['', 'off'].includes(spendingLimit.toLowerCase())
    ? undefined
    : {
        id: 'SUB-5',
        says: `Its spending limit is ${spendingLimit}: when it is reached, Azure switches the keys off.`,
        fix: `Have the account owner remove the spending limit under Cost Management + Billing. ${LAGS}`,
      };

const RULES: readonly Rule[] = [ENABLED, SAME_TENANT, FIT_OFFER, NO_LIMIT];

const TWICE: Finding = {
  id: 'SUB-1',
  says: 'The same subscription was chosen for both keys; one mistake in it would lose both.',
  fix: 'Cancel this run and start again with two different subscriptions.',
};

const UNSEEN: Finding = {
  id: 'SUB-2',
  says: 'It does not exist, or the bot may not see it.',
  fix: 'Give the bot’s application the role Reader on it, or start again with another one.',
};

/** Checks SUB-1 to SUB-5: what has to be put right before Customer Key can use it. */
export function findingsAgainst(found: Subscription | undefined, asked: Asked): readonly Finding[] {
  const twice = isSame(asked.first.subscription, asked.second.subscription) ? [TWICE] : [];
  if (found === undefined) return [...twice, UNSEEN];
  return [...twice, ...RULES.flatMap((rule) => rule(found, asked) ?? [])];
}

/** Vaults, and where their logs go. */
const FITTING = /^microsoft\.(?:keyvault|operationalinsights|operationsmanagement|insights)\//i;

/** Check SUB-6: the kinds of other things in it, in the order of the alphabet. */
export const otherResources = (resources: readonly Resource[]): readonly string[] =>
  [...new Set(resources.map(({ type }) => type).filter((type) => !FITTING.test(type)))].sort();
