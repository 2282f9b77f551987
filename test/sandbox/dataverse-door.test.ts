import { expect } from 'expect';
import { z } from 'zod';
import { dataverseService } from '../../src/sandbox/dataverse.ts';
import { APPLICATION_USERS } from '../../src/sandbox/environments-seed.ts';
import { memoryTenant } from '../fakes/memory-tenant.ts';
import { BOT, webApi } from '../fakes/sandbox-caller.ts';
import { seededDataverse, SALES } from '../fakes/sandbox-steps.ts';

const MINUTE = 60_000;
const SERVICE = 'ffffffff-0000-4000-8000-000000000002';
const noHeaders = (without: string) => ({ [without]: '' });

suite('the door of the sandbox Web API', () => {
  test('the bot learns who it is and that it administers the environment', async () => {
    const { ask } = seededDataverse();

    const me = await ask('GET', 'WhoAmI');
    const roles = await ask('GET', `systemusers(${me.body.UserId})/systemuserroles_association`);

    expect(me.body.OrganizationId).toBe(SALES);
    expect(roles.body.value).toEqual([expect.objectContaining({ name: 'System Administrator' })]);
  });

  test('the application host and the API host open the same environment', async () => {
    const { ask } = seededDataverse();

    const app = await ask('GET', 'https://contoso.crm4.dynamics.com/api/data/v9.2/WhoAmI');
    const api = await ask('GET', 'WhoAmI');

    expect(app.body.UserId).toBe(api.body.UserId);
  });

  test('an environment whose user the bot is not refuses it, until it was provisioned', async () => {
    const { tenant, at } = seededDataverse();
    const ask = at('contososervice');
    const before = await ask('GET', 'WhoAmI');
    tenant
      .documents(APPLICATION_USERS, z.object({ addedAt: z.string() }))
      .put(SERVICE, { addedAt: tenant.clock.now().toISOString() });

    tenant.clock.advance(2 * MINUTE);
    const early = await ask('GET', 'WhoAmI');
    tenant.clock.advance(MINUTE);
    const later = await ask('GET', 'WhoAmI');
    const roles = await ask('GET', `systemusers(${later.body.UserId})/systemuserroles_association`);

    expect([before.status, early.status, later.status]).toEqual([403, 403, 200]);
    expect(before.body.error).toEqual({
      code: '0x80072560',
      message: expect.stringContaining('not a member'),
    });
    expect(roles.body.value[0].name).toBe('System Administrator');
  });

  test('a caller without a token, or of another tenant, is turned away', async () => {
    const tenant = memoryTenant();
    const service = dataverseService(tenant);
    const stranger = webApi(service, 'contoso', { ...BOT, tenantId: SERVICE });

    const answer = await stranger('GET', 'WhoAmI');
    const tokenless = await webApi(service, 'contoso', 'nobody')('GET', 'WhoAmI');

    expect([answer.status, tokenless.status]).toEqual([401, 401]);
    expect(answer.headers['www-authenticate']).toContain('authorization_uri');
  });

  for (const header of ['odata-version', 'odata-maxversion', 'accept'])
    test(`a request without ${header} is refused in the service's own shape`, async () => {
      const { ask } = seededDataverse();

      const answer = await ask('GET', 'WhoAmI', { headers: noHeaders(header) });

      expect(answer.status).toBe(400);
      expect(answer.body.error.code).toMatch(/^0x/);
    });

  test('wrong addresses, verbs and versions are told apart', async () => {
    const { ask } = seededDataverse();

    const singular = await ask('GET', 'account');
    const patched = await ask('PATCH', "EntityDefinitions(LogicalName='account')", { body: {} });
    const newer = await ask('GET', 'https://contoso.crm4.dynamics.com/api/data/v9.3/WhoAmI');

    expect([singular.status, singular.body.error.code]).toEqual([404, '0x80060888']);
    expect(patched.status).toBe(405);
    expect(newer.status).toBe(404);
  });

  test('a client request id comes back', async () => {
    const { ask } = seededDataverse();

    const answer = await ask('GET', 'WhoAmI', { headers: { 'x-ms-client-request-id': 'run-1' } });

    expect(answer.headers['x-ms-client-request-id']).toBe('run-1');
  });
});
