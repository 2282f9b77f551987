import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Added, Archive } from '../../../src/audit/archive/archive.ts';
import type {
  Catalogue,
  CatalogueChange,
  Known,
  Position,
} from '../../../src/audit/archive/catalogue.ts';

const CREATE = `
  create table if not exists records (id text primary key, text text not null) without rowid;
  create table if not exists contents (name text primary key, json text not null) without rowid;
  create table if not exists positions (name text primary key, json text not null) without rowid;
  create table if not exists known (json text not null);
  create table if not exists counts (stored integer not null, duplicates integer not null);`;

interface Row {
  readonly json: string;
}

function catalogueIn(database: Database.Database): Catalogue {
  const put = (table: string, name: string, value: object) =>
    database
      .prepare(`insert or replace into ${table} values (?, ?)`)
      .run(name, JSON.stringify(value));
  const all = <T>(table: string) =>
    database
      .prepare<[], Row>(`select json from ${table}`)
      .all()
      .map(({ json }) => JSON.parse(json) as T);
  const write = database.transaction(({ receipt }: CatalogueChange) => {
    for (const one of receipt.contents ?? []) put('contents', one.contentId, one);
    for (const one of receipt.positions ?? []) put('positions', one.contentType, one);
    for (const one of receipt.known ?? [])
      database.prepare('insert into known values (?)').run(JSON.stringify(one));
  });
  const has = database.prepare('select 1 from contents where name = ?');
  return {
    segments: () => Promise.resolve([]),
    commit: async (_tenant, change) => write(change),
    dealtWith: async (_tenant, _type, ids) =>
      new Set(ids.filter((id) => has.get(id) !== undefined)),
    positions: async () => all<Position>('positions'),
    known: async () => all<Known>('known'),
    counts: () => Promise.resolve([]),
    forget: () => Promise.resolve(),
  };
}

/** What is there, to be looked at by a test. */
export interface Kept {
  readonly records: ReadonlyMap<string, string>;
  /** Records that were counted as stored. */
  readonly stored: number;
  readonly known: readonly Known[];
  readonly position: Position | undefined;
}

/** An archive on disk with the least that ingest relies on: one transaction, seen whole or not at all. */
export function openKept(folder: string): Archive & { look(): Promise<Kept> } {
  const database = new Database(join(folder, 'kept.sqlite'));
  database.pragma('journal_mode = WAL');
  database.exec(CREATE);
  const catalogue = catalogueIn(database);
  const insert = database.prepare('insert or ignore into records values (?, ?)');
  const count = database.prepare('insert into counts values (?, ?)');

  const store = (texts: readonly string[]) =>
    texts.filter((text) => {
      const { Id } = JSON.parse(text) as { Id: string };
      return insert.run(Id, text).changes === 1;
    }).length;

  const no = () => Promise.reject(new Error('This archive keeps records only.'));
  return {
    catalogue,
    async add(_tenant, incoming, receipt) {
      const texts: string[] = [];
      for await (const batch of incoming) texts.push(...batch.map(({ text }) => text));
      return database.transaction((): Added => {
        const stored = store(texts);
        const duplicates = texts.length - stored;
        count.run(stored, duplicates);
        const added = { read: texts.length, stored, duplicates, rejected: [], spans: [] };
        void catalogue.commit('', { add: [], drop: [], counts: [], receipt: receipt(added) });
        return added;
      })();
    },
    read: no,
    borrow: no,
    compact: () => Promise.resolve(0),
    retain: () => Promise.resolve([]),
    close: async () => void database.close(),
    async look() {
      const rows = database
        .prepare<[], { id: string; text: string }>('select id, text from records')
        .all();
      const sum = database
        .prepare<[], { stored: number | null }>('select sum(stored) as stored from counts')
        .get();
      return {
        records: new Map(rows.map(({ id, text }) => [id, text])),
        stored: sum?.stored ?? 0,
        known: await catalogue.known('', { from: '', to: '' }),
        position: (await catalogue.positions(''))[0],
      };
    },
  };
}
