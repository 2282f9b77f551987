import { expect } from 'expect';
import { digestOfChange, type Change, type Step } from '../../../src/core/step.ts';
import { remembering } from '../../../src/core/walkthrough.ts';
import { SUBSCRIPTIONS } from '../../../src/sandbox/arm/ids.ts';
import { WORKSPACE } from '../../../src/sandbox/arm/seed.ts';
import { WORKSPACE_ID } from '../../../src/sandbox/log-analytics.ts';
import { APPLICATION } from '../../../src/sandbox/people.ts';
import type { Answers } from '../../../src/walkthroughs/customer-key/answers.ts';
import { vaultSteps } from '../../../src/walkthroughs/customer-key/steps/vaults.ts';
import { siteOf } from '../../../src/walkthroughs/customer-key/world.ts';
import { fakeServicePrincipals, servicePrincipal } from '../../fakes/fake-service-principals.ts';
import { startAzureTenant, type AzureTenant } from '../../gateways/azure-tenant.ts';
import { ANSWERS, BOT, FIRST, SECOND_BRANCH, vaultStage } from './vault-stage.ts';

let tenant: AzureTenant;

/** The vaults' steps over the wire, as both subscriptions of the sandbox see them. */
function stepsOn(more: Partial<Answers>) {
  const bot = servicePrincipal(BOT, { id: APPLICATION.objectId });
  const world = {
    ...vaultStage().world,
    ...{ azure: tenant.azure, openKeyVault: tenant.openKeyVault },
    principals: fakeServicePrincipals([bot]),
  };
  const answers = {
    ...ANSWERS,
    first: { ...FIRST, subscription: SUBSCRIPTIONS.one },
    second: { ...SECOND_BRANCH, subscription: SUBSCRIPTIONS.two },
    workspace: WORKSPACE,
    ...more,
  };
  const reads = remembering();
  const site = siteOf(world, answers, reads);
  return { reads, steps: site.branches.flatMap((branch) => vaultSteps(site, branch, [])) };
}

type On = ReturnType<typeof stepsOn>;

const look = ({ reads }: On, step: Step): Promise<readonly Change[]> => {
  reads.forget();
  return step.check({ entries: [], history: [], now: tenant.clock.now() });
};

const foundOf = (on: On, id: string) =>
  on.steps
    .find((step) => step.id === id)
    ?.found?.({ entries: [], history: [], now: tenant.clock.now() });

/** Waits, applies, and looks until the step holds; gives back what was applied. */
async function settle(on: On, step: Step): Promise<readonly string[]> {
  const applied: string[] = [];
  for (let pass = 0; pass < 20; pass += 1) {
    const [change] = await look(on, step);
    if (change === undefined) return applied;
    if (change.kind === 'wait') await tenant.advance('PT10S');
    if (change.kind !== 'automatic') continue;
    applied.push(digestOfChange(change));
    await change.apply({ requestId: crypto.randomUUID() });
  }
  throw new Error(`${step.id} never holds.`);
}

suite('Vaults of Customer Key over the wire', () => {
  suiteSetup(async () => {
    tenant = await startAzureTenant();
  });
  setup(() => tenant.reset());
  suiteTeardown(() => tenant.close());

  test('what is planned for an empty subscription is what is done later', async () => {
    const on = stepsOn({ permissionModel: 'policies' });
    const foreseen = new Map<string, readonly string[]>();
    for (const step of on.steps) foreseen.set(step.id, (await look(on, step)).map(digestOfChange));

    for (const id of [SUBSCRIPTIONS.one, SUBSCRIPTIONS.two])
      await tenant.azure.registerProvider(id, 'Microsoft.KeyVault', crypto.randomUUID());
    await tenant.advance('PT1M');
    const done = new Map<string, readonly string[]>();
    for (const step of on.steps) done.set(step.id, await settle(on, step));

    expect(done).toEqual(foreseen);
    expect([...foreseen.values()].every(({ length }) => length === 1)).toBe(true);
  }).timeout(180_000);

  test('the words for what holds come from what can be read', async () => {
    const on = stepsOn({ firewall: 'trusted', addresses: ['203.0.113.7'] });
    for (const id of [SUBSCRIPTIONS.one, SUBSCRIPTIONS.two])
      await tenant.azure.registerProvider(id, 'Microsoft.KeyVault', crypto.randomUUID());
    await tenant.advance('PT1M');
    for (const step of on.steps) await settle(on, step);

    const found = new Map<string, string | undefined>();
    for (const { id } of on.steps) found.set(id, await foundOf(on, id));

    expect(found.get('vault-1')).toBe(
      'A premium vault in westeurope; deleted keys are kept for 90 days, purge protection is on, ' +
        'rights go by Azure roles, and it can be reached only by Microsoft’s trusted services, ' +
        '203.0.113.7/32.',
    );
    expect(found.get('lock-2')).toBe('Locked: customer-key (CanNotDelete) on the vault.');
    const [to, unread] = [
      'Audit events go to the workspace contoso-logs.',
      'The Workspace ID of contoso-logs was not given, so the bot does not read the log there.',
    ];
    expect(found.get('diagnostics-1')).toBe(`${to} ${unread}`);
    expect(await foundOf(stepsOn({ workspaceId: WORKSPACE_ID }), 'diagnostics-1')).toBe(to);
    expect(found.get('bot-access-1')).toBe(
      'The bot holds Key Vault Crypto Officer (given above the vault).',
    );
  }).timeout(180_000);
});
