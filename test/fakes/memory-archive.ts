import type { Added, Archive, Incoming } from '../../src/audit/archive/archive.ts';
import {
  CatalogueMoved,
  type Catalogue,
  type CatalogueChange,
  type Content,
  type DayCount,
  type Known,
  type Position,
  type Segment,
} from '../../src/audit/archive/catalogue.ts';
import type { Span } from '../../src/audit/reader.ts';
import { contentTypeOf, type ContentType } from '../../src/audit/record.ts';

const touches = (span: Span) => (one: Span) => one.from < span.to && one.to > span.from;

/** A catalogue of one tenant in lists. */
function listedCatalogue(): Catalogue & { readonly contents: Map<string, Content> } {
  let segments: readonly Segment[] = [];
  const contents = new Map<string, Content>();
  const positions = new Map<ContentType, Position>();
  const known: Known[] = [];
  const counts: DayCount[] = [];
  return {
    contents,
    segments: async (_tenant, span) =>
      span === undefined ? segments : segments.filter(touches(span)),
    async commit(_tenant, { add, drop, counts: more, receipt }: CatalogueChange) {
      const names = new Set(segments.map(({ segment }) => segment));
      if (drop.some((name) => !names.has(name))) throw new CatalogueMoved();
      segments = [...segments.filter(({ segment }) => !drop.includes(segment)), ...add];
      counts.push(...more);
      known.push(...(receipt.known ?? []));
      for (const one of receipt.contents ?? [])
        contents.set(`${one.contentType}/${one.contentId}`, one);
      for (const one of receipt.positions ?? []) positions.set(one.contentType, one);
    },
    dealtWith: async (_tenant, contentType, ids) =>
      new Set(ids.filter((id) => contents.has(`${contentType}/${id}`))),
    positions: async () => [...positions.values()],
    known: async (_tenant, span) => known.filter(touches(span)),
    counts: async (_tenant, { from, to }) =>
      counts.filter(({ day }) => day >= from.slice(0, 10) && day <= to.slice(0, 10)),
    async forget(_tenant, createdBefore) {
      for (const [key, { created }] of contents) if (created < createdBefore) contents.delete(key);
    },
  };
}

interface Parsed {
  readonly Id: string;
  readonly RecordType: number;
  readonly CreationTime: string;
}

export interface MemoryArchive extends Archive {
  readonly catalogue: ReturnType<typeof listedCatalogue>;
  /** By id, as they came. */
  readonly records: Map<string, string>;
  readonly world: {
    /** Thrown by the next `add`, before anything is kept. */
    trouble: Error | undefined;
    adds: number;
    compacted: number;
    retained: string[];
  };
}

/** An archive that keeps each record once, in a `Map`; what is added shows when `add` returns. */
export function memoryArchive(): MemoryArchive {
  const catalogue = listedCatalogue();
  const records = new Map<string, string>();
  const world: MemoryArchive['world'] = { trouble: undefined, adds: 0, compacted: 0, retained: [] };

  async function add(
    tenant: string,
    incoming: AsyncIterable<readonly Incoming[]> | Iterable<readonly Incoming[]>,
    receipt: Parameters<Archive['add']>[2],
  ): Promise<Added> {
    const fresh = new Map<string, string>();
    const counts: DayCount[] = [];
    let [read, duplicates] = [0, 0];
    for await (const batch of incoming)
      for (const { text } of batch) {
        read += 1;
        const { Id, RecordType, CreationTime } = JSON.parse(text) as Parsed;
        const repeated = records.has(Id) || fresh.has(Id);
        if (repeated) duplicates += 1;
        else fresh.set(Id, text);
        const [day, contentType] = [CreationTime.slice(0, 10), contentTypeOf(RecordType)];
        const one = { day, contentType, stored: repeated ? 0 : 1, duplicates: repeated ? 1 : 0 };
        counts.push(one);
      }
    world.adds += 1;
    if (world.trouble !== undefined) {
      const { trouble } = world;
      world.trouble = undefined;
      throw trouble;
    }
    const added: Added = { read, stored: fresh.size, duplicates, rejected: [], spans: [] };
    await catalogue.commit(tenant, { add: [], drop: [], counts, receipt: receipt(added) });
    for (const [id, text] of fresh) records.set(id, text);
    return added;
  }

  return {
    catalogue,
    records,
    world,
    add,
    read: () => Promise.reject(new Error('This archive keeps records only.')),
    borrow: () => Promise.reject(new Error('This archive keeps records only.')),
    async compact() {
      world.compacted += 1;
      return 0;
    },
    async retain(tenant, firstDay) {
      const old = (await catalogue.segments(tenant)).filter(({ day }) => day < firstDay);
      const drop = old.map(({ segment }) => segment);
      await catalogue.commit(tenant, { add: [], drop, counts: [], receipt: {} });
      world.retained.push(firstDay);
      return old.map(({ day, records: count }) => ({ day, records: count }));
    },
    close: () => Promise.resolve(),
  };
}
