import type { ServiceAnswer } from '../service.ts';
import { answerList, answerOne, notFound } from './answers.ts';
import type { Directory, DirectoryObject } from './directory.ts';
import { answerMemberships, checkGroups, memberGroups } from './memberships.ts';
import type { Route } from './route.ts';

/** People, and the groups they belong to. */
export function userRoutes(directory: Directory): readonly Route[] {
  const withUser = (name: string, work: (user: DirectoryObject) => ServiceAnswer) => {
    const user = findUser(directory, name);
    return user === undefined ? notFound(name) : work(user);
  };
  const groupsOf = ({ properties: { id } }: DirectoryObject) => directory.transitiveGroupsOf(id);

  return [
    {
      method: 'GET',
      path: /^users$/i,
      answer: (request) =>
        answerList(
          {
            context: 'users',
            type: 'user',
            rows: directory.list('user').map(({ properties }) => properties),
          },
          request,
        ),
    },
    {
      method: 'GET',
      path: /^users\/([^/]+)$/i,
      answer: (request, name = '') =>
        withUser(name, ({ properties }) => answerOne('user', properties, request)),
    },
    {
      method: 'GET',
      path: /^users\/([^/]+)\/memberOf(?:\/([^/]+))?$/i,
      answer: (request, name = '', cast = '') =>
        withUser(name, ({ properties: { id } }) =>
          answerMemberships(directory.groupsOf(id), request, cast),
        ),
    },
    {
      method: 'GET',
      path: /^users\/([^/]+)\/transitiveMemberOf(?:\/([^/]+))?$/i,
      answer: (request, name = '', cast = '') =>
        withUser(name, (user) => answerMemberships(groupsOf(user), request, cast)),
    },
    {
      method: 'POST',
      path: /^(?:users|directoryObjects)\/([^/]+)\/checkMemberGroups$/i,
      answer: ({ body }, name = '') => withUser(name, (user) => checkGroups(groupsOf(user), body)),
    },
    {
      method: 'POST',
      path: /^(?:users|directoryObjects)\/([^/]+)\/getMemberGroups$/i,
      answer: ({ body }, name = '') => withUser(name, (user) => memberGroups(groupsOf(user), body)),
    },
  ];
}

/** By object id, or by user principal name in any case. */
function findUser(directory: Directory, name: string): DirectoryObject | undefined {
  const byId = directory.find(name);
  if (byId?.kind === 'user') return byId;
  const isNamed = ({ properties }: DirectoryObject) =>
    String(properties.userPrincipalName).toLowerCase() === name.toLowerCase();
  return directory.list('user').find(isNamed);
}
