import { z } from 'zod';
import type { Cmdlet, Given, Parameters } from './cmdlet.ts';
import type { Session } from './session.ts';
import { toValue, type Value } from './values.ts';

const Answer = z.looseObject({
  value: z.array(z.unknown()),
  '@adminapi.warnings': z.array(z.string()).default([]),
});

const POLICY: Parameters = {
  Name: 'text',
  AzureKeyIDs: 'list',
  Description: 'text',
  Enabled: 'bool',
};

/** Parameters of each cmdlet; the first is the one that may go without its name. */
const SHAPES: Readonly<Record<string, Parameters>> = {
  'New-M365DataAtRestEncryptionPolicy': { ...POLICY, DomainController: 'text' },
  'Get-M365DataAtRestEncryptionPolicy': { Identity: 'text' },
  'Set-M365DataAtRestEncryptionPolicy': {
    ...{ Identity: 'text', ...POLICY },
    ...{ Refresh: 'switch', Replace: 'switch', Force: 'switch' },
  },
  'Test-M365DataAtRestEncryptionPolicy': { Identity: 'text' },
  'Set-M365DataAtRestEncryptionPolicyAssignment': { DataEncryptionPolicy: 'text' },
  'Get-M365DataAtRestEncryptionPolicyAssignment': {},
  'Get-AdminAuditLogConfig': {},
  'Set-AdminAuditLogConfig': { UnifiedAuditLogIngestionEnabled: 'bool' },
  'Get-OrganizationConfig': {},
  'Enable-OrganizationCustomization': {},
  'Get-ManagementRoleEntry': { Identity: 'text' },
};

const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  'New-M365DataAtRestEncryptionPolicy': ['Name', 'AzureKeyIDs'],
  'Set-M365DataAtRestEncryptionPolicy': ['Identity'],
  'Set-M365DataAtRestEncryptionPolicyAssignment': ['DataEncryptionPolicy'],
};

const COMMON = /^(?:Confirm|WhatIf|Verbose|Debug|\w+Action|\w+Variable)$/;
const withoutCommon = (given: Given) =>
  Object.fromEntries([...given].filter(([name]) => !COMMON.test(name)));

/** The cmdlets of Exchange Online, run by the service itself. */
export const EXCHANGE_CMDLETS: readonly Cmdlet[] = [
  ...Object.entries(SHAPES).map(([name, parameters]) => ({
    ...{ name, parameters, required: REQUIRED[name] ?? [] },
    positions: Object.keys(parameters).slice(0, 1),
    run: (given: Given, session: Session) => invoke(name, given, session),
  })),
  // The twins for mailboxes: a tenant of this kind has none of their policies.
  { name: 'Get-DataEncryptionPolicy', parameters: { Identity: 'text' }, run: () => [] },
];

async function invoke(name: string, given: Given, session: Session): Promise<readonly Value[]> {
  const { value, '@adminapi.warnings': warnings } = Answer.parse(
    await session.exchange(name, withoutCommon(given)),
  );
  warnings.forEach(session.warn);
  return value.map(toValue);
}
