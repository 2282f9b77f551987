import { openStore } from '../../src/store/open.ts';
import { storeContract } from './contract.ts';
import { newSqlite } from './databases.ts';
import { openingsSuite } from './openings-suite.ts';
import { sqlSuite } from './sql-suite.ts';

storeContract('SQLite', async (clock) => {
  const { where, remove } = await newSqlite();
  return { store: await openStore(where, clock), remove };
});

const dropGuards = `drop trigger ledger_no_update; drop trigger ledger_no_delete;
    drop trigger ledger_no_replace; pragma foreign_keys = off;`;

openingsSuite('SQLite', newSqlite, dropGuards);

sqlSuite('SQLite', newSqlite, {
  dropGuards,
  alsoRefused: ['insert or replace into ledger select * from ledger'],
});
