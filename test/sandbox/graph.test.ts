import { expect } from 'expect';
import { COMPLIANCE_BOARD, EVERYONE } from '../../src/sandbox/graph/seed.ts';
import { APPLICATION, GROUPS, PEOPLE, STRANGER } from '../../src/sandbox/people.ts';
import { startWire, type Ask, type Wire } from './wire.ts';

const GRAPH = 'https://graph.microsoft.com/v1.0';
const [ada, ben, cleo] = PEOPLE;
const eventual = { ConsistencyLevel: 'eventual' };

suite('the sandbox answers for the directory like Microsoft Graph', () => {
  let wire: Wire;
  suiteSetup(async () => {
    wire = await startWire();
  });
  suiteTeardown(() => wire.close());

  const get = (path: string, ask?: Ask) => wire.call(`${GRAPH}/${path}`, ask);
  const post = (path: string, json: unknown) => get(path, { method: 'POST', json });
  const all = async (path: string, ask?: Ask) => {
    const pages = [await get(path, ask)];
    for (let next = pages[0]?.body['@odata.nextLink']; next;) {
      const page = await wire.call(next, ask);
      pages.push(page);
      next = page.body['@odata.nextLink'];
    }
    const rows = pages.flatMap(({ body }) => body.value);
    return { pages: pages.length, ids: rows.map(({ id }: { id: string }) => id) };
  };

  test('a person is found by id and by name in any case', async () => {
    const byId = await get(`users/${ada?.id}?$select=id,displayName`);
    const byName = await get(`users/${ada?.upn.toUpperCase()}`);

    expect(byId.body).toMatchObject({ id: ada?.id, displayName: 'Ada' });
    expect(Object.keys(byId.body)).toHaveLength(3);
    expect(byName.body.id).toBe(ada?.id);
    expect(byName.body.accountEnabled).toBeUndefined();
  });

  test('somebody of another tenant is not found', async () => {
    const { status, body } = await get(`users/${STRANGER.id}`);

    expect({ status, code: body.error.code }).toEqual({
      status: 404,
      code: 'Request_ResourceNotFound',
    });
  });

  test('people are filtered by id and by name', async () => {
    const byId = await all(`users?$filter=id eq '${ben?.id}'`);
    const several = await all(`users?$filter=id in ('${ben?.id}','${cleo?.id}')`);
    const byName = await all(
      `users?$filter=userPrincipalName eq '${cleo?.upn}' and accountEnabled eq true`,
    );

    expect(byId.ids).toEqual([ben?.id]);
    expect(several.ids).toEqual([ben?.id, cleo?.id]);
    expect(byName.ids).toEqual([cleo?.id]);
  });

  test('a list comes in pages, each person once', async () => {
    const { pages, ids } = await all('users?$top=999&$select=id');

    expect(pages).toBeGreaterThan(1);
    expect(ids.toSorted()).toEqual(PEOPLE.map(({ id }) => id));
  });

  test('a role that is reached through a nested group counts only transitively', async () => {
    const direct = await all(`groups/${GROUPS.approver}/members`);
    const everybody = await all(`groups/${GROUPS.approver}/transitiveMembers`);
    const people = await all(
      `groups/${GROUPS.approver}/transitiveMembers/microsoft.graph.user?$count=true`,
      { headers: eventual },
    );

    expect(direct.ids.toSorted()).toEqual([ben?.id, COMPLIANCE_BOARD].toSorted());
    expect(everybody.ids).toHaveLength(3);
    expect(people.ids.toSorted()).toEqual([ben?.id, cleo?.id]);
    expect(people.pages).toBeGreaterThan(1);
  });

  test('a member of a mixed list says what it is', async () => {
    const { body } = await get(`groups/${GROUPS.approver}/members`);

    expect(body.value.map((row: Record<string, string>) => row['@odata.type']).toSorted()).toEqual([
      '#microsoft.graph.group',
      '#microsoft.graph.user',
    ]);
  });

  test('groups of a person are checked transitively, twenty at a time', async () => {
    const groupIds = [GROUPS.approver, GROUPS.operator, COMPLIANCE_BOARD];

    const mine = await post(`users/${cleo?.id}/checkMemberGroups`, { groupIds });
    const tooMany = await post(`users/${cleo?.id}/checkMemberGroups`, {
      groupIds: Array.from({ length: 21 }, () => GROUPS.approver),
    });
    const memberOf = await all(`users/${cleo?.id}/memberOf`);
    const transitive = await all(`users/${cleo?.id}/transitiveMemberOf`);

    expect(mine.body.value.toSorted()).toEqual([COMPLIANCE_BOARD, GROUPS.approver].toSorted());
    expect(tooMany.status).toBe(400);
    expect(memberOf.ids).not.toContain(GROUPS.approver);
    expect(transitive.ids.toSorted()).toEqual(
      [GROUPS.approver, COMPLIANCE_BOARD, EVERYONE].toSorted(),
    );
  });

  test('licences show the plans of the tenant', async () => {
    const { body } = await get('subscribedSkus');

    const e5 = body.value.find((sku: { skuPartNumber: string }) => sku.skuPartNumber === 'SPE_E5');
    expect(e5).toMatchObject({
      skuId: '06ebc4ee-1bb5-47dd-8120-11324bc54e06',
      capabilityStatus: 'Enabled',
    });
    expect(e5.consumedUnits).toBeGreaterThan(0);
  });

  test('the permissions of the bot can be read from its application', async () => {
    const { body } = await get(`servicePrincipals(appId='${APPLICATION.clientId}')`);
    const { ids } = await all(`servicePrincipals/${body.id}/appRoleAssignments`);

    expect(body.id).toBe(APPLICATION.objectId);
    expect(ids.length).toBeGreaterThan(3);
  });

  test("a first-party application is taken in once, and only Microsoft's own", async () => {
    const appId = 'c066d759-24ae-40e7-a56f-027002b5d3e4';

    const first = await post('servicePrincipals', { appId });
    const second = await post('servicePrincipals', { appId });
    const unknown = await post('servicePrincipals', { appId: GROUPS.auditor });

    expect([first.status, second.status, unknown.status]).toEqual([201, 409, 400]);
    expect(first.body.appId).toBe(appId);
  });

  test('a new service principal is seen a minute after it was created', async () => {
    const appId = '19f7f505-34aa-44a4-9dcc-6a768854d2ea';
    const { id } = (await post('servicePrincipals', { appId })).body;
    const early = [
      await get(`servicePrincipals/${id}`),
      await get(`servicePrincipals(appId='${appId}')`),
    ];
    wire.sandbox.clock.advance(60_000);

    const late = await get(`servicePrincipals(appId='${appId}')`);

    expect(early.map(({ status }) => status)).toEqual([404, 404]);
    expect(late.body).toMatchObject({ id, displayName: 'Customer Key Onboarding' });
  });

  test('what Graph would refuse is refused in its shape', async () => {
    const replies = await Promise.all([
      get('me'),
      get('users?$select=colour'),
      get('users?$top=1000'),
      get('users?$filter=displayName ne null'),
      get(`groups/${GROUPS.approver}/transitiveMembers/microsoft.graph.user`),
      get('users?$filter=('),
      get("users?$filter=displayName eq 'x' or"),
      get(`groups/not-an-id/members`),
      get(`groups/${ada?.id}/members`),
      get('nonsense'),
      get('users', { method: 'POST', json: {} }),
      get('users/%zz'),
    ]);

    expect(replies.map(({ status }) => status)).toEqual([
      400, 400, 400, 400, 400, 400, 400, 400, 404, 400, 405, 400,
    ]);
    for (const { body } of replies) expect(body.error.code).toMatch(/^\w+$/);
  });

  test('an advanced query is answered when it declares itself', async () => {
    const { status, body } = await get("users?$filter=endswith(displayName,'n')&$count=true", {
      headers: eventual,
    });

    expect(status).toBe(200);
    expect(body['@odata.count']).toBe(3);
  });
});
