import { expect } from 'expect';
import { remembering } from '../../src/core/walkthrough.ts';
import { driftOf, type Judged, type Severity } from '../../src/walkthroughs/check.ts';
import { customerKey } from '../../src/walkthroughs/customer-key/walkthrough.ts';
import { turnOffAuditing } from '../../src/walkthroughs/dynamics-auditing/turn-off.ts';
import { undoAuditing } from '../../src/walkthroughs/dynamics-auditing/undo.ts';
import { dynamicsAuditing } from '../../src/walkthroughs/dynamics-auditing/walkthrough.ts';
import type { Verdict } from '../../src/walkthroughs/verdict.ts';
import { fakeActivityFeed } from '../fakes/fake-activity-feed.ts';
import { fakeDataverse, table } from '../fakes/fake-dataverse.ts';
import { environment, fakeEnvironments } from '../fakes/fake-environments.ts';
import { fakeLicences } from '../fakes/fake-licences.ts';
import { fakeUnifiedAudit } from '../fakes/fake-unified-audit.ts';
import { ANSWERS, atOf, healthyTenant, HISTORY, NOW, uriOf } from './customer-key/checks-world.ts';

const judged = (id: string, severity: Severity, kind: Verdict['kind']): Judged => ({
  check: { id, severity, sentence: `${id} holds.`, fix: 'Do it.' },
  verdict: { kind, evidence: 'It was seen.' },
});

suite('What a daily look finds', () => {
  test('errors and nothing else, and apart from them what could not be read', () => {
    const drift = driftOf([
      judged('C1', 'error', 'fail'),
      judged('C2', 'error', 'pass'),
      judged('C3', 'error', 'unread'),
      judged('C4', 'warning', 'fail'),
      judged('C5', 'error', 'note'),
      judged('C6', 'warning', 'unread'),
    ]);

    expect(drift).toEqual({
      severity: 'error',
      means: [],
      findings: [
        { id: 'C1', severity: 'error', says: 'C1 holds. Found: It was seen.', fix: 'Do it.' },
      ],
      unread: ['C3'],
    });
    expect(driftOf([judged('C4', 'warning', 'fail')]).severity).toBe('none');
  });

  test('in Dynamics, that somebody has switched auditing off since', async () => {
    const all = { audit: true, read: true, readMultiple: true };
    const dataverse = fakeDataverse({
      tables: new Map([['account', table('account', { flags: all })]]),
    });
    Object.assign(dataverse.world.organisation, { auditing: true, userAccess: true, reads: true });
    const { id, name, url, apiUrl, organisationId, sku } = environment();
    const walkthrough = dynamicsAuditing({
      environments: fakeEnvironments(),
      openDataverse: () => dataverse,
      unifiedAudit: fakeUnifiedAudit(true),
      feed: fakeActivityFeed(true),
      licences: fakeLicences(),
    });
    const answers = {
      environment: { id, name, url, apiUrl, organisationId, sku },
      reads: true,
      tables: ['account'],
      columns: [],
    };
    const look = () => walkthrough.drift?.(answers, remembering(), { history: [], now: NOW });
    const before = await look();

    Object.assign(dataverse.world.organisation, { auditing: false });
    const after = await look();

    expect(before?.findings).toEqual([]);
    expect(after?.severity).toBe('error');
    expect(after?.findings.map((finding) => finding.id)).toContain('C1');
  });

  test('in Customer Key, a deleted key, and a second one', async () => {
    const { world, keys } = await healthyTenant();
    const look = () =>
      customerKey(world).drift?.(ANSWERS, remembering(), { history: HISTORY, now: NOW });
    const hostOf = (uri: string) => new URL(uri).origin;
    const before = await look();

    keys.deleteKey(hostOf(uriOf(ANSWERS.first)), ANSWERS.first.key);
    const one = await look();
    keys.deleteKey(hostOf(uriOf(ANSWERS.second)), ANSWERS.second.key);
    const both = await look();

    expect(before).toEqual({ severity: 'none', means: [], findings: [], unread: [], blind: [] });
    expect(one).toMatchObject({
      severity: 'error',
      means: [expect.stringMatching(/^Redundancy is lost/)],
    });
    expect(one?.findings.map(({ id }) => id)).toEqual(['KEY-1-1', 'KEY-12-1']);
    expect(both?.severity).toBe('critical');
    expect(both?.means[0]).toMatch(/^Critical: both keys are at risk\./);
  });

  test('in Customer Key, a deleted vault with its rights, whatever else it hides', async () => {
    const { world, azure } = await healthyTenant();
    const { name } = atOf(ANSWERS.second);

    azure.deleteVault(name);
    const drift = await customerKey(world).drift?.(ANSWERS, remembering(), {
      history: HISTORY,
      now: NOW,
    });

    expect(drift?.findings.map(({ id }) => id)).toEqual(['KV-1-2', 'KV-13-2']);
    expect(drift?.unread).toEqual(expect.arrayContaining(['KEY-1-2', 'ACC-2-2']));
    expect(drift?.means[0]).toMatch(/^Redundancy is lost: the second key/);
  });

  test('what takes auditing away ends the watch over it', () => {
    const none = { read: async () => [], list: async () => [] };
    const world = {} as Parameters<typeof turnOffAuditing>[0];

    expect(turnOffAuditing(world).retires).toBe(true);
    expect(undoAuditing(world, none).retires).toBe(true);
    expect(dynamicsAuditing(world).retires).toBeUndefined();
  });
});
