import { LEARN, source } from '../../source.ts';

const CMDLETS = `${LEARN}/powershell/module/exchangepowershell`;
const MANAGE = `${LEARN}/purview/customer-key-manage`;

/** What is known about the policy, its assignment and its use, and how sure it is. */
export const POLICY_SOURCES = {
  create: source(
    'New-M365DataAtRestEncryptionPolicy takes a name without spaces and the addresses of two keys in two vaults.',
    `${CMDLETS}/new-m365dataatrestencryptionpolicy`,
  ),
  read: source(
    'Get-M365DataAtRestEncryptionPolicy returns every policy when the identity is unknown. Its properties are not documented.',
    `${CMDLETS}/get-m365dataatrestencryptionpolicy`,
  ),
  http: source(
    'The official admin interface of Exchange Online does not offer these cmdlets. Calling them over HTTP is what Exchange’s own PowerShell module does; Microsoft does not support others doing it.',
    `${LEARN}/exchange/reference/admin-api-endpoints-reference`,
    'seen in public code',
  ),
  proof: source(
    'That the policy can be made is the proof of onboarding; the text of the refusal is known from the cmdlet for mailboxes only.',
    MANAGE,
    'our inference',
  ),
  assign: source(
    'Set-M365DataAtRestEncryptionPolicyAssignment has no -WhatIf, no -Confirm and no way to assign none.',
    `${CMDLETS}/set-m365dataatrestencryptionpolicyassignment`,
  ),
  oneWay: source(
    'Only Microsoft Support can unassign a policy for several workloads, and its data cannot be purged (read in a copy of 2022).',
    MANAGE,
  ),
  oneAtATime: source(
    'Several policies may exist; one may be assigned to the tenant (read in a copy of 2022).',
    MANAGE,
  ),
  day: source(
    'It takes up to 24 hours until audit records are encrypted with the policy (read in a copy of 2021). Whether records from before are encrypted anew is unknown.',
    `${LEARN}/purview/customer-key-set-up`,
  ),
  vaultLog: source(
    'Vaults log KeyWrap, KeyUnwrap and KeyGet with the application that called. That Microsoft 365 calls as c066d759-24ae-40e7-a56f-027002b5d3e4 is our reading of it.',
    `${LEARN}/azure/key-vault/general/logging`,
    'our inference',
  ),
  feed: source(
    'Content type Audit.General holds the records of workloads without a type of their own; that those of Customer Key are among them is our reading. The first content can take 12 hours.',
    `${LEARN}/office/office-365-management-api/office-365-management-activity-api-reference`,
    'our inference',
  ),
  recordType: source(
    'Audit record type 69, CustomerKeyServiceEncryption, holds events of the Customer Key encryption service. That a healthy tenant may have none is unconfirmed.',
    `${LEARN}/office/office-365-management-api/office-365-management-activity-api-schema`,
    'unconfirmed',
  ),
} as const;
