import { randomUUID } from 'node:crypto';
import { expect } from 'expect';
import type { ActivityFeed } from '../../src/gateways/activity-feed.ts';
import { httpActivityFeed } from '../../src/gateways/http/activity-feed.ts';
import { httpDataverse } from '../../src/gateways/http/dataverse.ts';
import { httpUnifiedAudit } from '../../src/gateways/http/unified-audit.ts';
import { TENANT_ID } from '../../src/sandbox/people.ts';
import { fakeActivityFeed, feedRecord } from '../fakes/fake-activity-feed.ts';
import { startTenant, type TestTenant } from './tenant.ts';
import {
  hastyClock,
  quiet,
  startStub,
  thrownBy,
  type Scripted,
  type Seen,
  type Stub,
} from './stub.ts';

interface UnderTest {
  readonly feed: ActivityFeed;
  now(): Date;
  /** Makes a read of an account, and lets it arrive, perhaps more than once. */
  happen(): Promise<void>;
}

const HOUR = 3_600_000;
const ago = (now: Date, hours: number) => new Date(now.getTime() - hours * HOUR).toISOString();

function feedContract(name: string, open: () => Promise<UnderTest>): void {
  suite(`${name}: activity feed`, () => {
    test('it is subscribed to once, and stays so', async () => {
      const { feed } = await open();
      expect(await feed.isSubscribed()).toBe(false);

      await feed.startSubscription(randomUUID());
      await feed.startSubscription(randomUUID());

      expect(await feed.isSubscribed()).toBe(true);
    });

    test('without a subscription there is nothing to list, and it says so', async () => {
      const { feed, now } = await open();

      const error = await thrownBy(() => feed.list(ago(now(), 1), now().toISOString()));

      expect(error).toMatchObject({ name: 'GatewayError', code: 'AF20022', transient: false });
    });

    test('what happened arrives, each record once', async () => {
      const { feed, now, happen } = await open();
      await feed.startSubscription(randomUUID());
      const from = ago(now(), 0.01);

      await happen();

      const records = await feed.list(from, now().toISOString());
      const read = records.filter(
        ({ message, entity, user }) =>
          message === 'Retrieve' && entity === 'account' && /audit.steward/i.test(user),
      );
      expect(read).toHaveLength(1);
      expect(read[0]).toMatchObject({ recordType: 21 });
      expect(read[0]?.createdAt).toMatch(/^\d{4}-.*Z$/);
      expect(new Set(records.map(({ id }) => id)).size).toBe(records.length);
      expect(await feed.list(ago(new Date(from), 3), ago(new Date(from), 2))).toEqual([]);
    });
  });
}

feedContract('the fake', async () => {
  const feed = fakeActivityFeed();
  const record = feedRecord();
  return {
    feed,
    now: () => new Date(Date.now() + 1),
    async happen() {
      feed.deliver(record, new Date().toISOString());
      feed.deliver(record, new Date().toISOString());
    },
  };
});

suite('over HTTP', () => {
  let tenant: TestTenant;
  suiteSetup(async () => {
    tenant = await startTenant();
  });
  suiteTeardown(() => tenant.close());

  feedContract('HTTP', async () => {
    await tenant.reset();
    const { http, clock } = tenant;
    return {
      feed: httpActivityFeed(http, { tenantId: TENANT_ID, clock, log: quiet }),
      now: () => clock.now(),
      async happen() {
        await httpUnifiedAudit(http, { tenantId: TENANT_ID }).startIngesting(randomUUID());
        await tenant.advance('PT2H');
        const dataverse = httpDataverse(http, { clock })('https://contoso.api.crm4.dynamics.com');
        const { organisationId } = await dataverse.getOrganisation();
        const on = { auditing: true, userAccess: true, reads: true };
        await dataverse.setOrganisation(organisationId, on, randomUUID());
        const flags = { audit: true, read: true, readMultiple: true };
        await dataverse.setTableFlags('account', flags, randomUUID());
        await dataverse.publish(['account'], randomUUID());
        await dataverse.readOne('accounts', randomUUID());
        await tenant.advance('PT12H');
      },
    };
  });
});

