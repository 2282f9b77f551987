import { join } from 'node:path';
import { openArchive } from '../../src/audit/archive/open.ts';
import { incomingFrom } from '../../src/audit/files/incoming.ts';
import { openStore } from '../../src/store/open.ts';
import { TENANT } from './measure.ts';

/** Brings a file into a fresh archive, in a process of its own: its memory is nobody else's. */
const [file = '', folder = ''] = process.argv.slice(2);
const clock = { now: () => new Date(), sleep: () => Promise.resolve() };
const store = await openStore({ dataDir: folder }, clock);
const archive = await openArchive({
  folder: join(folder, 'archive'),
  memoryMb: 512,
  catalogue: store.catalogue,
  withLock: store.withLock,
  clock,
  log: { warn: (_fields, says) => process.stderr.write(`${says}\n`) },
});
const since = performance.now();
const added = await archive.add(
  TENANT,
  incomingFrom(file, () => undefined),
  () => ({}),
);
const seconds = (performance.now() - since) / 1000;
const segments = await archive.catalogue.segments(TENANT);
process.stdout.write(
  JSON.stringify({
    seconds,
    ...{ read: added.read, stored: added.stored, duplicates: added.duplicates },
    bytes: segments.reduce((sum, { bytes }) => sum + bytes, 0),
    peakMb: process.resourceUsage().maxRSS / 1024,
  }),
);
await archive.close();
await store.close();
