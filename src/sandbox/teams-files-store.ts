import type Database from 'better-sqlite3';
import { z } from 'zod';

const Row = z.object({
  id: z.string(),
  /** The last part of the upload's address: who knows it may upload, once. */
  key: z.string(),
  place: z.string(),
  name: z.string(),
  /** Bytes that were announced. */
  announced: z.number(),
  /** 1 when the bytes are there. */
  complete: z.number().transform((flag) => flag === 1),
});
export type StoredFile = Readonly<z.infer<typeof Row>>;

export const FILES = `
  create table if not exists file (
    id text primary key, key text not null unique, place text not null, name text not null,
    announced integer not null, bytes blob);
`;

const FOUND = 'select id, key, place, name, announced, bytes is not null as complete from file';

/** OneDrive, as far as bots put files there; they are on disk before a call returns. */
export interface FileStore {
  begin(file: Omit<StoredFile, 'complete'>): void;
  findByKey(key: string): StoredFile | undefined;
  find(id: string): StoredFile | undefined;
  /** False when the bytes are there already. */
  fill(id: string, bytes: Buffer): boolean;
  bytes(id: string): Buffer | undefined;
}

export function filesIn(db: Database.Database): FileStore {
  const insert = db.prepare('insert into file values (@id, @key, @place, @name, @announced, null)');
  const byKey = db.prepare(`${FOUND} where key = ?`);
  const byId = db.prepare(`${FOUND} where id = ?`);
  const fill = db.prepare('update file set bytes = ? where id = ? and bytes is null');
  const bytes = db.prepare('select bytes from file where id = ?').pluck();
  return {
    begin: (file) => void insert.run(file),
    findByKey: (key) => Row.optional().parse(byKey.get(key)),
    find: (id) => Row.optional().parse(byId.get(id)),
    fill: (id, all) => fill.run(all, id).changes === 1,
    bytes: (id) => z.instanceof(Buffer).optional().catch(undefined).parse(bytes.get(id)),
  };
}
