import { LEARN, source } from '../../source.ts';

/** Where each statement about Microsoft's applications and their rights comes from. */
export const ACCESS_SOURCES = {
  application: source(
    'The application M365DataAtRestEncryption, c066d759-24ae-40e7-a56f-027002b5d3e4, uses the keys for several workloads at once. (Pages of 2020 to 2022 and public guides.)',
    `${LEARN}/purview/customer-key-set-up`,
  ),
  onboarding: source(
    'The application behind the onboarding module, 19f7f505-34aa-44a4-9dcc-6a768854d2ea, is known from public guides only. The name in your own directory is what counts.',
    `${LEARN}/purview/customer-key-set-up`,
    'seen in public code',
  ),
  role: source(
    'Key Vault Crypto Service Encryption User allows get, wrap and unwrap, which is all the application needs.',
    `${LEARN}/azure/key-vault/general/rbac-guide`,
  ),
  model: source(
    'A vault goes by roles or by access policies, never by both: rights in the other form have no effect on keys.',
    `${LEARN}/azure/key-vault/general/rbac-migration`,
  ),
  spreading: source(
    'A role that was just given can take up to ten minutes to work everywhere; guides wait between one and five.',
    `${LEARN}/azure/role-based-access-control/troubleshooting`,
    'our inference',
  ),
} as const;
