import { z } from 'zod';
import type { ServiceAnswer, ServiceRequest } from '../service.ts';
import { answerList, noSegment, refuse, typed } from './answers.ts';
import type { DirectoryObject, Kind } from './directory.ts';

const KINDS: Readonly<Record<string, Kind>> = {
  'microsoft.graph.user': 'user',
  'microsoft.graph.group': 'group',
  'microsoft.graph.serviceprincipal': 'servicePrincipal',
};

const NEVER_HERE = ['microsoft.graph.directoryrole', 'microsoft.graph.administrativeunit'];

/** Members or groups, of one type when the address names it. */
export function answerMemberships(
  objects: readonly DirectoryObject[],
  request: ServiceRequest,
  cast: string,
): ServiceAnswer {
  const rows = objects.map(typed);
  if (cast === '')
    return answerList({ context: 'directoryObjects', type: 'directoryObject', rows }, request);
  const name = cast.toLowerCase();
  const kind = KINDS[name];
  if (kind === undefined && !NEVER_HERE.includes(name)) return noSegment();
  const mark = `#microsoft.graph.${kind}`;
  const fits = (row: Readonly<Record<string, unknown>>) => row['@odata.type'] === mark;
  return answerList(
    { context: `${kind ?? 'directoryObject'}s`, type: kind ?? 'directoryObject', rows, cast: fits },
    request,
  );
}

const Wanted = z.object({ groupIds: z.array(z.guid()).min(1).max(20) });

/** Of these groups, those that the object belongs to, however deep. */
export function checkGroups(groups: readonly DirectoryObject[], body: unknown): ServiceAnswer {
  const wanted = Wanted.safeParse(body);
  if (!wanted.success)
    return refuse(400, 'The property groupIds must have between 1 and 20 identifiers of groups.');
  const ids = new Set(groups.map(({ properties }) => properties.id));
  const value = wanted.data.groupIds.map((id) => id.toLowerCase()).filter((id) => ids.has(id));
  return stringList([...new Set(value)]);
}

/** All groups that the object belongs to, however deep. */
export function memberGroups(groups: readonly DirectoryObject[], body: unknown): ServiceAnswer {
  const asked = z.object({ securityEnabledOnly: z.boolean() }).safeParse(body);
  if (!asked.success) return refuse(400, 'The property securityEnabledOnly is required.');
  return stringList(groups.map(({ properties }) => properties.id));
}

const stringList = (value: readonly string[]): ServiceAnswer => ({
  status: 200,
  body: {
    '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#Collection(Edm.String)',
    value,
  },
});
