import { expect } from 'expect';
import { GatewayError } from '../../../src/core/errors.ts';
import type { Location } from '../../../src/gateways/azure-subscriptions.ts';
import { nearness } from '../../../src/walkthroughs/customer-key/continents.ts';
import { VAULT_NAME } from '../../../src/walkthroughs/customer-key/answers.ts';
import {
  groupName,
  namesLike,
  policyName,
  prefixOf,
  vaultName,
} from '../../../src/walkthroughs/customer-key/naming.ts';
import {
  findNearest,
  findPartner,
  inOrder,
} from '../../../src/walkthroughs/customer-key/questions/regions.ts';
import { asking, ONE, SUBSCRIPTIONS, TWO, vaultIn, type Input } from './questions-stage.ts';

const on = asking;
const read = (stage: ReturnType<typeof asking>, input: Input) =>
  stage.answers('vaults', SUBSCRIPTIONS, input);
const problem = (stage: ReturnType<typeof asking>, input: Input) =>
  stage.problem('vaults', SUBSCRIPTIONS, input);

/** Somewhere else in the world. */
const FOREIGN = '5a5a5a5a-0000-4000-8000-0000000000ff';

suite('Which vaults and keys', () => {
  test('are proposed by Microsoft’s naming advice, in two regions that are no pair', async () => {
    const answers = await read(on(), { typed: 'defaults' });

    expect(answers).toEqual({
      first: {
        subscription: ONE.id,
        subscriptionName: ONE.name,
        resourceGroup: 'Contoso-CK-1',
        vault: 'Contoso-CK-MW-EU-VaultA1',
        location: 'germanywestcentral',
        key: 'Contoso-CK-MW-EU-VaultA1-Key001',
      },
      second: {
        subscription: TWO.id,
        subscriptionName: TWO.name,
        resourceGroup: 'Contoso-CK-2',
        vault: 'Contoso-CK-MW-EU-VaultA2',
        location: 'northeurope',
        key: 'Contoso-CK-MW-EU-VaultA2-Key001',
      },
    });
  });

  test('are the same whether the form is sent untouched, empty, or defaults is typed', async () => {
    const stage = on();

    const typed = await read(stage, { typed: ' Defaults. ' });

    expect(await read(stage, await stage.untouched('vaults', SUBSCRIPTIONS))).toEqual(typed);
    expect(await read(stage, {})).toEqual(typed);
  });

  test('can be typed with everything that the form offers', async () => {
    const stage = on();

    const typed = await read(stage, {
      typed: 'Alpha-1 in West Europe key K-a group rg.a, default group rg_b in eastus',
    });
    const formed = await read(stage, {
      firstVault: 'Alpha-1',
      firstRegion: 'westeurope',
      firstKey: 'K-a',
      firstGroup: 'rg.a',
      secondRegion: 'East US',
      secondGroup: 'rg_b',
    });

    expect(typed).toEqual(formed);
    expect(typed).toMatchObject({
      first: { vault: 'Alpha-1', location: 'westeurope', key: 'K-a', resourceGroup: 'rg.a' },
      second: { vault: 'Contoso-CK-MW-EU-VaultA2', location: 'eastus', resourceGroup: 'rg_b' },
    });
  });

  test('may have “and” inside their names', async () => {
    expect(await read(on(), { typed: 'Tom-and-Jerry and Salt-and-Pepper' })).toMatchObject({
      first: { vault: 'Tom-and-Jerry', key: 'Tom-and-Jerry-Key001' },
      second: { vault: 'Salt-and-Pepper' },
    });
  });

  test('that are not understood are refused with an example', async () => {
    const stage = on();

    for (const typed of [
      '',
      ',',
      'Alpha-1',
      'Alpha-1, Beta-1, Gamma-1',
      'Alpha-1 westeurope, Beta-1',
      'Alpha-1 in, Beta-1',
      'Alpha-1 in westeurope in eastus, Beta-1',
      'Alpha-1 key, Beta-1',
      'please use the defaults',
      'x'.repeat(5000),
    ])
      expect(await problem(stage, { typed })).toContain('VaultA1 in West Europe');
  });

  test('with names that Azure does not take are refused', async () => {
    const stage = on();

    for (const name of [
      'ab',
      '1abc',
      'abc-',
      'a--b',
      'a_b',
      'x'.repeat(25),
      'Käse-Vault',
      'Vаult', // With a Cyrillic letter.
      'vault\u0000',
      '<b>vault</b>',
      '../vault',
      '__proto__',
    ])
      expect(await problem(stage, { firstVault: name })).toMatch(/First key: .*cannot be the name/);
    expect(await problem(stage, { firstVault: 'Same', secondVault: 'sAME' })).toContain(
      'same name',
    );
    expect(await problem(stage, { firstKey: 'a b' })).toContain('name of a key');
    expect(await problem(stage, { firstKey: 'k'.repeat(128) })).toContain('name of a key');
    for (const group of ['a b', 'rg.', 'rg(1)', 'g'.repeat(91), 'rg/x'])
      expect(await problem(stage, { secondGroup: group })).toMatch(/Second key: .*resource group/);
  });

  test('in regions that the subscription does not have are refused with what was meant', async () => {
    const stage = on();

    expect(await problem(stage, { typed: 'A-Vault in Westeurop, B-Vault' })).toContain(
      'Did you mean West Europe',
    );
    expect(await problem(stage, { secondRegion: 'Mars' })).toContain('no region “Mars”');
  });

  test('both problems are said at once', async () => {
    const says = await problem(on(), { typed: '1x, B-Vault in Mars' });

    expect(says).toMatch(/First key: .*Second key: /);
  });

  test('are asked once for each name, and both subscriptions are read together', async () => {
    const stage = on();
    const calls: string[] = [];
    const { azure } = stage;
    const check = azure.checkVaultName.bind(azure);
    stage.world.azure.checkVaultName = async (id, name) => (calls.push(name), check(id, name));

    await read(stage, { typed: 'defaults' });

    expect(calls.toSorted()).toEqual(['Contoso-CK-MW-EU-VaultA1', 'Contoso-CK-MW-EU-VaultA2']);
  });
});

