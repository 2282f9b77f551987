import { z } from 'zod';
import type { DiagnosticSetting, VaultAccess } from '../azure-access.ts';
import type { Arm, ArmCall } from './azure-door.ts';
import { untilSeen } from './azure-waiting.ts';

const VERSION = '2021-05-01-preview';

const Form = z.object({
  name: z.string(),
  properties: z.object({
    workspaceId: z.string().nullish(),
    storageAccountId: z.string().nullish(),
    eventHubAuthorizationRuleId: z.string().nullish(),
    logs: z
      .array(
        z.object({
          category: z.string().nullish(),
          categoryGroup: z.string().nullish(),
          enabled: z.boolean(),
        }),
      )
      .nullish(),
  }),
});

/** Groups that Microsoft puts the audit events of a vault into. */
const GROUPS = new Set(['audit', 'alllogs']);

const settingOf = ({ name, properties }: z.infer<typeof Form>): DiagnosticSetting => ({
  name,
  auditEvents: (properties.logs ?? []).some(
    ({ category, categoryGroup, enabled }) =>
      enabled &&
      (category?.toLowerCase() === 'auditevent' || GROUPS.has(categoryGroup?.toLowerCase() ?? '')),
  ),
  workspace: properties.workspaceId ?? undefined,
  storage: properties.storageAccountId ?? undefined,
  eventHub: properties.eventHubAuthorizationRuleId ?? undefined,
});

const callOf = (doing: string, resource: string, name?: string): ArmCall => ({
  doing,
  path:
    `${resource}/providers/Microsoft.Insights/diagnosticSettings` +
    (name === undefined ? '' : `/${encodeURIComponent(name)}`),
  version: VERSION,
  needs: 'the role Monitoring Contributor on the vault',
});

/** Where a vault sends its logs. */
export const azureDiagnostics = (
  arm: Arm,
): Pick<VaultAccess, 'listDiagnostics' | 'setDiagnostics'> => {
  const list = async (resource: string) =>
    (await arm.list(callOf('Reading the diagnostic settings', resource), Form)).map(settingOf);
  return {
    listDiagnostics: list,
    async setDiagnostics({ resource, name, workspace, storage }, requestId) {
      const doing = 'Switching the recording of audit events on';
      const properties = {
        ...(workspace === undefined ? {} : { workspaceId: workspace }),
        ...(storage === undefined ? {} : { storageAccountId: storage }),
        logs: [{ category: 'AuditEvent', enabled: true }],
      };
      const call = callOf(doing, resource, name);
      await arm.write({ ...call, method: 'PUT', body: { properties }, requestId, safe: true });
      const isSeen = (one: DiagnosticSetting) =>
        one.auditEvents && one.name.toLowerCase() === name.toLowerCase();
      await untilSeen(arm.http, { doing, look: async () => (await list(resource)).find(isSeen) });
    },
  };
};
