import { expect } from 'expect';
import { all, any, not, type Condition } from '../../../src/audit/condition.ts';
import { contentTypesFor } from '../../../src/audit/covering/content-types.ts';
import { CONTENT_TYPES } from '../../../src/audit/record.ts';

const PRESENT = ['Audit.General', 'Audit.Exchange'] as const;
const types = (condition: Condition) => contentTypesFor(condition, PRESENT);

const type = (...values: number[]): Condition => ({ kind: 'number', column: 'type', values });
const is = (
  column: 'workload' | 'table' | 'message' | 'actor',
  ...values: string[]
): Condition => ({
  kind: 'is',
  column,
  values,
});

suite('the content types that a question needs', () => {
  test('one that says nothing needs all there are, and Audit.General where there are none', () => {
    expect(types(all())).toEqual(PRESENT);
    expect(types(is('actor', 'ada@contoso.example'))).toEqual(PRESENT);
    expect(types(not(type(21)))).toEqual(PRESENT);
    expect(contentTypesFor(all(), [])).toEqual(['Audit.General']);
  });

  test('questions about Dynamics 365 need Audit.General only', () => {
    const dynamics: readonly Condition[] = [
      type(21),
      all(type(21), is('message', 'delete')),
      is('table', 'account'),
      { kind: 'touches', records: ['0c0c0c0c-0000-4000-8000-000000000001'] },
      { kind: 'starts', column: 'environment', values: ['contoso'] },
      { kind: 'like', column: 'table', pattern: '^con_' },
      is('workload', 'crm', 'powerplatform'),
    ];

    for (const condition of dynamics) expect(types(condition)).toEqual(['Audit.General']);
  });

  test('a workload or a record type of another service needs that one, subscribed to or not', () => {
    expect(types(is('workload', 'Exchange'))).toEqual(['Audit.Exchange']);
    expect(types(is('workload', 'onedrive', 'sharepoint'))).toEqual(['Audit.SharePoint']);
    expect(types(type(15))).toEqual(['Audit.AzureActiveDirectory']);
    expect(types(any(type(21), type(8)))).toEqual(['Audit.General', 'Audit.AzureActiveDirectory']);
    expect(types(is('workload', 'microsoftteams'))).toEqual(['Audit.General']);
  });

  test('what cannot be told from the condition counts as needed', () => {
    expect(types(is('table', ''))).toEqual(PRESENT);
    expect(types({ kind: 'starts', column: 'workload', values: ['sha'] })).toEqual(PRESENT);
    expect(types({ kind: 'like', column: 'operation', pattern: 'x' })).toEqual(PRESENT);
    expect(contentTypesFor(any(type(21), all()), CONTENT_TYPES)).toEqual(CONTENT_TYPES);
  });

  test('a condition that nothing can meet still asks for something', () => {
    expect(types(all(type(21), type(15)))).toEqual(PRESENT);
    expect(types(any())).toEqual(PRESENT);
  });
});
