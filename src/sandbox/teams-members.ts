import type { Reply } from './teams-connector.ts';
import { membersOf, type Address } from './teams-places.ts';
import { memberOf } from './teams-roster.ts';
import { connectorError } from './teams-wire.ts';

/** Everybody in the place. */
export const everyMember = ({ place }: Address): Reply => ({
  status: 200,
  body: membersOf(place).map(memberOf),
});

/** By `29:…` or object id. */
export function oneMember({ place }: Address, id: string): Reply {
  const member = membersOf(place)
    .map(memberOf)
    .find((one) => [one.id, one.aadObjectId].includes(id));
  if (member === undefined)
    throw connectorError(404, 'MemberNotFoundInConversation', 'Member not found in conversation.');
  return { status: 200, body: member };
}

/** A page of them, in a fixed order. */
export function pageOfMembers({ place }: Address, query: URLSearchParams): Reply {
  const asked = Number(query.get('pageSize') ?? 200);
  const size = Number.isInteger(asked) && asked > 0 ? asked : 200;
  const start = Number(query.get('continuationToken') || 0);
  if (!Number.isSafeInteger(start) || start < 0)
    throw connectorError(400, 'Bad Argument', 'The continuation token is not valid.');
  const all = membersOf(place).map(memberOf);
  const next = start + size;
  const more = next < all.length ? { continuationToken: String(next) } : {};
  return { status: 200, body: { members: all.slice(start, next), ...more } };
}
