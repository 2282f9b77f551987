import { LEARN, source } from '../../source.ts';

const MANAGE = `${LEARN}/purview/customer-key-manage`;

/** Where each statement about keys in later years comes from. */
export const LATER_SOURCES = {
  roll: source(
    'A key is rolled by a new version under the same name in the same vault. All older versions stay enabled: inactive mailboxes, archives and backups may need them. (Pages of 2019 to 2022.)',
    MANAGE,
  ),
  refresh: source(
    'After a roll, Set-M365DataAtRestEncryptionPolicy -Refresh tells Microsoft about the new version. It can take up to 24 hours.',
    `${LEARN}/powershell/module/exchangepowershell/set-m365dataatrestencryptionpolicy`,
  ),
  availability: source(
    'The availability key is Microsoft’s; rolling a key of yours does not roll it.',
    `${LEARN}/purview/customer-key-availability-key-roll`,
  ),
  offboarding: source(
    'There is no cmdlet that unassigns a multi-workload policy. Going back to Microsoft-managed keys takes a support ticket, routed to the M365 Customer Key team. (Page of 2022.)',
    MANAGE,
  ),
  keep: source(
    'Both vaults, both keys with all versions and the rights of Microsoft’s application are kept until Microsoft confirms that everything has been wrapped anew. (Page of 2022.)',
    MANAGE,
  ),
  purge: source(
    'Data purge is not available for multi-workload policies; purging keys would make data of several workloads unreadable.',
    MANAGE,
  ),
  vaultRecovery: source(
    'A recovered vault comes back without its role assignments, locks and diagnostic settings.',
    `${LEARN}/azure/key-vault/general/key-vault-recovery`,
  ),
  restore: source(
    'A backup can be restored only into a vault of the same subscription and the same Azure geography, under a name that is free there.',
    `${LEARN}/azure/key-vault/general/backup`,
  ),
} as const;
