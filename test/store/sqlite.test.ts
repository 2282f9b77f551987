import { openStore } from '../../src/store/open.ts';
import { storeContract } from './contract.ts';
import { newSqlite } from './databases.ts';
import { sqlSuite } from './sql-suite.ts';

storeContract('SQLite', async (clock) => {
  const { where, remove } = await newSqlite();
  return { store: await openStore(where, clock), remove };
});

sqlSuite('SQLite', newSqlite, {
  dropGuards: `drop trigger ledger_no_update; drop trigger ledger_no_delete;
    drop trigger ledger_no_replace; pragma foreign_keys = off;`,
  alsoRefused: ['insert or replace into ledger select * from ledger'],
});
