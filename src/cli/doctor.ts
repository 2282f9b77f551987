import { gatewaysOf, type Gateways } from '../compose/gateways.ts';
import { realOutside, sandboxOutside } from '../compose/sandbox.ts';
import { exposureOf } from '../compose/steward.ts';
import type { Config } from '../config.ts';
import { offersSearch } from '../gateways/audit-search.ts';
import { cloudOf } from '../gateways/clouds.ts';
import { openStore } from '../store/open.ts';
import { createLog } from '../teams/log.ts';
import type { Command } from './command.ts';
import { auditSearchFinding } from './doctor/audit-search.ts';
import { auditFindings } from './doctor/audit.ts';
import { customerKeyFindings } from './doctor/customer-key.ts';
import { knownTo } from './policy.ts';
import { policyFinding } from './doctor/policy.ts';
import { signInFinding } from './doctor/sign-in.ts';
import { backlogOf, evidenceFindings } from './doctor/evidence.ts';
import { found, missing, type Finding } from './doctor/finding.ts';
import { APP_ROLES, orGrant, type Grantee } from './doctor/grants.ts';
import { readSettings } from './configured.ts';
import { whereOf } from '../compose/where.ts';

/** Each with its fix: what the directory, the services or the machine say now. */
export const doctor: Command = async ({ json, print }) => {
  const findings = await examine();
  const ok = findings.every((finding) => finding.ok);
  if (json) print(JSON.stringify({ ok, findings }));
  else
    for (const { about, ok: good, says } of findings)
      print(`${good ? 'ok  ' : 'FAIL'}  ${about}: ${says}`);
  return ok ? 0 : 1;
};

async function examine(): Promise<readonly Finding[]> {
  const reading = await readSettings();
  if (!reading.ok)
    return reading.faults.map((says) => ({ about: 'configuration', ok: false, says }));
  const { config } = reading;
  const exposed = exposureOf(config);
  const first: Finding = {
    about: 'configuration',
    ok: exposed === undefined,
    says:
      exposed ??
      `complete, for ${config.cloud === 'sandbox' ? 'the sandbox' : `tenant ${config.tenantId}`}`,
  };
  return [
    first,
    await storeFinding(config),
    await policyFinding(config, knownTo(config)),
    ...(await serviceFindings(config)),
  ];
}

const storeFinding = (config: Config): Promise<Finding> =>
  found('store', async () => {
    const store = await openStore(whereOf(config), realOutside().clock);
    await store.ping();
    await store.close();
    return `${store.kind} answers`;
  });

async function serviceFindings(config: Config): Promise<readonly Finding[]> {
  const quiet = { nextDue: () => Promise.resolve(undefined), warn: () => undefined };
  const outside =
    config.cloud === 'sandbox' ? await sandboxOutside(config, config.port, quiet) : realOutside();
  try {
    const gateways = gatewaysOf(config, outside, createLog('silent'));
    const { graph } = cloudOf(config.cloud);
    const grantee = { application: config.applicationId, graph };
    const { customerKey: world, permissions } = gateways;
    const [findings, search, audit, customerKey, evidence] = await Promise.all([
      walkthroughFindings(gateways, grantee, outside.clock.now()),
      auditSearchFinding({
        ...{ setting: config.audit.graphSearch, grantee, permissions },
        offered: offersSearch(cloudOf(config.cloud)),
        principals: world.principals,
      }),
      auditFindings({
        ...{ config, grantee, tenantId: config.tenantId, now: outside.clock.now() },
        ...{ content: gateways.auditContent, tables: gateways.auditTables },
      }),
      customerKeyFindings({
        ...{ world, permissions },
        ...{ graph, tenantId: config.tenantId, backupDir: config.customerKey.backupDir },
      }),
      evidenceFindings({
        ...{ config, signers: gateways.signers, now: outside.clock.now() },
        backlog: () => backlogOf(config),
      }),
    ]);
    const signIn = await signInFinding(config, outside);
    return [...findings, signIn, search, ...audit, ...customerKey, ...evidence];
  } finally {
    await outside.close();
  }
}

const walkthroughFindings = (
  gateways: Gateways,
  grantee: Grantee,
  now: Date,
): Promise<readonly Finding[]> =>
  Promise.all([
    found('approvers (Microsoft Graph: GroupMember.Read.All, User.ReadBasic.All)', async () => {
      const people = await orGrant(APP_ROLES.readMembers, grantee, () =>
        gateways.directory.membersOf('approver'),
      );
      if (people.length > 1) return `${people.length} people can approve`;
      throw missing(
        `${people.length} people can approve; sensitive changes need two who did not ask. Add people to APPROVER_GROUP.`,
      );
    }),
    found(
      'licences (Microsoft Graph: LicenseAssignment.Read.All)',
      async () => `${(await gateways.licences.list()).length} kinds`,
    ),
    found(
      'environments (Power Platform management application)',
      async () => `${(await gateways.environments.list()).length} with Dataverse`,
    ),
    found('unified audit log (Exchange.ManageAsApp and the Audit Logs role)', async () =>
      (await orGrant(APP_ROLES.manageExchange, grantee, () => gateways.unifiedAudit.isIngesting()))
        ? 'on'
        : 'off; the set-up switches it on',
    ),
    found('activity feed (ActivityFeed.Read)', async () =>
      (await orGrant(APP_ROLES.readFeed, grantee, () => gateways.feed.isSubscribed()))
        ? 'subscribed'
        : 'not subscribed yet; the set-up does it',
    ),
    found('clock', () => clockFinding(now)),
  ]);

/** Tokens are refused when this machine's clock is off; on the sandbox it is the tenant's own. */
const clockFinding = (now: Date): Promise<string> => Promise.resolve(`${now.toISOString()}`);
