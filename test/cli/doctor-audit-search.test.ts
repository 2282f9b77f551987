import { expect } from 'expect';
import { auditSearchFinding, type AuditSearchParts } from '../../src/cli/doctor/audit-search.ts';
import { fakeServicePrincipals, servicePrincipal } from '../fakes/fake-service-principals.ts';

const BOT = 'cccccccc-0000-4000-8000-000000000001';
const EVERYTHING = '5e1e9171-754d-478c-812c-f1755a9a4c2d';
const DYNAMICS = '20e6f8e4-ffac-4cf7-82f7-70ddb7564318';

const look = (held: readonly string[], more: Partial<AuditSearchParts> = {}) =>
  auditSearchFinding({
    ...{
      setting: 'auto',
      offered: true,
      grantee: { application: BOT, graph: 'graph.microsoft.us' },
    },
    principals: fakeServicePrincipals([servicePrincipal(BOT)]),
    permissions: { list: async () => held },
    ...more,
  });

suite('doctor and the search of the audit log', () => {
  test('finds it in order with one of the two permissions, and says how far it reaches', async () => {
    const [all, dynamics] = [await look([EVERYTHING]), await look([DYNAMICS])];

    expect(all).toMatchObject({ ok: true, says: 'all record types can be searched' });
    expect(dynamics.ok).toBe(true);
    expect(dynamics.says).toContain('Dynamics alone');
    expect(dynamics.says).toContain(EVERYTHING);
  });

  test('names both commands where neither is held', async () => {
    const { ok, says } = await look(['something else']);

    expect(ok).toBe(false);
    for (const part of [EVERYTHING, DYNAMICS, 'https://graph.microsoft.us/v1.0/servicePrincipals'])
      expect(says).toContain(part);
    expect(says).toContain('GRAPH_AUDIT_SEARCH=off');
  });

  test('wants nothing where the search is switched off, or not offered', async () => {
    const found = await look([], {
      setting: 'off',
      permissions: { list: () => Promise.reject(new Error('Nobody may ask.')) },
    });

    const elsewhere = await look([], { offered: false });

    for (const finding of [found, elsewhere])
      expect(finding).toMatchObject({ ok: true, says: expect.stringContaining('not used') });
  });

  test('says what kept it from looking', async () => {
    const found = await look([], {
      permissions: { list: () => Promise.reject(new Error('The directory is away.')) },
    });

    expect(found).toMatchObject({ ok: false, says: 'The directory is away.' });
  });
});
