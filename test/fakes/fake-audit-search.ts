import { GatewayError } from '../../src/core/errors.ts';
import type {
  AuditSearch,
  FoundPage,
  FoundRecord,
  SearchBody,
  SearchRef,
} from '../../src/gateways/audit-search.ts';

/** A record of the fake log; `at` is what a search goes by. */
export const found = (id: string, at: string, more: object = {}): FoundRecord => ({
  id,
  at: new Date(at).toISOString(),
  type: 21,
  text: JSON.stringify({ Id: id, CreationTime: at.slice(0, 19), RecordType: 21, ...more }),
});

interface Begun {
  readonly body: SearchBody;
  readonly ref: SearchRef;
  state: 'running' | 'succeeded' | 'failed' | 'cancelled' | 'gone';
}

/** What a test may look at and change. */
export interface FakeLog {
  records: FoundRecord[];
  readonly begun: Begun[];
  limit: number;
  /** Whether the service says when it has cut off. */
  flags: boolean;
  pageSize: number;
  /** Looks until a search is done. */
  takes: number;
  /** Called before each call; a throw is its outcome, and `after` one that comes too late. */
  before(call: string): void;
  after(call: string): void;
  /** What a reading shows, in turn; undefined: everything. */
  shown?: (reading: number, records: readonly FoundRecord[]) => readonly FoundRecord[];
}

/** Searches in a `Map`, with everything that is known to go wrong on demand. */
export function fakeAuditSearch(records: readonly FoundRecord[] = []) {
  const log: FakeLog = {
    records: [...records],
    begun: [],
    ...{ limit: 1_000_000, flags: true, pageSize: 3, takes: 1 },
    before: () => undefined,
    after: () => undefined,
  };
  const looks = new Map<string, number>();
  const readings = new Map<string, number>();
  const of = ({ id }: SearchRef) => log.begun.find(({ ref }) => ref.id === id);
  const hits = ({ body }: Begun) =>
    log.records.filter(
      ({ at = '' }) => at >= body.filterStartDateTime && at < body.filterEndDateTime,
    );

  async function* pages(ref: SearchRef, from?: string): AsyncGenerator<FoundPage> {
    const search = of(ref);
    if (search === undefined || search.state === 'gone') throw gone();
    if (from === undefined) readings.set(ref.id, (readings.get(ref.id) ?? 0) + 1);
    const all = hits(search).slice(0, log.limit);
    const shown = log.shown?.(readings.get(ref.id) ?? 1, all) ?? all;
    for (let at = Number(from?.split('#')[1] ?? 0); ; at += log.pageSize) {
      log.before(`page ${at}`);
      const next =
        at + log.pageSize < shown.length ? { next: `${ref.id}#${at + log.pageSize}` } : {};
      yield { records: shown.slice(at, at + log.pageSize), ...next };
      if (next.next === undefined) return;
    }
  }

  const gateway: AuditSearch = {
    async create(body) {
      log.before('create');
      const ref = { id: `search-${log.begun.length + 1}`, version: 'v1.0' as const };
      log.begun.push({ body, ref, state: 'running' });
      log.after('create');
      return ref;
    },
    async find(name) {
      log.before('find');
      return log.begun.find(({ body }) => body.displayName === name)?.ref;
    },
    async get(ref) {
      log.before('get');
      const search = of(ref);
      if (search === undefined || search.state === 'gone') return undefined;
      const seen = (looks.get(ref.id) ?? 0) + 1;
      looks.set(ref.id, seen);
      if (search.state === 'running' && seen >= log.takes) search.state = 'succeeded';
      const cutOff = hits(search).length > log.limit;
      return {
        state: search.state,
        ...(log.flags && search.state === 'succeeded' ? { cutOff, limit: log.limit } : {}),
      };
    },
    pages,
  };
  return { gateway, log };
}

const gone = () => new GatewayError('It is gone.', { status: 404, transient: false });

export const passing = (status = 503) => new GatewayError('Not now.', { status, transient: true });
export const refusing = (says = 'A permission is missing.') =>
  new GatewayError(says, { status: 403, transient: false });
export const vanished = () =>
  new GatewayError('No answer.', { status: 0, transient: true, unknownOutcome: true });
