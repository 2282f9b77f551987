import { z } from 'zod';

/** 3 to 24 of letters, digits and single hyphens, from a letter to a letter or digit. */
export const VAULT_NAME = /^(?!.*--)[A-Za-z][A-Za-z0-9-]{1,22}[A-Za-z0-9]$/;
export const KEY_NAME = /^[0-9A-Za-z-]{1,127}$/;
/** As Azure allows it, without what is awkward to type: no parentheses, no full stop at the end. */
export const GROUP_NAME = /^[\w.-]{0,89}[\w-]$/;
/** `New-M365DataAtRestEncryptionPolicy -Name`: no spaces. */
export const POLICY_NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;

/** One of the two ways to the data: subscription, vault and key. */
export const BranchAnswer = z.object({
  subscription: z.guid().toLowerCase(),
  subscriptionName: z.string().max(256),
  resourceGroup: z.string().regex(GROUP_NAME),
  vault: z.string().regex(VAULT_NAME),
  /** Lower case, no spaces: `westeurope`. */
  location: z.string().regex(/^[a-z0-9]{2,40}$/),
  key: z.string().regex(KEY_NAME),
});
export type BranchAnswer = z.infer<typeof BranchAnswer>;

const Asked = z.object({
  /** Of the organisation whose audit records are encrypted. */
  tenant: z.object({ id: z.guid(), name: z.string().max(256), domain: z.string().max(500) }),
  first: BranchAnswer,
  second: BranchAnswer,
  keySize: z.union([z.literal(2048), z.literal(3072), z.literal(4096)]),
  /** `import`: made outside Azure and brought in with a hardware vendor's tool. */
  keySource: z.enum(['create', 'import']),
  permissionModel: z.enum(['roles', 'policies']),
  /** `trusted`: only Microsoft's trusted services and these addresses reach the vaults. */
  firewall: z.enum(['open', 'trusted']),
  addresses: z.array(z.union([z.ipv4(), z.cidrv4()])).max(100),
  /** Resource id of the Log Analytics workspace that takes the vaults' logs; absent: none. */
  workspace: z.string().startsWith('/subscriptions/').max(500).optional(),
  /** Its own id, by which its logs are asked for; absent: they are kept there and not read here. */
  workspaceId: z.guid().optional(),
  /** Ask Microsoft for the mandatory retention period, or leave the subscriptions as they are. */
  retention: z.enum(['request', 'leave']),
  policy: z.object({
    name: z.string().regex(POLICY_NAME),
    description: z.string().max(200),
  }),
});

const areTwo = (one: string, other: string): boolean => one.toLowerCase() !== other.toLowerCase();

/** Whoever answers them: two keys in one place would be one, and under one person. */
export const Answers = Asked.refine(
  ({ first, second }) =>
    areTwo(first.subscription, second.subscription) && areTwo(first.vault, second.vault),
  { error: 'The two keys belong in two subscriptions and two vaults.' },
);
export type Answers = z.infer<typeof Answers>;

/** One at a time for a tenant: only one policy can be assigned. */
export const subjectOf = ({ tenant }: Pick<Answers, 'tenant'>): string =>
  `customer-key/${tenant.domain.toLowerCase()}`;
