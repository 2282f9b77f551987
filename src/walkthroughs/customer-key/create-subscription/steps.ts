import { after, MINUTE, SECOND } from '../../../core/clock.ts';
import { GatewayError } from '../../../core/errors.ts';
import type { AutomaticChange, Looking, Step, WaitChange } from '../../../core/step.ts';
import { judgeOffer } from '../offers.ts';
import { SUBSCRIPTION_SOURCES } from '../sources/subscriptions.ts';
import type { Creation } from './site.ts';

const targetOf = ({ answers }: Creation): string =>
  `/providers/Microsoft.Subscription/aliases/${answers.alias}`;

function create(creation: Creation): AutomaticChange {
  const { alias, name, billingScope, tenant } = creation.answers;
  const wanted = { alias, name, billingScope: billingScope.id, tenantId: tenant.id };
  return {
    kind: 'automatic',
    summary: `Create the subscription ${name} in the tenant ${tenant.domain}, billed to ${billingScope.name}. What is used in it costs money; the bot’s application becomes its owner.`,
    details: {
      operation: 'azure.subscription.create',
      target: targetOf(creation),
      before: 'no such request',
      after: { ...wanted, workload: 'Production' },
    },
    apply: ({ requestId }) => creation.azure.createSubscription(wanted, requestId),
    settles: { lookAgain: 10 * SECOND, deadline: 15 * MINUTE },
  };
}

const isState = (state: string, wanted: string): boolean =>
  state.toLowerCase() === wanted.toLowerCase();

const failed = ({ answers }: Creation): GatewayError =>
  new GatewayError(
    `Microsoft’s billing took the request for the subscription ${answers.name}, but could not fulfil it. ` +
      'Look under Cost Management + Billing in the Azure portal for the reason, or create the subscription there. A failed request cannot be repeated: cancel this run and start again with another name.',
    { status: 409, code: 'SubscriptionRequestFailed', transient: false },
  );

async function findRequest(creation: Creation) {
  const request = await creation.request();
  if (request !== undefined && isState(request.state, 'Failed')) throw failed(creation);
  return request;
}

/** Two approvers: it costs money, and whoever creates it owns it. */
export const subscriptionRequested = (creation: Creation): Step => ({
  id: 'subscription-requested',
  title: `The subscription ${creation.answers.name} was asked for`,
  stage: 'Request',
  risk: 'sensitive',
  sources: [SUBSCRIPTION_SOURCES.alias],
  check: async () => ((await findRequest(creation)) === undefined ? [create(creation)] : []),
  found: () => Promise.resolve(`The request is called ${creation.answers.alias}.`),
});

/** Requests made together do not come back together: up to ten seconds apart, by their names. */
const apart = (alias: string): number => (Number.parseInt(alias.slice(0, 4), 16) % 10) * SECOND;

const LONG = 10 * MINUTE;

/** Looks often at first and seldom later. */
function paceOf({ answers }: Creation, { entries, now }: Looking): number {
  const asked = entries.find(
    (entry) => entry.kind === 'verified' && entry.step === 'subscription-requested',
  );
  const isOld = asked !== undefined && after(asked.at, LONG) < now.toISOString();
  return (isOld ? 5 * MINUTE : 15 * SECOND) + apart(answers.alias);
}

interface Aim {
  readonly until: string;
  readonly on: string;
}

const wait = (creation: Creation, looking: Looking, { until, on }: Aim): WaitChange => ({
  kind: 'wait',
  summary: `Wait until the subscription ${creation.answers.name} ${until}.`,
  details: {
    operation: 'azure.subscription.wait',
    target: targetOf(creation),
    before: 'asked for',
    after: until,
  },
  on,
  usually: 'minutes; Microsoft gives no figure',
  lookAgain: paceOf(creation, looking),
});

/** The billing system works at its own pace. */
export const subscriptionCreated = (creation: Creation): Step => ({
  id: 'subscription-created',
  title: `The subscription ${creation.answers.name} was created`,
  stage: 'Creation',
  risk: 'routine',
  sources: [SUBSCRIPTION_SOURCES.alias],
  async check(looking) {
    const request = await findRequest(creation);
    const done = isState(request?.state ?? '', 'Succeeded') && request?.subscription !== undefined;
    const on = 'Microsoft’s billing to create the subscription';
    return done ? [] : [wait(creation, looking, { until: 'is created', on })];
  },
  found: async () => `Its id is ${(await creation.request())?.subscription ?? 'not said'}.`,
});

const elsewhere = ({ answers }: Creation, tenant: string): GatewayError =>
  new GatewayError(
    `The subscription ${answers.name} was created in the tenant ${tenant}, not in ${answers.tenant.id}: its keys could not be used for Microsoft 365 here. ` +
      'Have it moved or cancelled in the Azure portal, and start again.',
    { status: 409, transient: false },
  );

/** Only what can be read can be used; the rest of Azure learns of it a little later. */
export const subscriptionReadable = (creation: Creation): Step => ({
  id: 'subscription-readable',
  title: `The subscription ${creation.answers.name} can be used`,
  stage: 'Use',
  risk: 'routine',
  sources: [SUBSCRIPTION_SOURCES.two, SUBSCRIPTION_SOURCES.tenant],
  async check(looking) {
    const found = await creation.subscription();
    const on = 'Azure to show the new subscription to the bot';
    if (found === undefined) return [wait(creation, looking, { until: 'can be read', on })];
    const isOurs = isState(found.tenantId, creation.answers.tenant.id);
    if (!isOurs) throw elsewhere(creation, found.tenantId);
    return [];
  },
  async found() {
    const found = await creation.subscription();
    if (found === undefined) return 'It cannot be read any more.';
    const { says } = judgeOffer(found.quotaId);
    return `${found.name}, ${found.id}, state ${found.state}: ${says}.`;
  },
});
