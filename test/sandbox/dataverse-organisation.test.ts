import { expect } from 'expect';
import {
  ANNOTATED,
  ANY_VERSION,
  SALES,
  seededDataverse,
  switchOn,
  type Stage,
} from '../fakes/sandbox-steps.ts';

const actionsOf = async ({ ask, tenant }: Stage) => {
  tenant.clock.advance(11_000);
  const { body } = await ask('GET', 'audits');
  return body.value.map(({ action }: { action: number }) => action);
};

suite('audit switches of a sandbox environment', () => {
  test('all switches are off where nobody has set them', async () => {
    const { ask } = seededDataverse();

    const { body } = await ask('GET', 'organizations');

    expect(body.value).toHaveLength(1);
    expect(body.value[0]).toMatchObject({
      isauditenabled: false,
      isuseraccessauditenabled: false,
      isreadauditenabled: false,
      auditretentionperiodv2: -1,
      useraccessauditinginterval: 4,
    });
    expect(body.value[0].orgdborgsettings).toContain('IsLockdownOfUnmanagedCustomizationEnabled');
  });

  test('one PATCH switches all three on and is counted once', async () => {
    const { ask, tenant } = seededDataverse();
    const change = {
      isauditenabled: true,
      isuseraccessauditenabled: true,
      isreadauditenabled: true,
    };

    const answer = await switchOn(ask, change);
    const { body } = await ask('GET', `organizations(${SALES})?$select=isauditenabled`);

    expect(answer.status).toBe(204);
    expect(answer.headers['odata-entityid']).toContain(`organizations(${SALES})`);
    expect(body.isauditenabled).toBe(true);
    expect(body.isreadauditenabled).toBeUndefined();
    expect(tenant.changes).toEqual([
      {
        service: 'dataverse',
        operation: 'organization.update',
        target: 'contoso',
        details: change,
      },
    ]);
  });

  test('a PATCH must say which version it means', async () => {
    const { ask, tenant } = seededDataverse();
    const body = { isauditenabled: true };

    const none = await ask('PATCH', `organizations(${SALES})`, { body });
    const old = await ask('PATCH', `organizations(${SALES})`, {
      body,
      headers: { 'if-match': 'W/"1"' },
    });

    expect([none.status, old.status]).toEqual([400, 412]);
    expect(tenant.changes).toEqual([]);
  });

  test('unknown columns, wrong types and the wrong row are refused and change nothing', async () => {
    const { ask, tenant } = seededDataverse();
    const wrong = SALES.replace('1', '9');

    const answers = [
      await switchOn(ask, { isauditenabld: true }),
      await switchOn(ask, { isauditenabled: 'true' }),
      await switchOn(ask, { auditretentionperiodv2: 0 }),
      await switchOn(ask, {}),
      await ask('PATCH', `organizations(${wrong})`, { body: {}, headers: ANY_VERSION }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([400, 400, 400, 400, 404]);
    expect(tenant.changes).toEqual([]);
  });

  test('the developer environment does not know read auditing', async () => {
    const { at } = seededDataverse();

    const answer = await at('contosodev')('GET', 'organizations?$select=isreadauditenabled');

    expect(answer.status).toBe(400);
    expect(answer.body.error.message).toContain(
      "Could not find a property named 'isreadauditenabled'",
    );
  });

  test('switching on is audited some seconds later, under the name of who did it', async () => {
    const stage = seededDataverse();
    const { ask } = stage;
    await switchOn(ask, { isauditenabled: true, isuseraccessauditenabled: true });

    const at = await ask('GET', 'audits');
    const actions = await actionsOf(stage);
    const { body } = await ask('GET', 'audits?$filter=action eq 107', { headers: ANNOTATED });

    expect(at.body.value).toEqual([]);
    expect(actions).toEqual(expect.arrayContaining([104, 107, 112, 65]));
    expect(body.value[0]['_userid_value@OData.Community.Display.V1.FormattedValue']).toBe(
      'Audit Steward',
    );
  });

  test('switching off is the last thing that is audited', async () => {
    const stage = seededDataverse();
    await switchOn(stage.ask, { isauditenabled: true, isuseraccessauditenabled: true });
    await actionsOf(stage);

    await switchOn(stage.ask, { isauditenabled: false, isuseraccessauditenabled: false });
    await switchOn(stage.ask, { auditretentionperiodv2: 30 });

    const actions = await actionsOf(stage);
    expect(actions).toEqual(expect.arrayContaining([110, 113]));
    expect(actions.filter((action: number) => action === 104)).toHaveLength(2);
  });

  test('the access of a user is noted once in each interval', async () => {
    const stage = seededDataverse();
    const { ask, tenant } = stage;
    const four = 4 * 3_600_000;
    await switchOn(ask, { isauditenabled: true, isuseraccessauditenabled: true });

    await ask('GET', 'WhoAmI');
    tenant.clock.advance(four - 60_000);
    await ask('GET', 'WhoAmI');
    const within = (await actionsOf(stage)).filter((action: number) => action === 65);
    tenant.clock.advance(60_000);
    await ask('GET', 'WhoAmI');
    const after = (await actionsOf(stage)).filter((action: number) => action === 65);

    expect([within.length, after.length]).toEqual([1, 2]);
  });
});
