import { randomUUID } from 'node:crypto';
import { expect } from 'expect';
import type { Environments } from '../../src/gateways/environments.ts';
import { httpDataverse } from '../../src/gateways/http/dataverse.ts';
import { httpEnvironments } from '../../src/gateways/http/environments.ts';
import { APPLICATION } from '../../src/sandbox/people.ts';
import { fakeEnvironments } from '../fakes/fake-environments.ts';
import { startTenant, type TestTenant } from './tenant.ts';
import { quiet, startStub, thrownBy, type Seen, type Stub } from './stub.ts';

const SALES = 'eeeeeeee-0000-4000-8000-000000000001';
const SERVICE = 'eeeeeeee-0000-4000-8000-000000000002';
const settings = { applicationId: APPLICATION.clientId, log: quiet };

function environmentsContract(name: string, open: () => Environments): void {
  suite(`${name}: environments`, () => {
    test('environments with a database are listed with what is known of them', async () => {
      const sales = (await open().list()).find(({ id }) => id === SALES);

      expect(sales).toMatchObject({
        name: 'Contoso Sales',
        url: 'https://contoso.crm4.dynamics.com',
        apiUrl: 'https://contoso.api.crm4.dynamics.com',
        sku: 'Production',
        state: 'Ready',
        platformSku: 'Standard',
        keyManagedBy: 'Microsoft',
      });
      expect(sales?.logMegabytes).toBeGreaterThan(0);
    });

    test('one environment is found by its id, and none by another', async () => {
      expect((await open().find(SALES))?.name).toBe('Contoso Sales');
      for (const id of [randomUUID(), '', '../../x', `${SALES}/addAppUser`])
        expect(await open().find(id)).toBeUndefined();
    });

    test('the bot can be made a user of an environment, but not of one that is not there', async () => {
      await open().addApplicationUser(SALES, randomUUID());

      const error = await thrownBy(() => open().addApplicationUser(randomUUID(), randomUUID()));

      expect(error).toMatchObject({ name: 'GatewayError', transient: false });
      expect(open().applicationId).toBe(APPLICATION.clientId);
    });
  });
}

environmentsContract('the fake', () => fakeEnvironments());

suite('over HTTP', () => {
  let tenant: TestTenant;
  suiteSetup(async () => {
    tenant = await startTenant();
  });
  suiteTeardown(() => tenant.close());
  const open = () => httpEnvironments(tenant.http, settings);

  environmentsContract('HTTP', open);

  test('an environment without a database is not listed', async () => {
    const names = (await open().list()).map(({ name }) => name);

    expect(names).not.toContain('Contoso Flows');
    expect(names).toHaveLength(5);
  });

  test('made a user, the bot is let into the environment in time', async () => {
    const service = await open().find(SERVICE);
    const dataverse = httpDataverse(tenant.http, { clock: tenant.clock })(service?.apiUrl ?? '');
    expect(await dataverse.findCaller()).toBeUndefined();

    await open().addApplicationUser(SERVICE, randomUUID());
    await tenant.advance('PT10M');

    expect((await dataverse.findCaller())?.roles).toContain('System Administrator');
  });
});

suite('environments on the wire', () => {
  let stub: Stub;
  setup(async () => {
    stub = await startStub();
  });
  teardown(() => stub.close());
  const open = () => httpEnvironments(stub.http, settings);

  const bap = (number: number, more: object = {}) => ({
    name: `eeeeeeee-0000-4000-8000-00000000000${number}`,
    location: 'europe',
    properties: {
      displayName: `Environment ${number}`,
      environmentSku: 'Production',
      linkedEnvironmentMetadata: {
        resourceId: randomUUID(),
        instanceUrl: `https://env${number}.crm4.dynamics.com/`,
        instanceApiUrl: `https://env${number}.api.crm4.dynamics.com`,
        ...more,
      },
    },
  });
  const instance = (number: number) => ({
    ApiUrl: `https://env${number}.api.crm4.dynamics.com`,
    Url: `https://env${number}.crm4.dynamics.com`,
    FriendlyName: `Discovered ${number}`,
    EnvironmentId: `EEEEEEEE-0000-4000-8000-00000000000${number}`,
    Id: randomUUID(),
    State: 0,
  });
  const isBap = ({ url }: Seen) => url.includes('api.bap.microsoft.com');
  const refused = {
    status: 403,
    body: {
      error: {
        code: 'Forbidden',
        message: 'The service principal does not have permission to access the path',
      },
    },
  };

  test('both services are asked, and each environment is named once', async () => {
    stub.answers((seen) => ({
      body: { value: isBap(seen) ? [bap(1), bap(2)] : [instance(2), instance(3)] },
    }));

    const found = await open().list();

    expect(found.map(({ name }) => name)).toEqual([
      'Environment 1',
      'Environment 2',
      'Discovered 3',
    ]);
    expect(found.map(({ url }) => url)[0]).toBe('https://env1.crm4.dynamics.com');
  });

  test('pages are followed on the same host only', async () => {
    const root = 'https://api.bap.microsoft.com/providers/x?$skiptoken=2';
    stub.answers((seen) => {
      if (!isBap(seen)) return { body: { value: [] } };
      return {
        body: seen.url === root ? { value: [bap(2)] } : { value: [bap(1)], nextLink: root },
      };
    });
    expect(await open().list()).toHaveLength(2);

    stub.answers((seen) => ({
      body: isBap(seen) ? { value: [bap(1)], nextLink: 'https://evil.example/' } : { value: [] },
    }));
    await expect(open().list()).rejects.toThrow('another host');
  });

  test('one service is enough', async () => {
    stub.answers((seen) => (isBap(seen) ? refused : { body: { value: [instance(1)] } }));
    const [discovered] = await open().list();
    expect(discovered).toMatchObject({ name: 'Discovered 1', sku: 'Unknown', state: 'Ready' });

    stub.answers((seen) => (isBap(seen) ? { body: { value: [bap(1)] } } : { status: 401 }));
    expect(await open().list()).toHaveLength(1);
  });

  test('when the admin API refuses and discovery knows of nothing, the way out is named', async () => {
    stub.answers((seen) => (isBap(seen) ? refused : { body: { value: [] } }));

    const error = await thrownBy(() => open().list());

    expect(error).toMatchObject({ status: 403, transient: false });
    expect(error.message).toContain('New-PowerAppManagementApp');
  });

  test('an address that is none of the cloud is not offered', async () => {
    const evil = { instanceUrl: 'https://evil.example', instanceApiUrl: 'https://evil.example' };
    const half = { instanceApiUrl: 'https://env3.crm4.dynamics.com.evil.example' };
    const values = [bap(1, evil), bap(2, { instanceUrl: null }), bap(3, half)];
    stub.answers((seen) => ({ body: { value: isBap(seen) ? values : [] } }));

    const found = await open().list();

    expect(found.map(({ apiUrl }) => apiUrl)).toEqual(['https://env3.crm4.dynamics.com']);
  });

  test('an application user is added without being added twice blindly', async () => {
    stub.answers({ reset: true });

    const error = await thrownBy(() => open().addApplicationUser(SALES, randomUUID()));

    expect(error).toMatchObject({ unknownOutcome: true });
    expect(stub.seen).toHaveLength(1);
    expect(JSON.parse(stub.seen[0]?.text ?? '')).toEqual({
      servicePrincipalAppId: APPLICATION.clientId,
    });
  });
});
