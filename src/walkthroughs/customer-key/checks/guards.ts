import type { VaultNetwork } from '../../../gateways/azure-vaults.ts';
import type { BranchSeen, Observation } from '../observation.ts';
import { SOURCES } from '../sources/checks.ts';
import { fail, given, listed, ofVault, pass, verdict, warn } from './check.ts';
import { isSame } from '../same.ts';
import type { Check, Weighed } from './check.ts';
import { missingPolicies, usableRoles } from './rights.ts';

function judgeNetwork({ publicAccess, defaultAction, bypass }: VaultNetwork): Weighed {
  const says = `Public access ${publicAccess}, default action ${defaultAction}, bypass ${bypass}.`;
  const closed = isSame(defaultAction, 'Deny') || isSame(publicAccess, 'Disabled');
  if (closed && !isSame(bypass, 'AzureServices')) return fail(says);
  return isSame(publicAccess, 'SecuredByPerimeter')
    ? warn(`${says} A perimeter keeps Microsoft out unless a rule of its own lets it in.`)
    : pass(says);
}

const judgeShared = (branch: BranchSeen, { exchange, sharePoint }: Observation): Weighed =>
  ofVault(branch, (vault) =>
    given(branch.rights, (rights) =>
      given(exchange, (mailboxes) =>
        given(sharePoint, (sites) => {
          const other = [mailboxes, sites].filter((one) => one !== undefined);
          const holds = (id: string) =>
            vault.permissionModel === 'roles'
              ? usableRoles(rights).some(({ principal }) => isSame(principal, id))
              : missingPolicies(vault, id).length < 3;
          const found = other.filter(({ id }) => holds(id)).map(({ name }) => name);
          return verdict(found.length === 0, `Other Customer Key applications: ${listed(found)}.`);
        }),
      ),
    ),
  );

/** What guards the vaults, and who else uses them. */
export const GUARD_CHECKS: readonly Check[] = [
  {
    id: 'KV-10',
    per: 'branch',
    severity: 'error',
    sentence: 'The vault’s firewall lets Microsoft’s application in.',
    fix: 'Run the set-up: it lets trusted Microsoft services pass. In a network security perimeter, add an inbound rule.',
    fixedBy: 'vault',
    source: SOURCES.network,
    judge: (branch) => ofVault(branch, ({ network }) => judgeNetwork(network)),
  },
  {
    id: 'KV-12',
    per: 'branch',
    severity: 'warning',
    sentence: 'A lock guards the vault against deletion.',
    fix: 'Run the set-up: it sets a lock of the kind CanNotDelete.',
    fixedBy: 'lock',
    source: SOURCES.locks,
    judge: (branch) =>
      ofVault(branch, () =>
        given(branch.locks, (locks) => {
          const guards = locks.filter(({ level }) => /^(?:CanNotDelete|ReadOnly)$/i.test(level));
          const says = guards.map(({ name, level }) => `${name} (${level})`);
          return verdict(guards.length > 0, `Locks: ${listed(says)}.`);
        }),
      ),
  },
  {
    id: 'KV-14',
    per: 'branch',
    severity: 'warning',
    sentence: 'The vault’s audit events are recorded.',
    fix: 'Run the set-up with a Log Analytics workspace, or add a diagnostic setting with AuditEvent.',
    fixedBy: 'diagnostics',
    isFixed: ({ answers }) => answers.workspace !== undefined,
    source: SOURCES.diagnostics,
    judge: (branch) =>
      ofVault(branch, () =>
        given(branch.diagnostics, (settings) => {
          const names = settings.filter(({ auditEvents }) => auditEvents).map(({ name }) => name);
          return verdict(names.length > 0, `Settings with audit events: ${listed(names)}.`);
        }),
      ),
  },
  {
    id: 'KV-15',
    per: 'branch',
    severity: 'warning',
    sentence: 'The vault serves this policy only, not mailbox or SharePoint policies.',
    fix: 'Use a pair of vaults for each kind of policy; do not take rights away from an application that still uses a key.',
    source: SOURCES.apart,
    judge: judgeShared,
  },
];
