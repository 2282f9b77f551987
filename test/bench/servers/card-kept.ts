// The same with the least that can be called durable: one row for each press, on disk before it is
// answered. No tokens, no roles, no rules.
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { answersWithCard } from './card-bot.ts';
import { start } from './child.ts';

const file = new Sqlite(join(start.folder, 'presses.db'));
file.pragma('journal_mode = WAL');
file.pragma('synchronous = FULL');
file.exec('create table presses (seq integer primary key, value text not null)');
const insert = file.prepare('insert into presses (value) values (?)');
answersWithCard((value) => void insert.run(JSON.stringify(value)));
