/** The seeded tenant. Fixed ids: tests and people rely on them. */
export const TENANT_ID = '11111111-1111-4111-8111-111111111111';
export const OTHER_TENANT_ID = '22222222-2222-4222-8222-222222222222';

/** The bot's own application in the tenant. */
export const APPLICATION = {
  clientId: 'cccccccc-0000-4000-8000-000000000001',
  objectId: 'cccccccc-0000-4000-8000-000000000002',
  secret: 'sandbox-secret-of-no-value',
  name: 'Audit Steward',
} as const;

export interface SeededPerson {
  readonly id: string;
  readonly tenantId: string;
  readonly name: string;
  readonly upn: string;
  readonly role?: 'operator' | 'approver' | 'analyst' | 'auditor';
}

const person = (
  number: number,
  name: string,
  role?: NonNullable<SeededPerson['role']>,
): SeededPerson => ({
  id: `aaaaaaaa-0000-4000-8000-00000000000${number}`,
  tenantId: TENANT_ID,
  name,
  upn: `${name.toLowerCase()}@contoso.example`,
  ...(role === undefined ? {} : { role }),
});

export const PEOPLE: readonly SeededPerson[] = [
  person(1, 'Ada', 'operator'),
  person(2, 'Ben', 'approver'),
  person(3, 'Cleo', 'approver'),
  person(4, 'Dan', 'analyst'),
  person(5, 'Eve', 'auditor'),
  person(6, 'Finn'),
];

/** Somebody of another tenant. */
export const STRANGER: SeededPerson = {
  id: 'bbbbbbbb-0000-4000-8000-000000000001',
  tenantId: OTHER_TENANT_ID,
  name: 'Gus',
  upn: 'gus@fabrikam.example',
};

/** Entra groups, one for each role. */
export const GROUPS = {
  operator: 'dddddddd-0000-4000-8000-000000000001',
  approver: 'dddddddd-0000-4000-8000-000000000002',
  analyst: 'dddddddd-0000-4000-8000-000000000003',
  auditor: 'dddddddd-0000-4000-8000-000000000004',
} as const;
