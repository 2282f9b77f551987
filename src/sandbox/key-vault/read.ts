import { findPage, nextLink } from '../odata.ts';
import type { ServiceAnswer } from '../service.ts';
import { checkTimes, read, Update } from './bodies.ts';
import { secondsNow, type Version } from './documents.ts';
import { getKey, getVersion } from './find.ts';
import { badParameter, noDeletedKey } from './refused.ts';
import { nameAt, noted, type Ask } from './route.ts';
import { bundle, deletion, listed } from './view.ts';

/** So small that whoever reads only the first page is found out. */
const PAGE = 3;

/** GET /keys/{name} or /keys/{name}/{version}. */
export function readKey(ask: Ask): ServiceAnswer {
  const key = getKey(ask, nameAt(ask, 0));
  const version = getVersion(key, nameAt(ask, 1));
  return { status: 200, body: bundle(ask.azure, ask.vault, key, version) };
}

function page({ request: { url } }: Ask, rows: readonly object[]): ServiceAnswer {
  const wanted = url.searchParams.get('maxresults') ?? '25';
  const size = /^\d+$/.test(wanted) ? Number(wanted) : 0;
  if (size < 1 || size > 25) throw badParameter('maxresults must be between 1 and 25');
  const found = findPage(rows, Math.min(size, PAGE), url.searchParams.get('$skiptoken'));
  if (found === undefined) throw badParameter('The skip token is invalid.');
  const next = found.skipToken === undefined ? null : nextLink(url, found.skipToken);
  return { status: 200, body: { value: found.rows, nextLink: next } };
}

/** GET /keys. */
export const listKeys = (ask: Ask): ServiceAnswer =>
  page(
    ask,
    ask.keys
      .ofVault(ask.vault.name)
      .filter(({ deleted }) => deleted === undefined)
      .map((key) => listed(ask.azure, ask.vault, key)),
  );

/** GET /keys/{name}/versions. */
export function listVersions(ask: Ask): ServiceAnswer {
  const key = getKey(ask, nameAt(ask, 0));
  return page(
    ask,
    key.versions.map((version) => listed(ask.azure, ask.vault, key, version)),
  );
}

/** GET /deletedkeys. */
export const listDeleted = (ask: Ask): ServiceAnswer =>
  page(
    ask,
    ask.keys
      .ofVault(ask.vault.name)
      .filter(({ deleted }) => deleted !== undefined)
      .map((key) => ({ ...listed(ask.azure, ask.vault, key), ...deletion(ask.vault, key) })),
  );

/** GET /deletedkeys/{name}. */
export function readDeleted(ask: Ask): ServiceAnswer {
  const key = ask.keys.find(ask.vault.name, nameAt(ask, 0));
  if (key?.deleted === undefined) throw noDeletedKey(nameAt(ask, 0));
  return {
    status: 200,
    body: { ...bundle(ask.azure, ask.vault, key), ...deletion(ask.vault, key) },
  };
}

/** PATCH of a key: what is not given stays; an expiry can be moved, never taken away. */
export function updateKey(ask: Ask): ServiceAnswer {
  const { azure, keys, vault } = ask;
  const key = getKey(ask, nameAt(ask, 0));
  const before = getVersion(key, nameAt(ask, 1));
  const version = changed(ask, before);
  const changedKey = {
    ...key,
    versions: key.versions.map((each) => (each.version === before.version ? version : each)),
  };
  azure.tenant.together(() => {
    keys.put(changedKey);
    noted(ask, 'keys/update', key.name, { version: version.version });
  });
  return { status: 200, body: bundle(azure, vault, changedKey, version) };
}

function changed({ azure, request }: Ask, before: Version): Version {
  const { attributes, key_ops: operations, tags } = read(Update, request.body);
  const [nbf, exp] = [attributes.nbf ?? before.notBefore, attributes.exp ?? before.expires];
  checkTimes(nbf, exp);
  return {
    ...before,
    enabled: attributes.enabled ?? before.enabled,
    operations: operations ?? before.operations,
    ...(nbf === undefined ? {} : { notBefore: nbf }),
    ...(exp === undefined ? {} : { expires: exp }),
    ...(tags === undefined ? {} : { tags }),
    updated: secondsNow(azure.tenant),
  };
}
