import { expect } from 'expect';
import { cloudOf, findScope, isTeamsServiceUrl } from '../../src/gateways/clouds.ts';
import { httpDataverse } from '../../src/gateways/http/dataverse.ts';
import { hastyClock, startStub, thrownBy } from './stub.ts';

const FOREIGN = [
  'https://evil.example/',
  'http://graph.microsoft.com/v1.0/users',
  'https://graph.microsoft.com.evil.example/',
  'https://graph.microsoft.com:8443/',
  'https://user@graph.microsoft.com/',
  'https://evil.example/?x=.crm4.dynamics.com',
  'https://evil.example#.crm4.dynamics.com',
  'https://contoso.crm4.dynamics.com.evil.example/',
  'https://contoso.crm4xdynamics.com/',
  'https://contoso.evil.crm4.dynamics.com/',
  'https://contoso.crm.microsoftdynamics.us/',
  'https://xn--vault.vault.azure.net.evil.example/',
  'https://127.0.0.1/',
  'not an address',
];

suite('hosts', () => {
  for (const url of FOREIGN)
    test(`no token goes to ${url}`, async () => {
      const stub = await startStub();

      const error = await thrownBy(() => stub.http.ask({ doing: 'Asking', method: 'GET', url }));

      expect(error).toMatchObject({ name: 'GatewayError', status: 0, transient: false });
      expect(stub.seen).toEqual([]);
      expect(stub.scopes).toEqual([]);
      await stub.close();
    });

  test('an environment is opened only at an address of the cloud', async () => {
    const stub = await startStub();
    const open = httpDataverse(stub.http, { clock: hastyClock() });

    for (const url of [...FOREIGN, 'https://globaldisco.crm.dynamics.com'])
      expect(() => open(url)).toThrow('no environment of the configured cloud');
    expect(() => open('https://contoso.api.crm4.dynamics.com/')).not.toThrow();
    await stub.close();
  });

  test('each host has a token of its own, and the admin API the one it wants', () => {
    const cloud = cloudOf('public');
    const scope = (url: string) => findScope(cloud, new URL(url));

    expect(scope('https://a.api.crm4.dynamics.com/x')).toBe(
      'https://a.api.crm4.dynamics.com/.default',
    );
    expect(scope('https://api.bap.microsoft.com/x')).toBe('https://service.powerapps.com/.default');
    expect(scope('https://records.vault.azure.net/keys')).toBe('https://vault.azure.net/.default');
    expect(scope('https://manage.office.com/x')).toBe('https://manage.office.com/.default');
  });

  test('a cloud knows only its own hosts', () => {
    const high = cloudOf('gcc-high');

    expect(findScope(high, new URL('https://graph.microsoft.com/'))).toBeUndefined();
    expect(findScope(high, new URL('https://graph.microsoft.us/'))).toBeDefined();
    expect(findScope(high, new URL('https://a.crm.microsoftdynamics.us/'))).toBeDefined();
    expect(findScope(high, new URL('https://a.crm9.dynamics.com/'))).toBeUndefined();
    expect(findScope(cloudOf('gcc'), new URL('https://a.crm9.dynamics.com/'))).toBeDefined();
    expect(findScope(cloudOf('gcc'), new URL('https://a.crm4.dynamics.com/'))).toBeUndefined();
  });

  test('messages go to Teams of the cloud, or to the address that was configured', () => {
    const cloud = cloudOf('public');

    expect(isTeamsServiceUrl(cloud, 'https://smba.trafficmanager.net/emea/')).toBe(true);
    expect(isTeamsServiceUrl(cloud, 'https://smba.trafficmanager.net.evil.example/')).toBe(false);
    expect(isTeamsServiceUrl(cloud, 'http://smba.trafficmanager.net/')).toBe(false);
    expect(isTeamsServiceUrl(cloud, 'https://smba.infra.gov.teams.microsoft.us/')).toBe(false);
    expect(isTeamsServiceUrl(cloudOf('china'), 'https://teams.example.cn/x')).toBe(false);
    const also = 'https://teams.example.cn/';
    expect(isTeamsServiceUrl(cloudOf('china'), 'https://teams.example.cn/x', also)).toBe(true);
  });
});
