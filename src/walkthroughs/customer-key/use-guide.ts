import type { Details, GuidedChange } from '../../core/step.ts';
import { APPLICATIONS } from './applications.ts';
import type { Site } from './world.ts';

/** For the place that holds the vaults' logs, wherever that is. */
const queryFor = ({ branches }: Site): string =>
  `union isfuzzy=true AzureDiagnostics, AZKVAuditLogs | where _ResourceId in~ (${branches
    .map(({ vaultId }) => `'${vaultId}'`)
    .join(', ')}) | where tostring(pack_all()) contains '${APPLICATIONS.encryption}'`;

/** Three days without a trace: a person looks at what the bot cannot see. */
export const lookByHand = (site: Site, details: Details, since: string): GuidedChange => ({
  kind: 'guided',
  summary: 'Nothing has shown a use of the keys for three days; look by hand.',
  details,
  guide: {
    steps: [
      `Look at the logs of ${site.branches.map(({ answer }) => answer.vault).join(' and ')}, category AuditEvent, for KeyWrap, KeyUnwrap or KeyGet by the application ${APPLICATIONS.encryption}. In Log Analytics: ${queryFor(site)}`,
      `Search the audit log for records of type CustomerKeyServiceEncryption (69) since ${since.slice(0, 10)}. That there are none may be normal on a healthy tenant; this is unconfirmed.`,
      `Run Test-M365DataAtRestEncryptionPolicy -Identity ${site.answers.policy.name} in Exchange Online PowerShell. What it prints is not documented; an error is a bad sign.`,
      'If nothing is to be seen anywhere although audit records are being made, ask Microsoft Support. Do not touch the keys meanwhile.',
      'Confirm below when you have looked. What is recorded is that you looked, not that anything is encrypted.',
    ],
    proof: 'attested',
    statement: `Logs of both vaults and the audit log were looked at by hand for uses of the keys since ${since.slice(0, 10)}, because the bot has seen none.`,
  },
});
