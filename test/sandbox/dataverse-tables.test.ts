import { expect } from 'expect';
import {
  definitionOf,
  MERGE,
  publish,
  put,
  seededDataverse,
  setFlags,
  STRONG,
  switchOn,
  type Stage,
} from '../fakes/sandbox-steps.ts';

interface Flags {
  readonly LogicalName: string;
  readonly IsCustomEntity: boolean;
  readonly IsPrivate: boolean;
  readonly IsIntersect: boolean;
  readonly IsLogicalEntity: boolean;
  readonly IsAuditEnabled: { readonly Value: boolean; readonly CanBeChanged: boolean };
  readonly IsCustomizable: { readonly Value: boolean };
}

const listed = async ({ at }: Stage, host: string): Promise<readonly Flags[]> =>
  (await at(host)('GET', 'EntityDefinitions', { headers: STRONG })).body.value;

const isOrdinary = (table: Flags) =>
  !table.IsPrivate && !table.IsIntersect && !table.IsLogicalEntity;

const seenFlag = async ({ ask }: Stage, table: string, headers = {}) =>
  (await ask('GET', `EntityDefinitions(LogicalName='${table}')`, { headers })).body
    .IsRetrieveAuditEnabled;

suite('table definitions of a sandbox environment', () => {
  test('Contoso Sales has its own tables beside those of the product', async () => {
    const tables = await listed(seededDataverse(), 'contoso');

    const custom = tables.filter((table) => table.IsCustomEntity && isOrdinary(table));
    expect(tables.filter(isOrdinary).length).toBeGreaterThan(60);
    expect(custom.map(({ LogicalName }) => LogicalName)).toContain('con_contractreview');
    expect(custom.length).toBeGreaterThanOrEqual(6);
    expect(new Set(tables.map(({ LogicalName }) => LogicalName)).size).toBe(tables.length);
  });

  test('every kind of table that must be left alone is there', async () => {
    const tables = await listed(seededDataverse(), 'contoso');

    expect(tables.some(({ IsPrivate }) => IsPrivate)).toBe(true);
    expect(tables.some(({ IsIntersect }) => IsIntersect)).toBe(true);
    expect(tables.some(({ IsLogicalEntity }) => IsLogicalEntity)).toBe(true);
    expect(tables.some((t) => isOrdinary(t) && !t.IsAuditEnabled.CanBeChanged)).toBe(true);
    expect(tables.some((t) => isOrdinary(t) && !t.IsCustomizable.Value)).toBe(true);
    expect(tables.some((t) => t.IsAuditEnabled.Value)).toBe(true);
    expect(tables.some((t) => !t.IsAuditEnabled.Value)).toBe(true);
  });

  test('the developer environment does not have the tables of the apps', async () => {
    const { at } = seededDataverse();

    const answer = await at('contosodev')('GET', "EntityDefinitions(LogicalName='lead')");

    expect([answer.status, answer.body.error.code]).toEqual([404, '0x80041102']);
  });

  test('the documented filter finds audited tables', async () => {
    const { ask } = seededDataverse();
    const filter = 'IsAuditEnabled/Value eq true and IsPrivate eq false';

    const { body } = await ask('GET', `EntityDefinitions?$select=LogicalName&$filter=${filter}`);

    const names = body.value.map(({ LogicalName }: Flags) => LogicalName);
    expect(names).toContain('account');
    expect(names).not.toContain('lead');
    expect(Object.keys(body.value[0]).sort()).toEqual(['LogicalName', 'MetadataId']);
  });

  test('a whole definition sent back changes the flags and nothing else', async () => {
    const { ask, tenant } = seededDataverse();
    const before = await definitionOf(ask, 'lead');

    const answer = await setFlags(ask, 'lead', true);

    const { ModifiedOn: _, ...after } = await definitionOf(ask, 'lead');
    expect(answer.status).toBe(204);
    expect(before).toMatchObject({
      ...after,
      IsAuditEnabled: { ...after.IsAuditEnabled, Value: false },
      IsRetrieveAuditEnabled: false,
      IsRetrieveMultipleAuditEnabled: false,
    });
    expect(tenant.changes.map(({ operation, target }) => `${operation} ${target}`)).toEqual([
      'table.update contoso/lead',
    ]);
  });

  test('what a replacement leaves out is reset', async () => {
    const { ask } = seededDataverse();
    const {
      EntityHelpUrl: _,
      IsQuickCreateEnabled: __,
      IsAuditEnabled: ___,
      ...partial
    } = await definitionOf(ask, 'account');

    await put(ask, 'account', partial);

    const after = await definitionOf(ask, 'account');
    expect(after.EntityHelpUrl).toBeNull();
    expect(after.IsQuickCreateEnabled).toBeNull();
    expect(after.IsAuditEnabled).toMatchObject({ Value: false, CanBeChanged: true });
    expect(after.EntitySetName).toBe('accounts');
  });

  test('translations survive only when labels are merged', async () => {
    const { ask } = seededDataverse();
    const definition = await definitionOf(ask, 'account');
    const english = definition.DisplayName.LocalizedLabels.slice(0, 1);
    const body = { ...definition, DisplayName: { LocalizedLabels: english } };
    const languages = async () =>
      (await definitionOf(ask, 'account')).DisplayName.LocalizedLabels.map(
        ({ LanguageCode }: { LanguageCode: number }) => LanguageCode,
      );

    await put(ask, 'account', body, MERGE);
    const merged = await languages();
    await put(ask, 'account', body, { 'mscrm.mergelabels': 'false' });
    const lost = await languages();

    expect(merged).toEqual([1033, 1031]);
    expect(lost).toEqual([1033]);
  });

  test('for half a minute a read without strong consistency shows the old definition', async () => {
    const stage = seededDataverse();
    await setFlags(stage.ask, 'lead', true);

    const cached = await seenFlag(stage, 'lead');
    const strong = await seenFlag(stage, 'lead', STRONG);
    stage.tenant.clock.advance(20_000);
    await setFlags(stage.ask, 'lead', false);
    stage.tenant.clock.advance(15_000);
    const middle = await seenFlag(stage, 'lead');
    stage.tenant.clock.advance(15_000);
    const settled = await seenFlag(stage, 'lead');

    expect([cached, strong, middle, settled]).toEqual([false, true, true, false]);
  });

  test('managed properties refuse what their publisher forbids', async () => {
    const { ask, tenant } = seededDataverse();

    const locked = await setFlags(ask, 'activitypointer', true);
    const fixed = await setFlags(ask, 'solution', true);
    const partner = await setFlags(ask, 'fab_routelicence', true);

    for (const answer of [locked, fixed, partner])
      expect([answer.status, answer.body.error.code]).toEqual([400, '0x8004F026']);
    expect(locked.body.error.message).toContain('canmodifyauditsettings');
    expect(fixed.body.error.message).toContain('iscustomizable');
    expect(tenant.changes).toEqual([]);
  });

  test('the read flags of a table whose audit flag is locked can still be set', async () => {
    const { ask } = seededDataverse();
    const definition = await definitionOf(ask, 'activitypointer');

    const answer = await put(ask, 'activitypointer', {
      ...definition,
      IsRetrieveAuditEnabled: true,
    });

    expect(answer.status).toBe(204);
  });

  test('strange members, other tables and wrong types are refused', async () => {
    const { ask } = seededDataverse();
    const definition = await definitionOf(ask, 'account');

    const answers = [
      await put(ask, 'account', { ...definition, IsAudited: true }),
      await put(ask, 'account', { ...definition, LogicalName: 'contact' }),
      await put(ask, 'account', { ...definition, IsAuditEnabled: true }),
      await put(ask, 'account', { ...definition, IsRetrieveAuditEnabled: 'true' }),
      await put(ask, 'account', []),
    ];

    expect(answers.map(({ status }) => status)).toEqual([400, 400, 400, 400, 400]);
  });

  test('customizability can be asked by component', async () => {
    const { ask } = seededDataverse();
    const asked = async (table: string) => {
      const { MetadataId } = await definitionOf(ask, table);
      const path = `IsComponentCustomizable(ComponentId=@c,ComponentType=@t)?@c=${MetadataId}&@t=1`;
      return (await ask('GET', path)).body.IsComponentCustomizable;
    };

    expect(await asked('account')).toBe(true);
    expect(await asked('solution')).toBe(false);
  });

  test('changes of table auditing leave their marks when auditing is on', async () => {
    const { ask, tenant } = seededDataverse();
    await setFlags(ask, 'quote', true);
    await switchOn(ask, { isauditenabled: true });

    await setFlags(ask, 'lead', true);
    await setFlags(ask, 'lead', false);
    await publish(ask, 'lead');

    tenant.clock.advance(11_000);
    const { body } = await ask('GET', "audits?$filter=objecttypecode ne 'organization'");
    expect(
      body.value.map((row: { action: number; objecttypecode: string }) => [
        row.objecttypecode,
        row.action,
      ]),
    ).toEqual(
      expect.arrayContaining([
        ['lead', 102],
        ['lead', 105],
        ['lead', 108],
      ]),
    );
    expect(JSON.stringify(body.value)).not.toContain('quote');
  });
});
