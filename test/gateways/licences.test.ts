import { expect } from 'expect';
import type { Licences } from '../../src/gateways/licences.ts';
import { graphLicences } from '../../src/gateways/http/graph-licences.ts';
import { fakeLicences } from '../fakes/fake-licences.ts';
import { startTenant, type TestTenant } from './tenant.ts';

function licencesContract(name: string, open: () => Licences): void {
  test(`${name}: a licence for auditing is found among the subscriptions`, async () => {
    const skus = await open().list();

    const found = skus.filter(
      ({ partNumber, enabled }) => enabled && /ENTERPRISE|SPE/.test(partNumber),
    );
    expect(found.length).toBeGreaterThan(0);
    expect(found.every(({ consumed }) => consumed > 0)).toBe(true);
    expect(found.every(({ plans }) => plans.length > 0)).toBe(true);
    expect(found.every(({ id }) => /^[0-9a-f-]{36}$/.test(id))).toBe(true);
  });
}

suite('licences', () => {
  let tenant: TestTenant;
  suiteSetup(async () => {
    tenant = await startTenant();
  });
  suiteTeardown(() => tenant.close());

  licencesContract('the fake', () => fakeLicences());
  licencesContract('Graph', () => graphLicences(tenant.http));

  test('data of another form is refused with a sentence', async () => {
    await tenant.fault({
      service: 'graph',
      status: 200,
      body: '{"value": [{"consumedUnits": "x"}]}',
    });

    await expect(graphLicences(tenant.http).list()).rejects.toMatchObject({
      name: 'GatewayError',
      transient: false,
    });
  });
});
