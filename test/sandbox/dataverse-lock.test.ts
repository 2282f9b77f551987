import { expect } from 'expect';
import { holdCustomizationLock } from '../../src/sandbox/dataverse.ts';
import {
  ANNOTATED,
  publish,
  SALES,
  seededDataverse,
  setFlags,
  switchOn,
} from '../fakes/sandbox-steps.ts';

const FORMATTED = '@OData.Community.Display.V1.FormattedValue';

suite('the customization lock of a sandbox environment', () => {
  test('a second customization is turned away while the first one runs', async () => {
    const { ask, tenant } = seededDataverse();

    const [first, second, other] = await Promise.all([
      publish(ask, 'account'),
      publish(ask, 'contact'),
      setFlags(ask, 'lead', true),
    ]);

    expect(first.status).toBe(204);
    for (const refused of [second, other]) {
      expect([refused.status, refused.body.error.code]).toEqual([503, '0x80071151']);
      expect(refused.body.error.message).toContain('another [Publish] running');
    }
    expect(tenant.changes.map(({ operation }) => operation)).toEqual(['publish']);
  });

  test('each environment has a lock of its own', async () => {
    const { ask, at } = seededDataverse();

    const answers = await Promise.all([
      publish(ask, 'account'),
      publish(at('contosotest'), 'account'),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([204, 204]);
  });

  test('an import holds the lock for its time, and solution history says so', async () => {
    const { ask, tenant } = seededDataverse();
    const until = new Date(tenant.clock.now().getTime() + 60_000);
    holdCustomizationLock(tenant, SALES, until, 'Import');

    const during = await setFlags(ask, 'lead', true);
    const history = await ask('GET', 'msdyn_solutionhistories?$orderby=msdyn_starttime desc', {
      headers: ANNOTATED,
    });
    const switched = await switchOn(ask, { isauditenabled: true });
    tenant.clock.advance(60_000);
    const after = await setFlags(ask, 'lead', true);

    expect([during.status, switched.status, after.status]).toEqual([503, 204, 204]);
    expect(during.body.error.message).toContain(
      'Cannot start the requested operation [EntityCustomization] because there is another [Import]',
    );
    expect(history.body.value[0]).toMatchObject({
      [`msdyn_operation${FORMATTED}`]: 'Import',
      [`msdyn_status${FORMATTED}`]: 'Started',
      msdyn_endtime: null,
    });
  });

  test('solution history holds what was changed and published', async () => {
    const { ask, tenant } = seededDataverse();
    await setFlags(ask, 'lead', true);
    tenant.clock.advance(1000);
    await publish(ask, 'lead', 'account');

    const { body } = await ask(
      'GET',
      'msdyn_solutionhistories?$select=msdyn_name,msdyn_operation&$orderby=msdyn_starttime desc&$top=2',
      { headers: ANNOTATED },
    );

    expect(
      body.value.map((row: Record<string, string>) => [
        row[`msdyn_operation${FORMATTED}`],
        row.msdyn_name,
      ]),
    ).toEqual([
      ['Publish', 'lead, account'],
      ['EntityCustomization', 'lead'],
    ]);
  });

  test('a publish request that is not right publishes nothing', async () => {
    const { ask, tenant } = seededDataverse();
    const sent = (xml: unknown) => ask('POST', 'PublishXml', { body: { ParameterXml: xml } });

    const answers = [
      await publish(ask, 'account', 'no_such_table'),
      await publish(ask),
      await sent('<importexportxml><entity>account</entity></importexportxml>'),
      await sent('<importexportxml><entities><entity>account</entities></importexportxml>'),
      await sent(7),
      await ask('POST', 'PublishXml', { body: {} }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([400, 400, 400, 400, 400, 400]);
    expect(tenant.changes).toEqual([]);
  });
});
