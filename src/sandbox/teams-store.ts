import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { z } from 'zod';
import { FILES, filesIn, type FileStore } from './teams-files-store.ts';

const Json = z.record(z.string(), z.json());

const Message = z.object({
  id: z.string(),
  place: z.string(),
  /** The root of the thread in a channel. */
  thread: z.string().nullable(),
  /** `bot` or a person's object id. */
  sender: z.string(),
  state: z.enum(['sent', 'edited', 'deleted']),
  timestamp: z.string(),
  /** Grows with every change of any message. */
  version: z.number(),
  content: z.string().transform((text) => Json.parse(JSON.parse(text))),
});

export type Message = Readonly<z.infer<typeof Message>>;
export type Content = z.infer<typeof Json>;

/** May the bot write there, and is there a chat: made by the bot, or opened by the person. */
const Standing = z.object({
  access: z.enum(['installed', 'blocked', 'uninstalled']),
  chat: z.enum(['none', 'created', 'opened']),
});
export type Standing = Readonly<z.infer<typeof Standing>>;

const SCHEMA = `
  create table if not exists message (
    id text primary key, place text not null, thread text, sender text not null,
    state text not null, timestamp text not null, version integer not null unique,
    content text not null);
  create index if not exists message_place on message (place, version);
  create table if not exists standing (
    key text primary key, access text not null, chat text not null);
  create table if not exists epoch (only integer primary key check (only = 1), name text not null);
`;

/** Keeps the chat: everything is on disk before a call returns. */
export interface ChatStore {
  /** Names this history: another after each reset. */
  epoch(): string;
  add(message: Omit<Message, 'id' | 'version' | 'state' | 'timestamp'>, now: Date): Message;
  replace(id: string, content: Content): Message;
  remove(id: string): Message;
  find(place: string, id: string): Message | undefined;
  /** In order of change. */
  changedAfter(place: string, version: number): readonly Message[];
  /** In order of posting. */
  list(place: string): readonly Message[];
  /** Of a person or the channel. */
  standing(key: string): Standing;
  stand(key: string, standing: Standing): void;
  /** In people's OneDrive. */
  readonly files: FileStore;
  clear(): void;
  close(): void;
}

/** Opens or creates `teams.sqlite` in the folder. */
export function openChatStore(folder: string): ChatStore {
  mkdirSync(folder, { recursive: true });
  const db = new Database(join(folder, 'teams.sqlite'));
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.exec(SCHEMA + FILES);
  begin(db);
  return { ...messagesIn(db), ...standingsIn(db), ...wholeOf(db), files: filesIn(db) };
}

const newEpoch = (): string => randomBytes(6).toString('hex');

const begin = (db: Database.Database): void => {
  db.prepare('insert or ignore into epoch values (1, ?)').run(newEpoch());
};

function messagesIn(db: Database.Database) {
  const one = db.prepare('select * from message where id = ?');
  const get = (id: string): Message => Message.parse(one.get(id));
  const next = db.prepare('select coalesce(max(version), 0) + 1 as version from message').pluck();
  const version = (): number => z.number().parse(next.get());
  const insert = db.prepare(
    `insert into message values (@id, @place, @thread, @sender, 'sent', @timestamp, @version, @content)`,
  );
  const change = db.prepare('update message set state = ?, version = ?, content = ? where id = ?');
  const newest = db.prepare('select max(cast(id as integer)) from message').pluck();
  // Teams' ids are milliseconds; two messages of one millisecond still need two.
  const newId = (now: Date): string =>
    String(Math.max(now.getTime(), z.number().catch(0).parse(newest.get()) + 1));
  const list = db.prepare('select * from message where place = ? order by cast(id as integer)');
  const changed = db.prepare(
    'select * from message where place = ? and version > ? order by version',
  );
  return {
    add(message: Omit<Message, 'id' | 'version' | 'state' | 'timestamp'>, now: Date): Message {
      const id = newId(now);
      const content = JSON.stringify(message.content);
      insert.run({ ...message, id, timestamp: now.toISOString(), version: version(), content });
      return get(id);
    },
    replace(id: string, content: Content): Message {
      change.run('edited', version(), JSON.stringify(content), id);
      return get(id);
    },
    remove(id: string): Message {
      change.run('deleted', version(), '{}', id);
      return get(id);
    },
    find(place: string, id: string): Message | undefined {
      const found = Message.optional().parse(one.get(id));
      return found?.place === place ? found : undefined;
    },
    changedAfter: (place: string, after: number): readonly Message[] =>
      Message.array().parse(changed.all(place, after)),
    list: (place: string): readonly Message[] => Message.array().parse(list.all(place)),
  };
}

function standingsIn(db: Database.Database) {
  const one = db.prepare('select access, chat from standing where key = ?');
  const put = db.prepare('insert or replace into standing values (?, ?, ?)');
  return {
    standing: (key: string): Standing =>
      Standing.optional().parse(one.get(key)) ?? { access: 'installed', chat: 'none' },
    stand: (key: string, { access, chat }: Standing): void => {
      put.run(key, access, chat);
    },
  };
}

function wholeOf(db: Database.Database) {
  const clear = db.transaction(() => {
    db.exec('delete from message; delete from standing; delete from file; delete from epoch');
    begin(db);
  });
  const epoch = db.prepare('select name from epoch').pluck();
  return {
    epoch: (): string => z.string().parse(epoch.get()),
    clear: (): void => clear(),
    close: (): void => {
      db.close();
    },
  };
}
