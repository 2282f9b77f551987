import type { Clock } from '../../core/clock.ts';
import { DAY } from '../../core/clock.ts';
import type { Archive } from '../archive/archive.ts';
import type { Definitions, WorkingHours } from '../definitions.ts';
import type { Coverage } from '../figures.ts';
import type { AuditQuery } from '../query.ts';
import type { Span } from '../reader.ts';
import { withDamage } from '../summary/damage.ts';
import { figuresOf } from '../summary/figures-of.ts';
import { comparedSpan, knownSpan, limitsOfHistory } from '../summary/history.ts';
import { namesOf } from '../summary/names.ts';
import { pageOf } from '../summary/page.ts';
import type { Found, Source } from './source.ts';

export { pageOf } from '../summary/page.ts';

export interface ArchiveParts {
  readonly tenant: string;
  readonly archive: Pick<Archive, 'read'>;
  /** How complete the archive is for a question: over its period, or another span. */
  readonly coverage: (query: AuditQuery, span?: Span) => Promise<Coverage>;
  readonly definitions: Definitions;
  readonly workingHours: WorkingHours;
  readonly clock: Pick<Clock, 'now'>;
}

/** Names of these last days are suggested. */
const NAMES_OF_DAYS = 30;

/** Of the days before the period: how far back the records are known without a hole. */
async function knownFor({ coverage }: ArchiveParts, query: AuditQuery): Promise<Span> {
  const { from } = comparedSpan(query);
  return knownSpan(query, await coverage(query, { from, to: query.period.from }));
}

/** Up to a day from now: clocks of services may be a little ahead. */
const spanAround = (now: Date): Span => ({
  from: new Date(now.getTime() - NAMES_OF_DAYS * DAY).toISOString(),
  to: new Date(now.getTime() + DAY).toISOString(),
});

/** One sentence for each day of which something could not be read, in order. */
const once = (sentences: readonly string[]): readonly string[] => [...new Set(sentences)].sort();

async function answerFrom(parts: ArchiveParts, query: AuditQuery): Promise<Found> {
  const { archive, tenant, definitions, workingHours, clock } = parts;
  const [coverage, span] = await Promise.all([parts.coverage(query), knownFor(parts, query)]);
  const { value: figures, unreadable } = await archive.read(
    tenant,
    query.compare ? comparedSpan(query) : span,
    (records) => figuresOf(records, query, { definitions, workingHours, span }),
  );
  return {
    figures,
    coverage: withDamage(coverage, unreadable, clock.now()),
    notes: [
      ...once(unreadable.map(({ why }) => why)),
      ...(figures.records === 0 ? [] : limitsOfHistory(query, span)),
    ],
  };
}

/** Questions answered from the bot's own archive of audit records. */
export function archiveSource(parts: ArchiveParts): Source & Required<Pick<Source, 'names'>> {
  const { archive, tenant, workingHours, clock } = parts;
  const definitions = { ...parts.definitions, workingHours };
  return {
    name: 'archive',
    answer: (query) => answerFrom(parts, query),
    async records(query, after, most) {
      const work = { definitions, after, most };
      return (await archive.read(tenant, query.period, (all) => pageOf(all, query, work))).value;
    },
    async names(dimension, most) {
      const span = spanAround(clock.now());
      const naming = { definitions, span, most };
      return (await archive.read(tenant, span, (all) => namesOf(all, dimension, naming))).value;
    },
  };
}
