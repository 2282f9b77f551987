import { cardsOf } from './cards.ts';
import type { Checkpoint } from './checkpoints.ts';
import { checkCustody } from './custody.ts';
import { deputiesOf } from './deputies.ts';
import { readEntry, readLine, type Entry } from './entries.ts';
import { erasuresOf } from './erasures.ts';
import type { Bench, Carried } from './course.ts';
import { judgeOf } from './judge.ts';
import { canonical, linesOf, parseJson, type Line } from './json.ts';
import { count, hex, list, object, readExact, runName, read } from './kinds.ts';
import { jsonFile, type Files, type Manifest } from './manifest.ts';
import { ascent, leafHash } from './merkle.ts';
import { openingsOf } from './openings.ts';
import { periodWatch } from './period.ts';
import { checkDigests } from './plans.ts';
import { policyInForce } from './policy-in-force.ts';
import { readPolicies } from './policies.ts';
import { checkWhole } from './runs.ts';
import { Refused, type Tally } from './tally.ts';

const ENTRIES = 'entries.ndjson';
const PROOFS = 'proofs.json';
const PROOF = object({
  size: count,
  root: hex,
  inclusion: list(object({ leaf: count, path: list(hex) })),
});

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

export interface Signed {
  readonly files: Files;
  readonly manifest: Manifest;
  readonly checkpoints: readonly Checkpoint[];
  readonly newest: Checkpoint;
  /** Unknown when what is said of them does not fit the checkpoint. */
  readonly runs: ReadonlyMap<string, number> | undefined;
  readonly tally: Tally;
}

interface Read {
  readonly leaf: number;
  readonly run: string;
  readonly entry: ReturnType<typeof readLine>['entry'];
  /** The entry as it stands in the line: canonical JSON, unless its members stand in another order. */
  readonly written: string;
  /** `7K2QF9 entry 12 (leaf 341)` */
  readonly place: string;
}

/** One line of the entries, before its meaning is looked at. */
function lineOf({ text, place }: Line): Read {
  const { leaf, run, entry } = readLine(parseJson(text, place), place);
  read(runName, run, place);
  if (JSON.stringify({ leaf, run, entry }).length !== text.length)
    throw new Refused(place, 'is not compact JSON that names each member once');
  const before = `{"leaf":${leaf},"run":${JSON.stringify(run)},"entry":`;
  const written = text.startsWith(before) ? text.slice(before.length, -1) : canonical(entry);
  return { leaf, run, entry, written, place: `${run} ${seqIn(entry)}(leaf ${leaf}), ${place}` };
}

const seqIn = (entry: unknown): string =>
  typeof entry === 'object' && entry !== null && 'seq' in entry
    ? `entry ${String(entry.seq)} `
    : '';

/** Goes through the entries once, leaf by leaf, and holds each against all that speaks of it. */
export function checkEntries(signed: Signed): ReadonlySet<string> {
  const { files, manifest, checkpoints, newest, runs, tally } = signed;
  const openings = openingsOf(files, tally);
  const cards = cardsOf(files, tally);
  const policies = readPolicies(files, tally);
  const erasures = erasuresOf(tally);
  const deputies = deputiesOf(tally);
  const inForce = policyInForce(manifest, tally);
  let before = -1;
  const lostCard: Bench['lostCard'] = (run, digest, place) =>
    erasures.missing(run, { leaf: before, place, what: 'card', digest });
  const bench: Bench = { tally, cards, lostCard, policies, until: newest.at };
  /** One for each run that goes on: a ledger has more runs than are under way at a time. */
  const judges = new Map<string, ReturnType<typeof judgeOf>>();
  const carried: Carried[] = [];
  const lengths = new Map<string, number>();
  const unknown = new Set<string>();
  const watch = periodWatch(manifest, checkpoints, newest.size, tally);
  const prove = proofsOf(signed);
  const dates = datesOf(checkpoints, tally);
  const tenant = JSON.stringify(manifest.tenant);

  function one(line: Line): void {
    const { leaf, run, entry: sealed, written, place } = lineOf(line);
    if (leaf <= before) throw new Refused(place, 'does not come after the leaf before it');
    before = leaf;
    const hashOf = (text: string): string =>
      leafHash(`{"entry":${text},"run":${JSON.stringify(run)},"tenant":${tenant}}`);
    prove(
      leaf,
      { asWritten: hashOf(written), canonically: () => hashOf(canonical(sealed)) },
      place,
    );
    const lost = (digest: string) => erasures.missing(run, { leaf, place, what: 'value', digest });
    const opened = written.includes('"sealed:') ? openings.open(sealed, lost) : sealed;
    const entry = readEntry(opened, place, unknown);
    follows(entry, run, place);
    watch.leaf(leaf, run, entry.at);
    dates(leaf, entry.at, place);
    erasures.look(entry, run, leaf);
    deputies.entry(entry, run, place);
    inForce.entry(entry, place);
    checkDigests(entry, { tenant: manifest.tenant, run, place }, tally);
    const judge = judges.get(run) ?? judgeOf(run, bench);
    judge.judge(entry, place);
    if (entry.seq !== runs?.get(run)) return void judges.set(run, judge);
    carried.push(...judge.end());
    judges.delete(run);
  }

  /** Every run begins with its start and goes on without a gap. */
  function follows(entry: Entry, run: string, place: string): void {
    const length = lengths.get(run) ?? 0;
    if (entry.seq !== length + 1)
      tally.fault(
        'sequence',
        place,
        `does not follow: after ${length} entries of the run, entry ${length + 1} is due`,
      );
    if ((entry.kind === 'started') !== (length === 0))
      tally.fault(
        'entries',
        place,
        length === 0 ? 'does not start its run' : 'starts its run again',
      );
    lengths.set(run, Math.max(length, entry.seq));
  }

  const bytes = files.get(ENTRIES)?.read() ?? Buffer.alloc(0);
  for (const line of linesOf(bytes, ENTRIES)) {
    tally.count('entries');
    tally.attempt('entries', () => one(line));
  }
  prove.end();
  erasures.end();
  // A whole ledger has every run in it that could have made somebody a deputy, or set a policy.
  const isAll = [...lengths.values()].reduce((sum, each) => sum + each, 0) === newest.size;
  deputies.end(isAll);
  inForce.end(isAll);
  if (runs !== undefined) checkWhole(lengths, runs, { manifest, erasures }, tally);
  watch.end(erasures);
  openings.checkUsed();
  cards.checkUsed();
  for (const judge of judges.values()) carried.push(...judge.end());
  checkCustody(carried, tally);
  return unknown;
}

