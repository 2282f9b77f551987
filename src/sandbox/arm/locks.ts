import { z } from 'zod';
import type { ServiceAnswer } from '../service.ts';
import { type Azure, type Lock, Lock as Schema } from './documents.ts';
import { covers, scopeKey } from './ids.ts';
import { answerPage } from './pages.ts';
import { AzureRefused, invalidContent } from './refused.ts';
import { nameAt, path, SCOPE, type Ask, type Route } from './route.ts';
import { checkScopeExists } from './scopes.ts';

const VERSIONS = ['2020-05-01'];
const ALL = `${SCOPE}/providers/Microsoft\\.Authorization/locks`;
const ONE = path(`${ALL}/([^/]+)`);
const may = (verb: string) => ({
  versions: VERSIONS,
  action: `Microsoft.Authorization/locks/${verb}`,
  scope: ([first = '']: readonly string[]) => first,
});

/** Locks against deletion and change. */
export const lockRoutes: readonly Route[] = [
  { method: 'GET', path: path(ALL), ...may('read'), answer: list },
  { method: 'GET', path: ONE, ...may('read'), answer: read },
  { method: 'PUT', path: ONE, ...may('write'), answer: put },
  { method: 'DELETE', path: ONE, ...may('delete'), answer: remove },
];

const idOf = (ask: Ask) =>
  `${nameAt(ask, 0)}/providers/Microsoft.Authorization/locks/${nameAt(ask, 1)}`;
const find = (ask: Ask) => ask.azure.locks.find(idOf(ask).toLowerCase());

const drawn = ({ id, name, level, notes }: Lock) => ({
  id,
  name,
  type: 'Microsoft.Authorization/locks',
  properties: { level, ...(notes === undefined ? {} : { notes }) },
});

function list(ask: Ask): ServiceAnswer {
  const at = nameAt(ask, 0);
  checkScopeExists(ask, at);
  const rows = ask.azure.locks.list().filter(({ scope }) => covers(scope, at) || covers(at, scope));
  return answerPage(ask.request, rows.map(drawn));
}

function read(ask: Ask): ServiceAnswer {
  const found = find(ask);
  if (found === undefined)
    throw new AzureRefused(404, 'LockNotFound', `The lock '${nameAt(ask, 1)}' could not be found.`);
  return { status: 200, body: drawn(found) };
}

const Body = z.object({
  properties: z.object({
    level: Schema.shape.level,
    notes: z.string().max(512).optional(),
    owners: z.array(z.object({ applicationId: z.string() })).optional(),
  }),
});

function put(ask: Ask): ServiceAnswer {
  const wanted = Body.safeParse(ask.request.body);
  if (!wanted.success)
    throw invalidContent('properties.level is required; notes have 512 characters');
  const [scope, name] = [nameAt(ask, 0), nameAt(ask, 1)];
  checkScopeExists(ask, scope);
  const { level, notes } = wanted.data.properties;
  const known = find(ask);
  const lock: Lock = {
    id: idOf(ask),
    name,
    scope,
    level,
    ...(notes === undefined ? {} : { notes }),
  };
  const same = known?.level === level && known.notes === notes;
  if (!same) keep(ask.azure, lock);
  return { status: known === undefined ? 201 : 200, body: drawn(lock) };
}

const keep = (azure: Azure, lock: Lock) =>
  azure.tenant.together(() => {
    azure.locks.put(lock.id.toLowerCase(), lock);
    azure.tenant.changed('arm', 'locks/write', lock.id, { level: lock.level });
  });

function remove(ask: Ask): ServiceAnswer {
  const found = find(ask);
  if (found === undefined) return { status: 204 };
  const { azure } = ask;
  azure.tenant.together(() => {
    azure.locks.delete(found.id.toLowerCase());
    azure.tenant.changed('arm', 'locks/delete', found.id);
  });
  return { status: 200 };
}

/** Refuses what a lock at the scope, above it or, for deletion, below it forbids. */
export function checkLocks(azure: Azure, method: string, scope: string): void {
  const deletes = method === 'DELETE';
  if (!deletes && !['PUT', 'PATCH', 'POST'].includes(method)) return;
  const inTheWay = azure.locks
    .list()
    .filter((lock) => lock.level === 'ReadOnly' || (deletes && lock.level === 'CanNotDelete'))
    .find((lock) => covers(lock.scope, scope) || (deletes && covers(scope, lock.scope)));
  if (inTheWay === undefined) return;
  throw new AzureRefused(
    409,
    'ScopeLocked',
    `The scope '${scope}' cannot perform ${deletes ? 'delete' : 'write'} operation because following ` +
      `scope(s) are locked: '${scopeKey(inTheWay.scope)}'. Please remove the lock and try again.`,
  );
}
