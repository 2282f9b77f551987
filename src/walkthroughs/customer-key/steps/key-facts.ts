import type { Key } from '../../../gateways/key-vault.ts';
import type { Branch } from '../branch.ts';
import type { Site } from '../world.ts';
import { recoveryOf } from './key-fit.ts';

const SIZES: readonly number[] = [2048, 3072, 4096];
const WANTED = new Set(['wrapkey', 'unwrapkey']);

/** What was found of a key that is fit, with what is worth knowing beside it. */
export async function factsOf(site: Site, branch: Branch): Promise<string> {
  const key = await branch.key();
  if (key === undefined) return 'The key cannot be read any more.';
  const { type, size, version, recoveryLevel, recoverableDays } = key;
  const days = recoverableDays === undefined ? '' : ` for ${recoverableDays} days`;
  const facts = `${branch.keyUri}: ${type}, ${size ?? 'unknown'} bits, version ${version}, enabled, without an end, recovery level ${recoveryLevel}${days}.`;
  return [facts, ...remarks(site, key)].join(' ');
}

/** Checks KEY-2, KEY-5, KEY-9 and KEY-13, where they do not stand in the way. */
function remarks(site: Site, key: Key): readonly string[] {
  const extra = key.operations.filter((operation) => !WANTED.has(operation.toLowerCase()));
  const { keySize, keySource } = site.answers;
  return [
    ...(extra.length > 0
      ? [`It may also be used for ${extra.join(', ')}, which Customer Key does not need.`]
      : []),
    ...(key.size === undefined || !SIZES.includes(key.size)
      ? ['Key Vault offers 2048, 3072 and 4096 bits; this size is unusual.']
      : key.size === keySize
        ? []
        : [`${keySize} bits were asked for; the key was there already and is kept.`]),
    ...(recoveryOf(key) === 'kept'
      ? [
          'It does not show the mandatory retention period: recommended; whether that is required is unconfirmed.',
        ]
      : []),
    ...(key.hsmPlatform !== '' && key.hsmPlatform !== '2'
      ? [`It is on an older generation of hardware (platform ${key.hsmPlatform}).`]
      : []),
    ...(keySource === 'import' ? ['The copy in your own hardware module is no backup of it.'] : []),
  ];
}
