import { memoryStore } from '../fakes/memory-store.ts';
import { storeContract } from './contract.ts';

storeContract('The store in memory', async (clock) => ({
  store: memoryStore(clock),
  remove: async () => undefined,
}));
