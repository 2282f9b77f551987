import { join } from 'node:path';
import { answerOf } from '../audit/answer.ts';
import type { Archive } from '../audit/archive/archive.ts';
import { openArchive } from '../audit/archive/open.ts';
import { contentTypesFor, coverageOf, presentTypes } from '../audit/coverage.ts';
import type { Definitions } from '../audit/definitions.ts';
import { deskOf } from '../audit/desk/desk.ts';
import { questionsIn } from '../audit/desk/questions.ts';
import type { Coverage } from '../audit/figures.ts';
import { conditionOf } from '../audit/lower.ts';
import type { AuditQuery } from '../audit/query.ts';
import type { Span } from '../audit/reader.ts';
import { CONTENT_TYPES } from '../audit/record.ts';
import { searchBodyOf } from '../audit/search/body.ts';
import { typesFor } from '../audit/search/needs.ts';
import { withSearched } from '../audit/search/searched.ts';
import { fileSpool } from '../audit/search/spool.ts';
import { sentenceOf } from '../audit/sentence.ts';
import { archiveSource, pageOf } from '../audit/sources/archive.ts';
import { logAnalyticsSource } from '../audit/sources/log-analytics.ts';
import { figuresOf } from '../audit/summary/figures-of.ts';
import { before } from '../audit/times/period.ts';
import type { Config } from '../config.ts';
import { after, DAY, type Clock } from '../core/clock.ts';
import { journalOf } from '../core/journal.ts';
import { searches, type SearchEnded } from '../jobs/search.ts';
import type { Store } from '../store/open.ts';
import type { Log } from '../teams/log.ts';
import { definitionsOf } from './definitions.ts';
import type { Gateways } from './gateways.ts';

type AuditGateways = Pick<Gateways, 'auditSearch' | 'auditTables'>;

export interface AuditParts {
  readonly store: Pick<Store, 'keep' | 'ledger' | 'withLock' | 'catalogue' | 'due'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Without them only the archive is asked. */
  readonly gateways?: AuditGateways;
  readonly onSearched?: (ended: SearchEnded) => Promise<void>;
  readonly poke?: () => void;
}

/** Everything that answers questions about audit activity. */
export type Audit = Awaited<ReturnType<typeof openAudit>>;

/** The archive, and whatever else can be asked, behind one desk. */
export async function openAudit(config: Config, parts: AuditParts) {
  const { store, clock, log, gateways } = parts;
  const { tenantId: tenant, audit } = config;
  const definitions = await definitionsOf(config);
  const journal = journalOf(store.ledger, tenant, clock);
  const archive = await openArchive({
    folder: audit.archiveDir,
    memoryMb: audit.archiveMemoryMb,
    catalogue: store.catalogue,
    withLock: store.withLock,
    clock,
    log: { warn: (fields: object, says: string) => log.warn(says, { ...fields }) },
  });
  const coverage = coverageIn(config, { ...parts, archive, definitions });
  const { workingHours } = audit;
  const own = {
    ...archiveSource({ tenant, archive, coverage, definitions, workingHours, clock }),
    coverage: (query: AuditQuery) => coverage(query),
  };
  const logAnalytics =
    gateways?.auditTables &&
    logAnalyticsSource({ tenant, tables: gateways.auditTables, definitions, workingHours, clock });
  const searching = gateways?.auditSearch && searchesIn(config, { ...parts, archive, definitions });
  const questions = questionsIn(store.keep, tenant);
  const desk = deskOf({
    clock,
    journal,
    questions,
    archive: own,
    logAnalytics,
    searching,
    sentenceOf,
    answerOf,
  });
  /** What is known of the last seven days, of all that is archived. */
  const health = async (): Promise<Coverage> => {
    const now = clock.now();
    const span = { from: after(now, -7 * DAY), to: now.toISOString() };
    const types = await presentTypes(archive.catalogue, tenant, span);
    const contentTypes = types.length === 0 ? CONTENT_TYPES.slice(0, 1) : types;
    return coverageOf(archive.catalogue, {
      tenant,
      span,
      contentTypes,
      now,
      ...keptIn(config, now),
    });
  };
  return { archive, definitions, desk, health, journal, searching, trail: own };
}

interface WithArchive extends AuditParts {
  readonly archive: Archive;
  readonly definitions: Definitions;
}

/** How complete the archive is for a question; times that a search has brought are known as well. */
const coverageIn =
  (config: Config, { archive, store, clock, definitions }: WithArchive) =>
  async (query: AuditQuery, span: Span = query.period): Promise<Coverage> => {
    const tenant = config.tenantId;
    const condition = conditionOf(query, definitions);
    const now = clock.now();
    const kept = keptIn(config, now);
    const catalogue = withSearched(archive.catalogue, {
      keep: store.keep,
      tenant,
      types: typesFor(condition),
      ...(kept.keptFrom === undefined ? {} : { since: kept.keptFrom }),
    });
    const present = await presentTypes(catalogue, tenant, span);
    const contentTypes = contentTypesFor(condition, present);
    return coverageOf(catalogue, { tenant, span, contentTypes, now, ...kept });
  };

/** Whole days are deleted (`archive-upkeep.ts`). */
function keptIn({ audit: { retention } }: Config, now: Date): { readonly keptFrom?: string } {
  if (retention === undefined) return {};
  return { keptFrom: `${after(now, -retention).slice(0, 10)}T00:00:00.000Z` };
}

/** The period, and the one before where they are compared. */
const spanOf = ({ period, compare }: AuditQuery): Span => ({
  from: compare ? before(period).from : period.from,
  to: period.to,
});

function searchesIn(config: Config, parts: WithArchive) {
  const { store, clock, archive, definitions, gateways, onSearched } = parts;
  const gateway = gateways?.auditSearch;
  if (gateway === undefined) throw new Error('There is no audit search.');
  const { workingHours } = config.audit;
  return searches({
    tenant: config.tenantId,
    due: store.due,
    clock,
    withLock: store.withLock,
    keep: store.keep,
    gateway,
    spool: fileSpool(join(config.audit.archiveDir, 'searches')),
    archive,
    figures: (records, query) => figuresOf(records, query, { definitions, workingHours }),
    page: (records, query, next, most) =>
      pageOf(records, query, { definitions, after: next, most }),
    spanOf,
    plan: (query, span) => searchBodyOf(query, conditionOf(query, definitions), { span }),
    onDone: onSearched ?? (() => Promise.resolve()),
    ...(parts.poke === undefined ? {} : { poke: parts.poke }),
  });
}
