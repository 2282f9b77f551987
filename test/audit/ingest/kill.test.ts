import { randomUUID } from 'node:crypto';
import { expect } from 'expect';
import { HOUR } from '../../../src/core/clock.ts';
import { httpAuditContent } from '../../../src/gateways/http/audit-content.ts';
import { httpUnifiedAudit } from '../../../src/gateways/http/unified-audit.ts';
import { TENANT_ID } from '../../../src/sandbox/people.ts';
import { startTenant, type TestTenant } from '../../gateways/tenant.ts';
import { emptyFolder } from '../../sandbox/wire.ts';
import { runChild } from './child.ts';
import { openKept } from './kept-archive.ts';

const KILLS = 50;
const EVERY = 3 * HOUR;
/** No more steps than this in a pass that is up to date. */
const STEPS = 16;

suite('an ingest that is killed', () => {
  let tenant: TestTenant;
  suiteSetup(async () => {
    tenant = await startTenant({ past: true });
  });
  suiteTeardown(() => tenant.close());

  test('at fifty moments has lost nothing and stored nothing twice', async function () {
    this.timeout(600_000);
    const folder = emptyFolder();
    const content = httpAuditContent(tenant.http, { tenantId: TENANT_ID });
    await httpUnifiedAudit(tenant.http, { tenantId: TENANT_ID }).startIngesting(randomUUID());
    await content.startSubscription('Audit.General', randomUUID());
    const begun = tenant.clock.now().getTime();
    const token = await tenant.wire.token('https://manage.office.com');
    const pass = (dieAt: number) =>
      runChild({
        ...{ connection: tenant.wire.sandbox.connection, token, folder, dieAt },
        clockOffset: tenant.wire.sandbox.clock.offsetMs(),
      });

    let kills = 0;
    for (let round = 0; kills < KILLS; round += 1) {
      if (tenant.clock.now().getTime() - begun < 6 * 24 * HOUR)
        await tenant.advance(`PT${EVERY / HOUR}H`);
      const { killed } = await pass(1 + ((round * 7) % STEPS));
      if (killed) kills += 1;
      if (round > 2 * KILLS) throw new Error(`Only ${kills} passes were killed.`);
    }
    await pass(0);

    const archive = openKept(folder);
    const kept = await archive.look();
    await archive.close();
    const offered = new Map<string, string>();
    for (let from = begun - 2 * HOUR; from < tenant.clock.now().getTime(); from += 20 * HOUR) {
      const to = Math.min(from + 20 * HOUR, Date.parse(kept.position?.upTo ?? ''));
      const [start, end] = [from, to].map((time) => new Date(time).toISOString());
      const blobs = await content.listContent('Audit.General', start ?? '', end ?? '');
      if (typeof blobs === 'string') throw new Error(blobs);
      for (const texts of await Promise.all(blobs.map(content.records)))
        for (const text of texts === 'lost' ? [] : texts)
          offered.set((JSON.parse(text) as { Id: string }).Id, text);
    }
    expect(offered.size).toBeGreaterThan(200);
    expect(kept.records).toEqual(offered);
    expect(kept.stored).toBe(offered.size);
    expect(kept.known).toEqual([]);
  });
});
