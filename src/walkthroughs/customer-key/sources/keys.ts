import { LEARN, source } from '../../source.ts';

const SET_UP = `${LEARN}/purview/customer-key-set-up`;
const KEYS = `${LEARN}/azure/key-vault/keys`;

/** Where each statement about keys and their backups comes from. */
export const KEY_SOURCES = {
  kind: source(
    'Keys for Customer Key are RSA keys in hardware (RSA-HSM) that may wrap and unwrap. (Pages of 2019 to 2022.)',
    SET_UP,
  ),
  size: source(
    'Key Vault offers 2048, 3072 and 4096 bits. Whether Customer Key restricts the size is unconfirmed; public guides use 2048.',
    SET_UP,
    'unconfirmed',
  ),
  expiry: source(
    'A key must not expire. An expiry that was once set cannot be removed, only moved, to 31 December 9999. (Pages of 2019 to 2022.)',
    SET_UP,
  ),
  rotation: source(
    'A rotation policy with a life stamps an expiry on every new version, and nobody tells Microsoft about that version.',
    `${KEYS}/how-to-configure-key-rotation`,
  ),
  recovery: source(
    'Pages of 2019 to 2022 demand the recovery level Recoverable+ProtectedSubscription for every key. Guides of 2025 and 2026 ask for the retention behind it with SharePoint only. The current page could not be read in full.',
    SET_UP,
    'unconfirmed',
  ),
  disabled: source(
    'All versions stay enabled: data may still be wrapped with an older one. (Page of 2022.)',
    `${LEARN}/purview/customer-key-manage`,
  ),
  byok: source(
    'A key from one’s own hardware module is imported under a key exchange key: RSA-HSM, in the same vault, allowed to import and nothing else.',
    `${KEYS}/byok-specification`,
  ),
  backup: source(
    'A backup can be restored only into the same subscription and the same Azure geography. The copy in one’s own hardware module does not replace it. (Pages of 2019 to 2022.)',
    `${LEARN}/azure/key-vault/general/backup`,
  ),
} as const;
