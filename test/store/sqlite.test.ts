import { openStore } from '../../src/store/open.ts';
import { storeContract } from './contract.ts';
import { newFolder } from './folders.ts';

storeContract('SQLite', async (clock) => {
  const { dataDir, remove } = await newFolder();
  return { store: await openStore({ dataDir }, clock), remove };
});
