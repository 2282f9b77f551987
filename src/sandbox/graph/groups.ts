import type { ServiceAnswer } from '../service.ts';
import { answerList, answerOne, notFound, refuse } from './answers.ts';
import type { Directory, DirectoryObject } from './directory.ts';
import { answerMemberships } from './memberships.ts';
import type { Route } from './route.ts';

const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Groups and who is in them. */
export function groupRoutes(directory: Directory): readonly Route[] {
  const withGroup = (id: string, work: (group: DirectoryObject) => ServiceAnswer) => {
    if (!ID.test(id)) return refuse(400, `Invalid object identifier '${id}'.`);
    const group = directory.find(id);
    return group?.kind === 'group' ? work(group) : notFound(id);
  };

  return [
    {
      method: 'GET',
      path: /^groups$/i,
      answer: (request) =>
        answerList(
          {
            context: 'groups',
            type: 'group',
            rows: directory.list('group').map(({ properties }) => properties),
          },
          request,
        ),
    },
    {
      method: 'GET',
      path: /^groups\/([^/]+)$/i,
      answer: (request, id = '') =>
        withGroup(id, ({ properties }) => answerOne('group', properties, request)),
    },
    {
      method: 'GET',
      path: /^groups\/([^/]+)\/members(?:\/([^/]+))?$/i,
      answer: (request, id = '', cast = '') =>
        withGroup(id, ({ properties }) =>
          answerMemberships(directory.membersOf(properties.id), request, cast),
        ),
    },
    {
      method: 'GET',
      path: /^groups\/([^/]+)\/transitiveMembers(?:\/([^/]+))?$/i,
      answer: (request, id = '', cast = '') =>
        withGroup(id, ({ properties }) =>
          answerMemberships(directory.transitiveMembersOf(properties.id), request, cast),
        ),
    },
  ];
}