/** The hash of a leaf; what is written in the line is canonical as a rule, and need not be made so. */
interface Hashed {
  readonly asWritten: string;
  canonically(): string;
}

/** So far ahead a proof is looked for where one line is too many or too few. */
const NEARBY = 1000;

/** Holds each entry against its proof; the proofs stand in the order of the entries. */
function proofsOf({ files, newest, tally }: Signed) {
  const proofs = tally.attempt('inclusion', () => {
    const found = readExact(PROOF, jsonFile(files, PROOFS), PROOFS);
    if (found.size !== newest.size || found.root !== newest.root)
      throw new Refused(PROOFS, 'is about another tree than the newest checkpoint');
    return found.inclusion;
  });
  const ascend = ascent(newest.size, newest.root);
  let index = 0;
  const prove = (leaf: number, hashed: Hashed, place: string): void => {
    const proof = proofs?.[index];
    index += 1;
    tally.count('inclusion');
    if (proofs === undefined) return;
    if (proof?.leaf !== leaf) {
      const says = proof === undefined ? 'has no proof' : `has the proof of leaf ${proof.leaf}`;
      tally.fault('inclusion', place, `${says} in ${PROOFS}`);
      // One line too many or too few must not make every later one look wrong.
      const found = proofs
        .slice(index - 1, index + NEARBY)
        .findIndex((other) => other.leaf === leaf);
      index += found;
      if (found < 0) return;
    }
    const path = proofs[index - 1]?.path ?? [];
    // What the line says in another order of members is the same entry.
    const why = ascend(leaf, hashed.asWritten, path) && ascend(leaf, hashed.canonically(), path);
    if (why !== undefined) tally.fault('inclusion', place, why);
  };
  prove.end = (): void => {
    if (proofs !== undefined && index < proofs.length)
      tally.fault(
        'inclusion',
        PROOFS,
        `has proofs of entries that are not here, from leaf ${proofs[index]?.leaf}`,
      );
  };
  return prove;
}

/** An entry cannot be younger than the checkpoint that has it. */
function datesOf(checkpoints: readonly Checkpoint[], tally: Tally) {
  let batch = -1;
  let end = 0;
  let sealed = NaN;
  return (leaf: number, at: string, place: string): void => {
    while (leaf >= end) {
      batch += 1;
      end = checkpoints[batch]?.size ?? Infinity;
      sealed = Date.parse(checkpoints[batch]?.at ?? '');
    }
    const written = Date.parse(at);
    if (written > sealed + 5 * MINUTE)
      tally.fault(
        'entries',
        place,
        `is of ${at}, after the checkpoint that has it (${checkpoints[batch]?.at})`,
      );
    if (sealed - written > DAY)
      tally.note('An entry became a leaf more than a day after the time that it bears');
  };
}
