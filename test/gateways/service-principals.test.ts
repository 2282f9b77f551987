import { randomUUID } from 'node:crypto';
import { expect } from 'expect';
import type { ServicePrincipals } from '../../src/gateways/service-principals.ts';
import { graphServicePrincipals } from '../../src/gateways/http/graph-service-principals.ts';
import { graphTenant } from '../../src/gateways/http/graph-tenant.ts';
import { TENANT_ID } from '../../src/sandbox/people.ts';
import { fakeServicePrincipals } from '../fakes/fake-service-principals.ts';
import { startAzureTenant, type AzureTenant } from './azure-tenant.ts';
import { startStub, thrownBy, type Stub } from './stub.ts';

const APP = 'c066d759-24ae-40e7-a56f-027002b5d3e4';

interface UnderTest {
  readonly principals: ServicePrincipals;
  later(): Promise<void>;
}

function principalsContract(name: string, open: () => Promise<UnderTest>): void {
  test(`${name}: an application is added once, and found by its application id`, async () => {
    const { principals, later } = await open();
    expect(await principals.find(APP)).toBeUndefined();

    await principals.create(APP, randomUUID());
    await principals.create(APP.toUpperCase(), randomUUID());
    await later();

    const found = await principals.find(APP.toUpperCase());
    expect(found).toMatchObject({ appId: APP, name: 'M365DataAtRestEncryption', enabled: true });
    expect(found?.id).not.toBe(APP);
    expect(found?.ownerTenant).toMatch(/^[0-9a-f-]{36}$/);
  });
}

suite('service principals', () => {
  let tenant: AzureTenant;
  suiteSetup(async () => {
    tenant = await startAzureTenant();
  });
  suiteTeardown(() => tenant.close());
  setup(() => tenant.reset());

  principalsContract('the fake', async () => ({
    principals: fakeServicePrincipals(),
    later: async () => {},
  }));
  principalsContract('HTTP', async () => ({
    principals: graphServicePrincipals(tenant.http),
    later: () => tenant.advance('PT2M'),
  }));

  test('nobody waits inside the call for the directory to spread the news', async () => {
    const before = tenant.clock.now().getTime();

    await graphServicePrincipals(tenant.http).create(APP, randomUUID());

    expect(tenant.clock.now().getTime() - before).toBeLessThan(15_000);
  });

  test('the organisation has a name, a country and a domain', async () => {
    const profile = await graphTenant(tenant.http).getProfile();

    expect(profile).toMatchObject({ id: TENANT_ID, name: 'Contoso' });
    expect(profile.country).toMatch(/^[A-Z]{2}$/);
    expect(profile.domain).toContain('contoso');
  });

  test('licence plans come with their ids and with how far they are', async () => {
    const plans = await graphTenant(tenant.http).listPlans();

    const plan = plans.find(({ planId }) => planId === '6db1f1db-2b46-403f-be40-e39395f08dbb');
    expect(plan).toMatchObject({ skuState: 'Enabled', provisioning: 'Success' });
    expect(plan?.units).toBeGreaterThan(0);
  });
});

suite('service principals on the wire', () => {
  let stub: Stub;
  setup(async () => {
    stub = await startStub();
  });
  teardown(() => stub.close());
  const open = () => graphServicePrincipals(stub.http);
  const refusal = (status: number, code: string) => ({
    status,
    body: { error: { code, message: 'canary' } },
  });

  test('what is no application id is not asked for', async () => {
    expect(await open().find("x') or ('1' eq '1")).toBeUndefined();

    expect(stub.seen).toEqual([]);
  });

  test('somebody else who was faster is no failure', async () => {
    const row = { id: 'object', appId: APP };
    let reads = 0;
    stub.answers(({ method }) => {
      if (method === 'POST') return refusal(409, 'Request_MultipleObjectsWithSameKeyValue');
      return ++reads > 1 ? { body: row } : refusal(404, 'Request_ResourceNotFound');
    });

    await open().create(APP, randomUUID());

    const sent = stub.seen.find(({ method }) => method === 'POST');
    expect(JSON.parse(sent?.text ?? '')).toEqual({ appId: APP });
  });

  test('a permission that is missing is named, and its absence is not taken for absent', async () => {
    stub.answers(refusal(403, 'Authorization_RequestDenied'));

    const error = await thrownBy(() => open().find(APP));

    expect(error).toMatchObject({ status: 403, transient: false });
    expect(error.message).toContain('Application.Read.All');
    expect(error.message).not.toContain('canary');
  });
});