suite('A vault that is there already', () => {
  const ADOPTED = { vault: 'Keys-Vault', location: 'northeurope', resourceGroup: 'rg-old' };
  const withVault = (more: Parameters<typeof vaultIn>[2] = {}, id: string = ONE.id) => {
    const stage = on();
    stage.put(vaultIn(id, 'Keys-Vault', { location: 'northeurope', ...more }));
    return stage;
  };

  test('is taken over where it is, however its name is written', async () => {
    const stage = withVault();

    const answers = await read(stage, {
      typed: 'KEYS-vault in eastus group elsewhere, default',
    });

    expect(answers).toMatchObject({ first: { ...ADOPTED, key: 'Keys-Vault-Key001' } });
  });

  test('is offered by name, and proposed where it is named for audit records', async () => {
    const stage = withVault();
    stage.put(vaultIn(TWO.id, 'Old-CK-MW-EU-VaultB1', { location: 'westeurope' }));

    const form = await stage.form('vaults', SUBSCRIPTIONS);
    const answers = await read(stage, { typed: 'defaults' });

    expect(form.notes).toContain('Keys-Vault (North Europe)');
    expect(form.field('secondVault')?.value).toBe('Old-CK-MW-EU-VaultB1');
    expect(answers).toMatchObject({
      // Not the pair of the region where the other one is.
      first: { vault: 'Contoso-CK-MW-EU-VaultA1', location: 'germanywestcentral' },
      second: { vault: 'Old-CK-MW-EU-VaultB1', location: 'westeurope', resourceGroup: 'rg-old' },
    });
  });

  test('of the other subscription is refused', async () => {
    const says = await problem(withVault({}, TWO.id), { firstVault: 'keys-vault' });

    expect(says).toContain('belongs to the subscription Contoso CK Two');
  });

  test('that can never be used is refused, and not offered', async () => {
    for (const [more, why] of [
      [{ retentionDays: 7 }, /7 days.*90/],
      [{ softDelete: false }, /no soft delete/],
      [{ tenantId: '22222222-2222-4222-8222-222222222222' }, /another tenant/],
    ] as const) {
      const stage = withVault(more);

      expect(await problem(stage, { firstVault: 'Keys-Vault' })).toMatch(why);
      expect((await stage.form('vaults', SUBSCRIPTIONS)).notes).not.toContain('Keys-Vault');
    }
  });

  test('that only lacks what can be mended is taken over', async () => {
    const stage = withVault({ sku: 'standard', purgeProtection: false });

    expect(await read(stage, { firstVault: 'Keys-Vault' })).toMatchObject({ first: ADOPTED });
  });

  test('in a resource group whose name the bot does not handle is refused with a sentence', async () => {
    const stage = withVault({ resourceGroup: 'Gruppe (alt)' });

    expect(await problem(stage, { firstVault: 'Keys-Vault' })).toContain('“Gruppe (alt)”');
  });

  test('of somebody else is refused with the next name that is free', async () => {
    const stage = on();
    for (const letter of ['A', 'B'])
      stage.put(vaultIn(FOREIGN, `Contoso-CK-MW-EU-Vault${letter}1`));
    stage.put(vaultIn(FOREIGN, 'Keys-Vault'));

    expect(await problem(stage, { firstVault: 'Contoso-CK-MW-EU-VaultA1' })).toContain(
      'Contoso-CK-MW-EU-VaultC1 is free',
    );
    expect(await problem(stage, { firstVault: 'Keys-Vault' })).toContain('Keys-Vault2 is free');
    // The next name is the one that the other key's vault gets.
    expect(
      await problem(stage, { firstVault: 'Keys-Vault', secondVault: 'keys-vault2' }),
    ).toContain('Keys-Vault3 is free');
    expect(await read(stage, { typed: 'defaults' })).toMatchObject({
      first: { vault: 'Contoso-CK-MW-EU-VaultC1' },
      second: { vault: 'Contoso-CK-MW-EU-VaultA2' },
    });
  });

  test('is named by the person where no proposal is free', async () => {
    const stage = on();
    for (const letter of 'ABCDEFGH')
      stage.put(vaultIn(FOREIGN, `Contoso-CK-MW-EU-Vault${letter}1`));

    expect(await problem(stage, { typed: 'defaults' })).toMatch(/First key: No free name/);
    expect((await stage.form('vaults', SUBSCRIPTIONS)).field('firstVault')?.value).toBe('');
  });

  test('and was deleted is recovered where it was, and never by itself', async () => {
    const stage = on();
    stage.put(vaultIn(ONE.id, 'Contoso-CK-MW-EU-VaultA1', { location: 'eastus' }));
    stage.azure.deleteVault('Contoso-CK-MW-EU-VaultA1');

    const form = await stage.form('vaults', SUBSCRIPTIONS);

    expect(form.notes).toMatch(/deleted vaults that can be recovered.*Contoso-CK-MW-EU-VaultA1/);
    expect(form.field('firstVault')?.value).toBe('Contoso-CK-MW-EU-VaultB1');
    expect(
      await read(stage, { typed: 'contoso-ck-mw-eu-vaulta1 in westeurope, default' }),
    ).toMatchObject({
      first: {
        vault: 'Contoso-CK-MW-EU-VaultA1',
        location: 'eastus',
        resourceGroup: 'rg-old',
      },
    });
    expect(await problem(stage, { secondVault: 'Contoso-CK-MW-EU-VaultA1' })).toContain(
      'belongs to the subscription Contoso CK One',
    );
  });

  test('cannot be seen where the provider is not registered, and nothing breaks', async () => {
    const stage = on();
    const unregistered = new GatewayError('Not registered.', {
      status: 409,
      code: 'MissingSubscriptionRegistration',
      transient: false,
    });
    for (const operation of ['listVaults', 'listDeletedVaults', 'checkVaultName'] as const)
      stage.azure.failNext(operation, unregistered, 2);

    expect(await read(stage, { typed: 'defaults' })).toMatchObject({
      first: { vault: 'Contoso-CK-MW-EU-VaultA1' },
      second: { vault: 'Contoso-CK-MW-EU-VaultA2' },
    });
  });
});

