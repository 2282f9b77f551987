import { LEARN, source } from '../../source.ts';

const OLD_PAGES =
  'https://github.com/MicrosoftDocs/microsoft-365-docs/blob/public/microsoft-365/compliance/customer-key-set-up.md';

/** Why it is asked for at all, for cards: the sources disagree, and the current page is unread. */
export const RETENTION_DISAGREEMENT =
  'Sources disagree on whether audit records need the mandatory retention period: pages of 2019 to 2022 say so, guides of 2025 and 2026 name only SharePoint and OneDrive, and Microsoft’s page of today could not be read. Here it is ';

/** Where the statements about the mandatory retention period come from. */
export const RETENTION_SOURCES = {
  demanded: source(
    'Every policy needs the mandatory retention period, and keys whose recovery level is not Recoverable+ProtectedSubscription are not accepted (pages of 2019 to 2022).',
    OLD_PAGES,
  ),
  doubted: source(
    'Public guides of 2025 and 2026, which look like one author’s work, ask for it only for SharePoint and OneDrive, through Microsoft Support. Whether it is still needed for audit records could not be confirmed.',
    `${LEARN}/purview/customer-key-set-up`,
    'unconfirmed',
  ),
  namespace: source(
    'The feature belongs to Microsoft.Resources; an older page named Microsoft.KeyVault by mistake.',
    'https://github.com/MicrosoftDocs/microsoft-365-docs/issues/1434',
  ),
  feature: source(
    'Features are registered subscription by subscription and go through Pending and Registering to Registered.',
    `${LEARN}/rest/api/resources/features`,
  ),
  days: source(
    'Microsoft approves by hand. Five business days were promised after an e-mail (pages of 2019 to 2022); nothing is promised today.',
    OLD_PAGES,
  ),
  again: source(
    'After the approval the resource provider Microsoft.KeyVault is registered again; then the recovery level of each key contains ProtectedSubscription. How soon is written nowhere.',
    OLD_PAGES,
  ),
} as const;
