import { AzureRefused } from '../arm/refused.ts';

/** The codes and texts of a vault. */
export const badParameter = (message: string) => new AzureRefused(400, 'BadParameter', message);

export const noKey = (name: string) =>
  new AzureRefused(
    404,
    'KeyNotFound',
    `A key with (name/id) ${name} was not found in this key vault. If you recently deleted this key ` +
      'you may be able to recover it using the correct recovery command. For help resolving this ' +
      'issue, please see https://go.microsoft.com/fwlink/?linkid=2125182',
  );

export const noDeletedKey = (name: string) =>
  new AzureRefused(404, 'KeyNotFound', `Deleted Key not found: ${name}`);

export const deletedName = (name: string) =>
  new AzureRefused(
    409,
    'Conflict',
    `Key ${name} is currently in a deleted but recoverable state, and its name cannot be reused; in ` +
      'this state, the key can only be recovered or purged.',
    { inner: 'ObjectIsDeletedButRecoverable' },
  );

export const forbidden = (inner: string, message: string) =>
  new AzureRefused(403, 'Forbidden', message, { inner });
