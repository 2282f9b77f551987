// What the other process in the tests of kills, second processes and replicas does.
import { setTimeout as sleep } from 'node:timers/promises';
import { openStore, type Where } from '../../src/store/open.ts';
import { started, verified } from './samples.ts';
import { sealed } from './tree-contract.ts';

const [, , does, whereText = '', name = ''] = process.argv;
const where = JSON.parse(whereText) as Where;
const clock = { now: () => new Date(), sleep: (ms: number) => sleep(ms) };

async function append(): Promise<void> {
  const store = await openStore(where, clock);
  const key = { tenant: 't', run: name };
  let seen = (await store.ledger.read(key)).length;
  if (seen === 0) seen += (await store.ledger.append(key, 0, [started()])).length;
  for (;;) {
    const appended = await store.ledger.append(key, seen, [verified(`${seen}`), verified('pair')]);
    seen += appended.length;
    console.log(seen);
  }
}

/** Somebody new decides each time: entries and openings go side by side. */
async function vote(): Promise<void> {
  const store = await openStore(where, clock);
  const key = { tenant: 't', run: name };
  let seen = (await store.ledger.read(key)).length;
  if (seen === 0) seen += (await store.ledger.append(key, 0, [started()])).length;
  for (;;) {
    const by = { id: `voter-${seen}`, name: `Voter ${seen}` };
    const reason = `for reason ${seen}`;
    seen += (await store.ledger.append(key, seen, [{ kind: 'withdrawn', by, reason }])).length;
    console.log(seen);
  }
}

async function open(): Promise<void> {
  try {
    await openStore(where, clock);
    console.log('opened');
  } catch (error) {
    console.log((error as Error).message);
  }
  process.exit();
}

async function lock(): Promise<void> {
  const store = await openStore(where, clock);
  await store.withLock(name, async () => {
    console.log('locked');
    await sleep(60_000);
  });
}

async function seal(): Promise<void> {
  const store = await openStore(where, clock);
  const key = { tenant: 't', run: name };
  let seen = (await store.ledger.read(key)).length;
  if (seen === 0) seen += (await store.ledger.append(key, 0, [started()])).length;
  for (;;) {
    seen += (await store.ledger.append(key, seen, [verified(), verified()])).length;
    const latest = await store.tree.latest('t');
    const { entries } = await store.tree.unsealed('t', 100);
    const { leaves, checkpoint } = sealed(latest, entries);
    await store.tree.seal('t', latest?.size ?? 0, leaves, checkpoint);
    console.log(checkpoint.size);
  }
}

if (does === 'append') await append();
if (does === 'vote') await vote();
if (does === 'open') await open();
if (does === 'lock') await lock();
if (does === 'seal') await seal();