suite('Regions', () => {
  const region = (name: string, group: string, paired: readonly string[] = []): Location => ({
    name,
    displayName: name,
    geographyGroup: group,
    paired,
  });

  test('near the organisation come first, and logical ones are left out', async () => {
    const stage = on();
    stage.azure.world.locations.push(region('europe', ''), region('germanynorth', 'Europe'));

    const { field } = await stage.form('vaults', SUBSCRIPTIONS);
    const options = field('firstRegion')?.options ?? [];

    expect(options.map(({ value }) => value)).toEqual([
      'germanywestcentral',
      'northeurope',
      'westeurope',
      'germanynorth',
      'eastus',
    ]);
    expect(options[3]?.title).toContain('on request only');
  });

  test('are not proposed where nothing says which would be near', async () => {
    for (const country of ['', 'ZZ', '12', 'Germany']) {
      const stage = on();
      stage.tenant.world.profile = { ...stage.tenant.world.profile, country };

      expect(await problem(stage, { typed: 'defaults' })).toContain('in which region');
      expect(
        await read(stage, { typed: 'default in eastus, default in westeurope' }),
      ).toMatchObject({ first: { location: 'eastus' }, second: { location: 'westeurope' } });
    }
  });

  test('that only serve as second copies, or that share a fate, are never proposed', () => {
    const all = inOrder(
      [
        region('southafricawest', 'Africa', ['southafricanorth']),
        region('southafricanorth', 'Africa', ['southafricawest']),
        region('eastus2euap', 'US'),
        region('westeurope', 'Europe'),
      ],
      'ZA',
    );
    const first = findNearest(all, 'ZA');

    expect(first?.name).toBe('southafricanorth');
    expect(first && findPartner(all, first)?.name).toBe('westeurope');
  });

  test('are no pair when only one of them says so', () => {
    const west = region('westus3', 'US', ['eastus']);
    const east = region('eastus', 'US', ['westus']);

    expect(findPartner([west, east], east)).toBeUndefined();
    expect(findPartner([west, east], west)).toBeUndefined();
  });

  test('are near by continent, and the organisation’s own country counts', () => {
    expect(nearness('de', 'Europe')).toBe(0);
    expect(nearness('US', 'US')).toBe(0);
    expect(nearness('CA', 'US')).toBe(1);
    expect(nearness('US', 'US Gov')).toBe(0);
    expect(nearness('JP', 'Asia Pacific')).toBe(0);
    expect(nearness('DE', 'US')).toBeUndefined();
    expect(nearness('', 'Europe')).toBeUndefined();
    expect(nearness(' ', 'Europe')).toBeUndefined();
  });

  test('have a continent for every country there is', () => {
    const names = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
    const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
    // Not countries, but codes that the platform has a name for.
    const others =
      'AC AN BU CP CQ CS DD DG EA EU EZ FX IC NT QO SU TA TP UK UN XA XB YD YU ZR ZZ HV DY NH RH VD';
    const codes = letters
      .flatMap((one) => letters.map((two) => `${one}${two}`))
      .filter((code) => names.of(code) !== undefined && !others.split(' ').includes(code));
    const groups = ['US', 'Canada', 'Mexico', 'South America', 'Europe', 'Middle East', 'Africa'];

    const lost = codes.filter((code) =>
      [...groups, 'Asia Pacific'].every((group) => nearness(code, group) === undefined),
    );

    expect(codes.length).toBeGreaterThan(240);
    expect(lost).toEqual([]);
  });
});

