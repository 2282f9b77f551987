import { latest, type Key, type Version } from './documents.ts';
import { noKey } from './refused.ts';
import type { Ask } from './route.ts';

/** The key of this name that is not deleted. */
export function getKey({ keys, vault }: Pick<Ask, 'keys' | 'vault'>, name: string): Key {
  const key = keys.find(vault.name, name);
  if (key === undefined || key.deleted !== undefined) throw noKey(name);
  return key;
}

/** One version of it; the latest when none is named. */
export function getVersion(key: Key, version: string): Version {
  if (version === '') return latest(key);
  const found = key.versions.find((each) => each.version === version.toLowerCase());
  if (found === undefined) throw noKey(`${key.name}/${version}`);
  return found;
}
