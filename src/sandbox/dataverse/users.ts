import { z } from 'zod';
import { APPLICATION_USERS, PROVISIONING, type SeededOrganisation } from '../environments-seed.ts';
import { APPLICATION, PEOPLE } from '../people.ts';
import type { ServiceCaller, Tenant } from '../service.ts';
import { fixedId } from './ids.ts';

/** A row of `systemuser`, as far as auditing needs it. */
export interface SystemUser {
  readonly id: string;
  readonly objectId: string;
  readonly name: string;
  readonly upn: string;
  readonly roles: readonly string[];
  readonly isApplication: boolean;
}

const ADMINISTRATOR = 'System Administrator';

const userId = (org: SeededOrganisation, objectId: string) =>
  fixedId(org.organisationId, 'systemuser', objectId);

const people = (org: SeededOrganisation): readonly SystemUser[] =>
  PEOPLE.map(({ id, name, upn, role }) => ({
    id: userId(org, id),
    objectId: id,
    name,
    upn,
    roles: role === 'operator' && org.botIsAdministrator ? [ADMINISTRATOR] : ['Basic User'],
    isApplication: false,
  }));

const bot = (org: SeededOrganisation): SystemUser => ({
  id: userId(org, APPLICATION.objectId),
  objectId: APPLICATION.objectId,
  name: APPLICATION.name,
  upn: `${APPLICATION.name.toLowerCase().replaceAll(' ', '-')}@contoso.example`,
  roles: [ADMINISTRATOR],
  isApplication: true,
});

const Added = z.object({ addedAt: z.string() });

/** Provisioning an application user takes the platform some minutes. */
function isBotUser(tenant: Tenant, org: SeededOrganisation): boolean {
  if (org.botIsAdministrator) return true;
  const added = tenant.documents(APPLICATION_USERS, Added).find(org.organisationId);
  if (added === undefined) return false;
  return tenant.clock.now().getTime() >= Date.parse(added.addedAt) + PROVISIONING;
}

/** The users of an environment at this moment. */
export const usersOf = (tenant: Tenant, org: SeededOrganisation): readonly SystemUser[] => [
  ...people(org),
  ...(isBotUser(tenant, org) ? [bot(org)] : []),
];

export const findUser = (
  tenant: Tenant,
  org: SeededOrganisation,
  caller: ServiceCaller,
): SystemUser | undefined =>
  usersOf(tenant, org).find(({ objectId }) => objectId === caller.objectId);
