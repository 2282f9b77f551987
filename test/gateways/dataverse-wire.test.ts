import { expect } from 'expect';
import type { Dataverse } from '../../src/gateways/dataverse.ts';
import { httpDataverse } from '../../src/gateways/http/dataverse.ts';
import { hastyClock, startStub, thrownBy, type Seen, type Stub } from './stub.ts';

const ORIGIN = 'https://contoso.api.crm4.dynamics.com';
const REQUEST = '5f0c2c1e-0000-5000-8000-000000000001';
const ALL = { audit: true, read: true, readMultiple: true };
const GUID = '0c0c0c0c-0000-4000-8000-000000000001';

/** A definition with more in it than we know of. */
const account = (audited: boolean) => ({
  '@odata.context': `${ORIGIN}/api/data/v9.2/$metadata#EntityDefinitions/$entity`,
  '@odata.etag': 'W/"1"',
  '@odata.type': '#Microsoft.Dynamics.CRM.EntityMetadata',
  MetadataId: GUID,
  LogicalName: 'account',
  EntitySetName: 'accounts',
  DisplayName: {
    LocalizedLabels: [
      { Label: 'Account', LanguageCode: 1033 },
      { Label: 'Firma', LanguageCode: 1031 },
    ],
    UserLocalizedLabel: null,
  },
  IsAuditEnabled: {
    Value: audited,
    CanBeChanged: true,
    ManagedPropertyLogicalName: 'canmodifyauditsettings',
  },
  IsRetrieveAuditEnabled: audited,
  IsRetrieveMultipleAuditEnabled: audited,
  IsCustomizable: {
    Value: true,
    CanBeChanged: false,
    ManagedPropertyLogicalName: 'iscustomizable',
  },
  SomethingNewerThanThisBot: { deep: [1, null, { x: 'é' }] },
  IsManaged: true,
});

