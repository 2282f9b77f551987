import { VAULT_NAME } from '../answers.ts';
import type { BranchSeen } from '../observation.ts';
import { SOURCES } from '../sources/checks.ts';
import { fail, given, ofVault, pass, verdict, warn } from './check.ts';
import { isSame } from '../same.ts';
import type { Check, Weighed } from './check.ts';

const VAULT = 'vault';
const PURPOSE = /^[a-z][a-z0-9]*(?:-[a-z0-9]+){1,3}-vault[a-z]?\d+$/i;

const whereOf = ({ answer }: BranchSeen): string => `/subscriptions/${answer.subscription}/`;

function judgePlace(branch: BranchSeen): Weighed {
  const { answer } = branch;
  return given(branch.vault, (found) =>
    found === undefined
      ? fail(`There is no vault ${answer.vault} in the resource group ${answer.resourceGroup}.`)
      : verdict(
          found.id.toLowerCase().startsWith(whereOf(branch).toLowerCase()),
          `${found.name} is in the subscription ${found.subscription}.`,
        ),
  );
}

function judgeName({ answer: { vault } }: BranchSeen): Weighed {
  if (!VAULT_NAME.test(vault)) return fail(`${vault} is not a name that the service takes.`);
  return PURPOSE.test(vault)
    ? pass(`${vault} follows the advice.`)
    : warn(`${vault} does not follow the advice, such as Contoso-CK-MW-EU-VaultA1.`);
}

/** The vaults themselves. */
export const VAULT_CHECKS: readonly Check[] = [
  {
    id: 'KV-1',
    per: 'branch',
    severity: 'error',
    sentence: 'The vault exists, in the subscription that was named for it.',
    fix: 'Run the set-up; if somebody deleted the vault, type recover key.',
    fixedBy: VAULT,
    source: SOURCES.vault,
    judge(branch, { branches: [one, other] }) {
      const found = judgePlace(branch);
      const apart = !isSame(whereOf(one), whereOf(other));
      return found.kind === 'pass' && !apart ? fail('Both vaults are in one subscription.') : found;
    },
  },
  {
    id: 'KV-2',
    per: 'branch',
    severity: 'error',
    sentence: 'The vault is premium, so that keys live in hardware.',
    fix: 'Run the set-up: it raises the vault to premium.',
    fixedBy: VAULT,
    source: SOURCES.vault,
    judge: (branch) =>
      ofVault(branch, ({ sku }) => verdict(isSame(sku, 'premium'), `Tier: ${sku || 'not given'}.`)),
  },
  {
    id: 'KV-3',
    per: 'branch',
    severity: 'error',
    sentence: 'Soft delete is on.',
    fix: 'Make a new vault: an old one without soft delete is not fit.',
    source: SOURCES.vault,
    judge: (branch) =>
      ofVault(branch, ({ softDelete }) =>
        verdict(softDelete, `Soft delete: ${softDelete ? 'on' : 'off'}.`),
      ),
  },
  {
    id: 'KV-4',
    per: 'branch',
    severity: 'error',
    sentence: 'What is deleted can be recovered for 90 days.',
    fix: 'The period cannot be changed: start again with a new vault under another name.',
    source: SOURCES.vault,
    judge: (branch) =>
      ofVault(branch, ({ retentionDays }) =>
        verdict(retentionDays === 90, `Kept for ${retentionDays} days.`),
      ),
  },
  {
    id: 'KV-5',
    per: 'branch',
    severity: 'error',
    sentence: 'Purge protection is on.',
    fix: 'Run the set-up: it switches it on. Nobody can switch it off again.',
    fixedBy: VAULT,
    source: SOURCES.purge,
    judge: (branch) =>
      ofVault(branch, ({ purgeProtection }) =>
        verdict(purgeProtection, `Purge protection: ${purgeProtection ? 'on' : 'off'}.`),
      ),
  },
  {
    id: 'KV-9',
    per: 'branch',
    severity: 'error',
    sentence: 'The vault belongs to the tenant whose data is encrypted.',
    fix: 'Use a vault of that tenant. Never move a vault to another tenant.',
    source: SOURCES.vault,
    judge: (branch, { answers }) =>
      ofVault(branch, ({ tenantId }) =>
        verdict(isSame(tenantId, answers.tenant.id), `Its tenant: ${tenantId}.`),
      ),
  },
  {
    id: 'KV-11',
    per: 'branch',
    severity: 'error',
    sentence: 'The vault has a valid name that tells what it is for.',
    fix: 'Vaults cannot be renamed. Nothing depends on the advice; a name that is not valid has to be changed before the vault is made.',
    source: SOURCES.names,
    judge: judgeName,
  },
  {
    id: 'KV-13',
    per: 'branch',
    severity: 'error',
    sentence: 'The vault has not been deleted.',
    fix: 'Type recover key at once: it brings the vault back, and then its rights, locks and logs.',
    fixedBy: VAULT,
    source: SOURCES.recover,
    judge: ({ deletedVault, answer }) =>
      given(deletedVault, (found) =>
        found === undefined
          ? pass(`No deleted vault is called ${answer.vault}.`)
          : fail(
              `${answer.vault} was deleted ${found.deletedAt.slice(0, 10)} and is kept until ${found.purgeAt.slice(0, 10) || 'an unknown day'}.`,
            ),
      ),
  },
];
