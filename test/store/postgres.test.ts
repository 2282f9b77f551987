import { openStore } from '../../src/store/open.ts';
import { storeContract } from './contract.ts';
import { newPostgres } from './databases.ts';
import { openingsSuite } from './openings-suite.ts';
import { replicaSuite } from './replica-suite.ts';
import { sqlSuite } from './sql-suite.ts';

// Without TEST_DATABASE_URL there is nothing to run: `test/store/postgres.sh` sets it.
if (newPostgres !== undefined) {
  const open = newPostgres;
  storeContract('PostgreSQL', async (clock) => {
    const { where, remove } = await open();
    return { store: await openStore(where, clock), remove };
  });

  const dropGuards =
    'drop trigger ledger_append_only on ledger; alter table ledger drop constraint ledger_run;';

  openingsSuite('PostgreSQL', open, dropGuards);

  sqlSuite('PostgreSQL', open, {
    dropGuards,
    alsoRefused: ['truncate ledger', 'truncate runs cascade', 'delete from ledger where false'],
  });
  replicaSuite(open);
}
