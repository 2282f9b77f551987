import { expect } from 'expect';
import { recordActivity } from '../../src/sandbox/activity-records.ts';
import { activityService } from '../../src/sandbox/activity.ts';
import { memoryTenant, type MemoryTenant } from '../fakes/memory-tenant.ts';
import { feed, type Answered, type Ask } from '../fakes/sandbox-caller.ts';
import { ingest } from '../fakes/sandbox-steps.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const WHO = 'PublisherIdentifier=11111111-1111-4111-8111-111111111111';
const GENERAL = `contentType=Audit.General&${WHO}`;

interface Stage {
  readonly tenant: MemoryTenant;
  readonly ask: Ask;
}

function tenantWithFeed(): Stage {
  const tenant = memoryTenant();
  ingest(tenant, new Date(tenant.clock.now().getTime() - 2 * HOUR).toISOString());
  return { tenant, ask: feed(activityService(tenant)) };
}

const start = ({ ask }: Stage) => ask('POST', `subscriptions/start?${GENERAL}`);

const happen = (tenant: MemoryTenant, times: number, every = MINUTE) => {
  for (let time = 0; time < times; time++) {
    recordActivity(tenant, 'contoso/Retrieve/account', { RecordType: 21, number: time });
    tenant.clock.advance(every);
  }
};

const seconds = (time: number) => new Date(time).toISOString().slice(0, 19);

const window = ({ tenant }: Stage, back = 6 * HOUR, forth = 0) => {
  const now = tenant.clock.now().getTime();
  return `startTime=${seconds(now - back)}&endTime=${seconds(now + forth + 1000)}`;
};

const list = (stage: Stage, times = window(stage)) =>
  stage.ask('GET', `subscriptions/content?${GENERAL}&${times}`);

interface Content {
  readonly contentId: string;
  readonly contentUri: string;
  readonly contentCreated: string;
  readonly contentExpiration: string;
}

async function everything(stage: Stage, times?: string) {
  const pages: Answered[] = [await list(stage, times)];
  for (let next = pages.at(-1)?.headers['nextpageuri']; next !== undefined;) {
    pages.push(await stage.ask('GET', next));
    next = pages.at(-1)?.headers['nextpageuri'];
  }
  const blobs: readonly Content[] = pages.flatMap(({ body }) => body);
  const records: Record<string, unknown>[] = [];
  for (const { contentUri } of blobs) records.push(...(await stage.ask('GET', contentUri)).body);
  return { pages, blobs, records };
}

