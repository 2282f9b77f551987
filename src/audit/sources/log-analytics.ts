import type { Clock } from '../../core/clock.ts';
import type { AuditTables } from '../../gateways/audit-tables.ts';
import type { Definitions, WorkingHours } from '../definitions.ts';
import { answerFrom } from '../kql/answer.ts';
import { namesFrom, recordsFrom } from '../kql/pages.ts';
import { presenceOf } from '../kql/presence.ts';
import type { Workspace } from '../kql/workspace.ts';
import type { Source } from './source.ts';

export interface LogAnalytics {
  readonly tenant: string;
  /** Of the one workspace that is configured. */
  readonly tables: AuditTables;
  readonly definitions: Definitions;
  readonly workingHours: WorkingHours;
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * Audit records that connectors brought to a Log Analytics workspace (Microsoft Sentinel). All
 * counting is done there; what it cannot know of their completeness is said.
 */
export function logAnalyticsSource(options: LogAnalytics): Source {
  const { tenant, tables, clock, workingHours } = options;
  const workspace: Workspace = {
    ...{ tenant, tables, clock },
    definitions: { ...options.definitions, workingHours },
    presence: presenceOf(tables, tenant, () => clock.now()),
  };
  return {
    name: 'log analytics',
    answer: (query) => answerFrom(workspace, query),
    records: (query, after, most) => recordsFrom(workspace, query, after, most),
    names: (dimension, most) => namesFrom(workspace, dimension, most),
  };
}
