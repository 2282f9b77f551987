import { INGESTION } from '../ingestion-on.ts';
import { LEARN, source } from '../source.ts';

/** Where each statement of this walkthrough about Microsoft's products comes from. */
export const SOURCES = {
  switches: source(
    'Auditing is switched on for the organisation, then for tables and columns.',
    `${LEARN}/power-apps/developer/data-platform/auditing/configure`,
  ),
  publish: source(
    'Changed table flags have no effect before the table is published.',
    `${LEARN}/power-apps/developer/data-platform/auditing/configure`,
  ),
  productionOnly: source(
    'Read and user access logs leave only production environments for Microsoft Purview.',
    `${LEARN}/power-platform/admin/activity-logging-auditing/activity-logs-dataverse-model-driven-apps`,
  ),
  licence: source(
    'Activity logging needs at least one Office 365 or Microsoft 365 E1 licence. Pages of 2018 to 2020 asked for E3 or E5; we follow the newer ones.',
    `${LEARN}/power-platform/admin/enable-use-comprehensive-auditing`,
  ),
  ingestion: INGESTION,
  sas: source(
    'The overview page lists "Enable SAS Logging in Purview" as a prerequisite. Which setting an API would use, and whether records really stop without it, is not known.',
    `${LEARN}/power-platform/admin/activity-logging-auditing/activity-logs-overview`,
    'unconfirmed',
  ),
  areas: source(
    'An area is a bulk switch for a fixed list of tables; no setting of its own exists.',
    `${LEARN}/power-platform/admin/system-settings-dialog-box-auditing-tab`,
    'our inference',
  ),
  latency: source(
    'Microsoft guarantees no delivery time. Core services usually take 60 to 90 minutes, others longer.',
    `${LEARN}/purview/audit-search`,
  ),
  feed: source(
    'Dynamics and Power Platform records are content type Audit.General; the first content can take 12 hours.',
    `${LEARN}/office/office-365-management-api/office-365-management-activity-api-reference`,
  ),
  role: source(
    'Changing audit settings takes System Administrator or System Customizer in that environment. Tenant administrators no longer hold it by themselves.',
    `${LEARN}/power-platform/admin/manage-high-privileged-admin-roles`,
  ),
  applicationUser: source(
    'A registered management application can be made an application user of an environment.',
    'https://github.com/microsoft/terraform-provider-power-platform',
    'seen in public code',
  ),
  retention: source(
    'Audit (Standard) keeps records 180 days. The one-year policy of Audit (Premium) does not contain Dynamics records; a policy of your own is needed.',
    `${LEARN}/purview/audit-log-retention-policies`,
  ),
  rowRetention: source(
    'Each audit row carries the period in force when it was written; a change is not retroactive. Pages disagree on the default (30 days or for ever) and the maximum (24,855 or 365,000 days).',
    `${LEARN}/power-platform/admin/manage-dataverse-auditing`,
  ),
  recordIds: source(
    'List views and Excel exports do not reliably name the records that were seen.',
    `${LEARN}/power-platform/admin/activity-logging-auditing/activity-logs-dataverse-model-driven-apps`,
  ),
  turningOff: source(
    'While the unified audit log is off nothing is collected, and a SIEM fed from Microsoft 365 gets nothing.',
    `${LEARN}/purview/audit-log-enable-disable`,
  ),
} as const;
