import type { Data } from '../../../src/core/data.ts';
import type { Field, Reading } from '../../../src/core/walkthrough.ts';
import { Answers } from '../../../src/walkthroughs/customer-key/answers.ts';
import { questions } from '../../../src/walkthroughs/customer-key/questions.ts';
import type { World } from '../../../src/walkthroughs/customer-key/world.ts';
import { fakeActivityFeed } from '../../fakes/fake-activity-feed.ts';
import {
  fakeAzure,
  FIRST_SUBSCRIPTION,
  SECOND_SUBSCRIPTION,
  subscription,
  vault,
} from '../../fakes/fake-azure.ts';
import { fakeKeyVaults } from '../../fakes/fake-key-vault.ts';
import { fakeServicePrincipals } from '../../fakes/fake-service-principals.ts';
import { fakeTenant } from '../../fakes/fake-tenant.ts';
import { fakeUnifiedAudit } from '../../fakes/fake-unified-audit.ts';
import { faulty } from '../../fakes/faulty.ts';

export type Input = Record<string, string>;
export type Known = Record<string, Data>;

export const ONE = subscription(FIRST_SUBSCRIPTION, { name: 'Contoso CK One' });
export const TWO = subscription(SECOND_SUBSCRIPTION, { name: 'Contoso CK Two' });
export const subscriptionNumber = (number: number, more: Parameters<typeof subscription>[1] = {}) =>
  subscription(`5a5a5a5a-0000-4000-8000-${String(number).padStart(12, '0')}`, more);

export const vaultIn = (id: string, name: string, more: Parameters<typeof vault>[1] = {}) =>
  vault({ subscription: id, resourceGroup: 'rg-old', name }, more);

export const SUBSCRIPTIONS: Known = {
  tenant: { id: ONE.tenantId, name: 'Contoso', domain: 'contoso.example' },
  first: { subscription: ONE.id, subscriptionName: ONE.name },
  second: { subscription: TWO.id, subscriptionName: TWO.name },
};

/** The questions over a tenant in memory, or over the world that is given. */
export function asking(
  retention: World['settings']['retention'] = 'recommended',
  elsewhere?: World,
) {
  const subscriptions = new Map([ONE, TWO].map((each) => [each.id, each]));
  const azure = faulty(fakeAzure({ subscriptions }));
  const tenant = fakeTenant();
  const world: World = {
    azure,
    openKeyVault: fakeKeyVaults().open,
    principals: fakeServicePrincipals(),
    tenant,
    feed: fakeActivityFeed(),
    unifiedAudit: fakeUnifiedAudit(true),
    vaultLogs: { listUses: async () => [] },
    policies: undefined,
    backups: undefined,
    settings: {
      cloud: 'public',
      vaultSuffix: 'vault.azure.net',
      applicationId: '99999999-0000-4000-8000-000000000001',
      retention,
    },
  };
  const all = questions(elsewhere ?? world);
  const question = (id: string) => {
    const found = all.find((each) => each.id === id);
    if (found === undefined) throw new Error(`There is no question ${id}.`);
    return found;
  };
  const reading = (id: string, known: Known, input: Input): Promise<Reading> =>
    question(id).read(known, input);

  return {
    azure,
    tenant,
    world,
    all,
    reading,
    add: (...more: readonly ReturnType<typeof subscription>[]) =>
      more.forEach((each) => azure.world.subscriptions.set(each.id, each)),
    put: (one: ReturnType<typeof vault>) => azure.world.vaults.set(one.name.toLowerCase(), one),

    async problem(id: string, known: Known, input: Input): Promise<string> {
      const read = await reading(id, known, input);
      if (read.kind !== 'refused') throw new Error(`Not refused: ${JSON.stringify(read)}`);
      return read.problem;
    },
    async answers(id: string, known: Known, input: Input): Promise<Known> {
      const read = await reading(id, known, input);
      if (read.kind !== 'answered') throw new Error(`Not answered: ${JSON.stringify(read)}`);
      return { ...read.answers };
    },
    async form(id: string, known: Known = {}, input: Input = {}) {
      const form = await question(id).form(known, input);
      if (form === undefined) throw new Error('Nothing is asked.');
      const field = (wanted: string): Field | undefined =>
        form.fields.find((each) => each.id === wanted);
      return { ...form, field, notes: (form.notes ?? []).join('\n') };
    },
    /** What the form would send if nobody touched it. */
    async untouched(id: string, known: Known): Promise<Input> {
      const form = await question(id).form(known, {});
      return Object.fromEntries((form?.fields ?? []).map((each) => [each.id, each.value ?? '']));
    },
    /** All three questions in a row, as the run gets them. */
    async allAnswers(inputs: readonly [Input, Input, Input]): Promise<Answers> {
      let known: Known = {};
      for (const [place, { id }] of all.entries()) {
        const read = await reading(id, known, inputs[place] ?? {});
        if (read.kind !== 'answered') throw new Error(JSON.stringify(read));
        known = { ...known, ...read.answers };
      }
      // Stored and read back, as between two turns.
      return Answers.parse(JSON.parse(JSON.stringify(known)));
    },
  };
}
