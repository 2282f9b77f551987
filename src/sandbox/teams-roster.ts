import { createHash } from 'node:crypto';
import { APPLICATION, PEOPLE, STRANGER, TENANT_ID, type SeededPerson } from './people.ts';

/** The bot as Teams names it. */
export const BOT = { id: `28:${APPLICATION.clientId}`, name: APPLICATION.name } as const;

/** The one channel; everybody of the tenant is a member, the stranger is not. */
export const CHANNEL = {
  id: '19:5f0c1d7a93e24b6d8a41c2e07b9f3d68@thread.tacv2',
  name: 'Audit approvals',
  team: { id: '19:0b7e6a2c4d8f41539e1a7c6b5d3f2e90@thread.tacv2', name: 'Compliance' },
} as const;

export const EVERYONE: readonly SeededPerson[] = [...PEOPLE, STRANGER];

const opaque = (text: string): string => createHash('sha384').update(text).digest('base64url');

/** `29:…`: Teams gives each person another id for each bot. */
export const userIdOf = (person: SeededPerson): string => `29:1${opaque(BOT.id + person.id)}`;

/** The id of somebody's personal chat with the bot. */
export const chatIdOf = (person: SeededPerson): string =>
  `a:1${opaque(`chat/${BOT.id}/${person.id}`)}`;

/** By object id, `29:…` id, name or user principal name. */
export function findPerson(known: string): SeededPerson | undefined {
  const wanted = known.toLowerCase();
  return EVERYONE.find(
    (person) =>
      userIdOf(person) === known ||
      [person.id, person.name, person.upn].some((name) => name.toLowerCase() === wanted),
  );
}

export const isMember = (person: SeededPerson): boolean => person.tenantId === TENANT_ID;

/** A member as the roster of a conversation shows it. */
export const memberOf = (person: SeededPerson) => ({
  id: userIdOf(person),
  name: person.name,
  givenName: person.name,
  email: person.upn,
  userPrincipalName: person.upn,
  aadObjectId: person.id,
  objectId: person.id,
  tenantId: person.tenantId,
  userRole: 'user',
});
