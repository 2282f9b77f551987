import type { AutomaticChange, Change, GuidedChange } from '../../../core/step.ts';
import type { Key } from '../../../gateways/key-vault.ts';
import { atVault } from '../at-vault.ts';
import type { Branch } from '../branch.ts';
import type { Site } from '../world.ts';
import { changing } from './changing.ts';
import { recovered } from './key-recovered.ts';
import { SETTLES, wantedOf } from './key-wanted.ts';
import { unfit } from './key-unfit.ts';

const MOST = 127;
const exchangeName = ({ answer }: Branch): string => `${answer.key.slice(0, MOST - 4)}-KEK`;

/**
 * A key of one's own needs a key exchange key first, whose public part goes to the vendor's tool. A
 * chat is no place for key material, so the wrapped key is imported by a person.
 */
export async function imported(site: Site, branch: Branch): Promise<readonly Change[]> {
  const name = exchangeName(branch);
  const exchange = await branch.asked((keys) => keys.findKey(name));
  if (exchange === undefined) {
    const deleted = await branch.asked((keys) => keys.findDeletedKey(name));
    return [deleted === undefined ? exchangeKey(site, branch) : recovered(branch, deleted)];
  }
  assertExchanges(branch, exchange);
  const publicKey = await atVault(branch, (keys) => keys.getPublicKey(name));
  return [byHand(site, branch, exchange, publicKey)];
}

/** Planned also before there is a vault. */
export function exchangeKey(site: Site, branch: Branch): AutomaticChange {
  const name = exchangeName(branch);
  const { keySize: size } = site.answers;
  return {
    kind: 'automatic',
    summary: `Create the key exchange key ${name} in the vault ${branch.answer.vault}: RSA-HSM, ${size} bits, which may import and nothing else. A person then imports the key ${branch.answer.key} under it.`,
    details: {
      operation: 'keyvault.key.createExchange',
      target: `${branch.url}/keys/${name}`,
      before: null,
      after: { type: 'RSA-HSM', size, operations: ['import'] },
    },
    apply: ({ requestId }) =>
      changing(branch, (keys) => keys.createExchangeKey({ name, size, hsm: true }, requestId)),
    settles: SETTLES,
  };
}

function assertExchanges({ answer }: Branch, { name, type, operations, enabled }: Key): void {
  const only = operations.length === 1 && operations[0]?.toLowerCase() === 'import';
  if (type === 'RSA-HSM' && only && enabled) return;
  throw unfit(
    `The key ${name} in the vault ${answer.vault} cannot serve as a key exchange key: that has to be an enabled RSA-HSM key which may import and nothing else.`,
    'Cancel this run and start again with another key name, or put that key right and type resume.',
  );
}

/** A name that begins with a hyphen would be taken for an option. */
const option = (name: string, value: string): string =>
  value.startsWith('-') ? `--${name}=${value}` : `--${name} ${value}`;

const importing = ({ answer: { subscription, vault, key } }: Branch): string =>
  [
    'az keyvault key import',
    `--subscription ${subscription}`,
    `--vault-name ${vault}`,
    option('name', key),
    '--kty RSA-HSM',
    '--ops wrapKey unwrapKey',
    `--byok-file ./${key}.byok`,
  ].join(' ');

function byHand(site: Site, branch: Branch, exchange: Key, publicKey: string): GuidedChange {
  const { key, vault } = branch.answer;
  const { size } = wantedOf(site);
  return {
    kind: 'guided',
    summary: `Import the key ${key} into the vault ${vault} from your own hardware module: RSA, ${size} bits, for wrapping and unwrapping only, without expiry.`,
    details: {
      operation: 'keyvault.key.import',
      target: branch.keyUri,
      before: null,
      after: { ...wantedOf(site), exchangeKey: exchangeName(branch) },
    },
    guide: {
      steps: [
        `Save the lines below from BEGIN PUBLIC KEY to END PUBLIC KEY as ${exchange.name}.pem and carry the file to the workstation of your hardware module. It is public; nothing else leaves the vault.`,
        `There, offline, make an RSA key of ${size} bits and run your vendor’s tool for bringing your own key to Azure with ${exchange.name}.pem and the key identifier ${exchange.uri}/${exchange.version}. It writes a transfer file: name it ${key}.byok.`,
        `Carry ${key}.byok to a computer with the Azure CLI, sign in with az login as somebody who may import keys in ${vault}, and run the last line below. Do not add an expiry: it could not be removed again.`,
        'Never post the transfer file in a chat. The copy in your module is no backup of the key in the vault; a backup is made in a later step.',
      ],
      command: [...publicKey.trim().split('\n'), importing(branch)].join('\n'),
      proof: 'observed',
      statement: `The key ${key} has been imported into ${vault}.`,
    },
  };
}
