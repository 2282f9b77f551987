import { suggest } from '../../../core/suggest.ts';
import type { Question } from '../../../core/walkthrough.ts';
import type { BillingScope } from '../../../gateways/azure-subscriptions.ts';
import { azurePortal } from '../portals.ts';
import type { World } from '../world.ts';

const AGREEMENTS: Readonly<Record<string, string>> = {
  MicrosoftCustomerAgreement: 'Microsoft Customer Agreement',
  EnterpriseAgreement: 'Enterprise Agreement',
  MicrosoftPartnerAgreement: 'Microsoft Partner Agreement',
};

const titleOf = ({ name, agreement }: BillingScope): string =>
  `${name} · ${AGREEMENTS[agreement] ?? (agreement || 'agreement not said')}`;

/** By id, by name, or by place in the list; names need not be unique. */
function pick(typed: string, scopes: readonly BillingScope[]): readonly BillingScope[] {
  const text = typed.trim().toLowerCase();
  const named = scopes.filter((each) =>
    [each.id, each.name, titleOf(each)].some((one) => one.toLowerCase() === text),
  );
  if (named.length > 0 || !/^\d{1,3}$/.test(text)) return named;
  return scopes.filter((_each, index) => String(index + 1) === String(Number(text)));
}

function problemWith(
  typed: string,
  found: readonly BillingScope[],
  all: readonly BillingScope[],
): string {
  if (typed.trim() === '') return 'Choose who pays for the subscription.';
  if (found.length > 1)
    return `Several are called that. Say which by its place in the list: ${all.flatMap((each, index) => (found.includes(each) ? [index + 1] : [])).join(' or ')}.`;
  const lower = new Map(all.map(({ name }) => [name.toLowerCase(), name]));
  const meant = suggest(typed.trim().toLowerCase().slice(0, 100), [...lower.keys()]);
  return meant.length > 0
    ? `There is no such place to bill it to. Did you mean ${meant.map((one) => lower.get(one)).join(' or ')}?`
    : 'There is no such place to bill it to. Choose one of the list, by its name or its place.';
}

const NONE = (portal: string): string =>
  `The bot sees no place where a subscription could be billed. It takes a billing role for the bot’s application, such as Azure subscription creator on an invoice section, or SubscriptionCreator on an enrolment account; a role in Azure such as Owner does not help. Or create the subscription by hand in the Azure portal, Subscriptions, Add: ${portal}`;

/** Where the new subscription is billed: what the bot may see, it may not yet be allowed to use. */
export const billingQuestion = ({ azure, settings }: World): Question => ({
  id: 'billing-scope',
  async form() {
    const scopes = await azure.listBillingScopes();
    return {
      title: 'Who pays for the new subscription?',
      intro: [
        'Each of the two keys needs a paid subscription of its own. Nothing is created before two approvers have agreed.',
        'Whether the bot may create one there shows only when it is asked for.',
      ],
      fields: [
        {
          id: 'scope',
          label: 'Billed to',
          kind: 'one',
          required: true,
          filtered: scopes.length > 10,
          options: scopes.map((each) => ({ value: each.id, title: titleOf(each) })),
        },
      ],
      typed: 'scope',
      example: scopes[0]?.name ?? 'Contoso / Security',
      notes: scopes.length === 0 ? [NONE(azurePortal(settings.cloud))] : [],
    };
  },
  async read(_answers, input) {
    const scopes = await azure.listBillingScopes();
    const typed = input['scope'] ?? '';
    const found = pick(typed, scopes);
    const [only] = found;
    if (scopes.length === 0) return { kind: 'refused', problem: NONE(azurePortal(settings.cloud)) };
    return only !== undefined && found.length === 1
      ? { kind: 'answered', answers: { billingScope: { ...only } } }
      : { kind: 'refused', problem: problemWith(typed, found, scopes) };
  },
});
