import { randomUUID } from 'node:crypto';
import { expect } from 'expect';
import type { AuditContent } from '../../src/gateways/audit-content.ts';
import { httpAuditContent } from '../../src/gateways/http/audit-content.ts';
import { httpUnifiedAudit } from '../../src/gateways/http/unified-audit.ts';
import { TENANT_ID } from '../../src/sandbox/people.ts';
import { startStub, thrownBy, type Scripted, type Seen, type Stub } from './stub.ts';
import { startTenant, type TestTenant } from './tenant.ts';

const ROOT = `https://manage.office.com/api/v1.0/${TENANT_ID}/activity/feed`;
const WINDOW = ['2026-11-21T10:00:00.400Z', '2026-11-21T11:00:00.400Z'] as const;

const listed = (id: string, more: object = {}) => ({
  contentType: 'Audit.General',
  contentId: id,
  contentUri: `${ROOT}/audit/${id}`,
  contentCreated: '2026-11-21T10:35:00Z',
  contentExpiration: '2026-11-28T10:35:00.000Z',
  ...more,
});
const blob = (id: string, contentUri = `${ROOT}/audit/${id}`) => ({
  contentId: id,
  contentUri,
  created: '2026-11-21T10:35:00.000Z',
  expires: '2026-11-28T10:35:00.000Z',
});
const fault = (code: string, status = 400, message = ''): Scripted => ({
  status,
  body: { error: { code, message } },
});

suite('audit content on the wire', () => {
  let stub: Stub;
  let content: AuditContent;
  setup(async () => {
    stub = await startStub();
    content = httpAuditContent(stub.http, { tenantId: TENANT_ID });
  });
  teardown(() => stub.close());

  test('a window is asked for in whole seconds that contain it, under the tenant’s own quota', async () => {
    stub.answers({ body: [] });

    await content.listContent('Audit.Exchange', ...WINDOW);

    const { pathname, searchParams } = new URL(stub.seen[0]?.url ?? '');
    expect(pathname.endsWith('/activity/feed/subscriptions/content')).toBe(true);
    expect(Object.fromEntries(searchParams)).toEqual({
      contentType: 'Audit.Exchange',
      startTime: '2026-11-21T10:00:00',
      endTime: '2026-11-21T11:00:01',
      PublisherIdentifier: TENANT_ID,
    });
  });

  test('pages are followed under both names of the header, and a blob listed twice counts once', async () => {
    stub.answers(
      { body: [listed('a'), listed('b')], headers: { NextPageUri: `${ROOT}/x?nextPage=2` } },
      { body: [listed('b')], headers: { NextPageUrl: `${ROOT}/x?nextPage=3` } },
      { body: [listed('c')] },
    );

    const found = await content.listContent('Audit.General', ...WINDOW);

    expect(found).toEqual([blob('a'), blob('b'), blob('c')]);
    expect(new URL(stub.seen[1]?.url ?? '').searchParams.get('PublisherIdentifier')).toBe(
      TENANT_ID,
    );
  });

  test('a page that leads back to an earlier one is not followed for ever', async () => {
    stub.answers({ body: [listed('a')], headers: { nextpageuri: `${ROOT}/x?nextPage=2` } });

    const error = await thrownBy(() => content.listContent('Audit.General', ...WINDOW));

    expect(error.message).toContain('no end');
    expect(stub.seen).toHaveLength(2);
  });

  test('neither a page nor a blob is fetched from another host', async () => {
    for (const evil of ['https://evil.example/x', 'https://manage.office.com.evil.example/x']) {
      stub.answers({ body: [], headers: { nextpageuri: evil } });
      await expect(content.listContent('Audit.General', ...WINDOW)).rejects.toThrow('another host');
      await expect((async () => content.records(blob('a', evil)))()).rejects.toThrow(
        'another host',
      );
    }
    expect(stub.seen.every(({ url }) => url.startsWith('https://manage.office.com/'))).toBe(true);
  });

  test('records come as they were written, with every digit', async () => {
    const text = '[{"Id":"1","Size":12345678901234567890},\n {"Id":"2","Text":"a\\u0000\\"],["}]';
    stub.answers({ body: text });

    const records = await content.records(blob('a'));

    expect(records).toEqual([
      '{"Id":"1","Size":12345678901234567890}',
      '{"Id":"2","Text":"a\\u0000\\"],["}',
    ]);
  });

  test('expired and missing blobs are lost, and that is an answer', async () => {
    for (const answer of [fault('AF20051'), fault('AF20050'), { status: 404 }, { status: 410 }]) {
      stub.answers(answer);
      expect(await content.records(blob('a'))).toBe('lost');
    }
  });

  test('why there is nothing to list is named', async () => {
    const off = fault('AF20012', 400, `Tenant ${TENANT_ID} does not exist.`);
    const answers: [Scripted, string][] = [
      [fault('AF20022'), 'not subscribed'],
      [fault('AF20023', 403), 'switched off'],
      [off, 'auditing off'],
    ];
    for (const [answer, why] of answers) {
      stub.answers(answer);
      expect(await content.listContent('Audit.General', ...WINDOW)).toBe(why);
    }
    stub.answers(off);
    expect(await content.subscriptions()).toBe('auditing off');
  });

  test('a 403 is waited for when it means too many requests, and refused when it does not', async () => {
    stub.answers(fault('AF429', 403), { body: '[{"Id":"1"}]' });
    expect(await content.records(blob('a'))).toEqual(['{"Id":"1"}']);
    expect(stub.pauses.length + stub.seen.length).toBeGreaterThan(1);

    stub.answers(fault('AF429', 403));
    const throttled = await thrownBy(() => content.records(blob('a')));
    expect(throttled).toMatchObject({ code: 'AF429', transient: true });

    stub.answers(fault('AF10001', 403));
    const refused = await thrownBy(() => content.records(blob('a')));
    expect(refused).toMatchObject({ code: 'AF10001', transient: false });
    expect(refused.message).toContain('ActivityFeed.Read');
  });

  test('answers in another form are refused with a sentence', async () => {
    for (const body of [
      { value: [] },
      [{ contentId: 'a' }],
      [listed('a', { contentCreated: '?' })],
    ]) {
      stub.answers({ body });
      const error = await thrownBy(() => content.listContent('Audit.General', ...WINDOW));
      expect(error).toMatchObject({ name: 'GatewayError', transient: false });
    }
    stub.answers({ body: { Id: '1' } });
    expect(await thrownBy(() => content.records(blob('a')))).toMatchObject({
      name: 'GatewayError',
    });
  });

  test('a subscription is told with its state, whatever case its name is in', async () => {
    const told = (_: Seen): Scripted => ({
      body: [
        { contentType: 'audit.general', status: 'enabled', webhook: null },
        { contentType: 'Audit.Exchange', status: 'disabled', webhook: null },
      ],
    });
    stub.answers(told);

    expect(await content.subscriptions()).toEqual([
      { contentType: 'audit.general', enabled: true },
      { contentType: 'Audit.Exchange', enabled: false },
    ]);
  });
});

