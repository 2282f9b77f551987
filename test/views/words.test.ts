import { expect } from 'expect';
import { subjectLabel } from '../../src/views/words.ts';

suite('What a run is about', () => {
  test('is named as people know it, whatever kind of subject it is', () => {
    expect(subjectLabel('customer-key/contoso.example')).toBe('contoso.example');
    expect(subjectLabel('dataverse/contoso.crm4.dynamics.com')).toBe('contoso.crm4.dynamics.com');
    expect(subjectLabel('house')).toBe('house');
    expect(subjectLabel('audit-archive')).toBe('the tenant’s audit records');
    expect(subjectLabel('exception/audit-archive/A1')).toBe('the tenant’s audit records');
    expect(subjectLabel('exception/dataverse/contoso.example/C1')).toBe('contoso.example/C1');
    expect(subjectLabel('delegation/77894ff81fa05848')).toBe('an approver’s place');
  });
});
