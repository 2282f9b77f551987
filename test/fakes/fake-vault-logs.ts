import type { KeyUse, VaultLogs } from '../../src/gateways/vault-logs.ts';

export interface FakeVaultLogs extends VaultLogs {
  /** A vault wrote this to its workspace. */
  log(workspace: string, vault: string, use: KeyUse): void;
}

/** Key vault events of Log Analytics in memory. */
export function fakeVaultLogs(): FakeVaultLogs {
  const events: { readonly workspace: string; readonly vault: string; readonly use: KeyUse }[] = [];
  const same = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();
  return {
    log: (workspace, vault, use) => void events.push({ workspace, vault, use }),
    listUses: async ({ workspace, vault, application, since }) =>
      events
        .filter((event) => same(event.workspace, workspace) && same(event.vault, vault))
        .map(({ use }) => use)
        .filter(({ caller, at }) => same(caller, application) && at >= since)
        .sort((one, other) => (one.at < other.at ? 1 : -1)),
  };
}
