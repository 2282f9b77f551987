import { AzureRefused } from './refused.ts';
import type { Vault } from './vaults.ts';

/** How vaults and their groups are refused, in the service's own words. */
export const noGroup = (name: string) =>
  new AzureRefused(404, 'ResourceGroupNotFound', `Resource group '${name}' could not be found.`);

export const badName = (name: string) =>
  new AzureRefused(
    400,
    'VaultNameNotValid',
    `The vault name '${name}' is invalid. A vault's name must be between 3-24 alphanumeric ` +
      'characters. The name must begin with a letter, end with a letter or digit, and not contain ' +
      'consecutive hyphens. Follow this link for more information: ' +
      'https://go.microsoft.com/fwlink/?linkid=2147742',
  );

export const noRegion = (location: string) =>
  new AzureRefused(
    400,
    'LocationNotAvailableForResourceType',
    `The provided location '${location}' is not available for resource type 'Microsoft.KeyVault/vaults'.`,
  );

export const nothingToRecover = (name: string) =>
  new AzureRefused(
    404,
    'VaultNotFound',
    `A deleted vault with the name '${name}' was not found in this resource group and location.`,
  );

export const elsewhere = ({ name, location }: Vault, wanted: string) =>
  new AzureRefused(
    409,
    'InvalidResourceLocation',
    `The resource '${name}' already exists in location '${location}'. A resource with the same name ` +
      `cannot be created in location '${wanted}'. Please select a new resource name.`,
  );

export const deletedName = (name: string, here: boolean) =>
  here
    ? new AzureRefused(
        409,
        'ConflictError',
        `A vault with the same name already exists in deleted state. You need to either recover or ` +
          'purge existing key vault. Follow this link https://go.microsoft.com/fwlink/?linkid=2149745 ' +
          'for more information on soft delete.',
      )
    : takenName(name);

export const takenName = (name: string) =>
  new AzureRefused(
    409,
    'VaultAlreadyExists',
    `The vault name '${name}' is already in use. Vault names are globally unique so it is possible ` +
      'that the name is already taken. If you are sure that the vault name was not taken then it is ' +
      'possible that a vault with the same name was recently deleted but not purged after being ' +
      'placed in a recoverable state.',
  );
