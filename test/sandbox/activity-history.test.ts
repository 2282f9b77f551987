import { expect } from 'expect';
import { activityService } from '../../src/sandbox/activity.ts';
import { auditLogBetween, putInAuditLog } from '../../src/sandbox/audit-log.ts';
import { memoryTenant, type MemoryTenant } from '../fakes/memory-tenant.ts';
import { feed, type Ask } from '../fakes/sandbox-caller.ts';
import { ingest } from '../fakes/sandbox-steps.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
// A Monday.
const START = '2026-11-16T00:00:00.000Z';
const WHO = 'PublisherIdentifier=11111111-1111-4111-8111-111111111111';
const TYPES = [
  'Audit.General',
  'Audit.AzureActiveDirectory',
  'Audit.Exchange',
  'Audit.SharePoint',
] as const;

interface Stage {
  readonly tenant: MemoryTenant;
  readonly ask: Ask;
}

async function subscribed(...types: readonly string[]): Promise<Stage> {
  const tenant = memoryTenant(START);
  ingest(tenant, new Date(Date.parse(START) - 30 * DAY).toISOString());
  const service = activityService(tenant, { past: true });
  service.seed();
  const ask = feed(service);
  for (const type of types) await ask('POST', `subscriptions/start?contentType=${type}&${WHO}`);
  return { tenant, ask };
}

const seconds = (time: number) => new Date(time).toISOString().slice(0, 19);

interface Arrived {
  readonly blobs: readonly { readonly contentId: string; readonly contentCreated: string }[];
  readonly records: readonly Readonly<Record<string, unknown>>[];
}

async function read({ ask }: Stage, type: string, from: number, to: number): Promise<Arrived> {
  const blobs = [];
  const times = `startTime=${seconds(from)}&endTime=${seconds(to)}`;
  let next: string | undefined = `subscriptions/content?contentType=${type}&${times}&${WHO}`;
  while (next !== undefined) {
    const { body, headers } = await ask('GET', next);
    blobs.push(...body);
    next = headers['nextpageuri'];
  }
  const records = [];
  for (const { contentUri } of blobs) records.push(...(await ask('GET', contentUri)).body);
  return { blobs, records };
}

const begun = Date.parse(START);
const ids = ({ records }: Arrived) => new Set(records.map(({ Id }) => Id));

suite('the activity feed of a tenant with a past', () => {
  test('each content type has its own subscription, blobs and records', async () => {
    const stage = await subscribed(...TYPES);
    stage.tenant.clock.advance(DAY);

    const arrived = await Promise.all(TYPES.map((type) => read(stage, type, begun, begun + DAY)));

    const types = arrived.map(({ records }) => new Set(records.map(({ Workload }) => Workload)));
    expect(types).toEqual([
      new Set(['CRM']),
      new Set(['AzureActiveDirectory']),
      new Set(['Exchange']),
      new Set(['SharePoint']),
    ]);
    const blobs = arrived.flatMap((one) => one.blobs.map(({ contentId }) => contentId));
    expect(new Set(blobs).size).toBe(blobs.length);
  });

  test('content of a type that is not subscribed to is refused, listed or read by its id', async () => {
    const stage = await subscribed('Audit.General');
    stage.tenant.clock.advance(DAY);
    const { blobs } = await read(stage, 'Audit.General', begun, begun + DAY);
    const other = blobs[0]?.contentId
      .replace('audit_general', 'audit_exchange')
      .replace('Audit_General', 'Audit_Exchange');

    const times = `startTime=${seconds(begun)}&endTime=${seconds(begun + DAY)}`;
    const answers = [
      await stage.ask('GET', `subscriptions/content?contentType=Audit.Exchange&${times}&${WHO}`),
      await stage.ask('GET', `audit/${other}`),
    ];

    expect(answers.map(({ body }) => body.error.code)).toEqual(['AF20022', 'AF20022']);
  });

  test('everything that happens after the start comes in the end, some of it late, some twice', async () => {
    const stage = await subscribed('Audit.General');
    stage.tenant.clock.advance(3 * DAY);

    const arrived = await Promise.all(
      [0, 1, 2].map((day) =>
        read(stage, 'Audit.General', begun + day * DAY, begun + (day + 1) * DAY),
      ),
    );

    const all = { blobs: [], records: arrived.flatMap(({ records }) => records) };
    const happened = auditLogBetween(stage.tenant, new Date(begun), new Date(begun + 2 * DAY))
      .map(({ record }) => record)
      .filter(({ Workload }) => ['CRM', 'PowerPlatform'].includes(String(Workload)));
    const missing = happened.filter(({ Id }) => !ids(all).has(Id));
    expect(happened.length).toBeGreaterThan(200);
    expect(missing).toEqual([]);
    expect(all.records.length).toBeGreaterThan(ids(all).size);
    const days = arrived.map(({ records }) =>
      records.map(({ CreationTime }) => String(CreationTime).slice(0, 10)),
    );
    expect(days[1]).toEqual(expect.arrayContaining(['2026-11-16', '2026-11-17']));
  });

  test('a blob says the same each time, whatever happens later', async () => {
    const stage = await subscribed('Audit.General');
    stage.tenant.clock.advance(10 * HOUR);
    putInAuditLog(stage.tenant, [
      { Id: 'put', RecordType: 21, CreationTime: '2026-11-16T09:00:00' },
    ]);
    const before = await read(stage, 'Audit.General', begun, begun + DAY);

    putInAuditLog(stage.tenant, [
      { Id: 'more', RecordType: 21, CreationTime: '2026-11-16T09:00:00' },
    ]);
    stage.tenant.clock.advance(DAY);
    const after = await read(stage, 'Audit.General', begun, begun + DAY);

    expect(after.blobs.slice(0, before.blobs.length)).toEqual(before.blobs);
    expect(after.records.slice(0, before.records.length)).toEqual(before.records);
    expect([...ids(after)]).toEqual(expect.arrayContaining(['put', 'more']));
  });

  test('nothing comes from before the subscription but the hour before it', async () => {
    const stage = await subscribed('Audit.General');
    stage.tenant.clock.advance(HOUR);

    const { blobs } = await read(stage, 'Audit.General', begun - 3 * DAY, begun - 2 * DAY);
    const near = await read(stage, 'Audit.General', begun - DAY + HOUR, begun + HOUR);

    expect(blobs).toEqual([]);
    for (const { contentCreated } of near.blobs)
      expect(Date.parse(contentCreated)).toBeGreaterThanOrEqual(begun - HOUR);
  });

  test('while the log of the tenant is off nothing of what happens comes', async () => {
    const stage = await subscribed('Audit.General');
    ingest(stage.tenant, null);
    stage.tenant.clock.advance(DAY);

    expect((await read(stage, 'Audit.General', begun, begun + DAY)).blobs).toEqual([]);
  });
});
