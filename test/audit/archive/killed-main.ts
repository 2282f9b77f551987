// What the other process in the test of kills does: adds round after round, and tidies up.
import { join } from 'node:path';
import { openArchive } from '../../../src/audit/archive/open.ts';
import { silent } from '../../../src/store/log.ts';
import { openStore } from '../../../src/store/open.ts';
import { memoryClock } from '../../fakes/memory-clock.ts';
import { receiptOf, recordsOf, ROUNDS } from './killed-rounds.ts';
import { TENANT } from './stage.ts';

const [, , dataDir = ''] = process.argv;
const clock = memoryClock();
const store = await openStore({ dataDir }, clock);
const { catalogue, withLock } = store;
const folder = join(dataDir, 'archive');
const settings = { folder, memoryMb: 128, lotRecords: 40, catalogue, withLock, clock, log: silent };
const archive = await openArchive(settings);
const done = await catalogue.dealtWith(TENANT, 'Audit.General', ROUNDS);
console.log('ready');
for (const round of ROUNDS.filter((one) => !done.has(one))) {
  await archive.add(TENANT, recordsOf(round), () => receiptOf(round));
  console.log(round);
  if (Number(round) % 4 === 3) await archive.compact(TENANT);
}
