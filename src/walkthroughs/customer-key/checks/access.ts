import { SOURCES } from '../sources/checks.ts';
import { judgeApplication, judgeDuties, judgeIds, judgeModel } from './access-verdicts.ts';
import { judgeRights, judgeStanding, judgeWrong, NAME, ofHeld } from './access-verdicts.ts';
import { given, type Check } from './check.ts';

const ACCESS = 'access';

/** Who may use the keys, and who could destroy them. */
export const ACCESS_CHECKS: readonly Check[] = [
  {
    id: 'ACC-1',
    per: 'site',
    severity: 'error',
    sentence: `Microsoft’s application ${NAME} is in the tenant and switched on.`,
    fix: 'Run the set-up: it adds the application. If it was switched off, switch it on in Entra, Enterprise applications.',
    fixedBy: 'application',
    source: SOURCES.application,
    judge: ({ encryption }) => given(encryption, judgeApplication),
  },
  {
    id: 'ACC-2',
    per: 'branch',
    severity: 'error',
    sentence: 'The application may get, wrap and unwrap with the key.',
    fix: 'Run the set-up, or type recover key: the role Key Vault Crypto Service Encryption User is given again.',
    fixedBy: ACCESS,
    source: SOURCES.application,
    judge: (branch, seen) => ofHeld(branch, seen, judgeRights),
  },
  {
    id: 'ACC-3',
    per: 'branch',
    severity: 'error',
    sentence: 'The rights are not only with the application for mailboxes or for SharePoint.',
    fix: `Run the set-up: ${NAME} gets its own rights. Those of the other applications do nothing for audit records.`,
    fixedBy: ACCESS,
    source: SOURCES.application,
    judge: judgeWrong,
  },
  {
    id: 'ACC-4',
    per: 'branch',
    severity: 'error',
    sentence: 'No access policy is made out to an application id: only object ids count.',
    fix: 'Run the set-up, which uses the object id; then remove the entry that does nothing.',
    source: SOURCES.application,
    judge: judgeIds,
  },
  {
    id: 'ACC-5',
    per: 'branch',
    severity: 'error',
    sentence: 'The application’s rights are in the permission model that the vault goes by.',
    fix: 'Run the set-up: it gives the rights in the model that counts.',
    fixedBy: ACCESS,
    source: SOURCES.models,
    judge: (branch, seen) => ofHeld(branch, seen, judgeModel),
  },
  {
    id: 'ACC-6',
    per: 'branch',
    severity: 'warning',
    sentence:
      'Nobody holds the right to delete or purge keys, or to give it to themselves, for good.',
    fix: 'Give such roles for a short time only, for example with Privileged Identity Management.',
    source: SOURCES.duties,
    judge: judgeStanding,
  },
  {
    id: 'ACC-7',
    per: 'site',
    severity: 'warning',
    sentence: 'Nobody administers both keys (members of groups are not looked at).',
    fix: 'Put the two vaults under different people.',
    source: SOURCES.duties,
    judge: judgeDuties,
  },
];