suite('audit content of the sandbox tenant', () => {
  let tenant: TestTenant;
  let content: AuditContent;
  suiteSetup(async () => {
    tenant = await startTenant({ past: true });
    content = httpAuditContent(tenant.http, { tenantId: TENANT_ID });
    await httpUnifiedAudit(tenant.http, { tenantId: TENANT_ID }).startIngesting(randomUUID());
  });
  suiteTeardown(() => tenant.close());

  const lastDay = () => {
    const now = tenant.clock.now().getTime();
    return [now - 24 * 3_600_000, now].map((time) => new Date(Math.floor(time / 1000) * 1000));
  };

  test('each subscription brings its own records, all of them whole', async () => {
    expect(await content.listContent('Audit.General', ...WINDOW)).toBe('not subscribed');
    for (const type of ['Audit.General', 'Audit.Exchange'])
      await content.startSubscription(type, randomUUID());
    await tenant.advance('P3D');

    const [from, to] = lastDay();
    const found = await content.listContent(
      'Audit.General',
      from?.toISOString() ?? '',
      to?.toISOString() ?? '',
    );

    if (typeof found === 'string') throw new Error(found);
    const records = (await Promise.all(found.map(content.records))).flat();
    expect(found.length).toBeGreaterThan(4);
    expect(records.length).toBeGreaterThan(10);
    for (const text of records)
      expect(JSON.parse(String(text))).toMatchObject({ OrganizationId: TENANT_ID });
    expect(await content.subscriptions()).toEqual([
      { contentType: 'Audit.Exchange', enabled: true },
      { contentType: 'Audit.General', enabled: true },
    ]);
  });
});
