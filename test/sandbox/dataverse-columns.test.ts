import { expect } from 'expect';
import type { Ask } from '../fakes/sandbox-caller.ts';
import { MERGE, seededDataverse, STRONG, switchOn } from '../fakes/sandbox-steps.ts';

const WEBSITE = "EntityDefinitions(LogicalName='account')/Attributes(LogicalName='websiteurl')";
const STRING = 'Microsoft.Dynamics.CRM.StringAttributeMetadata';

const columnOf = async (ask: Ask, path: string) => {
  const { body } = await ask('GET', path, { headers: STRONG });
  const { '@odata.context': _, ...column } = body;
  return column;
};

const putColumn = (ask: Ask, body: unknown, path = WEBSITE) =>
  ask('PUT', path, { body, headers: MERGE });

suite('column definitions of a sandbox environment', () => {
  test('a table lists its columns with their types and flags', async () => {
    const { ask } = seededDataverse();
    const select = '$select=LogicalName,IsAuditEnabled,AttributeType,AttributeOf,IsValidForRead';

    const { body } = await ask(
      'GET',
      `EntityDefinitions(LogicalName='account')/Attributes?${select}`,
    );

    const columns: readonly Record<string, unknown>[] = body.value;
    expect(columns.length).toBeGreaterThan(20);
    expect(columns[0]).toHaveProperty(['@odata.type']);
    expect(columns.some(({ AttributeOf }) => AttributeOf !== null)).toBe(true);
    expect(columns.some(({ IsValidForRead }) => IsValidForRead === false)).toBe(true);
    expect(columns.find(({ LogicalName }) => LogicalName === 'versionnumber')).toMatchObject({
      IsAuditEnabled: { Value: false, CanBeChanged: false },
    });
  });

  test('a typed column sent back with its type is audited from then on', async () => {
    const { ask, tenant } = seededDataverse();
    const column = await columnOf(ask, `${WEBSITE}/${STRING}`);

    const answer = await putColumn(ask, {
      ...column,
      '@odata.type': STRING,
      IsAuditEnabled: { ...column.IsAuditEnabled, Value: true },
    });

    expect(answer.status).toBe(204);
    expect((await columnOf(ask, WEBSITE)).IsAuditEnabled.Value).toBe(true);
    expect((await columnOf(ask, `${WEBSITE}/${STRING}`)).MaxLength).toBe(160);
    expect(tenant.changes.map(({ operation }) => operation)).toEqual(['column.update']);
  });

  test('a body that carries what answers carry is refused', async () => {
    const { ask, tenant } = seededDataverse();
    const column = await columnOf(ask, `${WEBSITE}/${STRING}`);

    const answers = [
      await putColumn(ask, column),
      await putColumn(ask, { ...column, '@odata.type': `#${STRING}` }),
      await putColumn(ask, { ...column, '@odata.type': STRING, '@odata.context': 'x' }),
      await putColumn(ask, {
        ...column,
        '@odata.type': 'Microsoft.Dynamics.CRM.MemoAttributeMetadata',
      }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([400, 400, 400, 400]);
    expect(tenant.changes).toEqual([]);
  });

  test('a wrong cast and an unknown column are not found', async () => {
    const { ask } = seededDataverse();

    const cast = await ask('GET', `${WEBSITE}/Microsoft.Dynamics.CRM.MemoAttributeMetadata`);
    const unknown = await ask('GET', WEBSITE.replace('websiteurl', 'homepage'));

    expect([cast.status, unknown.status]).toEqual([404, 404]);
  });

  test('a locked column stays as it is', async () => {
    const { ask } = seededDataverse();
    const path = WEBSITE.replace('websiteurl', 'versionnumber');
    const column = await columnOf(ask, path);
    const type = String(column['@odata.type']).replace('#', '');

    const answer = await putColumn(
      ask,
      { ...column, '@odata.type': type, IsAuditEnabled: { ...column.IsAuditEnabled, Value: true } },
      path,
    );

    expect([answer.status, answer.body.error.code]).toEqual([400, '0x8004F026']);
  });

  test('a change of column auditing leaves its marks', async () => {
    const { ask, tenant } = seededDataverse();
    await switchOn(ask, { isauditenabled: true });
    const column = await columnOf(ask, `${WEBSITE}/${STRING}`);
    const next = { ...column.IsAuditEnabled, Value: true };

    await putColumn(ask, { ...column, '@odata.type': STRING, IsAuditEnabled: next });

    tenant.clock.advance(11_000);
    const { body } = await ask('GET', "audits?$filter=objecttypecode eq 'account'");
    expect(body.value.map(({ action }: { action: number }) => action).sort()).toEqual([103, 106]);
  });
});