suite('Names', () => {
  const prefixes: readonly (readonly [string, string, string])[] = [
    ['Contoso', 'contoso.example', 'Contoso'],
    ['Müller & Söhne GmbH', 'x.example', 'MullerSohneGmbH'],
    ['Straße', 'x.example', 'Strasse'],
    ['3M', 'mmm.example', 'Org3M'],
    ['株式会社', 'kaisha.example', 'kaisha'],
    ['株式会社', '', 'Org'],
    ['\u202e<b>', 'x.example', 'b'],
  ];

  for (const [name, domain, prefix] of prefixes)
    test(`of ${JSON.stringify(name)} begin with ${prefix}`, () => {
      expect(prefixOf({ name, domain })).toBe(prefix);
    });

  test('fit what Azure and Exchange take, however long the organisation’s name is', () => {
    for (const prefix of ['C', 'Contoso', 'Contosopharmaceuticals', 'x'.repeat(40)])
      for (const number of [1, 2] as const) {
        const name = vaultName(prefix, 'NA', 'A', number);

        expect(name).toMatch(VAULT_NAME);
        expect(name.length).toBeLessThanOrEqual(24);
        expect(groupName(prefix, number).length).toBeLessThanOrEqual(90);
        expect(policyName(prefix).length).toBeLessThanOrEqual(64);
      }
    expect(vaultName('Contoso', 'NA', 'A', 1)).toBe('Contoso-CK-MW-NA-VaultA1');
  });

  test('instead of others are always names', () => {
    for (const name of ['Contoso-CK-MW-EU-VaultA1', 'abc', `${'x'.repeat(22)}-9`, 'a-1', 'v9999'])
      for (const next of namesLike(name)) {
        expect(next).toMatch(VAULT_NAME);
        expect(next).not.toBe(name);
      }
  });
});
