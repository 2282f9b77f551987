import { expect } from 'expect';
import { recordsOf } from '../../src/gateways/http/activity-records.ts';

const CUSTOMER_KEY = {
  CreationTime: '2026-11-21T12:00:00',
  Id: 'a1',
  Operation: 'UnwrapDataEncryptionPolicyKey',
  OrganizationId: '11111111-1111-4111-8111-111111111111',
  RecordType: 69,
  UserId: 'M365DataAtRestEncryption',
  Workload: 'M365DataAtRestEncryption',
};

suite('records of the activity feed', () => {
  test('a record of Customer Key is read, although it has nothing of Dynamics in it', () => {
    const { records, unreadable } = recordsOf([CUSTOMER_KEY]);

    expect(unreadable).toBe(0);
    expect(records).toEqual([
      expect.objectContaining({
        ...{ id: 'a1', recordType: 69, createdAt: '2026-11-21T12:00:00.000Z' },
        ...{ operation: 'UnwrapDataEncryptionPolicyKey', entity: '', instanceUrl: '' },
      }),
    ]);
  });

  test('a field of another form hides neither its record nor the others', () => {
    const strange = { ...CUSTOMER_KEY, Id: 'a2', UserId: null, Message: { en: 'x' }, EntityId: 7 };

    const { records, unreadable } = recordsOf([strange, { Id: 'a3' }, CUSTOMER_KEY]);

    expect(records.map(({ id }) => id)).toEqual(['a2', 'a1']);
    expect(unreadable).toBe(1);
  });
});