suite('Dataverse on the wire', () => {
  let stub: Stub;
  let dataverse: Dataverse;
  setup(async () => {
    stub = await startStub();
    dataverse = httpDataverse(stub.http, { clock: hastyClock() })(ORIGIN);
  });
  teardown(() => stub.close());
  const put = () => stub.seen.find(({ method }) => method === 'PUT');
  const sent = (seen: Seen | undefined) => JSON.parse(seen?.text ?? 'null');

  test('a definition is put back with everything that was read, and labels are merged', async () => {
    let audited = false;
    stub.answers(({ method }) => {
      if (method === 'PUT') audited = true;
      return method === 'PUT' ? { status: 204 } : { body: account(audited) };
    });

    await dataverse.setTableFlags('account', ALL, REQUEST);

    const { '@odata.context': _context, '@odata.etag': _etag, ...whole } = account(true);
    expect(sent(put())).toEqual(whole);
    expect(put()?.url).toBe(`${ORIGIN}/api/data/v9.2/EntityDefinitions(LogicalName='account')`);
    expect(put()?.headers).toMatchObject({
      'mscrm.mergelabels': 'true',
      consistency: 'Strong',
      'x-ms-client-request-id': REQUEST,
      'odata-version': '4.0',
      'odata-maxversion': '4.0',
    });
    const reads = stub.seen.filter(({ method }) => method === 'GET');
    expect(reads).toHaveLength(2);
    expect(reads.every(({ headers }) => headers['consistency'] === 'Strong')).toBe(true);
  });

  test('a table that is as it should be is not touched', async () => {
    stub.answers({ body: account(true) });

    await dataverse.setTableFlags('account', ALL, REQUEST);

    expect(stub.seen.map(({ method }) => method)).toEqual(['GET']);
  });

  test('a table that nobody may customise is refused before anything is sent', async () => {
    const locked = { ...account(false), IsCustomizable: { Value: false, CanBeChanged: false } };
    stub.answers({ body: locked });

    const error = await thrownBy(() =>
      dataverse.setTableFlags(
        'account',
        { audit: false, read: true, readMultiple: false },
        REQUEST,
      ),
    );

    expect(error.message).toContain('publisher has locked it');
    expect(put()).toBeUndefined();
  });

  test('before a write is repeated the definition is read again, for others may have written', async () => {
    let puts = 0;
    let description = 'first';
    stub.answers(({ method }) => {
      if (method !== 'PUT') return { body: { ...account(puts === 2), Description: description } };
      puts += 1;
      if (puts === 2) return { status: 204 };
      description = 'changed by somebody else';
      return { reset: true };
    });

    await dataverse.setTableFlags('account', ALL, REQUEST);

    const second = stub.seen.filter(({ method }) => method === 'PUT')[1];
    expect(sent(second).Description).toBe('changed by somebody else');
  });

  test('an effect that stays unseen is sent once and left to the next check', async () => {
    stub.answers(({ method }) => (method === 'PUT' ? { status: 204 } : { body: account(false) }));

    await dataverse.setTableFlags('account', ALL, REQUEST);

    expect(stub.seen.filter(({ method }) => method === 'PUT')).toHaveLength(1);
  });

  test('a typed column definition is put back without its mark of an answer', async () => {
    let audited = false;
    const column = () => ({
      '@odata.context': 'x',
      '@odata.type': '#Microsoft.Dynamics.CRM.MemoAttributeMetadata',
      LogicalName: 'description',
      AttributeType: 'Memo',
      IsAuditEnabled: { Value: audited, CanBeChanged: true },
      MaxLength: 2000,
    });
    stub.answers(({ method }) => {
      if (method === 'PUT') audited = true;
      return method === 'PUT' ? { status: 204 } : { body: column() };
    });

    await dataverse.setColumnAudit('account', 'description', true, REQUEST);

    expect(stub.seen.map(({ url }) => url.split('/').at(-1))).toContain(
      'Microsoft.Dynamics.CRM.MemoAttributeMetadata',
    );
    expect(sent(put())).toEqual({
      '@odata.type': 'Microsoft.Dynamics.CRM.MemoAttributeMetadata',
      LogicalName: 'description',
      AttributeType: 'Memo',
      IsAuditEnabled: { Value: true, CanBeChanged: true },
      MaxLength: 2000,
    });
  });

  test('a publish names the tables and nothing else', async () => {
    stub.answers({ status: 204 });

    await dataverse.publish(['account', 'cr1_project'], REQUEST);

    expect(sent(stub.seen[0])).toEqual({
      ParameterXml:
        '<importexportxml><entities><entity>account</entity><entity>cr1_project</entity>' +
        '</entities></importexportxml>',
    });
  });

  test('a name that is no table name goes nowhere', async () => {
    const evil = "account')/Attributes(LogicalName='x";

    expect(await dataverse.findTable(evil)).toBeUndefined();
    for (const attempt of [
      () => dataverse.setTableFlags(evil, ALL, REQUEST),
      () => dataverse.publish(['account', '</entity><entity>x'], REQUEST),
      () => dataverse.listColumns(evil),
      () => dataverse.readOne('accounts?$top=500&x=', REQUEST),
      () => dataverse.setOrganisation('x', { auditing: true }, REQUEST),
    ])
      await expect(attempt()).rejects.toMatchObject({ status: 404 });
    expect(stub.seen).toEqual([]);
  });

  test('further pages are followed as they are given, but never to another host', async () => {
    const row = { name: 'System Customizer' };
    const link = `${ORIGIN}/api/data/v9.2/opaque?$skiptoken=%3Ccookie%20x%3D%221%22%2F%3E`;
    const me = { body: { UserId: GUID, OrganizationId: GUID } };
    stub.answers(
      me,
      { body: { value: [row], '@odata.nextLink': link } },
      { body: { value: [row] } },
    );

    const caller = await dataverse.findCaller();

    expect(caller?.roles).toHaveLength(2);
    expect(stub.seen.at(-1)?.url).toBe(link);

    stub.answers(me, { body: { value: [], '@odata.nextLink': 'https://evil.crm4.dynamics.com/' } });
    const error = await thrownBy(() => dataverse.findCaller());
    expect(error.message).toContain('another host');
    expect(stub.seen.every(({ url }) => url.startsWith(ORIGIN))).toBe(true);
  });

  test('a list without an end is given up', async () => {
    const me = { body: { UserId: GUID, OrganizationId: GUID } };
    const again = `${ORIGIN}/api/data/v9.2/systemusers(x)/again`;
    stub.answers(me, { body: { value: [{ name: 'x' }], '@odata.nextLink': again } });

    const error = await thrownBy(() => dataverse.findCaller());

    expect(error.message).toContain('has no end');
  });

  test('audit rows are asked for by time and event', async () => {
    stub.answers({ body: { value: [] } });

    await dataverse.findAudits('2026-11-21T12:00:00+01:00', [104, 107]);

    const { searchParams } = new URL(stub.seen[0]?.url ?? '');
    expect(searchParams.get('$filter')).toBe(
      'createdon ge 2026-11-21T11:00:00.000Z and (action eq 104 or action eq 107)',
    );
    expect(searchParams.get('$orderby')).toBe('createdon desc');
    expect(searchParams.get('$top')).toBe('50');
  });

  test('a lock on unmanaged customizations is read from the settings of the organisation', async () => {
    const settings = (value: string) =>
      `<OrgSettings><A>1</A><IsLockdownOfUnmanagedCustomizationEnabled>${value}</IsLockdownOfUnmanagedCustomizationEnabled></OrgSettings>`;
    const row = { organizationid: GUID, isauditenabled: null, orgdborgsettings: settings('true') };
    stub.answers({ body: { value: [row] } });

    const organisation = await dataverse.getOrganisation();

    expect(organisation).toEqual({
      organisationId: GUID,
      auditing: false,
      userAccess: false,
      reads: undefined,
      retentionDays: undefined,
      userAccessInterval: undefined,
      customizationLocked: true,
    });
    stub.answers({ body: { value: [{ ...row, orgdborgsettings: settings('false') }] } });
    expect((await dataverse.getOrganisation()).customizationLocked).toBe(false);
  });

  test('tables of the platform itself are not listed, and titles fall back', async () => {
    const { IsManaged: _managed, ...bare } = account(false);
    const more = [
      { ...bare, LogicalName: 'a', IsPrivate: true },
      { ...bare, LogicalName: 'b', IsIntersect: true },
      { ...bare, LogicalName: 'c', IsLogicalEntity: true },
      { ...bare, LogicalName: 'd', DisplayName: null, IsRetrieveAuditEnabled: null },
    ];
    stub.answers({ body: { value: [bare, ...more] } });

    const tables = await dataverse.listTables();

    expect(tables.map(({ displayName }) => displayName)).toEqual(['Account', 'd']);
    expect(tables[1]?.flags).toEqual({ audit: false, read: false, readMultiple: false });
  });
});
