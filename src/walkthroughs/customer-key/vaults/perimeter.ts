import type { GuidedChange } from '../../../core/step.ts';
import { azurePortal } from '../portals.ts';
import type { Branch } from '../branch.ts';

/** Its rules cannot be read here: a person either opens the way for Microsoft or knows it is open. */
export const behindPerimeter = ({ answer, vaultId, label, cloud }: Branch): GuidedChange => ({
  kind: 'guided',
  summary: `The vault ${answer.vault} is behind a network security perimeter, which overrides the exception for Microsoft’s trusted services; let them in.`,
  details: {
    operation: 'azure.vault.perimeter',
    target: vaultId,
    before: { publicAccess: 'SecuredByPerimeter' },
    after: 'open to Microsoft’s trusted services',
  },
  guide: {
    steps: [
      `Open the Azure portal, Key vaults, ${answer.vault}, Networking.`,
      'Either take the vault out of the perimeter: set public network access to enabled from selected networks, and let trusted Microsoft services bypass the firewall. The bot sees that by itself.',
      'Or leave it in, with an inbound rule of the perimeter that lets Microsoft 365 in. The bot cannot read such rules: confirm it below.',
      `Without one of the two Microsoft cannot use the ${label}.`,
    ],
    link: `${azurePortal(cloud)}/#resource${vaultId}/networking`,
    // Seen where the vault leaves the perimeter; where it stays only a person knows its rules.
    proof: 'attested',
    statement: `The perimeter around ${answer.vault} has an inbound rule that lets Microsoft 365 in.`,
  },
});
