import type { Config } from '../config.ts';
import type { Clock } from '../core/clock.ts';
import { ERASURE } from '../core/erasure.ts';
import { knownKeys } from '../evidence/known-keys.ts';
import type { PackParts } from '../evidence/pack/pack.ts';
import type { Readable } from '../store/sqlite-beside.ts';
import { builtInOf, policiesOf } from './policies.ts';

/** What packs are made of; who seals what is not sealed yet differs. */
export function packPartsOf(
  config: Config,
  store: Pick<Readable, 'tree' | 'openings' | 'seen' | 'ledger' | 'keep'>,
  clock: Pick<Clock, 'now'>,
  seal: PackParts['seal'],
): PackParts {
  const { tenantId: tenant } = config;
  const { tree, openings, seen, keep, ledger } = store;
  const policies = policiesOf(store, tenant, builtInOf(config));
  return {
    ...{ tenant, tree, openings, seen, clock, seal },
    keys: knownKeys(keep, tenant),
    policyBy: policies.by,
    erasures: async () =>
      (await ledger.runs(tenant)).flatMap(({ walkthrough, run }) =>
        walkthrough === ERASURE ? run : [],
      ),
  };
}