suite('the activity feed on the wire', () => {
  const ROOT = `https://manage.office.com/api/v1.0/${TENANT_ID}/activity/feed`;
  const NOW = new Date('2026-11-21T12:00:00.000Z');
  let stub: Stub;
  let feed: ActivityFeed;
  setup(async () => {
    stub = await startStub();
    const clock = hastyClock(NOW.getTime());
    feed = httpActivityFeed(stub.http, { tenantId: TENANT_ID, clock, log: quiet });
  });
  teardown(() => stub.close());

  const content = (id: string, uri = `${ROOT}/audit/${id}`) => ({
    contentType: 'Audit.General',
    contentId: id,
    contentUri: uri,
    contentExpiration: '2026-11-27T12:00:00.000Z',
  });
  const raw = (id: string, more: object = {}) => ({
    Id: id,
    RecordType: 21,
    CreationTime: '2026-11-21T10:00:00',
    Operation: 'CrmDefaultActivity',
    UserId: 'ada@contoso.example',
    Message: 'Retrieve',
    EntityName: 'account',
    ...more,
  });
  const serve =
    (pages: Record<string, Scripted>) =>
    ({ url }: Seen): Scripted =>
      pages[url.replace(ROOT, '').split('?')[0] ?? ''] ?? { status: 404 };
  const fault = (code: string, status = 400) => ({
    status,
    body: { error: { code, message: '' } },
  });

  test('windows are at most a day long, in whole seconds, and never older than a week', async () => {
    stub.answers({ body: [] });

    await feed.list('2026-11-01T00:00:00.000Z', '2026-11-21T11:59:59.500Z');

    const windows = stub.seen.map(({ url }) => {
      const { searchParams } = new URL(url);
      expect(searchParams.get('PublisherIdentifier')).toBe(TENANT_ID);
      return [searchParams.get('startTime') ?? '', searchParams.get('endTime') ?? ''];
    });
    expect(windows).toHaveLength(7);
    for (const [start = '', end = ''] of windows) {
      expect(start).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);
      const span = Date.parse(`${end}Z`) - Date.parse(`${start}Z`);
      expect(span).toBeGreaterThan(0);
      expect(span).toBeLessThanOrEqual(24 * HOUR);
      expect(Date.parse(`${start}Z`)).toBeGreaterThan(NOW.getTime() - 7 * 24 * HOUR);
    }
    expect(
      windows
        .map(([, end]) => end)
        .sort()
        .at(-1),
    ).toBe('2026-11-21T12:00:00');
  });

  test('an empty or backward window is not asked for', async () => {
    expect(await feed.list('2026-11-21T11:00:00Z', '2026-11-21T11:00:00Z')).toEqual([]);
    expect(await feed.list('2026-11-21T11:00:00Z', '2026-11-21T10:00:00Z')).toEqual([]);
    expect(await feed.list('2026-10-01T00:00:00Z', '2026-10-02T00:00:00Z')).toEqual([]);
    expect(stub.seen).toEqual([]);
  });

  test('pages and blobs are followed on the service’s own host only', async () => {
    const next = `${ROOT}/more?nextPage=2`;
    stub.answers(
      serve({
        '/subscriptions/content': { body: [content('a')], headers: { nextpageuri: next } },
        '/more': { body: [content('b')] },
        '/audit/a': { body: [raw('1'), raw('2')] },
        '/audit/b': { body: [raw('2'), raw('3')] },
      }),
    );
    const list = () => feed.list('2026-11-21T10:00:00Z', '2026-11-21T11:00:00Z');
    expect((await list()).map(({ id }) => id)).toEqual(['1', '2', '3']);

    for (const evil of ['https://evil.example/x', 'https://manage.office.com.evil.example/x']) {
      stub.answers({ body: [], headers: { nextpageuri: evil } });
      await expect(list()).rejects.toThrow('another host');
      stub.answers({ body: [content('a', evil)] });
      await expect(list()).rejects.toThrow('another host');
    }
  });

  test('content that has expired is skipped, and the rest is read', async () => {
    const old = { ...content('old'), contentExpiration: '2026-11-20T00:00:00.000Z' };
    stub.answers(
      serve({
        '/subscriptions/content': { body: [content('a'), content('b'), content('c'), old] },
        '/audit/a': fault('AF20051'),
        '/audit/b': { body: [raw('1')] },
      }),
    );

    const records = await feed.list('2026-11-21T10:00:00Z', '2026-11-21T11:00:00Z');

    expect(records.map(({ id }) => id)).toEqual(['1']);
    expect(stub.seen.some(({ url }) => url.includes('/audit/old'))).toBe(false);
  });

  test('one record that cannot be read does not hide the others', async () => {
    const odd = [null, 'x', { Id: 7 }, raw('', {}), raw('9', { CreationTime: 'yesterday' })];
    const lean = { Id: '2', RecordType: 256, CreationTime: '2026-11-21T10:00:00Z', Operation: 'X' };
    stub.answers(
      serve({
        '/subscriptions/content': { body: [content('a')] },
        '/audit/a': { body: [...odd, raw('1', { EntityId: 5 }), lean] },
      }),
    );

    const records = await feed.list('2026-11-21T10:00:00Z', '2026-11-21T11:00:00Z');

    expect(records).toEqual([
      {
        id: '1',
        recordType: 21,
        createdAt: '2026-11-21T10:00:00.000Z',
        operation: 'CrmDefaultActivity',
        message: 'Retrieve',
        entity: 'account',
        entityId: '',
        user: 'ada@contoso.example',
        systemUserId: '',
        instanceUrl: '',
      },
      expect.objectContaining({ id: '2', message: 'X', createdAt: '2026-11-21T10:00:00.000Z' }),
    ]);
  });

  test('data of another form is refused with a sentence', async () => {
    for (const body of [{ value: [] }, [{ contentUri: 5 }]]) {
      stub.answers({ body });
      const error = await thrownBy(() => feed.list('2026-11-21T10:00:00Z', '2026-11-21T11:00:00Z'));
      expect(error).toMatchObject({ name: 'GatewayError', transient: false });
    }
  });

  test('no or a disabled subscription is a no, a missing permission is a sentence', async () => {
    for (const answer of [
      fault('AF20022'),
      fault('AF20023', 403),
      { body: [] },
      { body: [{ contentType: 'Audit.General', status: 'disabled' }] },
      { body: [{ contentType: 'Audit.Exchange', status: 'enabled' }] },
    ]) {
      stub.answers(answer);
      expect(await feed.isSubscribed()).toBe(false);
    }
    stub.answers({ body: [{ contentType: 'audit.general', status: 'enabled' }] });
    expect(await feed.isSubscribed()).toBe(true);

    stub.answers(fault('AF10001', 401));
    await expect(feed.isSubscribed()).rejects.toThrow('ActivityFeed.Read');
  });

  test('a subscription that is there already is as good as a new one', async () => {
    stub.answers(fault('AF20024'));
    await feed.startSubscription(randomUUID());

    const lost = ({ method }: Seen): Scripted =>
      method === 'POST'
        ? { reset: true }
        : { body: [{ contentType: 'Audit.General', status: 'enabled' }] };
    stub.answers(lost);
    await feed.startSubscription(randomUUID());

    expect(stub.seen.filter(({ method }) => method === 'POST')).toHaveLength(2);
  });

  test('too many requests are waited for, under any status', async () => {
    stub.answers(fault('AF429', 403), { body: [] });

    await feed.list('2026-11-21T10:00:00Z', '2026-11-21T11:00:00Z');

    expect(stub.seen).toHaveLength(2);
  });
});
