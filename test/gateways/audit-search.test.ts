import { expect } from 'expect';
import { GatewayError } from '../../src/core/errors.ts';
import type { AuditSearch, FoundPage, SearchRef } from '../../src/gateways/audit-search.ts';
import { graphAuditSearch } from '../../src/gateways/http/audit-search.ts';
import { startStub, thrownBy, type Scripted, type Stub } from './stub.ts';

const BODY = {
  displayName: 'audit-steward/one',
  filterStartDateTime: '2026-11-01T00:00:00.000Z',
  filterEndDateTime: '2026-11-02T00:00:00.000Z',
  recordTypeFilters: ['crm'],
};
const REF: SearchRef = { id: 'abc', version: 'v1.0' };
const GRAPH = 'https://graph.microsoft.com';
const NO_SEGMENT = {
  status: 400,
  body: {
    error: { code: 'BadRequest', message: "Resource not found for the segment 'auditLog'." },
  },
};
const created = (id = 'abc'): Scripted => ({ status: 201, body: { id, status: 'notStarted' } });
const refused = (status: number, code: string, message = ''): Scripted => ({
  status,
  body: { error: { code, message } },
});

const pagesOf = async (search: AuditSearch, from?: string) => {
  const pages: FoundPage[] = [];
  for await (const page of search.pages(REF, from)) pages.push(page);
  return pages;
};
const row = (id: string, more: object = {}) => ({
  id,
  createdDateTime: '2026-11-01T10:00:00Z',
  auditLogRecordType: 'CRM',
  operation: 'CrmDefaultActivity',
  auditData: { '@odata.type': '#x', Id: id, CreationTime: '2026-11-01T10:00:00', RecordType: 21 },
  ...more,
});

