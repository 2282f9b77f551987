import { startChild } from './child-process.ts';
import type { startConnector } from './connector.ts';
import type { keyServer } from '../teams/keys.ts';
import { APP, good } from '../teams/keys.ts';
import { KINDS, load, type Target } from './load.ts';
import type { Kind, Variant } from './words.ts';

export const TENANT = '11111111-1111-4111-8111-111111111111';

export interface Size {
  readonly warmUp: number;
  readonly measured: number;
  readonly alone: number;
}

export interface Measured {
  readonly variant: string;
  readonly kind: Kind;
  readonly cpuMicros: number;
  readonly p50: number;
  readonly p99: number;
}

export interface Round {
  readonly measured: readonly Measured[];
  /** Milliseconds from the start of the process to its first answer. */
  readonly firstAnswer: number;
}

export interface Stage {
  readonly connector: Awaited<ReturnType<typeof startConnector>>;
  readonly keys: Awaited<ReturnType<typeof keyServer>>;
}

export async function targetOf(
  { connector, keys }: Stage,
  variant: Pick<Variant, 'signed'>,
  port: number,
): Promise<Target> {
  const { serviceUrl, repliesTo } = connector;
  const token = variant.signed ? await keys.sign(good(serviceUrl)) : undefined;
  const authorization = token === undefined ? undefined : `Bearer ${token}`;
  return { port, serviceUrl, tenant: TENANT, authorization, repliesTo };
}

export const quantile = (times: readonly number[], share: number): number =>
  [...times].sort((a, b) => a - b)[Math.floor((times.length - 1) * share)] ?? Number.NaN;

export const startVariant = ({ connector, keys }: Stage, variant: Pick<Variant, 'server'>) =>
  startChild(variant, {
    serviceUrl: connector.serviceUrl,
    metadata: keys.metadata,
    appId: APP,
    tenant: TENANT,
  });

/** One variant in a process of its own: first answer, warm-up, many at once, one at a time. */
export async function measure(stage: Stage, variant: Variant, size: Size): Promise<Round> {
  const child = await startVariant(stage, variant);
  try {
    const target = await targetOf(stage, variant, child.port);
    const kinds = KINDS.flatMap((kind) => {
      const script = variant.scripts[kind];
      return script === undefined ? [] : [{ kind, script }];
    });
    const [first] = kinds;
    if (first !== undefined) await load(target, first.script, 1, 1);
    const firstAnswer = performance.now() - child.forkedAt;

    const measured: Measured[] = [];
    for (const { kind, script } of kinds) {
      await load(target, script, size.warmUp, variant.people);
      const before = await child.used();
      const times = await load(target, script, size.measured, variant.people);
      const after = await child.used();
      const alone = await load(target, script, size.alone, 1);
      measured.push({
        variant: variant.name,
        kind,
        cpuMicros: (after.cpuMicros - before.cpuMicros) / times.length,
        p50: quantile(alone, 0.5),
        p99: quantile(alone, 0.99),
      });
    }
    return { measured, firstAnswer };
  } finally {
    await child.stop();
  }
}

/** What stays on the heap after many turns of the same conversations, in bytes. */
export async function heapGrowth(stage: Stage, variant: Variant, turns: number): Promise<number> {
  const child = await startVariant(stage, variant);
  try {
    const target = await targetOf(stage, variant, child.port);
    const all = KINDS.flatMap((kind) => variant.scripts[kind] ?? []);
    await load(target, all, turns / 10, variant.people);
    const before = await child.used('collect');
    await load(target, all, turns, variant.people);
    const after = await child.used('collect');
    return after.heap - before.heap;
  } finally {
    await child.stop();
  }
}
