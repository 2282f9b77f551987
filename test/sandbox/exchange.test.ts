import { expect } from 'expect';
import { TENANT_ID } from '../../src/sandbox/people.ts';
import { startWire, type Wire } from './wire.ts';

const URL = `https://outlook.office365.com/adminapi/beta/${TENANT_ID}/InvokeCommand`;
const anchor = {
  'x-anchormailbox': `APP:SystemMailbox{bb558c35-97f1-4cb9-8ff7-d53741dc928c}@${TENANT_ID}`,
};

suite('the sandbox runs the cmdlets of Exchange Online', () => {
  let wire: Wire;
  setup(async () => {
    wire = await startWire();
  });
  teardown(() => wire.close());

  const run = (
    CmdletName: string,
    Parameters: object = {},
    headers: Record<string, string> = anchor,
  ) =>
    wire.call(URL, { method: 'POST', headers, json: { CmdletInput: { CmdletName, Parameters } } });
  const isIngesting = async () =>
    (await run('Get-AdminAuditLogConfig')).body.value[0].UnifiedAuditLogIngestionEnabled;
  const switchOn = () => run('Set-AdminAuditLogConfig', { UnifiedAuditLogIngestionEnabled: true });

  test('the unified audit log starts off and reads as on some seconds after it was set', async () => {
    const before = await isIngesting();
    await switchOn();
    const atOnce = await isIngesting();
    wire.sandbox.clock.advance(5000);

    const later = await isIngesting();

    expect([before, atOnce, later]).toEqual([false, false, true]);
  });

  test('setting it twice changes it once, and the second answer warns', async () => {
    await switchOn();
    const again = await switchOn();

    const { body } = await wire.control('GET', '/sandbox/state');
    expect(body.changes).toMatchObject([
      { service: 'exchange', operation: 'Set-AdminAuditLogConfig' },
    ]);
    expect(again.body['@adminapi.warnings']).toHaveLength(1);
  });

  test('only the properties selected come back', async () => {
    const { body } = await wire.call(`${URL}?$select=UnifiedAuditLogIngestionEnabled`, {
      method: 'POST',
      headers: anchor,
      json: { CmdletInput: { CmdletName: 'Get-AdminAuditLogConfig', Parameters: {} } },
    });

    expect(body.value).toEqual([{ UnifiedAuditLogIngestionEnabled: false }]);
  });

  test('what Exchange would refuse is refused with a sentence', async () => {
    const replies = await Promise.all([
      run('Get-AdminAuditLogConfig', {}, {}),
      run('Remove-Everything'),
      run('Set-AdminAuditLogConfig', { UnifiedAuditLogIngestionEnabled: 'yes' }),
      run('Set-AdminAuditLogConfig', { LogLevel: 'Verbose' }),
      run('Enable-OrganizationCustomization'),
      wire.call(URL, { method: 'POST', headers: anchor, json: {} }),
      wire.call(URL.replace(TENANT_ID, 'fabrikam.com'), {
        method: 'POST',
        headers: anchor,
        json: {},
      }),
    ]);

    expect(replies.map(({ status }) => status)).toEqual([400, 400, 400, 400, 400, 400, 403]);
    for (const { body } of replies) expect(body.error.message).toMatch(/\w{3}/);
    expect((await wire.control('GET', '/sandbox/state')).body.changes).toEqual([]);
  });

  test('the organisation says that it need not be rehydrated', async () => {
    const { body } = await run('Get-OrganizationConfig');

    expect(body.value[0].IsDehydrated).toBe(false);
  });
});
