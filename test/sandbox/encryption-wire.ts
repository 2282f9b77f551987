import { CUSTOMER_KEY_ONBOARDING } from '../../src/sandbox/arm/ids.ts';
import { TENANT_ID } from '../../src/sandbox/people.ts';
import type { SandboxOptions } from '../../src/sandbox/sandbox.ts';
import {
  assignment,
  assignmentPath,
  makeVault,
  ONE,
  startAzure,
  takeIn,
  TWO,
  vaultPath,
  wrapOnly,
  type AzureWire,
} from './arm-wire.ts';
import type { Reply } from './wire.ts';

const EXCHANGE = `https://outlook.office365.com/adminapi/beta/${TENANT_ID}/InvokeCommand`;
export const A1 = 'contoso-ck-a1';
export const B1 = 'contoso-ck-b1';
export const URIS = [A1, B1].map((vault) => `https://${vault}.vault.azure.net/keys/root`);
export const POLICY = 'Contoso_Global';

/** A tenant in which Customer Key can be set up, step by step. */
export interface EncryptionWire extends AzureWire {
  run(cmdlet: string, parameters?: object): Promise<Reply>;
  onboard(mode: string, more?: object): Promise<Reply>;
  /** Both branches, the application and its roles, which are in force. */
  prepare(): Promise<void>;
  /** Prepared, onboarded, and a policy made. */
  makePolicy(): Promise<void>;
}

export async function startEncryption(
  options: Partial<SandboxOptions> = {},
): Promise<EncryptionWire> {
  const azure = await startAzure(options);
  const run = (CmdletName: string, Parameters: object = {}) =>
    azure.call(EXCHANGE, {
      method: 'POST',
      headers: { 'x-anchormailbox': `APP:SystemMailbox{x}@${TENANT_ID}` },
      json: { CmdletInput: { CmdletName, Parameters } },
    });
  const onboard = (mode: string, more: object = {}) =>
    azure.control('POST', '/sandbox/onboarding', {
      mode,
      ...{ subscription1: ONE, keyIdentifier1: URIS[0] },
      ...{ subscription2: TWO, keyIdentifier2: URIS[1], ...more },
    });
  const prepare = async () => {
    await branch(azure, ONE, A1, 'westeurope');
    await branch(azure, TWO, B1, 'swedencentral');
    await takeIn(azure, CUSTOMER_KEY_ONBOARDING);
    const principal = await takeIn(azure);
    await azure.arm('PUT', assignmentPath(vaultPath(ONE, A1), 1), assignment(principal));
    await azure.arm('PUT', assignmentPath(vaultPath(TWO, B1), 2), assignment(principal));
    azure.seconds(181);
  };
  const makePolicy = async () => {
    await prepare();
    await onboard('Enable');
    await run('New-M365DataAtRestEncryptionPolicy', { Name: POLICY, AzureKeyIDs: URIS });
  };
  return { ...azure, run, onboard, prepare, makePolicy };
}

async function branch(azure: AzureWire, subscription: string, name: string, location: string) {
  await makeVault(azure, subscription, name, location);
  await azure.keys(name, 'POST', '/keys/root/create', wrapOnly);
}
