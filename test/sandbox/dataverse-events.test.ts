import { expect } from 'expect';
import { blobsOf } from '../../src/sandbox/activity-blobs.ts';
import type { MemoryTenant } from '../fakes/memory-tenant.ts';
import {
  ANY_VERSION,
  ingest,
  publish,
  seededDataverse,
  setFlags,
  STRONG,
  switchOn,
  type Stage,
} from '../fakes/sandbox-steps.ts';

const HOUR = 3_600_000;
const SWITCHES = { isauditenabled: true, isreadauditenabled: true };

type Recorded = Readonly<Record<string, unknown>>;

/** Everything that reached the unified audit log in the end, each record once. */
function arrived(tenant: MemoryTenant): readonly Recorded[] {
  tenant.clock.advance(3 * HOUR);
  const records = blobsOf(tenant).flatMap((blob) => blob.records);
  return [...new Map(records.map((record) => [record['Id'], record])).values()];
}

const messages = (tenant: MemoryTenant) =>
  arrived(tenant).map(({ Message, EntityName }) => `${String(Message)} ${String(EntityName)}`);

const TEST = 'ffffffff-0000-4000-8000-000000000004';

function ingesting(): Stage {
  const stage = seededDataverse();
  ingest(stage.tenant, stage.tenant.clock.now().toISOString());
  return stage;
}

suite('what a sandbox environment sends to the unified audit log', () => {
  test('reads are sent only once their flags are published', async () => {
    const { ask, tenant } = ingesting();
    await switchOn(ask, SWITCHES);
    await setFlags(ask, 'lead', true);

    await ask('GET', 'leads?$top=1');
    await publish(ask, 'lead');
    const { body } = await ask('GET', 'leads?$select=fullname&$top=1');
    await ask('GET', `leads(${body.value[0].leadid})`);

    const seen = messages(tenant).filter((text) => text.endsWith(' lead'));
    expect(seen.toSorted()).toEqual(['Retrieve lead', 'RetrieveMultiple lead']);
  });

  test('a record says who read what, where and when', async () => {
    const { ask, tenant } = ingesting();
    const me = (await ask('GET', 'WhoAmI')).body.UserId;
    await switchOn(ask, SWITCHES);
    const { body } = await ask('GET', 'opportunities?$select=name&$top=1');
    const at = tenant.clock.now().toISOString().slice(0, 19);

    await ask('GET', `opportunities(${body.value[0].opportunityid})`, {
      headers: { 'user-agent': 'audit-steward/1' },
    });

    const found = arrived(tenant).find(({ Message }) => Message === 'Retrieve');
    expect(found).toMatchObject({
      RecordType: 21,
      Operation: 'CrmDefaultActivity',
      Workload: 'CRM',
      CreationTime: at,
      OrganizationId: tenant.id,
      UserType: 5,
      SystemUserId: me,
      InstanceUrl: 'https://contoso.crm4.dynamics.com/',
      EntityName: 'opportunity',
      EntityId: body.value[0].opportunityid,
      PrimaryFieldValue: body.value[0].name,
      UserAgent: 'audit-steward/1',
    });
  });

  test('changes are sent with the names of their columns, publishing without a table', async () => {
    const { ask, tenant } = ingesting();
    await switchOn(ask, SWITCHES);
    const { body } = await ask('GET', 'accounts?$select=name&$top=1');
    const path = `accounts(${body.value[0].accountid})`;

    await ask('PATCH', path, { body: { telephone1: '1' }, headers: ANY_VERSION });
    await publish(ask, 'account');

    const all = arrived(tenant);
    expect(all.find(({ EntityName }) => EntityName === 'account')).toMatchObject({
      Message: 'Update',
      Fields: [{ Name: 'telephone1', Value: '1' }],
    });
    expect(all.find(({ Message }) => Message === 'PublishXml')).toMatchObject({
      EntityName: 'Unknown',
      EntityId: '00000000-0000-0000-0000-000000000000',
    });
  });

  test('what Microsoft never logs is never sent, and reading definitions proves nothing', async () => {
    const { ask, tenant } = ingesting();
    await switchOn(ask, SWITCHES);
    await arrived(tenant);

    await ask('GET', 'WhoAmI');
    await ask('GET', 'EntityDefinitions?$select=LogicalName');
    await ask('GET', "EntityDefinitions(LogicalName='account')", { headers: STRONG });
    await ask('GET', "EntityDefinitions(LogicalName='account')/Attributes?$select=LogicalName");
    await ask('GET', 'audits?$top=1');

    expect(messages(tenant)).toEqual(['Update organization']);
  });

  test('switching auditing off is sent under the names that detections look for', async () => {
    const { ask, tenant } = ingesting();
    await switchOn(ask, { ...SWITCHES, isuseraccessauditenabled: true });

    await switchOn(ask, { isauditenabled: false, isuseraccessauditenabled: false });
    await ask('GET', 'opportunities?$top=1');

    expect(messages(tenant).toSorted()).toEqual([
      'Disable Organization Audit organization',
      'Update organization',
      'Update organization',
      'User Access Audit is disabled on the organization organization',
      'UserSignIn authentication',
    ]);
  });

  test('nothing leaves an environment that is not production', async () => {
    const { at, tenant } = ingesting();
    const ask = at('contosotest');

    await switchOn(ask, SWITCHES, TEST);
    await ask('GET', 'opportunities?$top=1');

    expect(arrived(tenant)).toEqual([]);
  });

  test('nothing is recorded while the switches of the environment or the tenant are off', async () => {
    const { ask, tenant } = seededDataverse();
    await ask('GET', 'opportunities?$top=1');
    await switchOn(ask, SWITCHES);
    await ask('GET', 'opportunities?$top=1');

    ingest(tenant, tenant.clock.now().toISOString());
    await ask('GET', 'opportunities?$top=1');

    expect(messages(tenant)).toEqual(['RetrieveMultiple opportunity']);
  });
});
