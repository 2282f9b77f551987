import { expect } from 'expect';
import { findCause } from '../../../src/audit/causes/find-cause.ts';
import type { Entry } from '../../../src/core/ledger.ts';
import { recordedActivities } from '../../../src/sandbox/activity-records.ts';
import { PEOPLE, TENANT_ID } from '../../../src/sandbox/people.ts';
import { dataverseService } from '../../../src/sandbox/dataverse.ts';
import { TRACES } from '../../../src/walkthroughs/dynamics-auditing/traces.ts';
import { environment } from '../../fakes/fake-environments.ts';
import { aRecord, plainSource, plainWorld, type Kept } from '../../fakes/plain-source.ts';
import { webApi } from '../../fakes/sandbox-caller.ts';
import { ingest, seededDataverse, switchOn } from '../../fakes/sandbox-steps.ts';

const { id, name, url, apiUrl, organisationId, sku } = environment();
const traces = TRACES.switches({ id, name, url, apiUrl, organisationId, sku });
const HOST = new URL(url).host;
const BETWEEN = { from: '2026-11-20T00:00:00.000Z', to: '2026-11-21T00:00:00.000Z' };
const NOBODY = { applicationId: 'cccccccc-0000-4000-8000-000000000009', history: [] };

const switchedOff = (said: Partial<Kept> = {}): Kept =>
  aRecord({
    message: 'Disable Organization Audit',
    table: 'organization',
    actor: 'ada@contoso.example',
    raw: JSON.stringify({ InstanceUrl: `https://${HOST}/`, EntityName: 'organization' }),
    ...said,
  });

suite('Who undid what was set up', () => {
  test('is named with the time and the records, where they are of one deed', async () => {
    const [first, second] = [switchedOff(), switchedOff({ at: '2026-11-20T10:00:01.000Z' })];

    const cause = await findCause(
      plainSource(plainWorld([first, second])),
      traces,
      BETWEEN,
      NOBODY,
    );

    expect(cause.kind).toBe('found');
    expect(cause.says).toContain('outside approval by ada@contoso.example on 2026-11-20 10:00 UTC');
    expect(cause.records.map((record) => record.id)).toEqual([first.id, second.id]);
  });

  test('is never chosen from several: they are listed', async () => {
    const records = [
      switchedOff(),
      switchedOff({ actor: 'jonas@contoso.example', at: '2026-11-20T10:05:00.000Z' }),
    ];

    const cause = await findCause(plainSource(plainWorld(records)), traces, BETWEEN, NOBODY);

    expect(cause.kind).toBe('several');
    expect(cause.says).toMatch(/not known[\s\S]*ada@contoso[\s\S]*jonas@contoso/);
  });

  test('is found in the very second of the last good look, for records name whole seconds', async () => {
    const world = plainWorld([switchedOff({ at: '2026-11-20T10:00:00.000Z' })]);
    const between = { ...BETWEEN, from: '2026-11-20T10:00:00.700Z' };

    expect((await findCause(plainSource(world), traces, between, NOBODY)).kind).toBe('found');
  });

  test('is not known where no record fits, and it is said how much is known', async () => {
    const world = plainWorld([
      switchedOff({ at: '2026-11-19T10:00:00.000Z' }),
      switchedOff({ result: 'failed' }),
      switchedOff({ raw: '{"InstanceUrl":"https://other.crm4.dynamics.com/"}' }),
    ]);
    world.complete = 40;

    const cause = await findCause(plainSource(world), traces, BETWEEN, NOBODY);

    expect(cause).toMatchObject({ kind: 'none', records: [] });
    expect(cause.says).toContain('40 %');
    expect(await findCause(plainSource(world), [], BETWEEN, NOBODY)).toMatchObject({
      kind: 'untraceable',
    });
  });

  test('is not known where such records never come, and it is said why', async () => {
    const world = plainWorld([]);
    world.complete = 0;
    const why = 'Audit.Exchange was never read from the activity feed.';
    const gap = { ...BETWEEN, contentType: 'Audit.Exchange', why } as const;
    const source = plainSource(world);
    const trail: typeof source = {
      ...source,
      coverage: async (query) => ({ ...(await source.coverage(query)), gaps: [gap, gap] }),
    };

    const { says } = await findCause(trail, traces, BETWEEN, NOBODY);

    expect(says).toMatch(/ \(0 %\)\. Audit\.Exchange was never read from the activity feed\.$/);
  });

  test('is not the bot itself, whose own changes are told apart', async () => {
    const requestId = 'a1b2c3d4-0000-5000-8000-000000000001';
    const own = switchedOff({
      actor: 'audit-steward@contoso.example',
      userType: 5,
      raw: `{"InstanceUrl":"https://${HOST}/","ClientRequestId":"${requestId}"}`,
    });
    const history = [{ kind: 'applying', requestId, at: own.at } as Entry];

    const alone = await findCause(plainSource(plainWorld([own])), traces, BETWEEN, {
      ...NOBODY,
      history,
    });
    const beside = await findCause(plainSource(plainWorld([own, switchedOff()])), traces, BETWEEN, {
      ...NOBODY,
      history,
    });

    expect(alone.kind).toBe('ours');
    expect(beside).toMatchObject({ kind: 'found', records: [{ by: 'ada@contoso.example' }] });
  });

  test('is found in what the sandbox logs when an administrator switches auditing off', async () => {
    const { tenant, ask } = seededDataverse();
    ingest(tenant, new Date(tenant.clock.now().getTime() - 86_400_000).toISOString());
    await switchOn(ask, { isauditenabled: true, isreadauditenabled: true });
    const [ada] = PEOPLE;
    const asAda = webApi(dataverseService(tenant), 'contoso', {
      objectId: ada?.id ?? '',
      applicationId: 'browser',
      tenantId: TENANT_ID,
    });
    await switchOn(asAda, { isauditenabled: false });
    const logged = recordedActivities(tenant)
      .list()
      .map(({ record }) =>
        aRecord({
          id: String(record['Id']),
          at: `${String(record['CreationTime'])}.000Z`,
          message: String(record['Message']),
          actor: String(record['UserId']),
          table: String(record['EntityName']),
          userType: Number(record['UserType']),
          raw: JSON.stringify(record),
        }),
      );
    const now = tenant.clock.now();
    const day = {
      from: new Date(now.getTime() - 86_400_000).toISOString(),
      to: new Date(now.getTime() + 60_000).toISOString(),
    };
    const bot = { applicationId: NOBODY.applicationId, history: [] };
    const foreign = logged.filter(({ actor }) => actor === ada?.upn);

    const there = TRACES.switches({
      ...{ id, name, apiUrl, organisationId, sku },
      url: 'https://contoso.crm4.dynamics.com',
    });

    const cause = await findCause(plainSource(plainWorld(foreign)), there, day, bot);

    expect(cause.kind).toBe('found');
    expect(cause.says).toContain(`by ${ada?.upn}`);
    expect(cause.says).toContain('Disable Organization Audit');
  });
});
