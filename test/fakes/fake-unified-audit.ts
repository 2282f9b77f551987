import type { UnifiedAudit } from '../../src/gateways/unified-audit.ts';

export interface FakeUnifiedAudit extends UnifiedAudit {
  readonly world: { ingesting: boolean };
}

/** The tenant's unified audit switch in memory. */
export function fakeUnifiedAudit(ingesting = false): FakeUnifiedAudit {
  const world = { ingesting };
  return {
    world,
    isIngesting: async () => world.ingesting,
    async startIngesting() {
      world.ingesting = true;
    },
  };
}
