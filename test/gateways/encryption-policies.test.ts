import { randomUUID } from 'node:crypto';
import { expect } from 'expect';
import type { Http } from '../../src/gateways/http/client.ts';
import { httpEncryptionPolicies } from '../../src/gateways/http/encryption-policies.ts';
import { graphServicePrincipals } from '../../src/gateways/http/graph-service-principals.ts';
import { SUBSCRIPTIONS } from '../../src/sandbox/arm/ids.ts';
import { WORKSPACE } from '../../src/sandbox/arm/seed.ts';
import { TENANT_ID } from '../../src/sandbox/people.ts';
import { fakeEncryptionPolicies } from '../fakes/fake-encryption-policies.ts';
import { CRYPTO_USER, makeVault } from './azure-contract.ts';
import { startAzureTenant, type AzureTenant } from './azure-tenant.ts';
import { encryptionContract } from './encryption-contract.ts';
import { startStub, thrownBy, type Scripted, type Seen, type Stub } from './stub.ts';
import type { Fault } from './tenant.ts';

const APPS = ['c066d759-24ae-40e7-a56f-027002b5d3e4', '19f7f505-34aa-44a4-9dcc-6a768854d2ea'];
const KEYS = [
  'https://contoso-a1.vault.azure.net/keys/root',
  'https://contoso-b1.vault.azure.net/keys/root',
] as const;
const OTHER = [KEYS[0], 'https://contoso-c1.vault.azure.net/keys/root'] as const;

suite('encryption policies', () => {
  let tenant: AzureTenant;
  suiteSetup(async () => {
    tenant = await startAzureTenant();
  });
  suiteTeardown(() => tenant.close());
  setup(() => tenant.reset());

  const policies = () => httpEncryptionPolicies(tenant.http, { tenantId: TENANT_ID });

  /** A vault with a key that Microsoft may use, in its own subscription. */
  async function branch(subscription: string, location: string): Promise<string> {
    const { azure } = tenant;
    const later = () => tenant.advance('PT10M');
    const under = {
      azure,
      tenantId: TENANT_ID,
      subscription,
      principal: '',
      workspace: WORKSPACE,
      later,
    };
    const name = `Contoso-${randomUUID().slice(0, 8)}`;
    const vault = await makeVault(under, { name, location });
    const wanted = { name: 'root', size: 2048, hsm: true } as const;
    const key = await tenant.openKeyVault(vault).createKey(wanted, randomUUID());
    const app = await graphServicePrincipals(tenant.http).find(APPS[0] ?? '');
    const given = { scope: vault.id, role: CRYPTO_USER, principal: app?.id ?? '' };
    await azure.assignRole({ ...given, principalType: 'ServicePrincipal' }, randomUUID());
    return key.uri;
  }

  async function ready(): Promise<{ readonly keys: readonly [string, string] }> {
    for (const app of APPS) await graphServicePrincipals(tenant.http).create(app, randomUUID());
    await tenant.advance('PT10M');
    const keys = [
      await branch(SUBSCRIPTIONS.one, 'westeurope'),
      await branch(SUBSCRIPTIONS.two, 'swedencentral'),
    ] as const;
    await tenant.advance('PT10M');
    return { keys };
  }

  async function onboard([first, second]: readonly [string, string]): Promise<void> {
    const { status, text, body } = await tenant.wire.control('POST', '/sandbox/onboarding', {
      ...{ mode: 'Enable', subscription1: SUBSCRIPTIONS.one, keyIdentifier1: first },
      ...{ subscription2: SUBSCRIPTIONS.two, keyIdentifier2: second },
    });
    if (status !== 200 || body.EnablementResult !== 'Success') throw new Error(text);
  }

  encryptionContract('the fake', async () => {
    const fake = fakeEncryptionPolicies({ onboarded: false });
    return {
      ...{ policies: fake, keys: KEYS, otherKeys: OTHER },
      onboard: async () => void (fake.world.onboarded = true),
    };
  });
  encryptionContract('HTTP', async () => {
    const { keys } = await ready();
    const otherKeys = [keys[0], keys[0].replace('root', 'other')] as const;
    return { policies: policies(), keys, otherKeys, onboard: () => onboard(keys) };
  });

  const FAULTS: readonly Fault[] = [
    { status: 429, retryAfter: 1 },
    { status: 503 },
    { status: 500, when: 'after' },
    { reset: true },
    { reset: true, when: 'after' },
  ];
  for (const fault of FAULTS)
    test(`the one-way door is passed once, and known to be passed, in spite of ${JSON.stringify(fault)}`, async () => {
      const { keys } = await ready();
      await onboard(keys);
      const wanted = { name: 'Contoso_Global', description: '', keys };
      const written: string[] = [];
      const faulty = httpEncryptionPolicies(failing(fault, written), { tenantId: TENANT_ID });

      await faulty.create(wanted, randomUUID());
      await faulty.assign('Contoso_Global', randomUUID());

      expect(new Set(written)).toEqual(
        new Set([
          'New-M365DataAtRestEncryptionPolicy',
          'Set-M365DataAtRestEncryptionPolicyAssignment',
        ]),
      );
      expect(await policies().list()).toHaveLength(1);
      expect(await policies().findAssignment()).toMatchObject({ policy: 'Contoso_Global' });
    });

  /** Lets each writing cmdlet meet the fault once: all cmdlets have the same address. */
  function failing(fault: Fault, written: string[]): Http {
    return {
      ...tenant.http,
      async ask(call) {
        const name = call.headers?.['x-cmdletname'] ?? '';
        if (/^(?:New|Set)-/.test(name) && !written.includes(name)) {
          written.push(name);
          await tenant.fault({ service: 'exchange', ...fault });
        }
        return tenant.http.ask(call);
      },
    };
  }

  test('a key that Microsoft cannot use is said to be one', async () => {
    const { keys } = await ready();
    await onboard(keys);
    const wanted = { name: 'Contoso_Global', description: '', keys };
    const name = new URL(keys[0]).host.split('.')[0] ?? '';
    const [vault] = (await tenant.azure.listVaults(SUBSCRIPTIONS.one)).filter(
      (one) => one.name.toLowerCase() === name,
    );
    if (vault === undefined) throw new Error('The vault is gone.');
    const network = { ...vault.network, defaultAction: 'Deny', bypass: 'None' };
    await tenant.azure.changeVault(vault, { network }, randomUUID());

    const error = await thrownBy(() => policies().create(wanted, randomUUID()));

    expect(error).toMatchObject({ code: 'KeyUnreachable', transient: false });
    expect(error.message).not.toMatch(/https?:|vault\.azure/);
  });
});

