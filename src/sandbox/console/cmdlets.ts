import { ACCESS_CMDLETS } from './azure-access.ts';
import { AZURE_CMDLETS } from './azure-cmdlets.ts';
import { VAULT_CMDLETS } from './azure-vault.ts';
import type { Cmdlet } from './cmdlet.ts';
import { EXCHANGE_CMDLETS } from './exchange-cmdlets.ts';
import { FILE_CMDLETS } from './files.ts';
import { KEY_CMDLETS } from './key-cmdlets.ts';
import { ONBOARDING_CMDLETS } from './onboarding-cmdlets.ts';
import { SESSION_CMDLETS } from './session-cmdlets.ts';
import { SHAPING } from './shaping.ts';

/** Everything that is understood, by names in lower case. */
export const CMDLETS: ReadonlyMap<string, Cmdlet> = new Map(
  [
    ...[SESSION_CMDLETS, EXCHANGE_CMDLETS, ONBOARDING_CMDLETS, KEY_CMDLETS, VAULT_CMDLETS],
    ...[ACCESS_CMDLETS, AZURE_CMDLETS, FILE_CMDLETS, SHAPING],
  ]
    .flat()
    .map((cmdlet) => [cmdlet.name.toLowerCase(), cmdlet]),
);

/** The command of this name, which has to be there. */
export function getCmdlet(name: string): Cmdlet {
  const found = CMDLETS.get(name.toLowerCase());
  if (found === undefined) throw new Error(`There is no command ${name}`);
  return found;
}
