import { expect } from 'expect';
import { graphDirectory, type Groups } from '../../src/gateways/http/graph-directory.ts';
import { COMPLIANCE_BOARD, EVERYONE } from '../../src/sandbox/graph/seed.ts';
import { GROUPS } from '../../src/sandbox/people.ts';
import type { Directory } from '../../src/core/people.ts';
import { ada, ben, cleo, fakeDirectory, finn } from '../fakes/fake-directory.ts';
import { startTenant, type TestTenant } from './tenant.ts';
import { hastyClock, startStub, thrownBy } from './stub.ts';

const STRANGER = 'bbbbbbbb-0000-4000-8000-000000000001';
const NO_GROUP = 'dddddddd-0000-4000-8000-0000000000ff';
const groups: Groups = {
  operator: [GROUPS.operator],
  approver: [GROUPS.approver],
  analyst: [GROUPS.analyst],
  auditor: [GROUPS.auditor],
};

function directoryContract(name: string, open: () => Promise<Directory>): void {
  suite(`${name}: directory`, () => {
    let directory: Directory;
    setup(async () => {
      directory = await open();
    });

    test('everybody has the roles of their groups', async () => {
      expect(await directory.rolesOf(ada.id)).toEqual(new Set(['operator']));
      expect(await directory.rolesOf(ben.id)).toEqual(new Set(['approver']));
    });

    test('somebody without a role is no error', async () => {
      expect(await directory.rolesOf(finn.id)).toEqual(new Set());
    });

    test('somebody who cannot be resolved is let in nowhere', async () => {
      for (const id of [STRANGER, '', 'ada@contoso.example', `${ada.id}/x`])
        await expect(directory.rolesOf(id, true)).rejects.toMatchObject({ name: 'GatewayError' });
    });

    test('of the groups that are asked for, those are told that somebody is in', async () => {
      const asked = [COMPLIANCE_BOARD, EVERYONE, NO_GROUP];

      expect(await directory.groupsOf(cleo.id, asked)).toEqual([COMPLIANCE_BOARD, EVERYONE]);
      expect(await directory.groupsOf(ada.id, asked)).toEqual([EVERYONE]);
      expect(await directory.groupsOf(ada.id, [])).toEqual([]);
    });

    test('the holders of a role are known by name', async () => {
      const approvers = await directory.membersOf('approver');

      expect(new Set(approvers.map(({ id }) => id))).toEqual(new Set([ben.id, cleo.id]));
      expect(approvers.map(({ name: called }) => called).join(' ')).toMatch(/Ben/);
    });
  });
}

directoryContract('the fake', async () => {
  const directory = fakeDirectory();
  directory.putInto(COMPLIANCE_BOARD, cleo);
  directory.putInto(EVERYONE, ada, ben, cleo);
  return directory;
});

suite('over HTTP', () => {
  let tenant: TestTenant;
  suiteSetup(async () => {
    tenant = await startTenant();
  });
  suiteTeardown(() => tenant.close());
  const open = async () => graphDirectory(tenant.http, { groups, clock: tenant.clock });

  directoryContract('Graph', open);

  test('a directory that does not answer lets nobody in', async () => {
    const directory = await open();
    await directory.rolesOf(ada.id);
    await tenant.fault({ service: 'graph', status: 503, times: 5 });

    const error = await thrownBy(() => directory.rolesOf(ada.id, true));

    expect(error).toMatchObject({ status: 503, transient: true });
  });

  test('membership through another group counts, and is asked for anew each time', async () => {
    const directory = await open();
    expect(await directory.groupsOf(cleo.id, [GROUPS.approver])).toEqual([GROUPS.approver]);
    await tenant.fault({ service: 'graph', status: 503, times: 5 });

    const error = await thrownBy(() => directory.groupsOf(cleo.id, [GROUPS.approver]));

    expect(error).toMatchObject({ status: 503, transient: true });
  });

  test('more groups than one call may ask for are asked for in several', async () => {
    const directory = await open();
    const many = Array.from(
      { length: 45 },
      (_, index) => `dddddddd-0000-4000-8000-0000000001${String(index).padStart(2, '0')}`,
    );

    expect(await directory.groupsOf(cleo.id, [...many, EVERYONE])).toEqual([EVERYONE]);
  });

  for (const fault of [{ status: 429, retryAfter: 1 }, { reset: true }, { status: 500 }])
    test(`roles are found all the same after ${JSON.stringify(fault)}`, async () => {
      await tenant.fault({ service: 'graph', ...fault });

      expect(await (await open()).rolesOf(ben.id)).toEqual(new Set(['approver']));
    });
});

