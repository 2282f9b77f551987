import { z } from 'zod';
import type { Clock } from '../../core/clock.ts';
import type { Archive } from '../archive/archive.ts';
import type { Definitions, WorkingHours } from '../definitions.ts';
import type { Coverage } from '../figures.ts';
import { NONE } from '../lower.ts';
import type { AuditQuery, Dimension } from '../query.ts';
import type { Cells, Reader, Span } from '../reader.ts';
import { RESULTS } from '../record.ts';
import { bindings, dimensionSql, shownSql } from '../sql.ts';
import { daysBefore, HISTORY_DAYS, whereSql } from '../summary/asking.ts';
import { numberIn, textIn } from '../summary/cells.ts';
import { figuresOf } from '../summary/figures-of.ts';
import { before } from '../times/period.ts';
import type { Found, RecordPage, Source } from './source.ts';

export interface ArchiveSettings {
  readonly tenant: string;
  readonly archive: Archive;
  readonly coverage: (query: AuditQuery, span?: Span) => Promise<Coverage>;
  readonly definitions: Definitions;
  readonly workingHours: WorkingHours;
  readonly clock: Pick<Clock, 'now'>;
}

/** Times whose records an answer may be held against: the period before, and the days before both. */
function around({ period }: AuditQuery): Span {
  const earlier = before(period).from;
  const history = daysBefore(period.from, HISTORY_DAYS);
  return { from: earlier < history ? earlier : history, to: period.to };
}

const firstMissing = ({ gaps }: Coverage, from: string): string =>
  gaps.reduce((latest, gap) => (gap.to > latest && gap.to <= from ? gap.to : latest), '');

/** The bot's own archive. */
export function archiveSource(settings: ArchiveSettings): Source {
  const { tenant, archive, definitions, workingHours, clock } = settings;
  return {
    name: 'archive',

    async answer(query): Promise<Found> {
      const coverage = await settings.coverage(query);
      const wide = around(query);
      const wider = await settings.coverage(query, { from: wide.from, to: query.period.from });
      // Nothing is held against days of which not all is known.
      const from = wider.gaps.length === 0 ? wide.from : firstMissing(wider, query.period.from);
      const span = { from: from === '' ? query.period.from : from, to: wide.to };
      const { value: figures, unreadable } = await archive.read(tenant, wide, (records) =>
        figuresOf(records, query, { definitions, workingHours, span }),
      );
      const newest = figures.last === undefined ? {} : { newestEvent: figures.last };
      return {
        figures,
        coverage: { ...newest, ...coverage },
        notes: unreadable.map(({ why }) => why),
      };
    },

    async records(query, after, most) {
      const { value } = await archive.read(tenant, query.period, (records) =>
        pageOf(records, query, { definitions, after, most }),
      );
      return value;
    },

    async names(dimension: Dimension, most: number) {
      const now = clock.now().toISOString();
      const span = { from: daysBefore(now, HISTORY_DAYS), to: now };
      const { value } = await archive.read(tenant, span, (records) =>
        namesIn(records, dimension, { definitions, span, most }),
      );
      return value;
    },
  };
}

async function namesIn(
  records: Reader,
  dimension: Dimension,
  { definitions, span, most }: { definitions: Definitions; span: Span; most: number },
): Promise<readonly string[]> {
  const binds = bindings(span);
  const key = dimensionSql(dimension, { zone: 'UTC', definitions }, binds);
  const rows = await records.rows(
    `select ${shownSql(dimension, key)} as "name", count(*)::double as "many" from records
      group by ${key} order by "many" desc limit ${binds.bind(most)}::bigint`,
    binds.values,
  );
  return rows.map((row) => textIn(row, 'name')).filter((name) => name !== '' && name !== NONE);
}

const Cursor = z.strictObject({ at: z.string().regex(/^\d{1,17}$/), id: z.string().max(400) });

const written = (cursor: z.infer<typeof Cursor>): string =>
  Buffer.from(JSON.stringify(cursor)).toString('base64url');

function findCursor(text: string): z.infer<typeof Cursor> | undefined {
  try {
    return Cursor.safeParse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))).data;
  } catch {
    return undefined;
  }
}

interface Paging {
  readonly definitions: Definitions;
  /** What an earlier page handed out; anything else begins anew. */
  readonly after: string | undefined;
  readonly most: number;
}

const COLUMNS = `id, epoch_us("at")::varchar as "us", epoch_ms("at")::double as "ms", type, workload,
  operation, message, actor, user_type, entity, record, touched, environment, address, agent,
  result, correlation, raw`;

/** Records of a question, newest first, each page from where the one before has ended. */
export async function pageOf(
  records: Reader,
  query: AuditQuery,
  { definitions, after, most }: Paging,
): Promise<RecordPage> {
  const binds = bindings(query.period);
  const where = whereSql({ query, definitions }, query.period, binds);
  const cursor = after === undefined ? undefined : findCursor(after);
  const beyond =
    cursor === undefined
      ? ''
      : `and (epoch_us("at"), id) < (${binds.bind(cursor.at)}::bigint, ${binds.bind(cursor.id)})`;
  const rows = await records.rows(
    `select ${COLUMNS} from records where ${where} ${beyond}
      order by "at" desc, id desc limit ${binds.bind(most + 1)}::bigint`,
    binds.values,
  );
  const shown = rows.slice(0, most);
  const last = shown.at(-1);
  return {
    records: shown.map(recordOf),
    ...(rows.length > most && last !== undefined
      ? { next: written({ at: textIn(last, 'us'), id: textIn(last, 'id') }) }
      : {}),
  };
}

function recordOf(row: Cells): RecordPage['records'][number] {
  const text = (name: string) => textIn(row, name);
  return {
    id: text('id'),
    at: new Date(numberIn(row, 'ms')).toISOString(),
    type: numberIn(row, 'type'),
    ...{ workload: text('workload'), operation: text('operation'), message: text('message') },
    ...{ actor: text('actor'), userType: numberIn(row, 'user_type'), table: text('entity') },
    ...{ record: text('record'), touched: numberIn(row, 'touched') },
    ...{ environment: text('environment'), address: text('address'), agent: text('agent') },
    result: RESULTS.find((result) => result === text('result')) ?? 'unknown',
    ...{ correlation: text('correlation'), raw: text('raw') },
  };
}
