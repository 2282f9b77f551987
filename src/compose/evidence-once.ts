import type { Config } from '../config.ts';
import { SECOND, type Clock } from '../core/clock.ts';
import type { Tree, Unsealed } from '../core/evidence.ts';
import { NoEvidence } from '../evidence/pack/gather.ts';
import { buildPack, type EvidencePack, type PackParts } from '../evidence/pack/pack.ts';
import type { Scope } from '../evidence/story/story.ts';
import { openStore, type Store } from '../store/open.ts';
import { openBeside } from '../store/sqlite-beside.ts';
import { FolderInUse } from '../store/sqlite-guard.ts';
import { createLog } from '../teams/log.ts';
import { clockOf } from './clock.ts';
import { evidenceOf } from './evidence.ts';
import { packPartsOf } from './evidence-pack.ts';
import { gatewaysOf } from './gateways.ts';
import { whereOf } from './where.ts';

/** Time as it is, for the bot's own may be another on the sandbox. */
const real = clockOf(() => new Date());

/** So long the running bot may take to seal what has just happened. */
const PATIENCE = 20 * SECOND;

/** One pack without the bot, or beside it where it has the store for itself. */
export async function evidenceOnce(config: Config, scope: Scope): Promise<EvidencePack> {
  const store = await opened(config);
  return store === undefined ? packBeside(config, scope) : packAlone(config, scope, store);
}

/** Undefined: the bot is running and has the folder. */
async function opened(config: Config): Promise<Store | undefined> {
  try {
    return await openStore(whereOf(config), real);
  } catch (error) {
    if (error instanceof FolderInUse) return undefined;
    throw error;
  }
}

async function packAlone(config: Config, scope: Scope, store: Store): Promise<EvidencePack> {
  const log = createLog('error');
  try {
    const clock = await noEarlierThan(store.tree, config.tenantId);
    const { signers } = gatewaysOf(config, { agent: undefined, clock }, log);
    const { sealNow } = evidenceOf(config, { log, clock, store, signers });
    return await buildPack(packPartsOf(config, store, clock, sealNow), scope);
  } finally {
    await store.close();
  }
}

/** The sandbox's clock may have been ahead: statements never go back in time. */
async function noEarlierThan(tree: Tree, tenant: string): Promise<Clock> {
  const last = (await tree.latest(tenant))?.at ?? '';
  return clockOf(() => new Date(Math.max(Date.now(), Date.parse(last) || 0)));
}

async function packBeside(config: Config, scope: Scope): Promise<EvidencePack> {
  const store = openBeside(config.dataDir, real);
  const seal = () => sealedByBot(store.tree, config.tenantId);
  try {
    const clock = await noEarlierThan(store.tree, config.tenantId);
    return await buildPack(packPartsOf(config, store, clock, seal), scope);
  } finally {
    await store.close();
  }
}

/** Only the bot writes. What was changed outside is never sealed, and named instead of waited for. */
async function sealedByBot(tree: Tree, tenant: string): ReturnType<PackParts['seal']> {
  const first = new Set((await tree.unsealed(tenant, AT_ONCE)).entries.map(nameOf));
  const until = Date.now() + PATIENCE;
  for (;;) {
    const { entries, broken } = await tree.unsealed(tenant, AT_ONCE);
    const waiting = entries.filter((one) => first.has(nameOf(one)));
    if (waiting.length === 0) return { broken };
    if (Date.now() > until)
      throw new NoEvidence(
        `The running bot has not sealed ${waiting.length} entries of the ledger within 20 seconds, so no evidence is given. Look into its log and run the command doctor; then try again.`,
      );
    await real.sleep(SECOND / 4);
  }
}

/** More than a bot that seals every few seconds leaves behind. */
const AT_ONCE = 2000;

const nameOf = ({ run, seq }: Unsealed): string => `${run}/${seq}`;