suite('the activity feed of the sandbox tenant', () => {
  test('every call says who publishes, of which tenant, and which content', async () => {
    const { tenant, ask } = tenantWithFeed();
    const other = 'https://manage.office.com/api/v1.0/22222222-2222-4222-8222-222222222222';
    const nobody = feed(activityService(tenant), 'nobody');

    const answers = [
      await ask('GET', 'subscriptions/list'),
      await ask('GET', 'subscriptions/list?PublisherIdentifier=me'),
      await ask('POST', `subscriptions/start?${WHO}`),
      await ask('POST', `subscriptions/start?${WHO}&contentType=Audit.Generals`),
      await ask('GET', `${other}/activity/feed/subscriptions/list?${WHO}`),
      await nobody('GET', `subscriptions/list?${WHO}`),
    ];

    expect(answers.map(({ status, body }) => [status, body.error.code])).toEqual([
      [400, 'AF20001'],
      [400, 'AF20002'],
      [400, 'AF20001'],
      [400, 'AF20020'],
      [400, 'AF20013'],
      [401, 'AF10001'],
    ]);
  });

  test('without a subscription there is no content, and a stopped one is disabled', async () => {
    const stage = tenantWithFeed();

    const none = await list(stage);
    await start(stage);
    const started = await stage.ask('GET', `subscriptions/list?${WHO}`);
    await stage.ask('POST', `subscriptions/stop?${GENERAL}`);
    const stopped = await stage.ask('GET', `subscriptions/list?${WHO}`);
    const after = await list(stage);

    expect([none.status, none.body.error.code]).toEqual([400, 'AF20022']);
    expect(started.body).toEqual([
      { contentType: 'Audit.General', status: 'enabled', webhook: null },
    ]);
    expect(stopped.body[0].status).toBe('disabled');
    expect(after.body.error.code).toBe('AF20023');
  });

  test('starting twice starts once', async () => {
    const stage = tenantWithFeed();

    await start(stage);
    const again = await start(stage);

    expect(again.status).toBe(200);
    expect(stage.tenant.changes.map(({ operation }) => operation)).toEqual(['subscription.start']);
  });

  test('a record arrives 35 to 50 minutes after the event, not before', async () => {
    const stage = tenantWithFeed();
    await start(stage);
    happen(stage.tenant, 1);

    stage.tenant.clock.advance(33 * MINUTE);
    const early = await list(stage);
    stage.tenant.clock.advance(21 * MINUTE);
    const { records } = await everything(stage);

    expect(early.body).toEqual([]);
    expect(records).toHaveLength(1);
  });

  test('records come in blobs and pages, none is lost and some come twice', async () => {
    const stage = tenantWithFeed();
    await start(stage);
    happen(stage.tenant, 40);
    stage.tenant.clock.advance(2 * HOUR);

    const { pages, blobs, records } = await everything(stage);

    const ids = new Set(records.map(({ Id }) => Id));
    expect(pages.length).toBeGreaterThan(2);
    expect(new Set(blobs.map(({ contentId }) => contentId)).size).toBe(blobs.length);
    expect(new Set(records.map(({ number }) => number)).size).toBe(40);
    expect([ids.size, records.length]).toEqual([40, 50]);
  });

  test('how late a record is does not change from one time to the next', async () => {
    const times = async () => {
      const stage = tenantWithFeed();
      await start(stage);
      happen(stage.tenant, 10);
      stage.tenant.clock.advance(2 * HOUR);
      return (await everything(stage)).blobs.map(({ contentCreated }) => contentCreated);
    };

    expect(await times()).toEqual(await times());
  });

  test('content is listed by when it became available', async () => {
    const stage = tenantWithFeed();
    await start(stage);
    happen(stage.tenant, 20);
    stage.tenant.clock.advance(2 * HOUR);
    const { blobs } = await everything(stage);
    const from = new Date(blobs[1]?.contentCreated ?? '').getTime();

    const times = `startTime=${seconds(from)}&endTime=${seconds(from + 1000)}`;
    const inside = await everything(stage, times);

    expect(inside.blobs.length).toBeGreaterThan(0);
    expect(new Set(inside.blobs.map(({ contentCreated }) => contentCreated)).size).toBe(1);
  });

  test('events from long before the subscription are not in it', async () => {
    const stage = tenantWithFeed();
    happen(stage.tenant, 1);
    stage.tenant.clock.advance(4 * HOUR);

    await start(stage);

    expect((await everything(stage)).blobs).toEqual([]);
  });

  test('windows that are not right are refused', async () => {
    const stage = tenantWithFeed();
    await start(stage);
    const now = stage.tenant.clock.now().getTime();
    const both = (from: number, to: number) => `startTime=${seconds(from)}&endTime=${seconds(to)}`;

    const answers = await Promise.all(
      [
        `startTime=${seconds(now - HOUR)}`,
        both(now - 25 * HOUR, now),
        both(now, now - HOUR),
        both(now, now),
        both(now - 8 * DAY, now - 8 * DAY + HOUR),
        `startTime=yesterday&endTime=${seconds(now)}`,
        `${both(now - HOUR, now)}&nextPage=x`,
      ].map((times) => list(stage, times)),
    );

    expect(answers.map(({ body }) => body.error.code)).toEqual([
      'AF20030',
      'AF20030',
      'AF20055',
      'AF20055',
      'AF20051',
      'AF20002',
      'AF20031',
    ]);
  });

  test('content expires after seven days', async () => {
    const stage = tenantWithFeed();
    await start(stage);
    happen(stage.tenant, 1);
    stage.tenant.clock.advance(2 * HOUR);
    const [blob] = (await everything(stage)).blobs;
    const expires = Date.parse(blob?.contentExpiration ?? '');

    stage.tenant.clock.advance(expires - stage.tenant.clock.now().getTime() - 1000);
    const last = await stage.ask('GET', blob?.contentUri ?? '');
    stage.tenant.clock.advance(1000);
    const late = await stage.ask('GET', blob?.contentUri ?? '');
    const unknown = await stage.ask('GET', `audit/${blob?.contentId.replace('emea', 'apac')}`);
    const wrong = await stage.ask('GET', 'audit/%7B');

    expect(last.status).toBe(200);
    expect(late.body.error.code).toBe('AF20051');
    expect(unknown.body.error.code).toBe('AF20050');
    expect(wrong.body.error.code).toBe('AF20052');
  });

  test('events before the log was switched on are not recorded, later ones wait for the switch', async () => {
    const tenant = memoryTenant();
    const stage = { tenant, ask: feed(activityService(tenant)) };
    await start(stage);
    happen(tenant, 1);
    ingest(tenant, tenant.clock.now().toISOString());
    happen(tenant, 1);

    tenant.clock.advance(57 * MINUTE);
    const early = await list(stage);
    tenant.clock.advance(10 * MINUTE);
    const { records } = await everything(stage);

    expect(early.body).toEqual([]);
    expect(records).toHaveLength(1);
  });

  test('a publisher that asks too often is told to wait', async () => {
    const { ask } = tenantWithFeed();
    const answers: Answered[] = [];

    for (let time = 0; time <= 2000; time++)
      answers.push(await ask('GET', `subscriptions/list?${WHO}`));

    expect(answers.filter(({ status }) => status === 200)).toHaveLength(2000);
    expect(answers.at(-1)).toMatchObject({ status: 403, body: { error: { code: 'AF429' } } });
  });
});
