import type { Licences, Sku } from '../../src/gateways/licences.ts';

/** Office 365 E3, with ten people using it. */
export const E3: Sku = {
  partNumber: 'ENTERPRISEPACK',
  id: '6fd2c87f-b296-42f0-b197-1e91e994b900',
  consumed: 10,
  enabled: true,
  plans: ['EXCHANGE_S_ENTERPRISE'],
};

export interface FakeLicences extends Licences {
  readonly world: { skus: readonly Sku[] };
}

/** The tenant's subscriptions in memory. */
export function fakeLicences(skus: readonly Sku[] = [E3]): FakeLicences {
  const world = { skus };
  return { world, list: async () => world.skus };
}
