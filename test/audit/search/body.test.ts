import fc from 'fast-check';
import { expect } from 'expect';
import { all, any, not, type Condition } from '../../../src/audit/condition.ts';
import { DEFINITIONS } from '../../../src/audit/definitions.ts';
import { conditionOf } from '../../../src/audit/lower.ts';
import type { AuditQuery, Filter } from '../../../src/audit/query.ts';
import { searchBodyOf } from '../../../src/audit/search/body.ts';
import { operationsFor, typesFor } from '../../../src/audit/search/needs.ts';
import { findNamesOf } from '../../../src/gateways/audit-record-types.ts';

const period = { from: '2026-11-01T00:00:00.000Z', to: '2026-11-08T00:00:00.000Z', zone: 'UTC' };
const asked = (...filters: readonly Filter[]): AuditQuery => ({
  ...{ count: 'actions', filters, period, by: [], order: 'most', limit: 10, compare: false },
});
const is = (field: Filter['field'], ...values: string[]): Filter => ({ field, is: true, values });
const plan = (query: AuditQuery, more = {}) =>
  searchBodyOf(query, conditionOf(query, DEFINITIONS), more);

suite('what Microsoft is asked to search', () => {
  test('is the period alone where nothing may be left out', () => {
    const { body, types, permission, after } = plan(asked());

    expect(body).toEqual({ filterStartDateTime: period.from, filterEndDateTime: period.to });
    expect(types).toBeUndefined();
    expect(permission).toBe('AuditLogsQuery.Read.All');
    expect(after).toEqual([]);
  });

  test('is Dynamics alone for what only Dynamics does, with the least permission', () => {
    const { body, types, permission, after } = plan(
      asked(is('verb', 'export'), is('table', 'contact')),
    );

    expect(body.recordTypeFilters).toEqual(['crm']);
    expect(types).toEqual([21]);
    expect(permission).toBe('AuditLogsQuery-CRM.Read.All');
    expect(after).toEqual([expect.stringContaining('what was done, table')]);
  });

  test('names both where two sources name one number differently', () => {
    const { body } = plan(asked(is('type', '79')));

    expect(body.recordTypeFilters).toEqual(['powerAppsResource', 'powerPlatformAdminDlp']);
  });

  test('leaves out no type that nobody has a name for', () => {
    const { body, types, permission } = plan(asked(is('type', '21', '9999')));

    expect(body.recordTypeFilters).toBeUndefined();
    expect(types).toBeUndefined();
    expect(permission).toBe('AuditLogsQuery.Read.All');
  });

  test('is filtered by user only where somebody asked for that, and then by whole addresses', () => {
    const dan = asked(is('user', 'dan@contoso.example'));
    const system = asked(is('user', 'dan@contoso.example', 'system'));

    expect(plan(dan).body.userPrincipalNameFilters).toBeUndefined();
    expect(plan(dan).after.join()).toContain('user');
    expect(plan(dan, { byUser: true }).body.userPrincipalNameFilters).toEqual([
      'dan@contoso.example',
    ]);
    expect(plan(dan, { byUser: true }).after).toEqual([]);
    expect(plan(system, { byUser: true }).body.userPrincipalNameFilters).toBeUndefined();
  });

  test('a user who is left out is never sent as one who is looked for', () => {
    const query = asked({ field: 'user', is: false, values: ['dan@contoso.example'] });

    expect(plan(query, { byUser: true }).body.userPrincipalNameFilters).toBeUndefined();
  });
});

/** Conditions over types and operations, and what they mean for a record. */
const leaf: fc.Arbitrary<Condition> = fc.oneof(
  fc
    .uniqueArray(fc.constantFrom(1, 8, 21, 256), { maxLength: 3 })
    .map((values) => ({ kind: 'number', column: 'type', values }) as const),
  fc
    .uniqueArray(fc.constantFrom('a', 'b', 'c'), { maxLength: 2 })
    .map((values) => ({ kind: 'is', column: 'operation', values }) as const),
  fc.constant({ kind: 'is', column: 'actor', values: ['dan'] } as const),
);
const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.array(tie('condition'), { maxLength: 3 }).map((of) => all(...of)),
    fc.array(tie('condition'), { maxLength: 3 }).map((of) => any(...of)),
    tie('condition').map(not),
  ),
}));
interface Plain {
  readonly type: number;
  readonly operation: string;
  readonly actor: string;
}
function meets(record: Plain, wanted: Condition): boolean {
  switch (wanted.kind) {
    case 'all':
      return wanted.of.every((one) => meets(record, one));
    case 'any':
      return wanted.of.some((one) => meets(record, one));
    case 'not':
      return !meets(record, wanted.of);
    case 'number':
      return wanted.values.includes(record.type);
    case 'is':
      return wanted.values.includes(wanted.column === 'actor' ? record.actor : record.operation);
    case 'starts':
    case 'holds':
    case 'like':
    case 'within':
    case 'touches':
    case 'field':
    case 'clock':
      throw new Error('Not made here.');
  }
}

suite('what a condition needs', () => {
  test('never leaves out a record that meets it', () => {
    const record = fc.record({
      type: fc.constantFrom(1, 8, 21, 256, 9999),
      operation: fc.constantFrom('a', 'b', 'c', 'd'),
      actor: fc.constantFrom('dan', 'eve'),
    });
    let left = 0;

    fc.assert(
      fc.property(condition, record, (wanted, one) => {
        const [types, operations] = [typesFor(wanted), operationsFor(wanted)];
        const out =
          types?.includes(one.type) === false || operations?.includes(one.operation) === false;
        left += out ? 1 : 0;
        return !out || !meets(one, wanted);
      }),
      { numRuns: 3000 },
    );

    expect(left).toBeGreaterThan(200);
  });

  test('every record type that the definitions name can be asked for', () => {
    const verbs = DEFINITIONS.verbs.map(({ id }) => plan(asked(is('verb', id))));
    const reports = DEFINITIONS.reports.map(({ id }) => plan(asked(is('report', id))));

    const types = [...verbs, ...reports].flatMap((each) => each.types ?? []);
    expect(types).toContain(21);
    expect(types.map(findNamesOf)).not.toContain(undefined);
  });
});
