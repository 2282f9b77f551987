import type { Role } from '../core/people.ts';

/** The seeded tenant, so that a newcomer has to configure nothing (docs: Sandbox). */
export const SANDBOX_TENANT = '11111111-1111-4111-8111-111111111111';

export const SANDBOX_GROUPS: Readonly<Record<Role, readonly string[]>> = {
  operator: ['dddddddd-0000-4000-8000-000000000001'],
  approver: ['dddddddd-0000-4000-8000-000000000002'],
  analyst: ['dddddddd-0000-4000-8000-000000000003'],
  auditor: ['dddddddd-0000-4000-8000-000000000004'],
};

export const SANDBOX_CLIENT = 'cccccccc-0000-4000-8000-000000000001';
/** Opens nothing but the sandbox of this machine. */
export const SANDBOX_SECRET = 'sandbox-secret-of-no-value';

/** The sandbox's own channel `Audit approvals`. */
export const SANDBOX_CHANNEL = '19:5f0c1d7a93e24b6d8a41c2e07b9f3d68@thread.tacv2';

/** The sandbox's own Log Analytics workspace. */
export const SANDBOX_WORKSPACE = '66666666-0000-4000-8000-000000000001';

/** The sandbox's own connection for sign-ins; it is for the bot's application there. */
export const SANDBOX_CONNECTION = 'sandbox';
