import type { Check } from './checks/check.ts';
import { ENVIRONMENT_CHECKS } from './checks/environment.ts';
import { ORGANISATION_CHECKS } from './checks/organisation.ts';
import { TABLE_CHECKS } from './checks/tables.ts';
import { TENANT_CHECKS } from './checks/tenant.ts';

export type { Check } from './checks/check.ts';

const numberOf = ({ id }: Check): number => Number(id.slice(1));

/** Every check of the reference, in its order. */
export const CHECKS: readonly Check[] = [
  ...ORGANISATION_CHECKS,
  ...TABLE_CHECKS,
  ...ENVIRONMENT_CHECKS,
  ...TENANT_CHECKS,
].sort((a, b) => numberOf(a) - numberOf(b));
