import { readFileSync } from 'node:fs';

import { expect } from 'expect';

import { DEFINITIONS, readDefinitions } from '../../src/audit/definitions.ts';
import type { Definition } from '../../src/audit/definitions.ts';
import { explain, setsOf } from '../../src/audit/explain.ts';
import { holds } from './evaluate.ts';
import { plainRecord, sampleRecords } from './plain-records.ts';
import type { PlainRecord } from './plain-records.ts';

const file = (): Record<string, Record<string, unknown>> =>
  JSON.parse(
    readFileSync(new URL('../../src/audit/definitions.json', import.meta.url), 'utf8'),
  ) as Record<string, Record<string, unknown>>;

const get = (all: readonly Definition[], id: string): Definition => {
  const found = all.find((each) => each.id === id);
  if (found === undefined) throw new Error(id);
  return found;
};

/** First digits of the ids of the samples that a definition claims. */
const claimed = (definition: Definition): string[] =>
  sampleRecords()
    .filter((record) => holds(definition.condition, record))
    .map(({ id }) => id.slice(0, 8));

const idsWhere = (wanted: (record: PlainRecord) => boolean): string[] =>
  sampleRecords()
    .filter(wanted)
    .map(({ id }) => id.slice(0, 8));

const crm = (fields: Record<string, unknown>): PlainRecord =>
  plainRecord(JSON.stringify({ RecordType: 21, CreationTime: '2026-08-03T10:00:00', ...fields }));

const isReport = (id: string, record: PlainRecord): boolean =>
  holds(get(DEFINITIONS.reports, id).condition, record);
const isVerb = (id: string, record: PlainRecord): boolean =>
  holds(get(DEFINITIONS.verbs, id).condition, record);
const isActor = (id: string, record: PlainRecord): boolean =>
  holds(get(DEFINITIONS.actors, id).condition, record);

