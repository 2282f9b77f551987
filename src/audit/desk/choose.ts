import { DAY } from '../../core/clock.ts';
import type { Coverage } from '../figures.ts';
import type { AuditQuery, SourceName } from '../query.ts';

/** What there is to choose from at this moment. */
export interface Choice {
  readonly query: AuditQuery;
  readonly now: Date;
  readonly archive: Coverage;
  readonly logAnalytics: boolean;
  readonly graph: boolean;
}

export type Chosen =
  | { readonly kind: 'now'; readonly source: SourceName; readonly because: string }
  /** Takes minutes: what the archive has is shown meanwhile. */
  | { readonly kind: 'later'; readonly source: 'graph'; readonly because: string }
  | { readonly kind: 'refused'; readonly says: string };

/** Audit (Standard) keeps records so long (learn.microsoft.com/purview/audit-log-retention-policies). */
const KEPT_BY_MICROSOFT = 180;

const INSISTED = 'You asked for it.';

/** Which source answers, and why: the one that was insisted on, else the most complete one. */
export function choose({ query, now, archive, logAnalytics, graph }: Choice): Chosen {
  switch (query.source) {
    case 'archive':
      return { kind: 'now', source: 'archive', because: INSISTED };
    case 'graph':
      return graph
        ? { kind: 'later', source: 'graph', because: INSISTED }
        : { kind: 'refused', says: NO_GRAPH };
    case 'log analytics':
      return logAnalytics
        ? { kind: 'now', source: 'log analytics', because: INSISTED }
        : { kind: 'refused', says: NO_LOGS };
    case undefined:
      return best({ query, now, archive, logAnalytics, graph });
  }
}

/** A workspace answers within seconds, a search at Microsoft within minutes to hours. */
function best({ query, now, archive, logAnalytics, graph }: Choice): Chosen {
  if (archive.gaps.length === 0)
    return { kind: 'now', source: 'archive', because: 'It knows the whole period.' };
  if (logAnalytics)
    return {
      kind: 'now',
      source: 'log analytics',
      because: 'The archive does not know the whole period.',
    };
  if (graph && isKept(query, now))
    return {
      kind: 'later',
      source: 'graph',
      because: 'The archive does not know the whole period, Microsoft’s own log may.',
    };
  return {
    kind: 'now',
    source: 'archive',
    because: 'It does not know the whole period, and there is no other source.',
  };
}

/** Does Microsoft still have records of some of it? */
const isKept = ({ period }: AuditQuery, now: Date): boolean =>
  Date.parse(period.to) > now.getTime() - KEPT_BY_MICROSOFT * DAY;

const NO_GRAPH =
  'Searching Microsoft’s audit log is switched off here (GRAPH_AUDIT_SEARCH), or this cloud does not offer it. Ask without “from graph”, or have an administrator switch it on.';
const NO_LOGS =
  'No Log Analytics workspace is set up here. Ask without naming it, or have an administrator set LOG_ANALYTICS_WORKSPACE.';
