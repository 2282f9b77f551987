/** Application ids of Microsoft's that Customer Key deals with (the same in every tenant). */
export const APPLICATIONS = {
  /** Encrypts and decrypts for several workloads, audit records among them. */
  encryption: 'c066d759-24ae-40e7-a56f-027002b5d3e4',
  /** Behind the PowerShell module M365CustomerKeyOnboarding; known from public guides only. */
  onboarding: '19f7f505-34aa-44a4-9dcc-6a768854d2ea',
  /** For mailbox policies only: rights for it do nothing for audit records. */
  exchange: '00000002-0000-0ff1-ce00-000000000000',
  /** For SharePoint policies only. */
  sharePoint: '00000003-0000-0ff1-ce00-000000000000',
} as const;

/** Names for cards; the directory's own name is shown beside it where it is known. */
export const APPLICATION_NAMES = {
  [APPLICATIONS.encryption]: 'M365DataAtRestEncryption',
  [APPLICATIONS.onboarding]: 'Customer Key Onboarding',
} as const;

/** Azure roles by the ids of their definitions. */
export const ROLES = {
  /** Exactly get, wrap and unwrap: all that Microsoft's application needs. */
  encryptionUser: 'e147488a-f6f5-4113-8e2d-b22465e65bf6',
  cryptoUser: '12338af0-0e69-4776-bea7-57ae8d297424',
  cryptoOfficer: '14b46e9e-c2b7-41b4-b07b-48a6ebf60603',
  keyVaultAdministrator: '00482a5a-887f-4fb3-b363-3b7fe8e74483',
  keyVaultContributor: 'f25e0fa2-a7c8-4377-a976-54943a77a395',
  purgeOperator: 'a68e7c17-0ab2-4c09-9a58-125dae29748c',
  dataAccessAdministrator: '8b54135c-b56d-4d72-a534-26097cfdc8d8',
  reader: 'acdd72a7-3385-48ef-bd42-f606fba81ae7',
  contributor: 'b24988ac-6180-42a0-ab88-20f7382dd24c',
  owner: '8e3af657-a8ff-443c-a75c-2fe8c4bcb635',
  userAccessAdministrator: '18d7d88d-d35e-4fb5-a5c3-7773c20a72d9',
  /** Role Based Access Control Administrator: gives roles, as the one above does, but sets no locks. */
  accessControlAdministrator: 'f58310d9-a9f6-439a-9e8d-f62e7b41a168',
  logAnalyticsReader: '73c42c96-874c-492b-b04d-ab87d138a893',
  logAnalyticsContributor: '92aaf0da-9dab-42b6-94a3-d43ce8d16293',
  monitoringReader: '43d0d8ad-25c7-4714-9337-8ba259a9fe05',
  /** All that the bot needs in a subscription and no more: defined by deploy/customer-key.bicep. */
  botCustomerKey: '7c1f0a52-3f5e-4d0b-9a66-51f2c9d8e4b3',
} as const;
