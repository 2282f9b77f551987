import { z } from 'zod';
import { badRequest, invalidContent } from './refused.ts';
import { Policy, type Vault } from './vaults.ts';

const Sku = z.object({ family: z.literal('A'), name: z.enum(['standard', 'premium']) });

const Network = z.object({
  bypass: z.enum(['AzureServices', 'None']).default('AzureServices'),
  defaultAction: z.enum(['Allow', 'Deny']).default('Allow'),
  ipRules: z.array(z.object({ value: z.string() })).default([]),
  virtualNetworkRules: z
    .array(z.object({ id: z.string(), ignoreMissingVnetServiceEndpoint: z.boolean().optional() }))
    .default([]),
});

const Properties = z.strictObject({
  tenantId: z.guid().optional(),
  sku: Sku.optional(),
  accessPolicies: z.array(Policy).max(1024).optional(),
  vaultUri: z.string().optional(),
  enabledForDeployment: z.boolean().optional(),
  enabledForDiskEncryption: z.boolean().optional(),
  enabledForTemplateDeployment: z.boolean().optional(),
  enableSoftDelete: z.boolean().optional(),
  softDeleteRetentionInDays: z.number().int().optional(),
  enableRbacAuthorization: z.boolean().nullish(),
  createMode: z.enum(['default', 'recover']).optional(),
  enablePurgeProtection: z.boolean().nullish(),
  networkAcls: Network.optional(),
  provisioningState: z.string().optional(),
  publicNetworkAccess: z.string().optional(),
});
export type Wanted = z.infer<typeof Properties>;

const Tags = z.record(z.string(), z.string()).optional();
const Put = z.object({ location: z.string().min(1), tags: Tags, properties: Properties });
const Patch = z.object({ tags: Tags, properties: Properties.optional() });

const problem = ({ issues: [first] }: z.ZodError) =>
  `${first?.path.join('.') ?? 'body'}: ${first?.message ?? 'is invalid'}`;

/** The body of a creation or replacement. */
export function readPut(body: unknown): z.infer<typeof Put> {
  const read = Put.safeParse(body);
  if (!read.success) throw invalidContent(problem(read.error));
  checkLimits(read.data.properties);
  return read.data;
}

/** The body of a change. */
export function readPatch(body: unknown): z.infer<typeof Patch> {
  const read = Patch.safeParse(body);
  if (!read.success) throw invalidContent(problem(read.error));
  checkLimits(read.data.properties ?? {});
  return read.data;
}

function checkLimits(wanted: Wanted): void {
  const { softDeleteRetentionInDays: days, enablePurgeProtection, enableSoftDelete } = wanted;
  if (days !== undefined && (days < 7 || days > 90))
    throw badRequest(
      `The value provided for "softDeleteRetentionInDays" is ${days}. It must be between 7 and 90.`,
    );
  if (enablePurgeProtection === false)
    throw badRequest(
      'The property "enablePurgeProtection" cannot be set to false. Enabling the purge protection ' +
        'for a vault is an irreversible action.',
    );
  if (enableSoftDelete === false)
    throw badRequest(
      'The property "enableSoftDelete" can be set to false only for creating new vault. Enabling ' +
        "the 'soft delete' functionality is an irreversible action.",
    );
}

/** What nobody may ask of a vault that is there. */
export function checkAgainst(vault: Vault, wanted: Wanted): void {
  const days = wanted.softDeleteRetentionInDays;
  if (days !== undefined && days !== vault.retentionInDays)
    throw badRequest(
      'The property "softDeleteRetentionInDays" has been set already and it can\'t be modified.',
    );
}

const DEPLOYMENT = [
  'enabledForDeployment',
  'enabledForDiskEncryption',
  'enabledForTemplateDeployment',
] as const;

/** The switches for deployments that were given. */
export const deploymentOf = (wanted: Wanted): Readonly<Record<string, boolean>> =>
  Object.fromEntries(
    DEPLOYMENT.flatMap((name) => {
      const given = wanted[name];
      return given === undefined ? [] : [[name, given]];
    }),
  );
