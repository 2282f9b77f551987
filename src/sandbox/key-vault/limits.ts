import { AzureRefused } from '../arm/refused.ts';
import { limiter, type Limiter } from '../limiter.ts';

/** How many operations one vault takes in ten seconds, by what they are. */
const LIMITS: Readonly<Record<string, number>> = {
  'create RSA-HSM': 10,
  'create RSA': 20,
  'create EC-HSM': 10,
  'create EC': 20,
  'use EC-HSM 256': 2000,
  'use EC 256': 4000,
  'use RSA-HSM 2048': 2000,
  'use RSA-HSM 3072': 500,
  'use RSA-HSM 4096': 250,
  'use RSA 2048': 4000,
  'use RSA 3072': 1000,
  'use RSA 4096': 500,
};

/** Refuses what is too much for one vault. */
export function vaultLimits(now: () => number) {
  const known = new Map<string, Limiter>();
  const limiterOf = (name: string) => {
    const found = known.get(name) ?? limiter({ requests: LIMITS[name] ?? 2000, seconds: 10 }, now);
    known.set(name, found);
    return found;
  };
  return (vault: string, kind: 'create' | 'use', kty: string, size: number): void => {
    const name = kind === 'create' ? `create ${kty}` : `use ${kty} ${size}`;
    const retryAfter = limiterOf(name).findWait(vault, name);
    if (retryAfter === undefined) return;
    throw new AzureRefused(
      429,
      'Throttled',
      'Request was not processed because too many requests were received. Reason: VaultRequestTypeLimitReached',
      { inner: 'VaultRequestTypeLimitReached', retryAfter },
    );
  };
}
