import { MINUTE, SECOND } from '../../../core/clock.ts';
import type { AutomaticChange, Step } from '../../../core/step.ts';
import type { DiagnosticSetting } from '../../../gateways/azure-access.ts';
import type { Branch } from '../branch.ts';
import { VAULT_SOURCES } from '../sources/vaults.ts';
import { isSame } from '../same.ts';
import { orSpreading, orUnregistered } from '../vaults/spreading.ts';
import { withoutId, workspaceName } from '../workspace.ts';
import type { Site } from '../world.ts';

const NAME = 'customer-key';

/** Setting one of the same name would replace it, and with it what somebody else collects. */
function freeName(settings: readonly DiagnosticSetting[]): string {
  const taken = (name: string) => settings.some((one) => isSame(one.name, name));
  let name = NAME;
  for (let number = 2; taken(name); number += 1) name = `${NAME}-${number}`;
  return name;
}

function send(site: Site, branch: Branch, workspace: string, name: string): AutomaticChange {
  const { answer, vaultId: resource } = branch;
  return {
    kind: 'automatic',
    summary: `Send the audit events of the vault ${answer.vault}, that is every use of its keys, to the workspace ${workspaceName(workspace)} (setting ${name}).`,
    details: {
      operation: 'azure.diagnostics.create',
      target: resource,
      before: null,
      after: { name, workspace, category: 'AuditEvent' },
    },
    apply: ({ requestId }) =>
      site.world.azure.setDiagnostics({ resource, name, workspace }, requestId),
    settles: { lookAgain: 10 * SECOND, deadline: 10 * MINUTE },
  };
}

/** A vault that is not there sends nothing, and neither does one that cannot yet. */
async function settingsOf(branch: Branch): Promise<readonly DiagnosticSetting[]> {
  if ((await orUnregistered(branch.vault())) === undefined) return [];
  return (await orUnregistered(branch.diagnostics())) ?? [];
}

function toWhere(
  settings: readonly DiagnosticSetting[],
  workspace: string,
  isRead: boolean,
): string {
  const goes = (one: DiagnosticSetting) => isSame(one.workspace ?? '', workspace);
  const unread = isRead ? '' : ` ${withoutId(workspace)}`;
  if (settings.some(goes))
    return `Audit events go to the workspace ${workspaceName(workspace)}.${unread}`;
  const places = settings.flatMap((one) => [one.workspace, one.storage, one.eventHub]);
  const named = places.flatMap((place) => (place === undefined ? [] : [workspaceName(place)]));
  return (
    `Audit events go to ${named.join(', ') || 'another place'}, not to the workspace ` +
    `${workspaceName(workspace)}: evidence that the key is used cannot be read from there.`
  );
}

/** Check KV-14. A setting of others that records the same is left as it is. */
export const auditEventsSent = (site: Site, branch: Branch, workspace: string): Step => ({
  id: `diagnostics-${branch.number}`,
  title: `Every use of the keys in ${branch.answer.vault} is recorded`,
  stage: 'Vaults',
  risk: 'routine',
  custody: branch.custody,
  sources: [VAULT_SOURCES.logging],
  check: () =>
    orSpreading(branch.vaultId, async () => {
      const settings = await settingsOf(branch);
      if (settings.some(({ auditEvents }) => auditEvents)) return [];
      return [send(site, branch, workspace, freeName(settings))];
    }),
  async found() {
    const settings = await settingsOf(branch);
    return toWhere(
      settings.filter(({ auditEvents }) => auditEvents),
      workspace,
      site.answers.workspaceId !== undefined,
    );
  },
});
