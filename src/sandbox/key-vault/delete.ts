import type { ServiceAnswer } from '../service.ts';
import { secondsNow } from './documents.ts';
import { getKey } from './find.ts';
import { forbidden, noDeletedKey } from './refused.ts';
import { nameAt, noted, type Ask } from './route.ts';
import { bundle, deletion } from './view.ts';

const DAY = 24 * 3600;

/** DELETE /keys/{name}: into the bin, for as long as the vault keeps it. */
export function deleteKey(ask: Ask): ServiceAnswer {
  const { azure, keys, vault } = ask;
  const at = secondsNow(azure.tenant);
  const deleted = { at, purgeAt: at + vault.retentionInDays * DAY };
  const key = { ...getKey(ask, nameAt(ask, 0)), deleted };
  azure.tenant.together(() => {
    keys.put(key);
    noted(ask, 'keys/delete', key.name);
  });
  return { status: 200, body: { ...bundle(azure, vault, key), ...deletion(vault, key) } };
}

function getDeleted({ keys, vault }: Ask, name: string) {
  const key = keys.find(vault.name, name);
  if (key?.deleted === undefined) throw noDeletedKey(name);
  return key;
}

/** POST /deletedkeys/{name}/recover: all versions return. */
export function recoverKey(ask: Ask): ServiceAnswer {
  const { azure, keys, vault } = ask;
  const { deleted: _, ...key } = getDeleted(ask, nameAt(ask, 0));
  azure.tenant.together(() => {
    keys.put(key);
    noted(ask, 'keys/recover', key.name);
  });
  return { status: 200, body: bundle(azure, vault, key) };
}

/** DELETE /deletedkeys/{name}: for ever, unless the vault protects what it holds. */
export function purgeKey(ask: Ask): ServiceAnswer {
  const { azure, keys, vault } = ask;
  const key = getDeleted(ask, nameAt(ask, 0));
  if (vault.purgeProtection)
    throw forbidden(
      'ForbiddenByPurgeProtection',
      'Operation "purge" is not allowed because purge protection is enabled for this vault. Key ' +
        'Vault service will automatically purge it after the retention period has passed.\r\n' +
        `Vault: ${vault.name};location=${vault.location}`,
    );
  azure.tenant.together(() => {
    keys.purge(key);
    noted(ask, 'keys/purge', key.name);
  });
  return { status: 204 };
}
