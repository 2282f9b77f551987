import { z } from 'zod';
import { APPLICATION, STRANGER, type SeededPerson } from './people.ts';
import type { Authentication } from './teams-activities.ts';
import type { DoorParts } from './teams-door.ts';
import { refusal } from './teams-http.ts';
import { EVERYONE } from './teams-roster.ts';

/** How a sign-in goes: as it should, or as it may go wrong. */
export const HOW = ['now', 'earlier', 'somebody-else', 'other-tenant'] as const;

/** What the bot has asked for, and how the person goes about it. */
export const Wanted = z.object({
  id: z.string(),
  connectionName: z.string(),
  uri: z.string(),
  how: z.enum(HOW).default('now'),
});
type Wanted = z.infer<typeof Wanted>;

/** The App ID URI of the bot's application; its tokens name it by its client id. */
const RESOURCE = `api://botid-${APPLICATION.clientId}`;
const HOUR = 3_600_000;

/** What a client sends after a sign-in; a token of the tenant's authority is in it. */
export function authenticated(
  { signedIn, clock }: DoorParts,
  person: SeededPerson,
  { id, connectionName, uri, how }: Wanted,
): Authentication {
  if (signedIn === undefined) throw refusal(501, 'Nobody can sign in to this sandbox.');
  if (uri !== RESOURCE) throw refusal(400, `AADSTS500011: There is no application ${uri} here.`);
  const now = clock.now();
  const at = how === 'earlier' ? new Date(now.getTime() - HOUR) : now;
  const whose = whoSigns(person, how);
  const { clientId } = APPLICATION;
  return { id, connectionName, token: signedIn({ person: whose, clientId, now, at }) };
}

function whoSigns(person: SeededPerson, how: Wanted['how']) {
  if (how === 'other-tenant') return { ...person, tenantId: STRANGER.tenantId };
  if (how !== 'somebody-else') return person;
  return (
    EVERYONE.find(({ id, tenantId }) => id !== person.id && tenantId === person.tenantId) ??
    STRANGER
  );
}
