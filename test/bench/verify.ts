import { strToU8, zipSync } from 'fflate';
import { verifyPack } from '../../src/verify/verify.ts';
import { digest, jwsOf, leafOf, manifestOf, sealing, sha, signing } from '../verify/pack-maker.ts';
import { sorted, written, type Happened, type Opening } from '../verify/pack-maker.ts';
import { goodRun, TENANT } from '../verify/stories.ts';
import type { Goal } from './report.ts';

export interface Verified {
  readonly entries: number;
  readonly packMb: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMb: number;
  readonly goals: readonly Goal[];
}

/** Entries in one of the runs that the ledger is made of. */
const OF_A_RUN = 7;

/** Text that grows in pieces: a million entries are longer than a text can be. */
function growing() {
  const pieces: Buffer[] = [];
  let lines: string[] = [];
  const flush = () => void (pieces.push(Buffer.from(lines.join(''))), (lines = []));
  return {
    add: (line: string): void => void (lines.push(line) >= 10_000 && flush()),
    bytes: (): Buffer => (flush(), Buffer.concat(pieces)),
  };
}

/** The whole tree, level by level. */
function levelsOf(leaves: readonly string[]): readonly (readonly string[])[] {
  const levels = [leaves];
  for (let below = leaves; below.length > 1; levels.push(below))
    below = Array.from({ length: Math.ceil(below.length / 2) }, (_, at) => {
      const [left = '', right] = [below[at * 2], below[at * 2 + 1]];
      return right === undefined ? left : sha(Buffer.from(`01${left}${right}`, 'hex'));
    });
  return levels;
}

/** What a leaf adds to what all before it have shown: its siblings up to the first right turn. */
function* shortPath(levels: readonly (readonly string[])[], leaf: number): Generator<string> {
  for (let [level, at] = [0, leaf]; level < levels.length - 1; level += 1, at /= 2) {
    if (at % 2 === 1) return;
    const sibling = levels[level]?.[at + 1];
    if (sibling !== undefined) yield sibling;
  }
}

/** A pack of a whole ledger, every run of it as a run should be. */
export function bigPack(entries: number): Buffer {
  const [lines, openings, proofs] = [growing(), growing(), growing()];
  const [hashes, lengths]: [string[], Record<string, number>] = [[], {}];
  let policies: readonly unknown[] = [];
  let last: Happened | undefined;
  for (let index = 0; index < entries / OF_A_RUN; index += 1) {
    const run = `R${index.toString(36).toUpperCase().padStart(6, '0')}`;
    const { happened, ...beside } = withoutCard(goodRun(run));
    policies = beside.policies;
    const seal = sealing();
    for (const one of happened) {
      const entry = sorted(seal.sealed(one));
      lines.add(`${JSON.stringify({ leaf: hashes.length, run, entry })}\n`);
      hashes.push(leafOf(written({ entry, run, tenant: TENANT })));
      last = one;
    }
    for (const opening of seal.openings.values() as Iterable<Opening>)
      openings.add(`${JSON.stringify(opening)}\n`);
    lengths[run] = happened.length;
  }
  const levels = levelsOf(hashes);
  const [root = ''] = levels.at(-1) ?? [];
  hashes.forEach((_, leaf) =>
    proofs.add(
      `${leaf === 0 ? '' : ','}${JSON.stringify({ leaf, path: [...shortPath(levels, leaf)] })}`,
    ),
  );
  const key = signing('checkpoint', 'the bench');
  const at = String(last?.entry['at']);
  const size = hashes.length;
  const payload = { v: 1, tenant: TENANT, size, root, runs: digest(lengths), at, previous: null };
  const { use, name, jwk } = key;
  const files: Record<string, Uint8Array> = {
    'entries.ndjson': lines.bytes(),
    'openings.ndjson': openings.bytes(),
    'runs.json': strToU8(written(lengths)),
    'proofs.json': Buffer.concat([
      Buffer.from(`{"size":${size},"root":"${root}","inclusion":[`),
      proofs.bytes(),
      Buffer.from(']}'),
    ]),
    'checkpoints.ndjson': strToU8(
      `${JSON.stringify({ jws: jwsOf(key, payload), consistency: [], witnesses: [] })}\n`,
    ),
    'keys.json': strToU8(JSON.stringify({ keys: [{ use, name, from: 'local', jwk }] })),
    'story.html': strToU8('<p>A long one.</p>'),
    'story.md': strToU8('A long one.'),
    ...Object.fromEntries(
      policies.map((one) => [`policies/${digest(one)}.json`, strToU8(written(one))]),
    ),
  };
  const scope = { kind: 'period', from: '2026-11-20', to: '2026-11-21' };
  const manifest = manifestOf(files, { tenant: TENANT, happened: [], scope });
  return Buffer.from(zipSync({ 'manifest.json': strToU8(manifest), ...files }, { level: 1 }));
}

/** Cards are files of their own, and what is measured here is the ledger. */
function withoutCard({ happened, policies }: ReturnType<typeof goodRun>) {
  const bare = happened.map(({ run, entry: { card: _card, ...entry } }) => ({ run, entry }));
  return { happened: bare, policies };
}

/** Verifies a ledger of so many entries, in one piece and on one core. */
export function verifyBench(entries: number): Verified {
  const pack = bigPack(entries);
  const before = process.cpuUsage();
  const from = performance.now();
  const { tally } = verifyPack(pack);
  const seconds = (performance.now() - from) / 1000;
  const { user, system } = process.cpuUsage(before);
  const [fault] = tally.faults();
  if (fault !== undefined)
    throw new Error(`The big pack is at fault: ${fault.place} ${fault.says}`);
  // What one core has to do, whoever else wanted it meanwhile.
  const cpuSeconds = (user + system) / 1e6;
  const perMillion = (cpuSeconds * 1_000_000) / tally.counted('entries');
  return {
    entries: tally.counted('entries'),
    ...{ packMb: pack.length / 1e6, seconds, cpuSeconds },
    peakMb: process.resourceUsage().maxRSS / 1024,
    goals: [
      { name: 'verify, CPU s a million', value: perMillion, most: 30, met: perMillion <= 30 },
    ],
  };
}

export const verifyTable = ({ entries, packMb, seconds, cpuSeconds, peakMb, goals }: Verified) =>
  [
    `A pack of ${entries} entries (${packMb.toFixed(0)} MB) verified in ${seconds.toFixed(1)} s, ${cpuSeconds.toFixed(1)} s of CPU, peak ${peakMb.toFixed(0)} MB with the making of it.`,
    ...goals.map(
      ({ name, value, most, met }) =>
        `${met ? 'met   ' : 'MISSED'} ${name.padEnd(30)}${value.toFixed(2).padStart(9)}  at most ${most}`,
    ),
  ].join('\n');
