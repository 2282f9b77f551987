import type { KeyVault } from '../key-vault.ts';
import { untilSeen } from './azure-waiting.ts';
import type { VaultDoor } from './key-vault-door.ts';
import { writeOnce } from './looking.ts';

type Reading = Pick<KeyVault, 'findKey' | 'getRotationPolicy'>;
type Mending = Pick<KeyVault, 'recoverKey' | 'enableVersion' | 'moveExpiry' | 'stopRotation'>;

/** 31 December 9999, in the service's seconds: the only end that passes for none. */
const NEVER = 253_402_214_400;
const VERSION = '2025-07-01';

/** Puts right what somebody did to a key. */
export const keyMending = (door: VaultDoor, { findKey, getRotationPolicy }: Reading): Mending => ({
  async recoverKey(name, requestId) {
    const doing = `Recovering the key ${name}`;
    await writeOnce({
      doing,
      clock: door.http.clock,
      holds: async () => (await findKey(name)) !== undefined,
      async send() {
        await door.ask({ doing, requestId }, (client, options) =>
          client.beginRecoverDeletedKey(name, options),
        );
        return true;
      },
    });
  },
  async enableVersion(name, version, requestId) {
    const doing = `Enabling a version of the key ${name}`;
    await door.ask({ doing, requestId }, (client, options) =>
      client.updateKeyProperties(name, version, { ...options, enabled: true }),
    );
    const look = async () => ((await findKey(name, version))?.enabled ? true : undefined);
    await untilSeen(door.http, { doing, look });
  },
  async moveExpiry(name, version, requestId) {
    const doing = `Moving the expiry of the key ${name}`;
    const path = ['keys', name, version].map(encodeURIComponent).join('/');
    await door.http.send({
      ...{ doing, requestId, method: 'PATCH', safe: true },
      url: `${door.url}/${path}?api-version=${VERSION}`,
      // The library writes times as 32 bits and would send a day in 1942.
      body: { attributes: { exp: NEVER } },
    });
    const look = async () =>
      (await findKey(name, version))?.expiresAt?.startsWith('9999') ? true : undefined;
    await untilSeen(door.http, { doing, look });
  },
  async stopRotation(name, requestId) {
    const doing = `Changing the rotation policy of the key ${name}`;
    await door.ask({ doing, requestId }, (client, options) =>
      client.updateKeyRotationPolicy(
        name,
        { lifetimeActions: [{ action: 'Notify', timeBeforeExpiry: 'P30D' }] },
        options,
      ),
    );
    const look = async () => {
      const { expiryTime, actions } = await getRotationPolicy(name);
      return expiryTime === undefined && !actions.includes('rotate') ? true : undefined;
    };
    await untilSeen(door.http, { doing, look });
  },
});
