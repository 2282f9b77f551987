import { readFile } from 'node:fs/promises';
import { expect } from 'expect';
import fc from 'fast-check';
import { plainRow } from './plain-normaliser.ts';
import { crm, guidOf, normalisedBy, openStage, type Raw, type Stage } from './stage.ts';

const SAMPLES = new URL('../samples/', import.meta.url);

const linesOf = async (name: string): Promise<readonly Raw[]> =>
  (await readFile(new URL(name, SAMPLES), 'utf8'))
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Raw);

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const agreed = (text: string) => !/[\u0130\u03a3\ufeff]/u.test(text);
const hostile = fc.oneof(
  fc.string(),
  fc.string({ unit: 'grapheme' }).filter(agreed),
  fc.constantFrom(
    '',
    "'; drop table records --",
    '=cmd|x',
    '<b>&amp;',
    'a\u0000b',
    '\u202eabc',
    '"*"',
  ),
);
// Letters whose lower case the two worlds agree on: the exotic ones are the archive source's.
const name = fc.constantFrom(
  'Ann@Contoso.com',
  'BOB',
  'Unknown',
  'app@sharepoint',
  'Ärger@x.de',
  '',
);
const guid = fc.oneof(
  fc.uuid(),
  fc.uuid().map((one) => one.toUpperCase()),
  fc.constantFrom('00000000-0000-0000-0000-000000000000', ''),
);
// `::1.2.3.4` is another address to some than to others, and nobody writes it.
const v6 = fc.ipV6().filter((one) => !one.includes('.'));
const address = fc.oneof(
  fc.ipV4(),
  fc.ipV4().map((one) => `${one}:50749`),
  v6,
  v6.map((one) => `[${one.toUpperCase()}]:50110`),
  fc.constantFrom(
    '',
    '::1',
    '[::1]',
    '2001:db8::1',
    '::ffff:203.0.113.9',
    '300.1.1.1',
    'n/a',
    ' 203.0.113.7 ',
  ),
);
const time = fc
  .date({ min: new Date('2001-01-01'), max: new Date('2026-11-01'), noInvalidDate: true })
  .chain((date) => {
    const bare = date.toISOString().slice(0, 19);
    const later = new Date(date.getTime() + 7_200_000).toISOString().slice(0, 19);
    return fc.constantFrom(
      bare,
      `${bare}Z`,
      `${bare}.123`,
      `${bare}.1234567Z`,
      `${later}+02:00`,
      bare.replace('T', ' '),
    );
  });
const value = fc.oneof(hostile, fc.constant('*'));
const pairs = fc.array(fc.record({ Name: hostile, Value: value }), { maxLength: 4 });
const properties = fc.array(
  fc.record({
    Name: fc.constantFrom(
      'powerplatform.analytics.activity.name',
      'powerplatform.analytics.resource.environment.id',
      'enduser.principal_name',
      'enduser.ip_address',
      'user_agent.original',
      'enduser.role',
    ),
    Value: fc.constantFrom('ApplyAdminRole', 'Carla@contoso.com', '198.51.100.7', 'x'),
  }),
  { maxLength: 5 },
);

const record = fc.record({
  CreationTime: time,
  RecordType: fc.constantFrom<unknown>(
    21,
    21,
    21,
    256,
    8,
    '15',
    'CRM',
    'exchangeAdmin',
    'NoSuchType',
    undefined,
    1e300,
  ),
  UserType: fc.constantFrom<unknown>(0, 2, 10, '5', 'Guest', undefined, null),
  Operation: maybe(fc.constantFrom('CrmDefaultActivity', 'UserLoggedIn', 'Add member to role.')),
  Workload: maybe(fc.constantFrom('CRM', 'Exchange', '')),
  ResultStatus: maybe(
    fc.constantFrom('Success', 'True', 'Failed', 'PartiallySucceeded', 'FALSE', 'odd', ''),
  ),
  UserId: maybe(name),
  UserUpn: maybe(name),
  ClientIP: fc.option(address, { nil: null }),
  ClientIPAddress: maybe(address),
  ActorIpAddress: maybe(address),
  UserAgent: maybe(hostile),
  Message: fc.oneof(maybe(hostile), fc.constant(null)),
  ObjectId: maybe(
    fc.constantFrom('ExportToExcel account', 'UpdateRibbonClientMetadata ', ' x', ''),
  ),
  EntityName: maybe(fc.constantFrom('Account', 'Unknown', 'new_Thing', '')),
  EntityId: maybe(guid),
  QueryResults: maybe(
    fc.array(fc.constantFrom(guidOf(1), ' ', '', guidOf(2))).map((ids) => ids.join(',')),
  ),
  InstanceUrl: maybe(
    fc.constantFrom(
      'https://Contoso.crm4.dynamics.com/',
      'https://user:secret@contoso.crm4.dynamics.com:8443/path?x=1#y',
      'http://contoso.crm.dynamics.com',
      'https://contoso.crm4.dynamics.com?x',
    ),
  ),
  EnvironmentId: maybe(guid),
  CorrelationId: maybe(guid),
  Fields: fc.oneof(
    pairs,
    pairs.map((list) => JSON.stringify(list)),
    fc.constantFrom<unknown>(undefined, null, 'x', 3),
  ),
  PropertyCollection: maybe(
    fc.oneof(
      properties,
      properties.map((list) => JSON.stringify(list)),
    ),
  ),
});

