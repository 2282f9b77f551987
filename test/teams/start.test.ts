import { spawnSync } from 'node:child_process';
import { expect } from 'expect';
import { createAdapter, type AdapterSettings } from '../../src/teams/adapter.ts';
import {
  allowsServiceUrl,
  CHANNEL_CLOUDS,
  isLoopback,
  isLoopbackUrl,
} from '../../src/teams/clouds.ts';
import { checkExposure } from '../../src/teams/exposure.ts';
import { memoryLog } from '../../src/teams/log.ts';

const APP = 'dddddddd-0000-4000-8000-000000000001';
const TENANT = '11111111-1111-4111-8111-111111111111';

suite('starting', () => {
  const good: AdapterSettings = {
    appId: APP,
    appType: 'SingleTenant',
    appTenantId: TENANT,
    appPassword: 'secret',
    allowAnonymous: false,
    serviceUrlAllowed: () => true,
  };
  const certificate = { thumbprint: 'AB12', privateKey: '-----BEGIN PRIVATE KEY-----' };
  const without = <K extends keyof AdapterSettings>(name: K) =>
    Object.fromEntries(
      Object.entries(good).filter(([key]) => key !== name),
    ) as unknown as AdapterSettings;

  const accepted: readonly (readonly [string, AdapterSettings])[] = [
    ['a password', good],
    ['a certificate', { ...without('appPassword'), certificate }],
    ['a managed identity', { ...without('appPassword'), appType: 'UserAssignedMSI' }],
    ['an app of many tenants', { ...without('appTenantId'), appType: 'MultiTenant' }],
    ['small letters in the type', { ...good, appType: 'singletenant' }],
  ];
  for (const [what, settings] of accepted)
    test(`${what} is enough to prove who the bot is`, () => {
      expect(createAdapter(settings, memoryLog()).anonymous).toBe(false);
    });

  const refused: readonly (readonly [string, AdapterSettings, RegExp])[] = [
    ['a misspelt app type', { ...good, appType: 'single-tenant' }, /"single-tenant" is not known/],
    ['an empty app type', { ...good, appType: '' }, /is not known/],
    ['no app id', { ...good, appId: ' ' }, /no app id/],
    ['no password', without('appPassword'), /password or a certificate/],
    ['a blank password', { ...good, appPassword: ' ' }, /password or a certificate/],
    ['no tenant', without('appTenantId'), /tenant id/],
    [
      'a managed identity with a password',
      { ...good, appType: 'UserAssignedMSI' },
      /needs no password/,
    ],
  ];
  for (const [what, settings, sentence] of refused)
    test(`${what} is refused with a sentence`, () => {
      expect(() => createAdapter(settings, memoryLog())).toThrow(sentence);
    });

  test('no recogniser of dates is loaded, for one hostile text holds it up for seconds', () => {
    const program = `
      import Module from 'node:module';
      await import('./src/teams/botbuilder.ts');
      console.log(Object.keys(Module._cache).filter((path) => /date-?time|globalize/.test(path)));
    `;

    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
      encoding: 'utf8',
    });

    expect(stdout).toBe('[]\n');
  });

  suite('exposure', () => {
    const config = { appId: '', host: '127.0.0.1', production: false };

    for (const host of ['127.0.0.1', '127.1.2.3', 'localhost', '::1', '[::1]'])
      test(`without an app id the bot may listen on ${host}`, () => {
        expect(checkExposure({ ...config, host })).toBeUndefined();
      });

    const open = ['0.0.0.0', '::', '', '192.168.1.5', 'localhost.example', '127.0.0.1.example'];
    for (const host of open)
      test(`without an app id the bot does not listen on "${host}"`, () => {
        expect(checkExposure({ ...config, host })).toMatch(/no app id/);
      });

    test('without an app id it does not start in production at all', () => {
      expect(checkExposure({ ...config, production: true })).toMatch(/in production/);
    });

    test('with an app id it may listen anywhere', () => {
      expect(checkExposure({ appId: APP, host: '0.0.0.0', production: true })).toBeUndefined();
    });
  });

  suite('service addresses', () => {
    const allowed = allowsServiceUrl(CHANNEL_CLOUDS.public.serviceHosts);

    for (const { defaultServiceUrl, serviceHosts } of Object.values(CHANNEL_CLOUDS))
      test(`${defaultServiceUrl} is one of its own cloud`, () => {
        expect(allowsServiceUrl(serviceHosts)(defaultServiceUrl)).toBe(true);
      });

    const strange = [
      'http://smba.trafficmanager.net/teams/',
      'https://smba.trafficmanager.net.evil.example/teams/',
      'https://evil.example/smba.trafficmanager.net/',
      'https://smba.trafficmanager.net@evil.example/',
      'https://user@smba.trafficmanager.net/',
      'https://smba.trafficmanager.net:8443/',
      'https://smba.infra.gov.teams.microsoft.us/teams',
      'http://127.0.0.1:3978/',
      'nonsense',
      '',
    ];
    for (const url of strange)
      test(`"${url}" is none of the public cloud`, () => {
        expect(allowed(url)).toBe(false);
      });

    test('a name that begins like this machine’s is not this machine', () => {
      expect(isLoopbackUrl('http://127.0.0.1:3978/teams/')).toBe(true);
      expect(isLoopbackUrl('http://127.0.0.1.evil.example/')).toBe(false);
      expect(isLoopbackUrl('ftp://127.0.0.1/')).toBe(false);
      expect(isLoopback('127.0.0.1.nip.io')).toBe(false);
    });
  });
});
