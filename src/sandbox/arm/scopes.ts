import { AzureRefused, noResource } from './refused.ts';
import type { Ask } from './route.ts';

const GROUP = /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)$/i;
const RESOURCE = /^\/subscriptions\/[^/]+\/resourceGroups\/([^/]+)\/providers\/(.+)\/([^/]+)$/i;

/** What hangs on a resource needs the resource; subscriptions are checked before. */
export function checkScopeExists({ azure, vaults }: Ask, scope: string): void {
  const [, subscription = '', group] = GROUP.exec(scope) ?? [];
  if (group !== undefined) {
    if (azure.groups.find(`${subscription}/${group}`.toLowerCase()) !== undefined) return;
    throw new AzureRefused(
      404,
      'ResourceGroupNotFound',
      `Resource group '${group}' could not be found.`,
    );
  }
  const [, of = '', type, name = ''] = RESOURCE.exec(scope) ?? [];
  if (type === undefined) return;
  const there = vaults.findById(scope) ?? azure.resources.find(scope.toLowerCase());
  if (there === undefined) throw noResource(type, name, of);
}
