import { randomUUID } from 'node:crypto';
import { expect } from 'expect';
import type { Dataverse } from '../../src/gateways/dataverse.ts';
import type { GatewayError } from '../../src/core/errors.ts';
import { httpDataverse } from '../../src/gateways/http/dataverse.ts';
import { fakeDataverse } from '../fakes/fake-dataverse.ts';
import { dataverseContract } from './dataverse-contract.ts';
import { startTenant, type Fault, type TestTenant } from './tenant.ts';
import { thrownBy } from './stub.ts';

dataverseContract('the fake', async () => ({ dataverse: fakeDataverse(), later: async () => {} }));

suite('over HTTP', () => {
  let tenant: TestTenant;
  suiteSetup(async () => {
    tenant = await startTenant();
  });
  suiteTeardown(() => tenant.close());

  const open = (host = 'contoso') =>
    httpDataverse(tenant.http, { clock: tenant.clock })(`https://${host}.api.crm4.dynamics.com`);

  dataverseContract('HTTP', async () => {
    await tenant.reset();
    return { dataverse: open(), later: () => tenant.advance('PT5M') };
  });

  suite('Dataverse when things go wrong', () => {
    let dataverse: Dataverse;
    setup(async () => {
      await tenant.reset();
      dataverse = open();
    });
    const ALL = { audit: true, read: true, readMultiple: true };
    const countOf = async (match: RegExp) =>
      (await dataverse.listSolutionHistory()).filter(({ operation }) => match.test(operation))
        .length;

    test('an environment without read logging says so instead of failing', async () => {
      const { reads, auditing } = await open('contosodev').getOrganisation();

      expect(reads).toBeUndefined();
      expect(auditing).toBe(false);
    });

    test('an environment that the bot is no user of is told apart from a failure', async () => {
      expect(await open('contososervice').findCaller()).toBeUndefined();

      const error = await thrownBy(() => open('contososervice').getOrganisation());

      expect(error).toMatchObject({ status: 403, transient: false });
      expect(error.message).toContain('application user');
    });

    const passing: readonly [string, Fault][] = [
      ['throttling', { status: 429, retryAfter: 1 }],
      ['a closed service', { status: 503, retryAfter: 1 }],
      ['an error of the service', { status: 500 }],
      ['a gateway without its service', { status: 502, body: '<html>Bad gateway</html>' }],
      ['a broken connection', { reset: true }],
      ['a connection that breaks after the deed', { reset: true, when: 'after' }],
      ['an error after the deed', { status: 504, when: 'after' }],
    ];
    const reads: readonly [string, string, () => Promise<unknown>][] = [
      ['who the bot is', 'GET /WhoAmI/', () => dataverse.findCaller()],
      ['the switches', 'GET /organizations/', () => dataverse.getOrganisation()],
      ['the tables', 'GET /EntityDefinitions/', () => dataverse.listTables()],
      ['one table', 'GET /EntityDefinitions/', () => dataverse.findTable('account')],
      ['the columns', 'GET /Attributes/', () => dataverse.listColumns('account')],
      ['the history', 'GET /msdyn_solution/', () => dataverse.listSolutionHistory()],
      ['the audit log', 'GET /audits/', () => dataverse.findAudits('2020-01-01', [107])],
      ['one record', 'GET /accounts/', () => dataverse.readOne('accounts', randomUUID())],
      ['the storage', 'POST /GetAuditStorage/', () => dataverse.findAuditStorage()],
    ];
    for (const [fault, how] of passing.filter(([, { when }]) => when !== 'after'))
      for (const [what, where, read] of reads)
        test(`${fault}: ${what} can be read all the same`, async () => {
          const [method, path] = where.split(' ');
          await tenant.fault({ ...how, match: `/^${method} .*${path?.replaceAll('/', '')}/` });

          await expect(read()).resolves.not.toThrow();

          const left = await tenant.wire.control('GET', '/sandbox/faults');
          expect(left.body.faults).toEqual([]);
        });

    for (const [fault, how] of passing) {
      test(`${fault}: the flags of a table are set, and set once`, async () => {
        await tenant.fault({ ...how, match: '/^PUT /' });

        await dataverse.setTableFlags('contact', ALL, randomUUID());

        expect((await dataverse.findTable('contact'))?.flags).toEqual(ALL);
        expect(await countOf(/EntityCustomization/)).toBe(1);
      });

      test(`${fault}: the switches are set`, async () => {
        const { organisationId } = await dataverse.getOrganisation();
        await tenant.fault({ ...how, match: '/^PATCH /' });

        await dataverse.setOrganisation(organisationId, { auditing: true }, randomUUID());

        expect((await dataverse.getOrganisation()).auditing).toBe(true);
      });

      test(`${fault}: a column is set`, async () => {
        await tenant.fault({ ...how, match: '/^PUT .*Attributes/' });

        await dataverse.setColumnAudit('account', 'telephone1', true, randomUUID());

        const columns = await dataverse.listColumns('account');
        expect(columns.find(({ logicalName }) => logicalName === 'telephone1')?.audited).toBe(true);
      });

      test(`${fault}: a publish happens at most once before somebody has looked`, async () => {
        await tenant.fault({ ...how, match: '/^POST .*PublishXml/' });

        const error = await dataverse.publish(['account'], randomUUID()).then(
          () => undefined,
          (thrown: GatewayError) => thrown,
        );

        const published = await countOf(/^Publish$/);
        expect(published).toBeLessThanOrEqual(1);
        if (error === undefined) expect(published).toBe(1);
        else expect(error).toMatchObject({ unknownOutcome: true, transient: true });
      });
    }

    test('a write that fails for good is reported after a counted number of tries', async () => {
      await tenant.fault({ status: 500, match: '/^PUT /', times: 50 });

      const error = await thrownBy(() => dataverse.setTableFlags('contact', ALL, randomUUID()));

      expect(error).toMatchObject({ status: 500, unknownOutcome: true });
      const left = await tenant.wire.control('GET', '/sandbox/faults');
      expect(left.body.faults[0].times).toBe(47);
    });

    test('broken data is asked for again; nothing of it reaches a person', async () => {
      const body = '{"value": [{"LogicalName": "canary';
      await tenant.fault({ status: 200, body, match: 'EntityDefinitions', times: 50 });

      const error = await thrownBy(() => dataverse.listTables());

      expect(error).toMatchObject({ name: 'GatewayError', status: 200, transient: true });
      expect(error.message).not.toContain('canary');
    });

    test('data of another form is refused at the door', async () => {
      const body = JSON.stringify({ value: [{ LogicalName: 'account', IsAuditEnabled: true }] });
      await tenant.fault({ status: 200, body, match: 'EntityDefinitions' });

      const error = await thrownBy(() => dataverse.listTables());

      expect(error).toMatchObject({ name: 'GatewayError', transient: false });
    });
  });
});
