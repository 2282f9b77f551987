import { expect } from 'expect';
import { SUBSCRIPTIONS } from '../../src/sandbox/arm/ids.ts';
import { APPLICATION, TENANT_ID } from '../../src/sandbox/people.ts';
import { assignmentPath, ONE, TWO, vaultPath, wrapOnly } from './arm-wire.ts';
import { A1, B1, POLICY, startEncryption, URIS, type EncryptionWire } from './encryption-wire.ts';

const NEW = 'New-M365DataAtRestEncryptionPolicy';
const GET = 'Get-M365DataAtRestEncryptionPolicy';
const SET = 'Set-M365DataAtRestEncryptionPolicy';
const TEST = 'Test-M365DataAtRestEncryptionPolicy';
const ASSIGN = 'Set-M365DataAtRestEncryptionPolicyAssignment';
const ASSIGNED = 'Get-M365DataAtRestEncryptionPolicyAssignment';
const policy = { Name: POLICY, AzureKeyIDs: URIS };
const DAY = 86_400;

suite('the sandbox encrypts with the keys of the tenant', () => {
  let tenant: EncryptionWire;
  setup(async () => {
    tenant = await startEncryption();
  });
  teardown(() => tenant.close());

  const { keys, arm } = {
    keys: (vault: string, method: string, path: string, json?: unknown) =>
      tenant.keys(vault, method, path, json),
    arm: (method: string, path: string, json?: unknown) => tenant.arm(method, path, json),
  };
  const create = () => tenant.run(NEW, policy);
  const stateOf = async () => (await tenant.run(ASSIGNED)).body.value[0]?.State;
  const rulesOf = async (mode = 'Validate', more: object = {}) =>
    (await tenant.onboard(mode, more)).body.FailedValidations.map(
      ({ Rule }: { Rule: string }) => Rule,
    );
  const versionOf = async (vault: string) =>
    (await keys(vault, 'GET', '/keys/root')).body.key.kid.split('/').at(-1);
  const patchKey = async (vault: string, json: object) =>
    keys(vault, 'PATCH', `/keys/root/${await versionOf(vault)}`, json);

  suite('onboarding', () => {
    test('a policy is refused until the tenant is onboarded', async () => {
      await tenant.prepare();
      const before = await create();
      await tenant.onboard('Validate');
      const validated = await create();
      await tenant.onboard('Enable');

      const after = await create();

      expect([before.status, validated.status, after.status]).toEqual([400, 400, 200]);
      expect(before.body.error.message).toContain('not enabled for your organization');
      expect(after.body.value[0]).toMatchObject({ ...policy, Enabled: true });
    });

    test('validating prints what the module prints, and changes nothing', async () => {
      await tenant.prepare();
      const changes = async () =>
        (await tenant.control('GET', '/sandbox/state')).body.changes.length;
      const before = await changes();

      const { status, body } = await tenant.onboard('Validate');

      expect(status).toBe(200);
      expect(body).toMatchObject({ ValidationResult: 'Success', FailedValidations: [] });
      expect(body.EnablementResult).not.toBe('Success');
      expect(await changes()).toBe(before);
    });

    test('an empty tenant fails on what is missing', async () => {
      expect(await rulesOf('Enable')).toEqual([
        'OnboardingApplicationExists',
        'VaultExistsinSubscription',
        'VaultExistsinSubscription',
      ]);
      expect((await tenant.control('GET', '/sandbox/onboarding')).body.state).toBe('NotOnboarded');
    });

    const flaws: readonly [string, string, () => Promise<unknown>, object?][] = [
      ['an expiry', 'KeyNeverExpires', () => patchKey(A1, { attributes: { exp: 2_000_000_000 } })],
      ['no wrapping', 'KeyOperationsSupported', () => patchKey(A1, { key_ops: ['unwrapKey'] })],
      ['a disabled key', 'KeyEnabled', () => patchKey(B1, { attributes: { enabled: false } })],
      [
        'a free trial',
        'SubscriptionEligible',
        async () => undefined,
        { subscription2: SUBSCRIPTIONS.freeTrial },
      ],
      [
        'a subscription of somebody else',
        'SubscriptionInRequestOrganization',
        async () => undefined,
        { subscription2: SUBSCRIPTIONS.otherTenant },
      ],
      [
        'one subscription twice',
        'SubscriptionUniquePerScenario',
        async () => undefined,
        { subscription2: ONE },
      ],
      [
        'no retention where it is demanded',
        'MandatoryRetentionPeriodState',
        async () => undefined,
        { retentionRequired: true },
      ],
      [
        'a role that was taken away',
        'KeyAccessPermissions',
        () => arm('DELETE', assignmentPath(vaultPath(ONE, A1), 1)),
      ],
      [
        'a firewall that keeps Microsoft out',
        'KeyAccessPermissions',
        () =>
          arm('PATCH', vaultPath(TWO, B1), {
            properties: {
              networkAcls: {
                bypass: 'None',
                defaultAction: 'Deny',
                ipRules: [],
                virtualNetworkRules: [],
              },
            },
          }),
      ],
    ];
    for (const [what, rule, spoil, more] of flaws)
      test(`${what} is found`, async () => {
        await tenant.prepare();
        await spoil();

        expect(await rulesOf('Validate', more)).toContain(rule);
      });

    test('a role counts minutes after it was assigned, not before', async () => {
      await tenant.prepare();
      const path = assignmentPath(vaultPath(ONE, A1), 1);
      const { properties } = (await arm('GET', path)).body;
      await arm('DELETE', path);
      const { roleDefinitionId, principalId, principalType } = properties;
      await arm('PUT', path, { properties: { roleDefinitionId, principalId, principalType } });
      const early = await rulesOf();
      tenant.seconds(181);

      const late = await rulesOf();

      expect([early, late]).toEqual([['KeyAccessPermissions'], []]);
    });

    test('what the module would not take is refused with a sentence', async () => {
      const replies = [
        await tenant.onboard('Destroy'),
        await tenant.onboard('Validate', { organizationId: SUBSCRIPTIONS.one }),
        await tenant.control('POST', '/sandbox/onboarding', {}),
      ];

      expect(replies.map(({ status }) => status)).toEqual([400, 403, 400]);
    });
  });

  suite('policies', () => {
    test('two vaults that both open are needed', async () => {
      await tenant.prepare();
      await tenant.onboard('Enable');
      const make = (AzureKeyIDs: readonly (string | undefined)[], Name = POLICY) =>
        tenant.run(NEW, { Name, AzureKeyIDs });

      const replies = [
        await make([URIS[0]]),
        await make([URIS[0], URIS[0]]),
        await make([URIS[0], 'https://elsewhere.example/keys/root']),
        await make([URIS[0], URIS[1]?.replace('root', 'other')]),
        await make(URIS, 'two words'),
        await tenant.run(NEW, { ...policy, Colour: 'red' }),
      ];

      expect(replies.map(({ status }) => status)).toEqual([400, 400, 400, 400, 400, 400]);
      expect((await tenant.run(GET)).body.value).toEqual([]);
    });

    test('the same name is there once, and an unknown one shows all', async () => {
      await tenant.makePolicy();

      const again = await create();
      const unknown = await tenant.run(GET, { Identity: 'Nobody' });

      expect([again.status, again.body.error.code]).toEqual([
        400,
        'ADObjectAlreadyExistsException',
      ]);
      expect(unknown.body.value).toHaveLength(1);
    });

    test('a rolled key is used once the policy was refreshed, and the old version no longer', async () => {
      await tenant.makePolicy();
      const old = await versionOf(A1);
      await keys(A1, 'POST', '/keys/root/create', wrapOnly);
      const disable = (enabled: boolean) =>
        keys(A1, 'PATCH', `/keys/root/${old}`, { attributes: { enabled } });
      const test = async () => (await tenant.run(TEST, { Identity: POLICY })).status;
      await disable(false);
      const stale = await test();
      await disable(true);
      await tenant.run(SET, { Identity: POLICY, Refresh: true });
      await disable(false);

      const fresh = await test();

      expect([stale, fresh]).toEqual([400, 200]);
    });

    test('a policy that has lost one key moves to another with the key that is left', async () => {
      await tenant.makePolicy();
      await keys(A1, 'POST', '/keys/spare/create', wrapOnly);
      await keys(A1, 'DELETE', '/keys/root');
      const moved = [URIS[0]?.replace('root', 'spare'), URIS[1]];

      const { status } = await tenant.run(SET, {
        ...{ Identity: POLICY, Replace: true, AzureKeyIDs: moved },
      });

      expect(status).toBe(200);
      expect((await tenant.run(TEST, { Identity: POLICY })).body.value[0].AzureKeyIDs).toEqual(
        moved,
      );
    });

    test('parameters of two sets do not go together', async () => {
      await tenant.makePolicy();

      const replies = [
        await tenant.run(SET, {
          Identity: POLICY,
          Refresh: true,
          Replace: true,
          AzureKeyIDs: URIS,
        }),
        await tenant.run(SET, { Identity: POLICY, AzureKeyIDs: URIS }),
        await tenant.run(SET, { Identity: 'Nobody', Refresh: true }),
      ];

      expect(replies.map(({ body }) => body.error.code)).toEqual([
        'ParameterBindingException',
        'ParameterBindingException',
        'ManagementObjectNotFoundException',
      ]);
    });
  });

  suite('assignment', () => {
    const assign = (name = POLICY) => tenant.run(ASSIGN, { DataEncryptionPolicy: name });

    test('a day passes until it is in effect, and nothing takes it back', async () => {
      await tenant.makePolicy();
      const before = (await tenant.run(ASSIGNED)).body.value;
      await assign();
      const early = await stateOf();
      const refused = [
        await tenant.run(SET, { Identity: POLICY, Enabled: false }),
        await tenant.run(ASSIGN, {}),
        await tenant.run('Remove-M365DataAtRestEncryptionPolicy', { Identity: POLICY }),
      ];
      tenant.seconds(DAY);

      const late = await stateOf();

      expect([before, early, late]).toEqual([[], 'PendingActivation', 'Active']);
      expect(refused.map(({ status }) => status)).toEqual([400, 400, 400]);
      expect((await tenant.run(ASSIGNED)).body.value[0].DataEncryptionPolicy).toBe(POLICY);
    });

    test('assigning it twice changes it once', async () => {
      await tenant.makePolicy();
      await assign();
      const again = await assign();

      const { changes } = (await tenant.control('GET', '/sandbox/state')).body;
      expect(again.body['@adminapi.warnings']).toHaveLength(1);
      expect(
        changes.filter(({ operation }: { operation: string }) => operation === ASSIGN),
      ).toHaveLength(1);
    });

    test('a key that cannot be reached keeps it from being assigned', async () => {
      await tenant.makePolicy();
      await keys(B1, 'DELETE', '/keys/root');

      const { status, body } = await assign();

      expect(status).toBe(400);
      expect(body.error.message).toContain('KeyNotFound');
      expect((await tenant.run(ASSIGNED)).body.value).toEqual([]);
    });

    test('only support takes it back', async () => {
      await tenant.makePolicy();
      await assign();
      const wrong = await tenant.control('POST', '/sandbox/support', { unassign: 'Nobody' });
      const right = await tenant.control('POST', '/sandbox/support', { unassign: POLICY });

      const disabled = await tenant.run(SET, { Identity: POLICY, Enabled: false });

      expect([wrong.status, right.status, disabled.status]).toEqual([409, 200, 200]);
      expect((await tenant.run(ASSIGNED)).body.value).toEqual([]);
    });

    test('it outlives the process', async () => {
      await tenant.makePolicy();
      await assign();
      await tenant.close();
      tenant = await startEncryption({ folder: tenant.folder });

      expect(await stateOf()).toBe('PendingActivation');
    });
  });

  suite('evidence of use', () => {
    const workspaceId =
      `/subscriptions/${SUBSCRIPTIONS.payAsYouGo}/resourceGroups/contoso-platform/providers/` +
      'Microsoft.OperationalInsights/workspaces/contoso-logs';
    const audit = (subscription: string, vault: string) =>
      arm(
        'PUT',
        `${vaultPath(subscription, vault)}/providers/Microsoft.Insights/diagnosticSettings/a`,
        {
          properties: { workspaceId, logs: [{ category: 'AuditEvent', enabled: true }] },
        },
      );
    const events = async () =>
      (await tenant.control('GET', '/sandbox/vault-events')).body.events.filter(
        ({ identity }: any) => identity.claim.appid !== APPLICATION.clientId, // eslint-disable-line @typescript-eslint/no-explicit-any -- as logged
      );
    const feed = `https://manage.office.com/api/v1.0/${TENANT_ID}/activity/feed`;
    const publisher = `PublisherIdentifier=${TENANT_ID}`;
    const subscribe = async () => {
      await tenant.run('Set-AdminAuditLogConfig', { UnifiedAuditLogIngestionEnabled: true });
      const url = `${feed}/subscriptions/start?contentType=Audit.General&${publisher}`;
      await tenant.call(url, { method: 'POST' });
    };
    const records = async () => {
      const url = `${feed}/subscriptions/content?contentType=Audit.General&${publisher}`;
      const blobs = (await tenant.call(url)).body.map(
        async ({ contentUri }: { contentUri: string }) => (await tenant.call(contentUri)).body,
      );
      return (await Promise.all(blobs)).flat();
    };

    test('a vault that is audited shows Microsoft 365 unwrapping a day after the assignment', async () => {
      await tenant.makePolicy();
      await audit(ONE, A1);
      await tenant.run(ASSIGN, { DataEncryptionPolicy: POLICY });
      const assigned = (await events()).length;
      tenant.seconds(DAY - 5);
      const early = (await events()).length;
      tenant.seconds(10);

      const late = await events();

      expect([assigned, early]).toEqual([1, 1]);
      expect(late.at(-1)).toMatchObject({
        operationName: 'KeyUnwrap',
        resultType: 'Success',
        identity: { claim: { appid: 'c066d759-24ae-40e7-a56f-027002b5d3e4' } },
      });
      // The other vault has no diagnostic setting, so nothing is known of it.
      expect(late).toHaveLength(2);
    });

    test('the audit feed tells of the encryption, and of the fallback when both keys are gone', async () => {
      await tenant.makePolicy();
      await subscribe();
      await tenant.run(ASSIGN, { DataEncryptionPolicy: POLICY });
      const none = await records();
      tenant.seconds(DAY + 3600);
      const used = await records();
      for (const vault of [A1, B1]) await keys(vault, 'DELETE', '/keys/root');
      tenant.seconds(DAY);
      const lost = await records();

      expect(none).toEqual([]);
      expect(used[0]).toMatchObject({
        RecordType: 69,
        ResultStatus: 'Success',
        OrganizationId: TENANT_ID,
      });
      expect(lost.at(-1)).toMatchObject({ RecordType: 69, Operation: 'FallbackToAvailabilityKey' });
    });
  });
});