suite('the directory on the wire', () => {
  const member = (id: string) => ({
    '@odata.type': '#microsoft.graph.user',
    id,
    displayName: null,
  });

  test('roles are remembered for five minutes, and read again when it matters', async () => {
    const stub = await startStub();
    const clock = hastyClock();
    const directory = graphDirectory(stub.http, { groups, clock });
    stub.answers({ body: { value: [GROUPS.operator.toUpperCase()] } });

    expect(await directory.rolesOf(ada.id)).toEqual(new Set(['operator']));
    await directory.rolesOf(ada.id.toUpperCase());
    expect(stub.seen).toHaveLength(1);

    stub.answers({ body: { value: [] } });
    expect(await directory.rolesOf(ada.id, true)).toEqual(new Set());
    expect(await directory.rolesOf(ada.id)).toEqual(new Set());
    expect(stub.seen).toHaveLength(2);

    await clock.sleep(5 * 60_000);
    await directory.rolesOf(ada.id);
    expect(stub.seen).toHaveLength(3);
    await stub.close();
  });

  test('what was remembered is gone when reading it again fails', async () => {
    const stub = await startStub();
    const directory = graphDirectory(stub.http, { groups, clock: hastyClock() });
    stub.answers({ body: { value: [GROUPS.operator] } });
    await directory.rolesOf(ada.id);
    stub.answers({
      status: 404,
      body: { error: { code: 'Request_ResourceNotFound', message: '' } },
    });

    await expect(directory.rolesOf(ada.id, true)).rejects.toMatchObject({ status: 404 });
    await expect(directory.rolesOf(ada.id)).rejects.toMatchObject({ status: 404 });
    await stub.close();
  });

  test('more than twenty groups are asked for in several calls', async () => {
    const stub = await startStub();
    const many = Array.from(
      { length: 45 },
      (_, index) => `dddddddd-0000-4000-8000-${String(index).padStart(12, '0')}`,
    );
    const directory = graphDirectory(stub.http, {
      groups: { ...groups, operator: many, approver: [], analyst: [], auditor: [] },
      clock: hastyClock(),
    });
    stub.answers(({ text }) => ({
      body: { value: JSON.parse(text).groupIds.filter((id: string) => id === many[44]) },
    }));

    expect(await directory.rolesOf(ada.id)).toEqual(new Set(['operator']));
    const sizes = stub.seen.map(({ text }) => JSON.parse(text).groupIds.length);
    expect(sizes).toEqual([20, 20, 5]);
    await stub.close();
  });

  test('a group that nobody asked about gives no role', async () => {
    const stub = await startStub();
    const directory = graphDirectory(stub.http, { groups, clock: hastyClock() });
    stub.answers({ body: { value: [STRANGER] } });

    expect(await directory.rolesOf(ada.id)).toEqual(new Set());

    stub.answers({ body: { value: 'approver' } });
    await expect(directory.rolesOf(ada.id, true)).rejects.toMatchObject({ name: 'GatewayError' });
    await stub.close();
  });

  test('members come page by page, each person once, from this host only', async () => {
    const stub = await startStub();
    const both = { ...groups, approver: [GROUPS.approver, GROUPS.auditor] };
    const directory = graphDirectory(stub.http, { groups: both, clock: hastyClock() });
    const next = `https://graph.microsoft.com/v1.0/groups/x/transitiveMembers?$skiptoken=abc`;
    stub.answers(({ url, headers }) => {
      expect(headers['consistencylevel']).toBe('eventual');
      if (url === next) return { body: { value: [member(cleo.id)] } };
      const more = url.includes(GROUPS.approver) ? { '@odata.nextLink': next } : {};
      return { body: { value: [member(ben.id)], ...more } };
    });

    const members = await directory.membersOf('approver');

    expect(members.map(({ id }) => id)).toEqual([ben.id, cleo.id]);
    expect(members[0]?.name).toBe('A person without a name');

    stub.answers({ body: { value: [], '@odata.nextLink': 'https://evil.example/' } });
    await expect(directory.membersOf('approver')).rejects.toThrow('another host');
    await stub.close();
  });

  test('a missing permission is named', async () => {
    const stub = await startStub();
    const directory = graphDirectory(stub.http, { groups, clock: hastyClock() });
    stub.answers({
      status: 403,
      body: { error: { code: 'Authorization_RequestDenied', message: 'canary' } },
    });

    const error = await thrownBy(() => directory.membersOf('approver'));

    expect(error.message).toContain('GroupMember.Read.All');
    expect(error.message).not.toContain('canary');
    await stub.close();
  });
});