suite('Definitions of reports', () => {
  test('custom entities are tables with a prefix of somebody other than Microsoft', () => {
    const report = get(DEFINITIONS.reports, 'accessed custom entity');

    expect(claimed(report)).toEqual(idsWhere(({ table }) => table === 'new_projectbudget'));
    expect(isReport(report.id, crm({ EntityName: 'msdyn_workorder', Message: 'Retrieve' }))).toBe(
      false,
    );
    expect(isReport(report.id, crm({ EntityName: 'x_thing', Message: 'Retrieve' }))).toBe(false);
    expect(isReport(report.id, crm({ EntityName: 'toolongprefix_thing' }))).toBe(false);
  });

  test('out-of-box entities hold Microsoft’s solutions and leave out sign-ins and bulk actions', () => {
    const report = get(DEFINITIONS.reports, 'accessed out-of-box entity');
    const ours = ['account', 'contact', 'opportunity', 'incident', 'annotation', 'msdyn_workorder'];
    const bulk = ['BulkDelete', 'CreateMultiple', 'UpdateMultiple'];

    expect(claimed(report)).toEqual(
      idsWhere(({ table, message }) => ours.includes(table) && !bulk.includes(message)),
    );
    expect(isReport(report.id, crm({ EntityName: 'Unknown', Message: 'Retrieve' }))).toBe(false);
    expect(isReport(report.id, crm({ EntityName: 'newkind', Message: 'Retrieve' }))).toBe(true);
    expect(isReport(report.id, crm({ EntityName: 'workflow', Message: 'Retrieve' }))).toBe(false);
  });

  test('Microsoft’s solutions can be switched out of the out-of-box report', () => {
    const given = file();
    const off = readDefinitions({ ...given, switches: { microsoftSolutions: false } });

    const definitions = off.ok ? off.definitions : DEFINITIONS;
    const record = crm({ EntityName: 'msdyn_workorder', Message: 'Retrieve' });

    expect(holds(get(definitions.reports, 'accessed out-of-box entity').condition, record)).toBe(
      false,
    );
    expect(holds(get(definitions.reports, 'accessed other entity type').condition, record)).toBe(
      true,
    );
  });

  test('admin entities are admin tables, customising messages and words about auditing', () => {
    const messages = ['PublishAllXml', 'PublishXml', 'DeleteAttribute'];

    expect(claimed(get(DEFINITIONS.reports, 'accessed admin entity'))).toEqual(
      idsWhere(
        ({ table, message }) =>
          ['role', 'systemuser', 'organization'].includes(table) || messages.includes(message),
      ),
    );
    const words = crm({ Message: 'User Access Audit is disabled on the organization' });
    expect(isReport('accessed admin entity', words)).toBe(true);
  });

  test('bulk actions are known by their message', () => {
    const messages = [
      'ImportSolution',
      'CreateMultiple',
      'UpdateMultiple',
      'ExecuteMultiple',
      'BulkDelete',
    ];

    expect(claimed(get(DEFINITIONS.reports, 'performed bulk actions'))).toEqual(
      idsWhere(({ message }) => messages.includes(message)),
    );
  });

  test('other entity types are what the three reports on entities leave over', () => {
    const others = [
      'accessed out-of-box entity',
      'accessed custom entity',
      'accessed admin entity',
    ];

    expect(claimed(get(DEFINITIONS.reports, 'accessed other entity type'))).toEqual(
      idsWhere((record) => record.type === 21 && !others.some((id) => isReport(id, record))),
    );
    expect(
      isReport('accessed other entity type', crm({ EntityName: 'Unknown', Message: 'Search' })),
    ).toBe(true);
  });

  test('the admin centre is administration of Power Platform by people, never a Dynamics record', () => {
    const report = get(DEFINITIONS.reports, 'accessed admin centre');

    expect(claimed(report)).toEqual(idsWhere(({ type }) => type === 256));
    const bySystem = plainRecord('{"RecordType":256,"UserType":4,"UserId":"system"}');
    expect(holds(report.condition, bySystem)).toBe(false);
  });

  test('internal tools are support operators, lockbox requests and datacenter cmdlets', () => {
    const report = get(DEFINITIONS.reports, 'accessed internal management tool');

    expect(claimed(report)).toEqual(
      idsWhere(({ userType, message }) => userType === 3 || message === 'LockboxRequestOperation'),
    );
    expect(holds(report.condition, plainRecord('{"RecordType":10,"UserType":3}'))).toBe(true);
    expect(holds(report.condition, plainRecord('{"RecordType":1,"UserType":3}'))).toBe(false);
  });

  test('signing in is known by message or table', () => {
    expect(claimed(get(DEFINITIONS.reports, 'signed in or out'))).toEqual(
      idsWhere(({ message }) => message === 'UserSignIn'),
    );
    expect(
      isReport('signed in or out', crm({ Message: 'UserSignOut', EntityName: 'Unknown' })),
    ).toBe(true);
  });

  test('processes and plug-ins are activated by their tables, or run by hand', () => {
    const tables = ['workflow', 'sdkmessageprocessingstep'];

    expect(claimed(get(DEFINITIONS.reports, 'activated process or plug-in'))).toEqual(
      idsWhere(({ table, message }) => tables.includes(table) || message === 'ExecuteWorkflow'),
    );
    expect(
      isReport(
        'activated process or plug-in',
        crm({ EntityName: 'workflow', Message: 'Retrieve' }),
      ),
    ).toBe(false);
  });

  test('admin events, audit settings, new administrators and application users are found', () => {
    const found = (id: string) => claimed(get(DEFINITIONS.reports, id));

    expect(found('admin events')).toEqual(idsWhere(({ type }) => type === 256));
    expect(found('audit settings changed')).toEqual(['3d1b6fd0', '4731a4be']);
    expect(found('new administrators')).toEqual(['dd2bbf12', '952d3974', 'a9bcc54f']);
    expect(found('application user created')).toEqual(['447f67da']);
  });

  test('an administrator added in the directory is new too, with the full stop or without', () => {
    const added = plainRecord('{"RecordType":8,"Operation":"Add member to role."}');
    const removed = plainRecord('{"RecordType":8,"Operation":"Remove member from role."}');

    expect([added, removed].map((each) => isReport('new administrators', each))).toEqual([
      true,
      false,
    ]);
  });
});

