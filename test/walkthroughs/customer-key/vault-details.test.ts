import { expect } from 'expect';
import type { Data } from '../../../src/core/data.ts';
import type { Change, Step } from '../../../src/core/step.ts';
import { remembering } from '../../../src/core/walkthrough.ts';
import type { Azure } from '../../../src/gateways/azure.ts';
import type { Vault } from '../../../src/gateways/azure-vaults.ts';
import type { Answers } from '../../../src/walkthroughs/customer-key/answers.ts';
import { vaultSteps } from '../../../src/walkthroughs/customer-key/steps/vaults.ts';
import { siteOf } from '../../../src/walkthroughs/customer-key/world.ts';
import { FIRST_SUBSCRIPTION, OPEN_NETWORK, vault, vaultId } from '../../fakes/fake-azure.ts';
import { ANSWERS, AT, FIRST, vaultStage, WORKSPACE } from './vault-stage.ts';

interface Sent {
  readonly operation: string;
  readonly what: readonly Data[];
}

const WRITES = /^(?:create|change|recover|assign|add|set|register)/;

/** Notes what is sent; the last argument is the request id. */
function recording(azure: Azure, sent: Sent[]): Azure {
  return new Proxy(azure, {
    get(target, name) {
      const real: unknown = Reflect.get(target, name);
      if (typeof real !== 'function' || !WRITES.test(String(name))) return real;
      return (...args: readonly Data[]) => {
        sent.push({ operation: String(name), what: args.slice(0, -1) });
        return real.apply(target, args);
      };
    },
  });
}

/** Every value in it with its name, whatever it stands in. */
const leaves = (data: Data, name = ''): readonly (readonly [string, Data])[] => {
  if (data === null || typeof data !== 'object') return [[name, data]];
  if (Array.isArray(data)) return data.flatMap((one: Data) => leaves(one, name));
  return Object.entries(data).flatMap(([key, value]) => leaves(value, key));
};

async function planOf(id: string, answers: Partial<Answers>, there?: Partial<Vault>) {
  const sent: Sent[] = [];
  const on = vaultStage((azure) => recording(azure, sent));
  on.azure.world.providers.delete(`${FIRST_SUBSCRIPTION}/microsoft.insights`);
  on.azure.world.groups.set(`${FIRST_SUBSCRIPTION}/ck-a`, {
    ...{ subscription: FIRST_SUBSCRIPTION, name: 'ck-a', location: 'westeurope' },
  });
  if (id === 'group-1') on.azure.world.groups.clear();
  if (there !== undefined) on.azure.world.vaults.set(AT.name.toLowerCase(), vault(AT, there));
  if (there?.provisioning === 'deleted') on.azure.deleteVault(AT.name);
  const site = siteOf(on.world, { ...ANSWERS, workspace: WORKSPACE, ...answers }, remembering());
  const step = vaultSteps(site, site.branches[0], []).find((one) => one.id === id) as Step;
  const looking = { entries: [], history: [], now: on.clock.now() };
  return { sent, plan: await step.check(looking) };
}

const TRUSTED: Partial<Answers> = { firewall: 'trusted', addresses: ['203.0.113.7'] };
const CASES: readonly (readonly [string, string, Partial<Answers>, Partial<Vault>?])[] = [
  ['createResourceGroup', 'group-1', {}],
  ['createVault', 'vault-1', TRUSTED],
  ['createVault', 'vault-1', { permissionModel: 'policies' }],
  [
    'changeVault',
    'vault-1',
    TRUSTED,
    {
      sku: 'standard',
      purgeProtection: false,
      network: { ...OPEN_NETWORK, ipRules: ['192.0.2.1'] },
    },
  ],
  ['createLock', 'lock-1', {}, {}],
  ['registerProvider', 'insights-1', {}],
  ['setDiagnostics', 'diagnostics-1', {}, {}],
  ['assignRole', 'bot-access-1', {}, {}],
  [
    'addAccessPolicy',
    'bot-access-1',
    { permissionModel: 'policies' },
    { permissionModel: 'policies' },
  ],
];

suite('What is sent about a vault', () => {
  for (const [operation, step, answers, there] of CASES)
    test(`${operation} sends nothing that was not approved`, async () => {
      const { sent, plan } = await planOf(step, answers, there);
      const [change] = plan as readonly (Change & { kind: 'automatic' })[];

      await change?.apply({ requestId: 'request' });

      expect(plan).toHaveLength(1);
      expect(sent.map((one) => one.operation)).toEqual([operation]);
      const { target = '', after = null } = change?.details ?? {};
      const approved = leaves(after).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
      for (const [name, value] of sent.flatMap(({ what }) => what.flatMap((one) => leaves(one)))) {
        const place = typeof value === 'string' && target.includes(value);
        const shown = approved.includes(`${name} ${JSON.stringify(value)}`);
        expect([name, value, place || shown]).toEqual([name, value, true]);
      }
    });

  test('recoverVault brings back the vault that was named, and says what comes with it', async () => {
    const { sent, plan } = await planOf('vault-1', {}, { provisioning: 'deleted' });
    const [change] = plan as readonly (Change & { kind: 'automatic' })[];

    await change?.apply({ requestId: 'request' });

    const { location } = FIRST;
    const tenantId = ANSWERS.tenant.id;
    expect(sent).toMatchObject([
      { operation: 'recoverVault', what: [{ ...AT, location }, tenantId] },
    ]);
    expect(change?.details).toMatchObject({
      target: vaultId(AT),
      after: { location, tenantId, sku: 'premium', createMode: 'recover' },
    });
    expect(change?.summary).toContain('do not come back with it');
  });

  for (const [operation, step, answers, there] of CASES)
    test(`${operation} is planned in the same words twice`, async () => {
      const [once, again] = [
        await planOf(step, answers, there),
        await planOf(step, answers, there),
      ];

      const told = ({ plan }: typeof once) =>
        plan.map(({ summary, details }) => [summary, details]);
      expect(told(again)).toEqual(told(once));
      expect(JSON.stringify(told(once))).not.toContain('undefined');
    });
});
