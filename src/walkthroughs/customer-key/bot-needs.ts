import { GatewayError } from '../../core/errors.ts';
import { ROLES } from './applications.ts';
import type { Branch } from './branch.ts';

/** A right that the bot needs on the subscription, the role to give for it, and what for. */
export interface Need {
  readonly role: string;
  /** Ids of the roles that contain it. */
  readonly by: readonly string[];
  readonly why: string;
}

const NEEDS: readonly Need[] = [
  {
    role: 'Contributor',
    by: [ROLES.botCustomerKey, ROLES.contributor, ROLES.owner],
    why: 'Contributor: to register features and the resource provider, and to create the resource group, the vault and its log settings.',
  },
  {
    role: 'User Access Administrator',
    by: [
      ROLES.botCustomerKey,
      ROLES.userAccessAdministrator,
      ROLES.accessControlAdministrator,
      ROLES.owner,
      ROLES.dataAccessAdministrator,
    ],
    why: 'User Access Administrator: to give access to the key, and to lock the vault. The narrower Key Vault Data Access Administrator does for the access, but not for the lock.',
  },
];

/** Ids of roles that the bot holds at the subscription or above it, or why they cannot be read. */
export type Rights =
  | { readonly kind: 'read'; readonly held: ReadonlySet<string> }
  | { readonly kind: 'unread'; readonly why: string };

/** Being refused is an answer: the bot has no right there. A right that is spreading is none. */
export async function rightsOf(branch: Branch, principal: string): Promise<Rights> {
  try {
    const rights = await branch.subscriptionRights(principal);
    return { kind: 'read', held: new Set(rights.map(({ role }) => role.toLowerCase())) };
  } catch (error) {
    const refused = error instanceof GatewayError && !error.transient;
    if (!refused || ![403, 404].includes(error.status)) throw error;
    return { kind: 'unread', why: error.message };
  }
}

/** What the bot still needs; all of it where its rights cannot be read. */
export const missingNeeds = (rights: Rights): readonly Need[] =>
  rights.kind === 'unread'
    ? NEEDS
    : NEEDS.filter(({ by }) => !by.some((role) => rights.held.has(role)));

const KNOWN = new Set<string>(Object.values(ROLES));

/** Roles of the organisation's own may contain what is needed: their actions cannot be seen. */
export const ownRoles = (rights: Rights): readonly string[] =>
  rights.kind === 'unread' ? [] : [...rights.held].filter((role) => !KNOWN.has(role)).sort();

/** Locks take more than giving access to keys does. */
export const mayLock = (held: ReadonlySet<string>): boolean =>
  [ROLES.botCustomerKey, ROLES.owner, ROLES.userAccessAdministrator].some((role) => held.has(role));