suite('Normalisation:', () => {
  let stage: Stage;
  suiteSetup(async () => {
    stage = await openStage();
  });
  suiteTeardown(() => stage.close());

  /** Times of the archive are texts of DuckDB; parts of a second are kept to the microsecond. */
  const comparable = (rows: readonly Raw[]) =>
    rows
      .map(({ raw: _r, action: _a, split: _s, at, ...rest }) => ({
        ...rest,
        at: new Date(`${String(at).replace(' ', 'T')}Z`).toISOString(),
      }))
      .sort((a, b) => (String((a as Raw).id) < String((b as Raw).id) ? -1 : 1));

  test('any record becomes the row that the rules say, however its members are written', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 40 }), async (bodies) => {
        const records = bodies.map((body, index): Raw => ({
          ...body,
          Id: guidOf(index).toUpperCase(),
        }));

        const { rows, added } = await normalisedBy(stage.archive, records);

        expect(added.rejected).toEqual([]);
        expect(comparable(rows)).toEqual(records.map((one) => ({ ...plainRow(one) })));
      }),
      { numRuns: 60 },
    );
  }).timeout(180_000);

  test('the samples of Dynamics and the Power Platform are read to the last field', async () => {
    for (const name of ['crm-synthetic.jsonl', 'powerplatform-admin-synthetic.jsonl']) {
      const records = await linesOf(name);

      const { rows } = await normalisedBy(stage.archive, records);

      const byId = new Map(records.map((one) => [plainRow(one).id, { ...plainRow(one) }]));
      expect(comparable(rows)).toEqual([...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1)));
    }
  });

  test('the record inside of what Graph and Exchange write around it is taken', async () => {
    const inner = crm(guidOf(1), { Message: 'Delete' });
    const page = JSON.parse(
      await readFile(new URL('graph-records-page-synthetic.json', SAMPLES), 'utf8'),
    ) as { readonly value: readonly Raw[] };
    const around = [
      { id: guidOf(1), createdDateTime: '2000-01-01T00:00:00Z', auditData: inner },
      {
        Identity: guidOf(9),
        CreationDate: '1/2/2026 3:04:05 AM',
        AuditData: JSON.stringify(inner),
      },
      { UserIds: 'x', AuditData: `  ${JSON.stringify(inner, null, 2)}` },
    ];

    for (const one of around) {
      const { rows } = await normalisedBy(stage.archive, [one]);
      expect(comparable(rows)).toEqual([plainRow(inner)]);
    }
    const { rows } = await normalisedBy(stage.archive, page.value);
    const byId = new Map(
      page.value.map((one) => [one.id, { ...plainRow(one.auditData as Raw, one) }]),
    );
    expect(comparable(rows)).toEqual([...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1)));
  });

  test('what the record inside does not say is taken from outside', async () => {
    const { Id: _i, CreationTime: _c, UserId: _u, RecordType: _r, ClientIP: _p, ...rest } = crm('');
    const outer = {
      id: guidOf(3).toUpperCase(),
      createdDateTime: '2026-08-03T07:58:12Z',
      auditLogRecordType: 'crm',
      userType: 'Guest',
      userPrincipalName: 'Guest@Fabrikam.com',
      clientIp: '198.51.100.4:1',
    };

    const { rows } = await normalisedBy(stage.archive, [{ ...outer, auditData: rest }]);

    expect(comparable(rows)).toEqual([plainRow(rest, outer)]);
    expect(rows).toMatchObject([
      { id: guidOf(3), type: 21, actor: 'guest@fabrikam.com', address: '198.51.100.4' },
    ]);
  });

  test('an offset in a time is reckoned with', async () => {
    const times = ['2026-08-03T12:00:00+02:00', '2026-08-03T04:30:00-0530', '2026-08-03T10:00:00'];

    const { rows } = await normalisedBy(
      stage.archive,
      times.map((CreationTime, index) => crm(guidOf(index), { CreationTime })),
    );

    expect(rows.map(({ at }) => at)).toEqual(Array.from(times, () => '2026-08-03 10:00:00'));
  });

  test('what is no record is refused with its line and the reason', async () => {
    const good = crm(guidOf(1));
    const bad: readonly (readonly [unknown, RegExp])[] = [
      ['', /JSON/],
      ['{"Id":', /JSON/],
      ['{"Id":"x",}', /JSON/],
      [`${JSON.stringify(good)} trailing`, /JSON/],
      ['{"a":"\u0001"}', /JSON/],
      ['{"a":"\u0000"}', /JSON/],
      [`{"Id":"x","CreationTime":"2026-08-03T10:00:00","Line":"\n"}`, /JSON/],
      ['[]', /object/],
      ['"text"', /object/],
      ['null', /object/],
      ['42', /object/],
      [{}, /Id/],
      [{ ...good, Id: '' }, /Id/],
      [{ ...good, Id: null }, /Id/],
      [{ ...good, CreationTime: undefined }, /CreationTime/],
      [{ ...good, CreationTime: 'yesterday' }, /CreationTime/],
      [{ ...good, CreationTime: '2026-02-30T00:00:00' }, /CreationTime/],
      [{ ...good, CreationTime: '08/03/2026 10:00:00' }, /CreationTime/],
      [{ ...good, CreationTime: 1_785_000_000 }, /CreationTime/],
      [{ ...good, CreationTime: '1999-12-31T23:59:59' }, /2000/],
      [{ ...good, CreationTime: '2026-11-23T12:00:01' }, /future/],
      [{ ...good, CreationTime: '9999-12-31T23:59:59' }, /future/],
      [{ id: guidOf(5), auditData: '{"Id":"trunc' }, /AuditData/],
    ];

    const { rows, added } = await normalisedBy(stage.archive, [...bad.map(([one]) => one), good]);

    expect(added.rejected.map(({ line }) => line)).toEqual(bad.map((_, index) => index + 1));
    for (const [index, { reason }] of added.rejected.entries())
      expect(reason).toMatch(bad[index]?.[1] ?? /never/);
    expect(rows.map(({ id }) => id)).toEqual([guidOf(1)]);
  });

  test('half a surrogate pair, as cut texts have it, costs no record', async () => {
    const cut = JSON.stringify(crm(guidOf(1), { UserAgent: 'x\ud83d', Message: 'y\udc00' }));

    const { rows, added } = await normalisedBy(stage.archive, [cut]);

    expect(added.rejected).toEqual([]);
    expect(rows).toMatchObject([{ id: guidOf(1), agent: 'x\ufffd', message: 'y\ufffd' }]);
    expect(JSON.parse(String(rows[0]?.raw))).toMatchObject({ Message: 'y\ufffd' });
  });

  test('ids that are no GUIDs are kept to the letter', async () => {
    const ids = ['A-b_C', 'a-b_c', ' padded ', `${guidOf(1).toUpperCase()}x`, '\u00c4\u00d6'];

    const { rows } = await normalisedBy(
      stage.archive,
      ids.map((id) => crm(id)),
    );

    expect(rows.map(({ id }) => id).sort()).toEqual(ids.sort());
  });

  test('hostile values change nothing but their own cell', async () => {
    const deep = `${'['.repeat(10_000)}${']'.repeat(10_000)}`;
    const huge = 'x'.repeat(1_000_000);
    const texts = [
      JSON.stringify(crm(guidOf(1), { UserAgent: huge })),
      JSON.stringify(crm(guidOf(2))).replace('"Fields":[]', `"Fields":${deep}`),
      JSON.stringify(crm(guidOf(3), { UserAgent: 'a\u0000b\u0001c' })),
      JSON.stringify(crm(guidOf(4))).replace(
        '"Version":1',
        '"Version":1e400,"Big":123456789012345678901234567890',
      ),
      `\r\n ${JSON.stringify(crm(guidOf(5)), null, 2)}`,
      JSON.stringify(crm(guidOf(6), { Id: guidOf(6) })).replace('{', '{"UserAgent":"first",'),
    ];

    const { rows, added } = await normalisedBy(stage.archive, texts);

    const byId = new Map(rows.map((row) => [row.id, row]));
    expect(added.rejected).toEqual([]);
    expect(String(byId.get(guidOf(1))?.agent)).toHaveLength(1_000_000);
    expect(byId.get(guidOf(2))).toMatchObject({ secured: false, actor: 'anna.berg@contoso.com' });
    expect(byId.get(guidOf(3))).toMatchObject({ agent: 'a\u0000b\u0001c' });
    expect(String(byId.get(guidOf(4))?.raw)).toContain('123456789012345678901234567890');
    expect(String(byId.get(guidOf(5))?.raw)).not.toMatch(/[\r\n]/);
    expect(byId.get(guidOf(6))).toMatchObject({ type: 21 });
  });
});