suite('Definitions of verbs and actors', () => {
  const verbsOf = (Message: string, more = {}) =>
    DEFINITIONS.verbs
      .filter((each) => isVerb(each.id, crm({ Message, ...more })))
      .map(({ id }) => id);

  test('reads and exports are told apart by the longest beginning', () => {
    expect(verbsOf('ExportToExcel')).toEqual(['export']);
    expect(verbsOf('ExportToExcelOnline')).toEqual(['export']);
    expect(verbsOf('ExportMappingsImportMap')).toEqual(['read']);
    expect(verbsOf('RetrieveMultiple')).toEqual(['read many']);
    expect(verbsOf('Retrieve')).toEqual(['read']);
    expect(verbsOf('retrieverecordwall')).toEqual(['read many']);
    expect(verbsOf('SearchByKeywords')).toEqual(['read']);
  });

  test('a bulk delete is a deletion and a bulk action; a background update is neither', () => {
    expect(verbsOf('BulkDelete')).toEqual(['delete', 'bulk']);
    expect(verbsOf('UpdateRibbonClientMetadata')).toEqual([]);
    expect(verbsOf('ImportSolution')).toEqual(['customise', 'bulk']);
  });

  test('an association is about security only for users, roles and teams', () => {
    expect(verbsOf('Associate', { EntityName: 'systemuser' })).toEqual(['security']);
    expect(verbsOf('Associate', { EntityName: 'account' })).toEqual([]);
  });

  test('verbs are of Dynamics records, except for failed sign-ins of the directory', () => {
    const mail = plainRecord('{"RecordType":2,"Operation":"Update"}');
    const failed = plainRecord('{"RecordType":15,"Operation":"UserLoginFailed"}');

    expect(DEFINITIONS.verbs.filter(({ id }) => isVerb(id, mail))).toEqual([]);
    expect(isVerb('sign in', failed)).toBe(true);
  });

  test('everybody is of one kind at most, by the first rule that holds', () => {
    const kinds = (fields: Record<string, unknown>) =>
      DEFINITIONS.actors.filter(({ id }) => isActor(id, crm(fields))).map(({ id }) => id);

    expect(kinds({ UserType: 0, UserId: 'ada@contoso.com' })).toEqual(['person']);
    expect(kinds({ UserType: 0, UserId: 'erik#EXT#@contoso.com' })).toEqual(['guest']);
    expect(kinds({ UserType: 2, UserId: 'carla@contoso.com' })).toEqual(['admin']);
    expect(kinds({ UserType: 5, UserId: 'sync@contoso.com' })).toEqual(['application']);
    expect(kinds({ UserType: 3, UserId: 'a@b.c' })).toEqual(['microsoft']);
    expect(kinds({ UserType: 9, UserId: 'a@b.c' })).toEqual(['partner']);
    expect(kinds({ UserType: 0, UserId: 'Unknown' })).toEqual(['system']);
    expect(kinds({ UserType: 0, UserId: 'a@b.c', UserAgent: 'crm-bts-jobs/1.0' })).toEqual([
      'system',
    ]);
    expect(kinds({ UserType: 99, UserId: 'something' })).toEqual([]);
  });

  test('background is what nobody did by hand', () => {
    expect(claimed(DEFINITIONS.noise)).toEqual(
      idsWhere(({ userType, actor }) => userType === 5 || actor === 'unknown'),
    );
  });
});

