import type { KeyPermission } from '../arm/roles.ts';
import { backupKey, restoreKey } from './backup.ts';
import { createKey, importKey } from './create.ts';
import { deleteKey, purgeKey, recoverKey } from './delete.ts';
import { listDeleted, listKeys, listVersions, readDeleted, readKey, updateKey } from './read.ts';
import { putRotation, readRotation, rotate } from './rotation.ts';
import type { Route } from './route.ts';
import { sign, unwrapKey, wrapKey } from './use.ts';

/** Versions of the API; the newest first. */
export const VERSIONS: readonly string[] = ['2025-07-01', '7.6', '7.5'];

const NAME = '([0-9a-zA-Z-]{1,127})';
const VERSION = '([0-9a-fA-F]{32})?';

const route = (
  method: string,
  path: string,
  permission: KeyPermission,
  operation: string,
  answer: Route['answer'],
): Route => ({ method, path: new RegExp(`^${path}/?$`, 'i'), permission, operation, answer });

/** What a vault can be asked, tried in this order. */
export const VAULT_ROUTES: readonly Route[] = [
  route('GET', '/keys', 'list', 'KeyList', listKeys),
  route('POST', '/keys/restore', 'restore', 'KeyRestore', restoreKey),
  route('POST', `/keys/${NAME}/create`, 'create', 'KeyCreate', createKey),
  route('POST', `/keys/${NAME}/rotate`, 'rotate', 'KeyRotate', rotate),
  route('POST', `/keys/${NAME}/backup`, 'backup', 'KeyBackup', backupKey),
  route('GET', `/keys/${NAME}/versions`, 'list', 'KeyListVersions', listVersions),
  route(
    'GET',
    `/keys/${NAME}/rotationpolicy`,
    'getrotationpolicy',
    'KeyRotationPolicyGet',
    readRotation,
  ),
  route(
    'PUT',
    `/keys/${NAME}/rotationpolicy`,
    'setrotationpolicy',
    'KeyRotationPolicySet',
    putRotation,
  ),
  route('POST', `/keys/${NAME}/?${VERSION}/wrapkey`, 'wrapkey', 'KeyWrap', wrapKey),
  route('POST', `/keys/${NAME}/?${VERSION}/unwrapkey`, 'unwrapkey', 'KeyUnwrap', unwrapKey),
  route('POST', `/keys/${NAME}/?${VERSION}/sign`, 'sign', 'KeySign', sign),
  route('PUT', `/keys/${NAME}`, 'import', 'KeyImport', importKey),
  route('DELETE', `/keys/${NAME}`, 'delete', 'KeyDelete', deleteKey),
  route('GET', `/keys/${NAME}(?:/${VERSION})?`, 'get', 'KeyGet', readKey),
  route('PATCH', `/keys/${NAME}(?:/${VERSION})?`, 'update', 'KeyUpdate', updateKey),
  route('GET', '/deletedkeys', 'list', 'KeyListDeleted', listDeleted),
  route('GET', `/deletedkeys/${NAME}`, 'get', 'KeyGetDeleted', readDeleted),
  route('POST', `/deletedkeys/${NAME}/recover`, 'recover', 'KeyRecover', recoverKey),
  route('DELETE', `/deletedkeys/${NAME}`, 'purge', 'KeyPurge', purgeKey),
];