suite('a search of the audit log through Graph', () => {
  let stub: Stub;
  setup(async () => {
    stub = await startStub();
  });
  teardown(() => stub.close());
  const search = (version: 'auto' | 'v1.0' | 'beta' = 'auto') =>
    graphAuditSearch(stub.http, { version });
  const calls = () => stub.seen.map(({ method, url }) => `${method} ${url.replace(GRAPH, '')}`);

  test('is begun once, with what was asked and nothing else', async () => {
    stub.answers(created());

    const ref = await search().create(BODY);

    expect(ref).toEqual(REF);
    expect(calls()).toEqual(['POST /v1.0/security/auditLog/queries']);
    expect(JSON.parse(stub.seen[0]?.text ?? '')).toEqual(BODY);
    expect(stub.seen[0]?.headers.prefer).toBe('include-unknown-enum-members');
  });

  test('goes to beta once where v1.0 does not have it, and stays there', async () => {
    stub.answers(NO_SEGMENT, created(), created('next'));
    const asked = search();

    const refs = [await asked.create(BODY), await asked.create(BODY)];

    expect(refs).toEqual([
      { id: 'abc', version: 'beta' },
      { id: 'next', version: 'beta' },
    ]);
    expect(calls().map((call) => call.split('/')[1])).toEqual(['v1.0', 'beta', 'beta']);
  });

  test('stays with the version that was set, and says where that is set', async () => {
    stub.answers(NO_SEGMENT);

    const error = await thrownBy(() => search('v1.0').create(BODY));

    expect(error.message).toContain('GRAPH_AUDIT_SEARCH');
    expect(error).toMatchObject({ transient: false, unknownOutcome: false });
    expect(calls()).toHaveLength(1);
  });

  const lost: Readonly<Record<string, Scripted>> = {
    'a 504': { status: 504, body: '<html>gateway</html>' },
    'a 503 with a time to come back': { status: 503, headers: { 'retry-after': '1' } },
    'a 500': { status: 500, body: {} },
    'a connection that breaks': { reset: true },
    'an answer cut in the middle': { status: 201, body: '{"id":"ab' },
  };
  for (const [what, reply] of Object.entries(lost))
    test(`${what} on creating is looked up, not repeated`, async () => {
      const listed = {
        value: [
          { id: 'x', displayName: 'other' },
          { id: 'abc', displayName: BODY.displayName },
        ],
      };
      stub.answers(reply, { body: listed });

      const ref = await search().create(BODY);

      expect(ref).toEqual(REF);
      expect(calls().filter((call) => call.startsWith('POST'))).toHaveLength(1);
    });

  test('what cannot be looked up either has an unknown outcome', async () => {
    stub.answers({ status: 504 }, { body: { value: [] } });

    const error = await thrownBy(() => search().create(BODY));

    expect(error).toMatchObject({ name: 'GatewayError', unknownOutcome: true, transient: true });
    expect(calls()).toHaveLength(2);
  });

  test('a full house is no unknown outcome', async () => {
    stub.answers(refused(429, 'TooManyRequests'));

    const error = await thrownBy(() => search().create(BODY));

    expect(error).toMatchObject({ status: 429, unknownOutcome: false, transient: true });
  });

  test('a tenant whose log is off is told so, however deep it is said', async () => {
    const nested = JSON.stringify({ Status: 'AuditingDisabledTenant' });
    stub.answers(refused(400, 'UnknownError', nested));

    const error = await thrownBy(() => search().create(BODY));

    expect(error).toMatchObject({ code: 'AuditingDisabledTenant', transient: false });
    expect(error.message).toContain('set up dynamics auditing');
  });

  test('names the permission that is missing, the least that would do', async () => {
    stub.answers(refused(403, 'UnknownError', 'You dont have any permissions'));
    const dynamics = await thrownBy(() => search().create(BODY));
    stub.answers(refused(403, 'Authorization_RequestDenied'));
    const everything = await thrownBy(() =>
      search().create({ ...BODY, recordTypeFilters: ['crm', 'powerAppsApp'] }),
    );

    expect(dynamics.message).toContain('AuditLogsQuery-CRM.Read.All');
    expect(everything.message).toContain('AuditLogsQuery.Read.All');
    expect(`${dynamics.message}${everything.message}`).not.toContain('dont have');
  });

  const statuses = {
    notStarted: 'running',
    queued: 'running',
    unknownFutureValue: 'running',
    somethingNew: 'running',
    succeeded: 'succeeded',
    failed: 'failed',
    cancelled: 'cancelled',
  };
  for (const [status, state] of Object.entries(statuses))
    test(`${status} means ${state}`, async () => {
      stub.answers({
        body: { id: 'abc', status, isRecordCountLimitExceeded: true, recordCountLimit: 5 },
      });

      expect(await search().get(REF)).toEqual({ state, cutOff: true, limit: 5 });
    });

  test('a search that is gone is undefined', async () => {
    stub.answers(refused(404, 'NotFound'));

    expect(await search().get(REF)).toBeUndefined();
  });

  test('records are read page by page, and links followed as they are', async () => {
    const next = `${GRAPH}/v1.0/security/auditLog/queries/abc/records?$skiptoken=a%2Bb&x=1&x=2`;
    stub.answers({ body: { value: [row('A')], '@odata.nextLink': next } }, { body: { value: [] } });

    const pages = await pagesOf(search());

    expect(pages).toHaveLength(2);
    expect(pages[0]?.next).toBe(next);
    expect(pages[0]?.records[0]).toMatchObject({ id: 'a', at: '2026-11-01T10:00:00.000Z' });
    expect(JSON.parse(pages[0]?.records[0]?.text ?? '')).toEqual({
      Id: 'A',
      CreationTime: '2026-11-01T10:00:00',
      RecordType: 21,
      Operation: 'CrmDefaultActivity',
    });
    expect(stub.seen[1]?.url).toBe(next);
  });

  test('a record whose inside lacks something is completed from its outside', async () => {
    const bare = row('A', {
      auditData: '{"Message":"Update"}',
      userPrincipalName: 'dan@x.example',
      userId: 'guid',
    });
    const odd = row('B', {
      auditData: null,
      auditLogRecordType: 'somethingNew',
      createdDateTime: 'soon',
    });
    stub.answers({ body: { value: [bare, odd] } });

    const [page] = await pagesOf(search());

    expect(JSON.parse(page?.records[0]?.text ?? '')).toMatchObject({
      ...{ Id: 'A', CreationTime: '2026-11-01T10:00:00Z', RecordType: 21, Message: 'Update' },
      UserId: 'dan@x.example',
    });
    expect(JSON.parse(page?.records[1]?.text ?? '')).toMatchObject({ RecordType: 'somethingNew' });
    expect(page?.records[1]?.at).toBeUndefined();
  });

  test('a number that is too long for a number keeps its digits', async () => {
    const text = JSON.stringify({ value: [row('A', { auditData: { Id: 'A', Big: 12345 } })] });
    stub.answers({ body: text.replace('12345', '12345678901234567890.10') });

    const [page] = await pagesOf(search());

    expect(page?.records[0]?.text).toContain('"Big":12345678901234567890.10,');
  });

  test('goes on where it was left', async () => {
    const from = `${GRAPH}/v1.0/security/auditLog/queries/abc/records?$skiptoken=2`;
    stub.answers({ body: { value: [row('C')] } });

    await pagesOf(search(), from);

    expect(stub.seen.map(({ url }) => url)).toEqual([from]);
  });

  test('a page that is cut in the middle is asked for again', async () => {
    const whole = JSON.stringify({ value: [row('A')] });
    stub.answers({ body: whole.slice(0, -1) }, { body: whole });

    const [page] = await pagesOf(search());

    expect(page?.records).toHaveLength(1);
    expect(stub.seen).toHaveLength(2);
  });

  test('a 403 in the middle is met with patience, and one that stays names the permission', async () => {
    stub.answers(refused(403, 'Forbidden'), { body: { value: [] } });
    const passing = await pagesOf(search());
    stub.answers(refused(403, 'Forbidden'));
    const error = await thrownBy(() => pagesOf(search()));

    expect(passing).toHaveLength(1);
    expect(error).toMatchObject({ status: 403, transient: false });
    expect(error.message).toContain('AuditLogsQuery');
  });

  test('a list that goes round in a circle is left with a sentence', async () => {
    const link = (n: number) =>
      `${GRAPH}/v1.0/security/auditLog/queries/abc/records?$skiptoken=${n}`;
    stub.answers(
      { body: { value: [row('A')], '@odata.nextLink': link(1) } },
      { body: { value: [row('B')], '@odata.nextLink': link(2) } },
      { body: { value: [row('C')], '@odata.nextLink': link(1) } },
    );
    const read: FoundPage[] = [];

    const error = await thrownBy(async () => {
      for await (const page of search().pages(REF)) read.push(page);
    });

    expect(read).toHaveLength(3);
    expect(error.message).toContain('leads back');
    expect(stub.seen).toHaveLength(3);
  });

  for (const link of [
    'https://graph.microsoft.com.evil.example/v1.0/x',
    'http://graph.microsoft.com/v1.0/x',
    'https://graph.microsoft.com@evil.example/',
    'https://graph.microsoft.com:8443/x',
    'records?page=2',
  ])
    test(`a token is never sent to ${link}`, async () => {
      stub.answers({ body: { value: [row('A')], '@odata.nextLink': link } });

      await expect(pagesOf(search())).rejects.toBeInstanceOf(GatewayError);
      await expect(pagesOf(search(), link)).rejects.toBeInstanceOf(GatewayError);

      expect(stub.seen.every(({ url }) => url.startsWith(`${GRAPH}/v1.0/`))).toBe(true);
      expect(stub.seen).toHaveLength(1);
    });

  test('an answer in another form is no empty result', async () => {
    stub.answers({ body: {} }, { body: '{"value":7}' }, { status: 204 });

    await expect(pagesOf(search())).rejects.toThrow('not in the form');
    await expect(pagesOf(search())).rejects.toThrow('not in the form');
    await expect(pagesOf(search())).rejects.toThrow('not in the form');
  });

  test('is found by its name, on whatever page of the list', async () => {
    const link = `${GRAPH}/v1.0/security/auditLog/queries?$skiptoken=2`;
    stub.answers(
      { body: { value: [{ id: 'x', displayName: null }], '@odata.nextLink': link } },
      { body: { value: [{ id: 'y', displayName: BODY.displayName }], '@odata.nextLink': link } },
    );

    expect(await search().find(BODY.displayName)).toEqual({ id: 'y', version: 'v1.0' });
    expect(await search().find('nobody')).toBeUndefined();
  });
});

suite('a sign-in for a search', () => {
  test('is made anew when asked for, unless it is a young one', async () => {
    let renewed = 0;
    let now = Date.now();
    const credential = {
      getToken: async () => ({ token: `t${renewed}`, expiresOnTimestamp: now + 3_600_000 }),
    };
    const clock = { now: () => new Date(now), sleep: async () => undefined };
    const stub = await startStub({
      ...{ credential, clock },
      renew() {
        renewed += 1;
        return credential;
      },
    });
    stub.answers(created());
    const search = graphAuditSearch(stub.http, { version: 'auto' });

    await search.create(BODY);
    await search.create(BODY, { fresh: true });
    now += 6 * 60_000;
    await search.create(BODY, { fresh: true });
    await stub.close();

    expect(renewed).toBe(1);
    expect(stub.seen.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer t0',
      'Bearer t0',
      'Bearer t1',
    ]);
  });
});
