import { expect } from 'expect';
import { ENVIRONMENTS } from '../../src/sandbox/environments-seed.ts';
import { APPLICATION } from '../../src/sandbox/people.ts';
import { startWire, type Wire } from './wire.ts';

const BAP = 'https://api.bap.microsoft.com/providers/Microsoft.BusinessAppPlatform';
const LIST = `${BAP}/scopes/admin/environments?api-version=2020-10-01&$expand=properties.capacity`;
const GDS = 'https://globaldisco.crm.dynamics.com/api/discovery/v2.0/Instances';
const [, service] = ENVIRONMENTS;
const serviceId = service?.id ?? '';

suite('the sandbox lists environments like the admin API and global discovery', () => {
  let wire: Wire;
  setup(async () => {
    wire = await startWire();
  });
  teardown(() => wire.close());

  const one = (id: string, more = '') =>
    `${BAP}/scopes/admin/environments/${id}${more}?api-version=2020-10-01`;
  const addUser = (id = serviceId, servicePrincipalAppId: string = APPLICATION.clientId) =>
    wire.call(one(id, '/addAppUser'), { method: 'POST', json: { servicePrincipalAppId } });
  const discovered = async (query = '$filter=State eq 0') =>
    (await wire.call(`${GDS}?${query}`)).body.value.map((row: { Url: string }) => row.Url);

  test('all environments come in pages, with the capacity that was asked for', async () => {
    const first = await wire.call(LIST);
    const second = await wire.call(first.body.nextLink);

    const all = [...first.body.value, ...second.body.value];
    expect(all.map(({ name }) => name)).toEqual(ENVIRONMENTS.map(({ id }) => id));
    expect(second.body.nextLink).toBeUndefined();
    const log = all[0].properties.capacity.find(
      (part: { capacityType: string }) => part.capacityType === 'Log',
    );
    expect(log).toMatchObject({ actualConsumption: 1382, capacityUnit: 'MB' });
  });

  test('an environment without a database has no linked one', async () => {
    const { body } = await wire.call(one(ENVIRONMENTS[5]?.id ?? ''));

    expect(body.properties.linkedEnvironmentMetadata).toBeUndefined();
    expect(body.properties.capacity).toBeUndefined();
  });

  test('unknown environments, versions and paths are refused', async () => {
    const replies = await Promise.all([
      wire.call(one(APPLICATION.clientId)),
      wire.call(one(serviceId).replace('2020-10-01', '2016-11-01')),
      wire.call(one(serviceId).split('?')[0] ?? ''),
      wire.call(`${BAP}/scopes/admin/environment?api-version=2020-10-01`),
      wire.call(`${LIST}&$skiptoken=made-up`),
    ]);

    expect(replies.map(({ status, body }) => [status, body.error.code])).toEqual([
      [404, 'EnvironmentNotFound'],
      [400, 'InvalidApiVersionParameter'],
      [400, 'MissingApiVersionParameter'],
      [404, 'NotFound'],
      [400, 'InvalidSkipToken'],
    ]);
  });

  test('discovery shows a new environment minutes after the bot was made its user', async () => {
    const before = await discovered();
    const added = await addUser();
    const atOnce = await discovered();
    wire.sandbox.clock.advance(3 * 60_000);

    const later = await discovered();

    const url = service?.dataverse?.url;
    expect(added.status).toBe(200);
    expect([before, atOnce].flat()).not.toContain(url);
    expect(later).toContain(url);
  });

  test('making the bot a user twice changes the tenant once', async () => {
    await addUser();
    await addUser();

    const { body } = await wire.control('GET', '/sandbox/state');

    const added = body.changes.filter(
      (change: { operation: string }) => change.operation === 'addAppUser',
    );
    expect(added).toMatchObject([{ service: 'dataverse', target: serviceId }]);
  });

  test('no user is added for an unknown application, nor where there is no database', async () => {
    const stranger = await addUser(serviceId, ENVIRONMENTS[0]?.id);
    const nowhere = await addUser(ENVIRONMENTS[5]?.id);
    const nobody = await wire.call(one(serviceId, '/addAppUser'), { method: 'POST', json: {} });

    expect([stranger.status, nowhere.status, nobody.status]).toEqual([400, 400, 400]);
    expect((await wire.control('GET', '/sandbox/state')).body.changes).toEqual([]);
  });

  test('self-elevation answers in the shape of the Power Platform API', async () => {
    const url = `https://api.powerplatform.com/usermanagement/environments/${serviceId}/user/applyAdminRole?api-version=2022-03-01-preview`;

    const { status, body } = await wire.call(url, { method: 'POST' });

    expect({ status, errors: body.errors }).toEqual({ status: 200, errors: [] });
    expect(body.information[0].Code).toBe('UserExists');
  });

  test('discovery filters with regard to case, finds by key, and refuses what it cannot read', async () => {
    const exact = await discovered("$filter=FriendlyName eq 'Contoso Sales'");
    const folded = await discovered("$filter=FriendlyName eq 'contoso sales'");
    const either = await discovered("$filter=startswith(UrlName,'contosot') or (Region ne 'EUR')");
    const byName = await wire.call(
      `${GDS}(UniqueName='${ENVIRONMENTS[0]?.dataverse?.uniqueName}')?$select=Url`,
    );
    const wrong = await wire.call(`${GDS}?$filter=Colour eq 'red'`);
    const open = await wire.call(`${GDS}?$filter=State eq`);

    expect(exact).toEqual(['https://contoso.crm4.dynamics.com']);
    expect(folded).toEqual([]);
    expect(either).toHaveLength(2);
    expect(byName.body.value).toEqual([{ Url: 'https://contoso.crm4.dynamics.com' }]);
    expect([wrong.status, open.status]).toEqual([400, 400]);
  });
});