suite('A definitions file', () => {
  const faultsOf = (change: (given: ReturnType<typeof file>) => void): readonly string[] => {
    const given = file();
    change(given);
    const read = readDefinitions(given);
    return read.ok ? [] : read.faults;
  };
  const custom = (given: ReturnType<typeof file>) =>
    given.reports?.['accessed custom entity'] as { rule: unknown };

  test('is refused with every fault named', () => {
    const faults = faultsOf((given) => {
      custom(given).rule = {
        any: [
          { column: 'table', is: 'NO_SUCH_SET' },
          { column: 'table', like: '(?=x)' },
          { column: 'type', is: ['x'] },
          { report: 'nothing' },
          { when: 'nothing', rule: { any: [] } },
          { column: 'table', is: ['a'], starts: ['b'] },
          {},
        ],
      };
      delete given.verbs?.export;
      given.share = ['nobody'] as never;
    });

    expect(faults).toEqual([
      'verbs: export is missing',
      'share: there is no nobody',
      'verbs, read: there is no verb export',
      'reports, accessed custom entity: there is no set named NO_SUCH_SET',
      expect.stringContaining('the pattern (?=x) uses more than'),
      'reports, accessed custom entity: type is compared with numbers, listed in place',
      'reports, accessed custom entity: there is no report nothing',
      'reports, accessed custom entity: there is no switch named nothing',
      'reports, accessed custom entity: column, is, starts do not make one rule together',
      'reports, accessed custom entity: a rule is empty',
      expect.stringContaining('accessed other entity type: there is no set named NO_SUCH_SET'),
      ...Array.from({ length: 6 }, () => expect.stringContaining('accessed other entity type')),
    ]);
  });

  test('is closed: unknown keys are faults, with their place', () => {
    const faults = faultsOf((given) => {
      Object.assign(custom(given), { colour: 'red' });
      given.verbs = { ...given.verbs, UPPER: given.verbs?.export };
      Object.assign(given, { extra: 1 });
    });

    expect(faults.join('\n')).toMatch(/reports, accessed custom entity: .*colour/);
    expect(faults.join('\n')).toMatch(/verbs, UPPER/);
    expect(faults.join('\n')).toMatch(/extra/);
  });

  test('may not refer to itself', () => {
    const faults = faultsOf((given) => {
      custom(given).rule = { not: { report: 'accessed other entity type' } };
    });

    expect(faults.join('\n')).toContain('report accessed custom entity refers to itself');
  });

  test('only takes patterns that every engine reads the same', () => {
    const wrong = [
      '(a)\\1',
      '\\d+',
      '(?i)a',
      'a|b',
      'a*?',
      'A',
      'x{1000}',
      '[[:alpha:]]',
      '.*',
      '(a',
      'a\nb',
    ];
    const right = ['^[a-z][a-z0-9]{1,7}_', '^(?:ab|cd)+_x$', 'a\\.b', '^a.c$'];
    const faults = (pattern: string) =>
      faultsOf((given) => {
        custom(given).rule = { column: 'table', like: pattern };
      });

    expect(wrong.filter((pattern) => faults(pattern).length === 0)).toEqual([]);
    expect(right.filter((pattern) => faults(pattern).length > 0)).toEqual([]);
  });

  test('is not one when it is something else', () => {
    expect([null, 7, [], 'x'].map((json) => readDefinitions(json).ok)).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });

  test('explains each filter in words, with the sets that it names', () => {
    const report = get(DEFINITIONS.reports, 'performed bulk actions');

    expect(explain(report)).toBe('record type is 21 and message is one of BULK_MSG');
    expect(explain(get(DEFINITIONS.reports, 'accessed custom entity'))).toBe(
      'record type is 21 and table matches ^[a-z][a-z0-9]{1,7}_ and table does not begin with one of MS_PREFIX',
    );
    expect(setsOf(report, DEFINITIONS).map(({ name, values }) => [name, values[0]])).toEqual([
      ['BULK_MSG', 'BulkDelete'],
    ]);
  });
});
