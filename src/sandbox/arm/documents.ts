import { z } from 'zod';
import type { Documents, Tenant } from '../service.ts';

const Tags = z.record(z.string(), z.string());

export const Subscription = z.object({
  id: z.string(),
  name: z.string(),
  tenantId: z.string(),
  state: z.enum(['Enabled', 'Warned', 'PastDue', 'Disabled', 'Deleted']),
  quotaId: z.string(),
  spendingLimit: z.enum(['On', 'Off', 'CurrentPeriodOff']),
  managedBy: z.array(z.string()),
  /** Not there before. */
  readyAt: z.string(),
});
export type Subscription = z.infer<typeof Subscription>;

export const Alias = z.object({
  name: z.string(),
  subscriptionId: z.string(),
  wanted: z.record(z.string(), z.unknown()),
  createdAt: z.string(),
  readyAt: z.string(),
});
export type Alias = z.infer<typeof Alias>;

export const Group = z.object({
  id: z.string(),
  name: z.string(),
  location: z.string(),
  tags: Tags.optional(),
});
export type Group = z.infer<typeof Group>;

/** A resource of a kind that is only listed. */
export const Resource = z.object({
  id: z.string(),
  name: z.string(),
  type: z.string(),
  location: z.string(),
});

export const Assignment = z.object({
  id: z.string(),
  name: z.string(),
  scope: z.string(),
  roleDefinitionId: z.string(),
  principalId: z.string(),
  principalType: z.string(),
  description: z.string().optional(),
  condition: z.string().optional(),
  conditionVersion: z.string().optional(),
  createdOn: z.string(),
  createdBy: z.string(),
});
export type Assignment = z.infer<typeof Assignment>;

export const Lock = z.object({
  id: z.string(),
  name: z.string(),
  scope: z.string(),
  level: z.enum(['NotSpecified', 'CanNotDelete', 'ReadOnly']),
  notes: z.string().optional(),
});
export type Lock = z.infer<typeof Lock>;

export const Diagnostic = z.object({
  id: z.string(),
  name: z.string(),
  resource: z.string(),
  properties: z.looseObject({
    logs: z
      .array(
        z.looseObject({
          category: z.string().optional(),
          categoryGroup: z.string().optional(),
          enabled: z.boolean(),
        }),
      )
      .optional(),
    workspaceId: z.string().optional(),
  }),
});
export type Diagnostic = z.infer<typeof Diagnostic>;

const Feature = z.object({ requestedAt: z.string(), requester: z.string() });
const Provider = z.object({ registeredAt: z.string(), readyAt: z.string() });

/** What the simulated Azure Resource Manager keeps, beside vaults. */
export interface Azure {
  readonly tenant: Tenant;
  readonly subscriptions: Documents<Subscription>;
  readonly aliases: Documents<Alias>;
  /** By subscription and feature. */
  readonly features: Documents<z.infer<typeof Feature>>;
  /** By subscription and namespace. */
  readonly providers: Documents<z.infer<typeof Provider>>;
  readonly groups: Documents<Group>;
  readonly resources: Documents<z.infer<typeof Resource>>;
  readonly assignments: Documents<Assignment>;
  readonly locks: Documents<Lock>;
  readonly diagnostics: Documents<Diagnostic>;
}

/** Opens what is kept of Azure in the tenant's documents. */
export const openAzure = (tenant: Tenant): Azure => ({
  tenant,
  subscriptions: tenant.documents('arm-subscriptions', Subscription),
  aliases: tenant.documents('arm-aliases', Alias),
  features: tenant.documents('arm-features', Feature),
  providers: tenant.documents('arm-providers', Provider),
  groups: tenant.documents('arm-groups', Group),
  resources: tenant.documents('arm-resources', Resource),
  assignments: tenant.documents('arm-role-assignments', Assignment),
  locks: tenant.documents('arm-locks', Lock),
  diagnostics: tenant.documents('arm-diagnostics', Diagnostic),
});

/** The present moment of the tenant, or one so many milliseconds later. */
export const nowIn = ({ tenant }: Pick<Azure, 'tenant'>, later = 0): string =>
  new Date(tenant.clock.now().getTime() + later).toISOString();
