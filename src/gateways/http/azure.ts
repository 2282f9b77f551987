import type { Azure } from '../azure.ts';
import { azureAccess } from './azure-access.ts';
import { openArm } from './azure-door.ts';
import type { Spreading } from './azure-spreading.ts';
import { azureSubscriptions } from './azure-subscriptions.ts';
import { azureVaults } from './azure-vaults.ts';
import type { Http } from './client.ts';

export interface AzureOptions {
  readonly spreading: Spreading;
}

/** Azure Resource Manager over HTTP. */
export function httpAzure(http: Http, options: AzureOptions): Azure {
  const arm = openArm(http, options);
  return { ...azureSubscriptions(arm), ...azureVaults(arm), ...azureAccess(arm) };
}
