import type { Entry } from '../../core/ledger.ts';
import { tried } from '../verdict.ts';
import { APPLICATIONS } from './applications.ts';
import type { Branch } from './branch.ts';
import type { Site } from './world.ts';

/** One way to the data as it was found. */
export type BranchSeen = Awaited<ReturnType<typeof observeBranch>>;

/** Everything the checks look at, read together. */
export type Observation = Awaited<ReturnType<typeof observe>>;

/** Asks all sources at once; one that does not answer leaves the others as they are. */
export async function observe(site: Site, history: readonly Entry[], now: Date) {
  const { answers, world, branches } = site;
  const [directory, policies, assignment, first, second] = await Promise.all([
    observeDirectory(site),
    tried(site.policies()),
    tried(site.assignment()),
    observeBranch(site, branches[0]),
    observeBranch(site, branches[1]),
  ]);
  return {
    answers,
    settings: world.settings,
    history,
    now,
    ...directory,
    /** Undefined where the bot has no way to ask Exchange Online. */
    policies,
    assignment,
    asksExchange: world.policies !== undefined,
    branches: [first, second] as const,
  };
}

async function observeDirectory({ world, profile, plans, application }: Site) {
  const [tenant, licences, encryption, exchange, sharePoint, bot] = await Promise.all([
    tried(profile()),
    tried(plans()),
    tried(application(APPLICATIONS.encryption)),
    tried(application(APPLICATIONS.exchange)),
    tried(application(APPLICATIONS.sharePoint)),
    tried(application(world.settings.applicationId)),
  ]);
  return { tenant, licences, encryption, exchange, sharePoint, bot };
}

async function observeBranch(site: Site, branch: Branch) {
  const { number, label, answer, vaultId, keyUri, url } = branch;
  const [ground, access, keys] = await Promise.all([
    observeGround(branch),
    observeAccess(site, branch),
    observeKeys(branch),
  ]);
  return { number, label, answer, vaultId, keyUri, url, ...ground, ...access, ...keys };
}

async function observeGround(branch: Branch) {
  const [subscription, locations, resources, feature, provider] = await Promise.all([
    tried(branch.subscription()),
    tried(branch.locations()),
    tried(branch.resources()),
    tried(branch.feature()),
    tried(branch.provider()),
  ]);
  return { subscription, locations, resources, feature, provider };
}

async function observeAccess(site: Site, branch: Branch) {
  const [vault, deletedVault, rights, granted, locks, diagnostics] = await Promise.all([
    tried(branch.vault()),
    tried(branch.deletedVault()),
    tried(branch.rights()),
    tried(grantedTo(site, branch)),
    tried(branch.locks()),
    tried(branch.diagnostics()),
  ]);
  return { vault, deletedVault, rights, granted, locks, diagnostics };
}

/** Asked for by itself: only then are rights that come through a group among them. */
async function grantedTo({ application }: Site, { rights }: Branch) {
  const found = await application(APPLICATIONS.encryption);
  return found === undefined ? [] : rights(found.id);
}

async function observeKeys(branch: Branch) {
  const [key, versions, rotation, deletedKey] = await Promise.all([
    tried(branch.key()),
    tried(branch.versions()),
    tried(branch.rotation()),
    tried(branch.deletedKey()),
  ]);
  return { key, versions, rotation, deletedKey };
}
