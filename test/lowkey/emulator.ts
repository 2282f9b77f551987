import https from 'node:https';
import tls from 'node:tls';
import type { TokenCredential } from '@azure/core-auth';
import type { KeyClientOptions } from '@azure/keyvault-keys';
import { cloudOf } from '../../src/gateways/clouds.ts';
import { createHttp } from '../../src/gateways/http/client.ts';
import { httpKeyVaults } from '../../src/gateways/http/key-vault.ts';
import type { KeyVault } from '../../src/gateways/key-vault.ts';
import { quiet } from '../gateways/stub.ts';

/** The emulator takes any token, and knows this vault by the name it was started with. */
export const URL_OF_VAULT = 'https://contoso-lowkey.vault.azure.net';

const anyToken: TokenCredential = {
  getToken: async () => ({ token: 'any', expiresOnTimestamp: Date.now() + 3_600_000 }),
};

/** The newest version of the interface that the emulator speaks. */
const library: KeyClientOptions = { serviceVersion: '7.5' };

export interface Emulator {
  readonly vault: KeyVault;
  readonly credential: TokenCredential;
  readonly agent: https.Agent;
  readonly library: KeyClientOptions;
  close(): void;
}

/** Our gateway, with every connection ending at the emulator, whose certificate nobody vouches for. */
export function openEmulator(port: number): Emulator {
  const agent = Object.assign(new https.Agent({ keepAlive: true }), {
    createConnection: () => tls.connect({ host: '127.0.0.1', port, rejectUnauthorized: false }),
  });
  const credential = anyToken;
  const clock = {
    now: () => new Date(),
    sleep: (milliseconds: number) => new Promise<void>((done) => setTimeout(done, milliseconds)),
  };
  const http = createHttp({ cloud: cloudOf('public'), credential, agent, clock, log: quiet });
  const options = { credential, agent, clock, library, spreading: async () => false };
  const vault = httpKeyVaults(http, options)({ id: '', url: URL_OF_VAULT });
  return { vault, credential, agent, library, close: () => agent.destroy() };
}
