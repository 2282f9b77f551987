import { randomUUID } from 'node:crypto';
import { expect } from 'expect';
import type { UnifiedAudit } from '../../src/gateways/unified-audit.ts';
import { httpUnifiedAudit } from '../../src/gateways/http/unified-audit.ts';
import { TENANT_ID } from '../../src/sandbox/people.ts';
import { fakeUnifiedAudit } from '../fakes/fake-unified-audit.ts';
import { startTenant, type Fault, type TestTenant } from './tenant.ts';
import { startStub, thrownBy, type Scripted, type Seen, type Stub } from './stub.ts';

interface UnderTest {
  readonly audit: UnifiedAudit;
  later(): Promise<void>;
}

function unifiedAuditContract(name: string, open: () => Promise<UnderTest>): void {
  test(`${name}: unified audit is off, is switched on, and then is on`, async () => {
    const { audit, later } = await open();
    expect(await audit.isIngesting()).toBe(false);

    await audit.startIngesting(randomUUID());
    await later();

    expect(await audit.isIngesting()).toBe(true);
    await expect(audit.startIngesting(randomUUID())).resolves.toBeUndefined();
  });
}

suite('unified audit', () => {
  let tenant: TestTenant;
  suiteSetup(async () => {
    tenant = await startTenant();
  });
  suiteTeardown(() => tenant.close());
  setup(() => tenant.reset());
  const open = () => httpUnifiedAudit(tenant.http, { tenantId: TENANT_ID });
  const later = () => tenant.advance('PT2H');

  unifiedAuditContract('the fake', async () => ({
    audit: fakeUnifiedAudit(),
    later: async () => {},
  }));
  unifiedAuditContract('HTTP', async () => ({ audit: open(), later }));

  const faults: readonly Fault[] = [
    { status: 429, retryAfter: 1 },
    { status: 503 },
    { reset: true },
    { status: 500, body: '<html>' },
  ];
  for (const fault of faults)
    test(`the switch is read all the same after ${JSON.stringify(fault)}`, async () => {
      await tenant.fault({ service: 'exchange', ...fault });

      expect(await open().isIngesting()).toBe(false);
    });
});

suite('unified audit on the wire', () => {
  let stub: Stub;
  setup(async () => {
    stub = await startStub();
  });
  teardown(() => stub.close());
  const open = () => httpUnifiedAudit(stub.http, { tenantId: TENANT_ID });

  const cmdlet = ({ text }: Seen): string => JSON.parse(text).CmdletInput.CmdletName;
  const exchange =
    (answers: Record<string, Scripted>) =>
    (seen: Seen): Scripted =>
      answers[cmdlet(seen)] ?? { status: 404 };
  const ingesting = (value: unknown) => ({
    body: { value: [{ UnifiedAuditLogIngestionEnabled: value }] },
  });
  const dehydrated = (value: boolean) => ({ body: { value: [{ IsDehydrated: value }] } });
  const refused = {
    status: 400,
    body: { error: { code: 'BadRequest', message: 'canary: The command you tried to run…' } },
  };

  test('the cmdlet goes to Exchange Online, anchored to the tenant', async () => {
    stub.answers(exchange({ 'Set-AdminAuditLogConfig': { body: { value: [] } } }));

    await open().startIngesting('5f0c2c1e-0000-5000-8000-000000000001');

    const [seen] = stub.seen;
    expect(seen?.url).toBe(
      `https://outlook.office365.com/adminapi/beta/${TENANT_ID}/InvokeCommand`,
    );
    expect(JSON.parse(seen?.text ?? '')).toEqual({
      CmdletInput: {
        CmdletName: 'Set-AdminAuditLogConfig',
        Parameters: { UnifiedAuditLogIngestionEnabled: true },
      },
    });
    expect(seen?.headers['x-anchormailbox']).toBe(
      `APP:SystemMailbox{bb558c35-97f1-4cb9-8ff7-d53741dc928c}@${TENANT_ID}`,
    );
    expect(seen?.headers['client-request-id']).toBe('5f0c2c1e-0000-5000-8000-000000000001');
  });

  test('an organisation that takes no settings yet is not customised behind anybody’s back', async () => {
    stub.answers(
      exchange({ 'Set-AdminAuditLogConfig': refused, 'Get-OrganizationConfig': dehydrated(true) }),
    );

    const error = await thrownBy(() => open().startIngesting(randomUUID()));

    expect(error).toMatchObject({ transient: false });
    expect(error.message).toContain('Run Enable-OrganizationCustomization once');
    expect(stub.seen.map(cmdlet)).not.toContain('Enable-OrganizationCustomization');
  });

  test('any other refusal stays what it is', async () => {
    stub.answers(
      exchange({ 'Set-AdminAuditLogConfig': refused, 'Get-OrganizationConfig': dehydrated(false) }),
    );

    const error = await thrownBy(() => open().startIngesting(randomUUID()));

    expect(error).toMatchObject({ status: 400, code: 'BadRequest' });
    expect(error.message).not.toMatch(/canary|Enable-/);
  });

  test('without an answer the switch is looked at before anybody speaks of failure', async () => {
    const lost = { 'Set-AdminAuditLogConfig': { reset: true } };
    stub.answers(exchange({ ...lost, 'Get-AdminAuditLogConfig': ingesting(true) }));
    await open().startIngesting(randomUUID());

    stub.answers(exchange({ ...lost, 'Get-AdminAuditLogConfig': ingesting(false) }));
    const error = await thrownBy(() => open().startIngesting(randomUUID()));

    expect(error).toMatchObject({ unknownOutcome: true, transient: true });
    expect(stub.seen.map(cmdlet).filter((name) => name.startsWith('Set'))).toHaveLength(2);
  });

  test('a missing role is named', async () => {
    stub.answers({ status: 403, body: '' });

    const error = await thrownBy(() => open().isIngesting());

    expect(error.message).toContain('Exchange.ManageAsApp');
  });

  test('a cmdlet that the roles of the bot hide is a missing role, not a wrong request', async () => {
    const message = "Ex1|CommandNotFoundException|The term 'Get-AdminAuditLogConfig' is canary";
    for (const status of [400, 404]) {
      stub.answers({ status, body: { error: { code: 'BadRequest', message } } });

      const error = await thrownBy(() => open().isIngesting());

      expect(error).toMatchObject({ code: 'RoleMissing', transient: false });
      expect(error.message).toContain('a role that contains Audit Logs');
      expect(error.message).not.toContain('canary');
    }
  });

  test('an answer without the setting is not taken for off', async () => {
    for (const answer of [{ body: { value: [] } }, ingesting('True'), ingesting(null)]) {
      stub.answers(answer);
      await expect(open().isIngesting()).rejects.toMatchObject({ name: 'GatewayError' });
    }
  });
});