suite('encryption policies on the wire', () => {
  let stub: Stub;
  setup(async () => {
    stub = await startStub();
  });
  teardown(() => stub.close());
  const open = () => httpEncryptionPolicies(stub.http, { tenantId: TENANT_ID });

  const cmdlet = ({ text }: Seen): string =>
    text === ''
      ? ''
      : JSON.parse(text).CmdletInput.CmdletName.replace('M365DataAtRestEncryption', '');
  const exchange =
    (answers: Record<string, Scripted>) =>
    (seen: Seen): Scripted =>
      answers[cmdlet(seen)] ?? { body: { value: [] } };
  const rows = (...value: object[]) => ({ body: { value } });
  const said = (status: number, code: string, message: string, inner = 'canary') => ({
    status,
    body: { error: { code, message: inner, details: [{ code: 'Context', target: '', message }] } },
  });
  const policy = { Name: 'Contoso_Global', Enabled: true, AzureKeyIDs: [...KEYS], Guid: 'g-1' };

  test('the cmdlet goes to Exchange Online with exactly the parameters that were approved', async () => {
    const requestId = randomUUID();
    let made = false;
    stub.answers((seen) => {
      if (cmdlet(seen) === 'New-Policy') made = true;
      return made ? rows(policy) : rows();
    });

    await open().create({ name: 'Contoso_Global', description: 'Root', keys: KEYS }, requestId);

    const sent = stub.seen.find((seen) => cmdlet(seen) === 'New-Policy');
    expect(sent?.url).toBe(
      `https://outlook.office365.com/adminapi/beta/${TENANT_ID}/InvokeCommand`,
    );
    expect(JSON.parse(sent?.text ?? '')).toEqual({
      CmdletInput: {
        CmdletName: 'New-M365DataAtRestEncryptionPolicy',
        Parameters: {
          ...{ Name: 'Contoso_Global', AzureKeyIDs: KEYS, Description: 'Root', Enabled: true },
        },
      },
    });
    expect(sent?.headers['client-request-id']).toBe(requestId);
    expect(sent?.headers['x-cmdletname']).toBe('New-M365DataAtRestEncryptionPolicy');
  });

  test('pages are asked for with the same cmdlet, and annotations are left out', async () => {
    const next = `https://outlook.office365.com/adminapi/beta/${TENANT_ID}/InvokeCommand?$skiptoken=2`;
    stub.answers(
      {
        body: {
          value: [
            {
              ...policy,
              'WhenChanged@data.type': 'System.DateTime',
              'AzureKeyIDs@odata.type': '#x',
            },
          ],
          '@odata.nextLink': next,
        },
      },
      rows({ ...policy, Name: 'Second' }),
    );

    const found = await open().list();

    expect(found.map(({ name }) => name)).toEqual(['Contoso_Global', 'Second']);
    expect(Object.keys(found[0]?.raw ?? {})).not.toContain('WhenChanged@data.type');
    expect(stub.seen[1]?.url).toBe(next);
    expect(stub.seen[1]?.text).toBe(stub.seen[0]?.text);
  });

  test('an unknown name is answered with all policies, and is still not found', async () => {
    stub.answers(rows(policy, { ...policy, Name: 'Second' }));

    expect(await open().find('Third')).toBeUndefined();
  });

  for (const [written, row] of Object.entries({
    name: { DataEncryptionPolicy: 'contoso_global' },
    guid: { DataEncryptionPolicy: 'G-1' },
    'distinguished name': { DataEncryptionPolicy: 'CN=Contoso_Global,CN=Policies,DC=x' },
    object: { DataEncryptionPolicy: { Name: 'Contoso_Global' } },
    'object without a name': { DataEncryptionPolicy: { ObjectGuid: 'x', Guid: 'g-1' } },
    'another property': { Identity: 'tenant\\Contoso_Global' },
  }))
    test(`an assignment written as ${written} is known for what it is`, async () => {
      stub.answers(exchange({ 'Get-Policy': rows(policy), 'Get-PolicyAssignment': rows(row) }));

      expect(await open().findAssignment()).toMatchObject({ policy: 'Contoso_Global' });
    });

  test('no assignment, an empty one and one that cannot be read are three things', async () => {
    const assigned = (...found: object[]) =>
      stub.answers(
        exchange({ 'Get-Policy': rows(policy), 'Get-PolicyAssignment': rows(...found) }),
      );

    assigned();
    expect(await open().findAssignment()).toBeUndefined();
    assigned({ DataEncryptionPolicy: null });
    expect(await open().findAssignment()).toBeUndefined();
    // The row has an identity of its own, which is no policy's.
    assigned({ DataEncryptionPolicy: null, Identity: 'contoso.example\\Default', Name: 'Default' });
    expect(await open().findAssignment()).toBeUndefined();
    for (const strange of [{ Something: { Else: 1 } }, { DataEncryptionPolicy: { Else: 1 } }]) {
      assigned(strange);
      expect(await thrownBy(() => open().findAssignment())).toMatchObject({
        ...{ code: 'AssignmentUnreadable', transient: false },
      });
    }
  });

  test('the door is not pushed when what is assigned cannot be read', async () => {
    stub.answers(
      exchange({ 'Get-Policy': rows(policy), 'Get-PolicyAssignment': rows({ Else: { a: 1 } }) }),
    );

    await thrownBy(() => open().assign('Contoso_Global', randomUUID()));

    expect(stub.seen.map(cmdlet)).not.toContain('Set-PolicyAssignment');
  });

  for (const [code, given] of Object.entries({
    NotOnboarded: said(
      400,
      'BadRequest',
      'Ex1|Some.Exception|Data Encryption Policies are NOT ENABLED for your organization.',
    ),
    RoleMissing: said(
      400,
      'CommandNotFoundException',
      "The term 'x' is not recognized as the name of a cmdlet",
    ),
    KeyUnreachable: said(400, 'BadRequest', 'The Azure Key Vault could not be accessed: canary'),
    PolicyExists: said(400, 'BadRequest', "The policy 'canary' already exists."),
  }))
    test(`a refusal that means ${code} is told by that code and never by its words`, async () => {
      stub.answers(exchange({ 'New-Policy': given }));

      const error = await thrownBy(() =>
        open().create({ name: 'Contoso_Global', description: '', keys: KEYS }, randomUUID()),
      );

      expect(error).toMatchObject({ name: 'GatewayError', code, transient: false });
      expect(error.message).not.toMatch(/canary|Exception\|/);
    });

  test('an error beside a success is an error', async () => {
    const body = { value: [], '@adminapi.errors': ['The Azure Key Vault could not be accessed'] };
    stub.answers(exchange({ 'Test-Policy': { body } }));

    const verdict = await open().test('Contoso_Global');

    expect(verdict.healthy).toBe(false);
    expect(verdict.problem).toContain('Microsoft could not use one of the keys');
  });

  test('a busy server is asked again to read, and looked at before it is asked again to write', async () => {
    const busy = said(400, 'BadRequest', 'x|ServerBusyException|busy');
    const reads = { tries: 0 };
    stub.answers(() => (++reads.tries < 3 ? busy : rows(policy)));
    expect(await open().list()).toHaveLength(1);

    let made = false;
    stub.answers((seen) => {
      if (cmdlet(seen) !== 'New-Policy') return made ? rows(policy) : rows();
      made = true;
      return busy;
    });
    await open().create({ name: 'Contoso_Global', description: '', keys: KEYS }, randomUUID());

    expect(stub.seen.map(cmdlet).filter((one) => one === 'New-Policy')).toHaveLength(1);
  });

  test('cmdlets that this identity may not call are named', async () => {
    const exportedCmdlets =
      'Get-Mailbox, get-m365dataatrestencryptionpolicy,New-M365DataAtRestEncryptionPolicy';
    stub.answers({ body: { value: [{ exportedCmdlets }] } });

    const missing = await open().listMissingCmdlets();

    expect(missing).toEqual([
      'Set-M365DataAtRestEncryptionPolicy',
      'Test-M365DataAtRestEncryptionPolicy',
      'Set-M365DataAtRestEncryptionPolicyAssignment',
      'Get-M365DataAtRestEncryptionPolicyAssignment',
    ]);
  });

  test('the same key written differently is the same key', async () => {
    const versioned = KEYS.map((key) => `${key.toUpperCase()}/${'A'.repeat(32)}/`);
    stub.answers(rows({ ...policy, AzureKeyIDs: [...versioned].reverse() }));

    await open().create({ name: 'contoso_global', description: '', keys: KEYS }, randomUUID());

    expect(stub.seen.map(cmdlet)).toEqual(['Get-Policy']);
  });
});
