import { z } from 'zod';
import { openAzure } from '../arm/documents.ts';
import { openVaults } from '../arm/vaults.ts';
import { openKeys } from '../key-vault/documents.ts';
import type { Tenant } from '../service.ts';

/** One root key as a policy holds it: what it wrapped, and with which version. */
const RootKey = z.object({ uri: z.string(), version: z.string(), wrapped: z.string() });
export type RootKey = z.infer<typeof RootKey>;

export const Policy = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  enabled: z.boolean(),
  keys: z.array(RootKey),
  /** SHA-256 of what the root keys wrap; the value itself is kept nowhere. */
  digest: z.string(),
  createdAt: z.string(),
  changedAt: z.string(),
  /** Wrapped anew: fully in effect a day later. */
  wrappedAt: z.string(),
});
export type Policy = z.infer<typeof Policy>;

const Assignment = z.object({ policy: z.string(), assignedAt: z.string() });
const Used = z.object({ until: z.string() });

const Failed = z.object({
  Rule: z.string(),
  Scope: z.string(),
  ExpectedValue: z.string(),
  ActualValue: z.string(),
});
export type Failed = z.infer<typeof Failed>;

/** What the onboarding module prints. */
export const OnboardingRecord = z.object({
  ID: z.string(),
  CreatedDate: z.string(),
  ValidationResult: z.string(),
  EnablementResult: z.string(),
  FailedValidations: z.array(Failed),
});
export type OnboardingRecord = z.infer<typeof OnboardingRecord>;

const Onboarding = z.object({
  state: z.enum(['NotOnboarded', 'Enabled']),
  /** Subscriptions that were enabled, in lower case. */
  subscriptions: z.array(z.string()),
  requests: z.array(OnboardingRecord),
});

/** What the encryption of the tenant keeps, and where it finds keys. */
export const openEncryption = (tenant: Tenant) => ({
  tenant,
  azure: openAzure(tenant),
  vaults: openVaults(tenant),
  keys: openKeys(tenant),
  policies: tenant.documents('encryption-policies', Policy),
  assignment: tenant.documents('encryption-assignment', Assignment),
  used: tenant.documents('encryption-used', Used),
  onboarding: tenant.documents('onboarding', Onboarding),
});
export type Encryption = ReturnType<typeof openEncryption>;

export const KEY = 'tenant';

/** The policy of this name or id. */
export const findPolicy = ({ policies }: Encryption, identity: string): Policy | undefined =>
  policies.list().find(({ id, name }) => [id, name.toLowerCase()].includes(identity.toLowerCase()));

/** New and rolled keys take a day, in milliseconds. */
export const TAKING_EFFECT = 24 * 60 * 60_000;

/** The policy that is assigned, and since when. */
export function findAssigned(encryption: Encryption) {
  const assigned = encryption.assignment.find(KEY);
  const policy = assigned && encryption.policies.find(assigned.policy);
  return policy && assigned && { policy, assignedAt: assigned.assignedAt };
}

/** When what was assigned or wrapped anew last is in effect. */
export const effectiveAt = (policy: Policy, assignedAt: string): Date =>
  new Date(Math.max(Date.parse(assignedAt), Date.parse(policy.wrappedAt)) + TAKING_EFFECT);
