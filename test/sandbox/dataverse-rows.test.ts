import { expect } from 'expect';
import type { Ask } from '../fakes/sandbox-caller.ts';
import {
  ANNOTATED,
  ANY_VERSION,
  publish,
  seededDataverse,
  setFlags,
  switchOn,
} from '../fakes/sandbox-steps.ts';

const firstAccount = async (ask: Ask) =>
  (await ask('GET', 'accounts?$select=name,telephone1&$top=1')).body.value[0];

const change = (ask: Ask, id: string, body: object) =>
  ask('PATCH', `accounts(${id})`, { body, headers: ANY_VERSION });

const history = (ask: Ask, id: string, paging = '{"PageNumber":1,"Count":50}') =>
  ask(
    'GET',
    `RetrieveRecordChangeHistory(Target=@t,PagingInfo=@p)?@t={'@odata.id':'accounts(${id})'}&@p=${paging}`,
  );

suite('rows of a sandbox environment', () => {
  test('rows come in pages whose links are followed as they are', async () => {
    const { ask } = seededDataverse();
    const headers = { prefer: 'odata.maxpagesize=5' };
    const names: string[] = [];

    let path: string | undefined = 'accounts?$select=name&$orderby=name desc';
    while (path !== undefined) {
      const { body } = await ask('GET', path, { headers });
      names.push(...body.value.map(({ name }: { name: string }) => name));
      path = body['@odata.nextLink'];
    }

    expect(names).toHaveLength(12);
    expect(names).toEqual(names.toSorted().toReversed());
  });

  test('the five tables have rows, and one environment has no accounts', async () => {
    const { ask, at } = seededDataverse();

    const sets = ['accounts', 'contacts', 'leads', 'opportunities', 'incidents'];
    const found = await Promise.all(sets.map((set) => ask('GET', `${set}?$top=1`)));
    const empty = await at('contosotest')('GET', 'accounts');

    expect(found.map(({ body }) => body.value.length)).toEqual([1, 1, 1, 1, 1]);
    expect(empty.body.value).toEqual([]);
  });

  test('custom tables have rows, and their columns can be changed', async () => {
    const { ask, tenant } = seededDataverse();
    await switchOn(ask, { isauditenabled: true });
    const found = await ask('GET', 'con_creditchecks?$select=name');
    const [{ con_creditcheckid: id }] = found.body.value;

    const answer = await ask('PATCH', `con_creditchecks(${id})`, {
      body: { name: 'Checked' },
      headers: ANY_VERSION,
    });

    tenant.clock.advance(11_000);
    const audits = await ask('GET', "audits?$filter=objecttypecode eq 'con_creditcheck'");
    expect([answer.status, found.body.value.length]).toEqual([204, 3]);
    expect(audits.body.value).toHaveLength(1);
  });

  test('filters compare as Dataverse does', async () => {
    const { ask } = seededDataverse();
    const count = async (filter: string) =>
      (await ask('GET', `accounts?$select=name&$filter=${encodeURIComponent(filter)}`)).body.value
        .length;

    expect(await count("name eq 'FOURTH coffee'")).toBe(1);
    expect(await count("contains(name,'inc.') or startswith(name,'Alpine')")).toBe(3);
    expect(await count("not contains(name,'a') and statecode eq 0")).toBe(5);
    expect(await count("name eq 'Fourth Coffee' and (statecode eq 1 or statecode eq 0)")).toBe(1);
    expect(await count('createdon lt 2020-01-01T00:00:00Z')).toBe(0);
    expect(await count('telephone1 ne null')).toBe(12);
  });

  for (const query of [
    '$select=nam',
    '$filter=nam eq 1',
    "$filter=name eq 'x",
    '$filter=name eq',
    "$filter=name is 'x'",
    "$filter=(name eq 'x'",
    "$filter=statecode eq 'x'",
    '$orderby=nam',
    '$top=0',
    '$apply=aggregate(x)',
    '$skiptoken=2',
  ])
    test(`the query ${query} is refused`, async () => {
      const { ask } = seededDataverse();

      const answer = await ask('GET', `accounts?${query}`);

      expect([answer.status, answer.body.error.code]).toEqual([400, '0x80060888']);
    });

  test('a row is changed under its version', async () => {
    const { ask, tenant } = seededDataverse();
    const { accountid, '@odata.etag': etag } = await firstAccount(ask);
    const patch = (headers: Record<string, string>) =>
      ask('PATCH', `accounts(${accountid})`, { body: { telephone1: '+49 30 1' }, headers });

    const fits = await patch({ 'if-match': etag });
    const stale = await patch({ 'if-match': etag });
    const bare = await patch({});

    expect([fits.status, stale.status, bare.status]).toEqual([204, 412, 400]);
    expect((await firstAccount(ask)).telephone1).toBe('+49 30 1');
    expect(tenant.changes).toHaveLength(1);
  });

  test('columns that are not there or cannot be set are refused', async () => {
    const { ask, tenant } = seededDataverse();
    const { accountid } = await firstAccount(ask);

    const answers = [
      await change(ask, accountid, { fax: '1' }),
      await change(ask, accountid, { accountid: '1' }),
      await change(ask, accountid, { telephone1: 7 }),
      await change(ask, accountid, {}),
    ];

    expect(answers.map(({ status }) => status)).toEqual([400, 400, 400, 400]);
    expect(tenant.changes).toEqual([]);
  });

  test('a change is recorded with old and new values of the audited columns only', async () => {
    const { ask, tenant } = seededDataverse();
    await switchOn(ask, { isauditenabled: true });
    const { accountid, telephone1 } = await firstAccount(ask);

    await change(ask, accountid, { telephone1: '+49 30 2', websiteurl: 'https://a.example' });
    tenant.clock.advance(11_000);

    const { body } = await history(ask, accountid);
    const [detail] = body.AuditDetailCollection.AuditDetails;
    const rows = await ask('GET', `audits?$filter=_objectid_value eq ${accountid}`);
    const one = await ask(
      'GET',
      `audits(${rows.body.value[0].auditid})/Microsoft.Dynamics.CRM.RetrieveAuditDetails`,
    );
    expect(detail['@odata.type']).toBe('#Microsoft.Dynamics.CRM.AttributeAuditDetail');
    expect(detail.OldValue).toEqual({ '@odata.type': expect.any(String), telephone1 });
    expect(detail.NewValue).toEqual({ '@odata.type': expect.any(String), telephone1: '+49 30 2' });
    expect(one.body.AuditDetail).toEqual(detail);
    expect(rows.body.value[0]).toMatchObject({ action: 2, operation: 2, attributemask: '16' });
  });

  test('nothing is recorded for a table whose flag is not published', async () => {
    const { ask, tenant } = seededDataverse();
    await switchOn(ask, { isauditenabled: true });
    await setFlags(ask, 'lead', true);
    const [{ leadid }] = (await ask('GET', 'leads?$select=fullname&$top=1')).body.value;
    const patch = (subject: string) =>
      ask('PATCH', `leads(${leadid})`, { body: { subject }, headers: ANY_VERSION });
    const updates = async () => {
      tenant.clock.advance(11_000);
      return (await ask('GET', `audits?$filter=_objectid_value eq ${leadid}`)).body.value.length;
    };

    await patch('one');
    const before = await updates();
    await publish(ask, 'lead');
    await patch('two');
    const after = await updates();

    expect([before, after]).toEqual([0, 1]);
  });

  test('change histories are paged and go by column', async () => {
    const { ask, tenant } = seededDataverse();
    await switchOn(ask, { isauditenabled: true });
    const { accountid } = await firstAccount(ask);
    for (const telephone1 of ['1', '2', '3']) await change(ask, accountid, { telephone1 });
    await change(ask, accountid, { name: 'Renamed' });
    tenant.clock.advance(11_000);

    const first = await history(
      ask,
      accountid,
      '{"PageNumber":1,"Count":2,"ReturnTotalRecordCount":true}',
    );
    const column = await ask(
      'GET',
      `RetrieveAttributeChangeHistory(Target=@t,AttributeLogicalName=@a)?@t={'@odata.id':'accounts(${accountid})'}&@a='telephone1'`,
    );

    expect(first.body.AuditDetailCollection).toMatchObject({
      MoreRecords: true,
      TotalRecordCount: 6,
    });
    expect(first.body.AuditDetailCollection.AuditDetails).toHaveLength(2);
    expect(column.body.AuditDetailCollection.AuditDetails).toHaveLength(3);
  });

  test('with auditing off a change history is empty, not an error', async () => {
    const { ask } = seededDataverse();
    const { accountid } = await firstAccount(ask);

    const answer = await history(ask, accountid);

    expect(answer.status).toBe(200);
    expect(answer.body.AuditDetailCollection.AuditDetails).toEqual([]);
  });

  test('audit rows are found by time, action and user, newest first', async () => {
    const { ask, tenant } = seededDataverse();
    const me = (await ask('GET', 'WhoAmI')).body.UserId;
    await switchOn(ask, { isauditenabled: true });
    tenant.clock.advance(60_000);
    const since = tenant.clock.now().toISOString();
    await switchOn(ask, { auditretentionperiodv2: 90 });
    tenant.clock.advance(11_000);

    const filter = `createdon ge ${since} and (action eq 104 or action eq 107)`;
    const newer = await ask('GET', `audits?$filter=${filter}&$orderby=createdon desc&$top=50`);
    const mine = await ask('GET', `systemusers(${me})/lk_audit_userid?$orderby=createdon desc`);
    const sorted = await ask('GET', 'audits?$orderby=action desc');

    expect(newer.body.value.map(({ action }: { action: number }) => action)).toEqual([104]);
    expect(mine.body.value.map(({ action }: { action: number }) => action)[0]).toBe(104);
    expect(sorted.status).toBe(400);
  });

  test('audit storage is counted first and told later', async () => {
    const { ask, tenant } = seededDataverse();

    const first = await ask('POST', 'GetAuditStorageDetails');
    tenant.clock.advance(6000);
    const later = await ask('POST', 'GetAuditStorageDetails', { headers: ANNOTATED });

    const { Keys, Values, Count } = later.body.Result.AuditStorageDetails;
    expect(first.body.Result).toEqual({ Status: 'Pending', AuditStorageDetails: null });
    expect(later.body.Result.Status).toBe('Completed');
    expect([Keys.length, Values.length]).toEqual([Count, Count]);
    expect(Values[Keys.indexOf('account')].ObjectTypeCode).toBe(1);
  });
});
