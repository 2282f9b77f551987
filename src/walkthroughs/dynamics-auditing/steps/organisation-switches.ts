import type { Data } from '../../../core/data.ts';
import { GatewayError } from '../../../core/errors.ts';
import type { AutomaticChange, Step } from '../../../core/step.ts';
import type { OrganisationAudit, OrganisationAuditChange } from '../../../gateways/dataverse.ts';
import { hostOf } from '../answers.ts';
import { SOURCES } from '../sources.ts';
import type { Site } from '../world.ts';
import { TRACES } from '../traces.ts';

/** The switches in the order of the admin centre: each depends on the first. */
const SWITCHES = ['auditing', 'userAccess', 'reads'] as const;
const NAMES = {
  auditing: 'Start auditing',
  userAccess: 'Audit user access',
  reads: 'Start read auditing',
} as const;

export const daysInWords = (days: number | undefined): string => {
  if (days === undefined) return 'unknown';
  return days === -1 ? 'for ever' : `${days} days`;
};

/** Only what differs is sent. */
export function missingSwitches(
  now: OrganisationAudit,
  wanted: OrganisationAuditChange,
): OrganisationAuditChange {
  const { retentionDays } = wanted;
  return {
    ...(differs(now.auditing, wanted.auditing) ? { auditing: wanted.auditing } : {}),
    ...(differs(now.userAccess, wanted.userAccess) ? { userAccess: wanted.userAccess } : {}),
    ...(differs(now.reads, wanted.reads) ? { reads: wanted.reads } : {}),
    ...(retentionDays !== undefined && retentionDays !== now.retentionDays
      ? { retentionDays }
      : {}),
  };
}

const differs = (now: boolean | undefined, wanted: boolean | undefined): wanted is boolean =>
  wanted !== undefined && now !== wanted;

function sentence(missing: OrganisationAuditChange, now: OrganisationAudit, name: string): string {
  const on = SWITCHES.filter((key) => missing[key] === true).map((key) => NAMES[key]);
  const off = SWITCHES.filter((key) => missing[key] === false).map((key) => NAMES[key]);
  const parts = [
    ...(on.length > 0 ? [`switch on ${on.join(', ')}`] : []),
    ...(off.length > 0 ? [`switch off ${off.join(', ')}`] : []),
    ...(missing.retentionDays === undefined
      ? []
      : [
          `keep audit rows ${daysInWords(missing.retentionDays)} (now ${daysInWords(now.retentionDays)}; older rows keep their period)`,
        ]),
  ];
  const text = parts.join(' and ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)} in ${name}.`;
}

const asData = (values: OrganisationAuditChange): { readonly [key: string]: Data } => ({
  ...values,
});

function patch(
  site: Site,
  now: OrganisationAudit,
  missing: OrganisationAuditChange,
): AutomaticChange {
  const before: OrganisationAuditChange = {
    ...('auditing' in missing ? { auditing: now.auditing } : {}),
    ...('userAccess' in missing ? { userAccess: now.userAccess } : {}),
    ...('reads' in missing ? { reads: now.reads ?? false } : {}),
    ...('retentionDays' in missing && now.retentionDays !== undefined
      ? { retentionDays: now.retentionDays }
      : {}),
  };
  return {
    kind: 'automatic',
    summary: sentence(missing, now, site.environment.name),
    details: {
      operation: 'dataverse.organisation',
      target: hostOf(site.environment),
      organisationId: now.organisationId,
      before: asData(before),
      after: asData(missing),
    },
    apply: ({ requestId }) =>
      site.dataverse.setOrganisation(now.organisationId, missing, requestId),
  };
}

/** Checks C1 to C4 and C13: one call sets all switches, for they depend on one another. */
export const organisationSwitches = (site: Site, wanted: OrganisationAuditChange): Step => ({
  id: 'organisation-switches',
  title: `Auditing switches of ${site.environment.name} are set`,
  stage: 'Tenant and organisation',
  risk: 'routine',
  sources: [SOURCES.switches, SOURCES.rowRetention],
  lane: 'organisation',
  traces: TRACES.switches(site.environment),
  async check() {
    const now = await site.organisation();
    if (wanted.reads === true && now.reads === undefined)
      throw new GatewayError(
        `Read auditing is not available in ${site.environment.name}. Cancel this run and start again with changes only.`,
        { status: 400, transient: false },
      );
    const missing = missingSwitches(now, wanted);
    return Object.keys(missing).length === 0 ? [] : [patch(site, now, missing)];
  },
  async found() {
    const now = await site.organisation();
    const on = SWITCHES.filter((key) => now[key] === true).map((key) => NAMES[key]);
    return `On: ${on.join(', ') || 'nothing'}. Audit rows are kept ${daysInWords(now.retentionDays)}.`;
  },
});
