import Sqlite from 'better-sqlite3';
import { expect } from 'expect';
import { Kysely, SqliteDialect, type CompiledQuery } from 'kysely';
import { sqlConversationState } from '../../src/store/conversation-state.ts';
import { sqlDueTable } from '../../src/store/due.ts';
import { sqlLedger } from '../../src/store/ledger.ts';
import { migrate } from '../../src/store/migrate.ts';
import { sqlPostings } from '../../src/store/postings.ts';
import { sqlReferences } from '../../src/store/references.ts';
import type { Tables } from '../../src/store/tables.ts';
import { memoryClock } from '../fakes/memory-clock.ts';
import { started, verified } from './samples.ts';

test('no query reads a table from end to end, however long the bot has been at work', async () => {
  const asked: CompiledQuery[] = [];
  const file = new Sqlite(':memory:');
  const db = new Kysely<Tables>({
    dialect: new SqliteDialect({ database: file }),
    log: ({ query }) => void asked.push(query),
  });
  await migrate(db, 'sqlite');
  asked.length = 0;
  const [ledger, due] = [sqlLedger(db, memoryClock()), sqlDueTable(db, 'sqlite')];
  const work = { tenant: 't', kind: 'k', key: 'a', due: '2026-11-21T12:00:00Z', payload: null };

  await ledger.append({ tenant: 't', run: 'r' }, 0, [started(), verified()]);
  await ledger.read({ tenant: 't', run: 'r' });
  await ledger.about('t', 'subject');
  await ledger.runs('t');
  await due.schedule(work);
  for (const claimed of await due.claim(work.due, 1000, 4, ['other'])) await due.complete(claimed);
  await due.next();
  await due.list('t');
  await due.cancel('t', 'k', 'a');
  await sqlReferences(db).find('t', 'person:ada');
  await sqlPostings(db).list('t', 'run/r');
  await sqlConversationState(db, 't').read(['a', 'b']);

  const queries = asked.filter(({ sql }) => /^(select|insert|update|delete|with)/.test(sql));
  const scans = queries.flatMap(({ sql, parameters }) => {
    const plan = file.prepare(`explain query plan ${sql}`).all(...parameters) as {
      detail: string;
    }[];
    const tables = /^SCAN (ledger|runs|due_work|conversation_\w+|postings)\b/;
    return plan.flatMap(({ detail }) => (tables.test(detail) ? [`${detail}: ${sql}`] : []));
  });
  expect(scans).toEqual([]);
  expect(queries.length).toBeGreaterThan(12);
  await db.destroy();
});
