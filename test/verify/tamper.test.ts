import { unzipSync } from 'fflate';
import { expect } from 'expect';
import { headIn } from '../../src/verify/heads.ts';
import { reportOn } from '../../src/verify/report.ts';
import { verifyFiles, verifyPack, type Given } from '../../src/verify/verify.ts';
import { filesOf, manifestOf, newestIn, packOf, sha, signing, zipped } from './pack-maker.ts';
import type { Files, Making } from './pack-maker.ts';
import { RUN, TENANT, twoRuns } from './stories.ts';

const { one, happened } = twoRuns();
const making: Making = {
  ...{ ...one, tenant: TENANT, happened },
  ...{ sizes: [3, 8, happened.length], scope: { kind: 'run', run: RUN } },
};
const files = filesOf(making);

/** A pack of these files under a manifest that fits them: as whoever tampers would make it. */
const remade = (changed: Files, as: Making = making): Buffer =>
  zipped({ 'manifest.json': manifestOf(changed, as), ...changed });

const reportFor = (pack: Buffer, given: Given = {}) => reportOn(verifyPack(pack, given));

const all = (pack: Buffer, given?: Given): readonly string[] =>
  reportFor(pack, given).faults.map(({ place, says }) => `${place}: ${says}`);

const linesIn = (name: string, of = files): readonly string[] =>
  (of[name] ?? '').trim().split('\n');

const withLines = (name: string, lines: readonly string[], of = files): Files => ({
  ...of,
  [name]: lines.map((line) => `${line}\n`).join(''),
});

const without = <T>(list: readonly T[], index: number): readonly T[] =>
  list.filter((_, at) => at !== index);

const swapped = <T>(list: readonly T[], index: number): readonly T[] => {
  const [a, b] = list.slice(index, index + 2);
  return a === undefined || b === undefined ? list : list.with(index, b).with(index + 1, a);
};

const flipped = (bytes: Uint8Array, bit: number): Uint8Array => {
  const copy = Uint8Array.from(bytes);
  copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return copy;
};

/** Every so many bits; each single one with TAMPER=all, which takes minutes. */
const every = (step: number): number => (process.env['TAMPER'] === 'all' ? 1 : step);

/** The files of a pack as they are unpacked. */
const unpacked = (all: Readonly<Record<string, Uint8Array>>) =>
  new Map(
    Object.entries(all).map(([name, bytes]) => [
      name,
      { name, size: bytes.length, read: () => Buffer.from(bytes) },
    ]),
  );

suite('a pack of which one bit was flipped', function manyFlips() {
  this.timeout(1_200_000);
  const whole = { 'manifest.json': manifestOf(files, making), ...files };
  const bare = Object.fromEntries(
    Object.entries(whole).map(([name, text]) => [name, new Uint8Array(Buffer.from(text))]),
  );

  test('in any file: found, and the file named', () => {
    const silent: string[] = [];
    const misplaced: string[] = [];
    let flips = 0;

    for (const [name, bytes] of Object.entries(bare))
      for (let bit = 0; bit < bytes.length * 8; bit += every(11)) {
        const tampered = unpacked({ ...bare, [name]: flipped(bytes, bit) });
        const [fault] = verifyFiles(tampered, { only: 'first' }).tally.faults();
        flips += 1;
        if (fault === undefined) silent.push(`${name} ${bit}`);
        else if (name !== 'manifest.json' && fault.place !== name) misplaced.push(name);
      }

    console.log(`      ${flips} flips in ${Object.keys(bare).length} files`);
    expect(misplaced).toEqual([]);
    // The time of writing is what the packer says, and nothing can vouch for it.
    const from = whole['manifest.json'].indexOf('2026-11-21T12') * 8;
    const others = silent.filter((where) => {
      const [name, bit] = where.split(' ');
      return name !== 'manifest.json' || Number(bit) < from || Number(bit) >= from + 24 * 8;
    });
    expect(others).toEqual([]);
  });

  test('of the zip: found, or no byte of any file is another', () => {
    const pack = zipped(whole);
    let [found, harmless] = [0, 0];

    for (let bit = 0; bit < pack.length * 8; bit += every(13)) {
      const tampered = Buffer.from(flipped(pack, bit));
      if (verifyPack(tampered, { only: 'first' }).tally.faults().length > 0) {
        found += 1;
        continue;
      }
      harmless += 1;
      // A second reader finds the very same files.
      const read = Object.entries(unzipSync(tampered));
      expect(
        Object.fromEntries(read.map(([name, bytes]) => [name, Buffer.from(bytes).toString()])),
      ).toEqual(whole);
    }

    console.log(
      `      ${found} of ${found + harmless} flips found, ${harmless} without any effect`,
    );
    // What pads a packed file to a whole byte, at most.
    expect(harmless).toBeLessThan(Object.keys(whole).length * 8);
  });

  test('and the manifest made anew: what is signed is found all the same', () => {
    const covered = Object.keys(files).filter(
      (name) => !name.startsWith('story') && name !== 'keys.json',
    );
    const silent: string[] = [];
    let flips = 0;

    for (const name of covered) {
      const bytes = Buffer.from(files[name] ?? '');
      for (let bit = 0; bit < bytes.length * 8; bit += every(149)) {
        const changed = flipped(bytes, bit);
        // What is not ASCII any more is refused as text, and cannot be written by this maker.
        if (changed.some((byte) => byte > 127)) continue;
        const text = { ...files, [name]: Buffer.from(changed).toString() };
        const remade = { 'manifest.json': manifestOf(text, making), ...text };
        const tampered = unpacked(
          Object.fromEntries(Object.entries(remade).map(([file, one]) => [file, Buffer.from(one)])),
        );
        flips += 1;
        if (verifyFiles(tampered, { only: 'first' }).tally.faults().length === 0)
          silent.push(`${name} ${bit}`);
      }
    }

    console.log(`      ${flips} flips under a manifest that fits`);
    expect(silent).toEqual([]);
  });
});

suite('a pack made anew around entries that were tampered with', () => {
  const entries = linesIn('entries.ndjson');

  for (const [index, line] of entries.entries()) {
    const { leaf } = JSON.parse(line) as { leaf: number };
    const here = `${RUN} entry ${index + 1} (leaf ${leaf})`;

    test(`entry ${index + 1} deleted: found there`, () => {
      const proofs = JSON.parse(files['proofs.json'] ?? '') as { inclusion: unknown[] };
      const fewer = { ...proofs, inclusion: without(proofs.inclusion, index) };
      const changed = withLines('entries.ndjson', without(entries, index));

      const faults = all(remade({ ...changed, 'proofs.json': JSON.stringify(fewer) }));

      const due = index === entries.length - 1 ? `${RUN} entry 7` : `entry ${index + 1} is due`;
      expect(faults.join('\n')).toContain(due);
    });

    test(`entry ${index + 1} doubled: found there`, () => {
      const faults = all(remade(withLines('entries.ndjson', entries.toSpliced(index, 0, line))));

      expect(faults[0]).toContain(`${here}, entries.ndjson line ${index + 2}: does not come after`);
    });

    test(`entry ${index + 1} with another time: found there`, () => {
      const changed = entries.with(index, line.replace('"at":"2026-11-20', '"at":"2026-11-19'));

      const faults = all(remade(withLines('entries.ndjson', changed)));

      expect(faults.filter((fault) => fault.startsWith(here)).join()).toContain(
        'is not what was signed',
      );
    });
  }

  test('two entries in each other’s place', () => {
    for (let index = 0; index < entries.length - 1; index += 1) {
      const faults = all(remade(withLines('entries.ndjson', swapped(entries, index))));

      expect(faults.join('\n')).toContain('does not come after the leaf before it');
    }
  });

  test('two entries that have changed their leaves as well', () => {
    const [a = '', b = ''] = entries.slice(2, 4);
    const leafIn = (line: string): string => /"leaf":\d+/.exec(line)?.[0] ?? '';
    const changed = entries
      .with(2, b.replace(leafIn(b), leafIn(a)))
      .with(3, a.replace(leafIn(a), leafIn(b)));

    const faults = all(remade(withLines('entries.ndjson', changed)));

    expect(faults.filter((fault) => fault.includes('is not what was signed'))).toHaveLength(2);
    expect(faults.join('\n')).toContain('entry 3 is due');
  });

  test('the end cut off, at any byte', () => {
    const text = files['entries.ndjson'] ?? '';
    for (let length = 0; length < text.length - 1; length += 37) {
      const faults = all(remade({ ...files, 'entries.ndjson': text.slice(0, length) }));

      expect(faults).not.toEqual([]);
    }
  });

  test('the last entries left out, together with their number', () => {
    const proofs = JSON.parse(files['proofs.json'] ?? '') as { inclusion: unknown[] };
    const runs = { ...(JSON.parse(files['runs.json'] ?? '') as object), [RUN]: 5 };

    const faults = all(
      remade({
        ...withLines('entries.ndjson', entries.slice(0, 5)),
        'proofs.json': JSON.stringify({ ...proofs, inclusion: proofs.inclusion.slice(0, 5) }),
        'runs.json': JSON.stringify(runs),
      }),
    );

    expect(faults.join('\n')).toContain('runs.json: is not what the newest checkpoint signs');
  });

  test('an entry of another run, and one of another tenant, in its place', () => {
    const elsewhere = { ...making, tenant: '22222222-2222-4222-8222-222222222222' };
    const foreign = linesIn('entries.ndjson', filesOf(elsewhere))[2] ?? '';
    const scope = { kind: 'run', run: 'B3X8HT' };
    const ofOther = linesIn('entries.ndjson', filesOf({ ...making, scope }))[2] ?? '';
    const leaf = /"leaf":\d+/.exec(entries[2] ?? '')?.[0] ?? '';

    const fromTenant = all(remade(withLines('entries.ndjson', entries.with(2, foreign))));
    const fromRun = all(
      remade(withLines('entries.ndjson', entries.with(2, ofOther.replace(/"leaf":\d+/, leaf)))),
    );

    // The same run of another tenant differs in nothing but the tenant, which every leaf names.
    expect(foreign).toBe(entries[2]);
    expect(fromTenant).toEqual([]);
    expect(all(packOf(elsewhere, () => files))).not.toEqual([]);
    expect(fromRun.join('\n')).toContain('B3X8HT entry 3 (leaf');
  });
});

suite('a pack made anew around its history', () => {
  const checkpoints = linesIn('checkpoints.ndjson');

  test('a checkpoint left out, doubled, moved', () => {
    for (let index = 0; index < checkpoints.length; index += 1) {
      const [line = ''] = checkpoints.slice(index);
      for (const lines of [
        without(checkpoints, index),
        checkpoints.toSpliced(index, 0, line),
        ...(index === 0 ? [] : [swapped(checkpoints, index - 1)]),
      ]) {
        const { faults } = reportFor(remade(withLines('checkpoints.ndjson', lines)));

        expect(faults.map(({ place }) => place).join()).toMatch(/checkpoints\.ndjson|proofs\.json/);
      }
    }
  });

  test('rolled back to an older checkpoint: whole in itself, and found by a head only', () => {
    const older: Making = { ...making, happened: happened.slice(0, 8), sizes: [3, 8] };
    const rolledBack = filesOf(older);
    const own = withLines('checkpoints.ndjson', checkpoints.slice(0, 2), rolledBack);
    const heads = [headIn(newestIn(files))].flatMap((head) => head ?? []);

    const unaware = reportFor(remade(own, older));
    const aware = reportFor(remade(own, older), { heads });

    expect(unaware.faults).toEqual([]);
    expect(unaware.cannotProve.join()).toContain('rolled back');
    expect(aware.faults[0]?.place).toContain('The checkpoint of 14 leaves');
    expect(aware.faults[0]?.says).toContain('rolled back or rewritten');
  });

  test('rewritten as a whole by whoever has the key: found by a kept phrase and by a witness', () => {
    const other = {
      ...making,
      happened: happened.map(({ run, entry }) => ({ run, entry: { ...entry } })),
    };
    const rewritten = filesOf(other);
    const { phrase = '' } = reportFor(remade(files)).newest ?? {};
    const statement =
      (JSON.parse(checkpoints.at(-1) ?? '') as { witnesses: string[] }).witnesses[0] ?? '';

    for (const kept of [phrase, statement]) {
      const heads = [headIn(kept)].flatMap((head) => head ?? []);

      expect(all(remade(rewritten, other), { heads }).join()).toContain('rolled back or rewritten');
      expect(all(remade(files), { heads })).toEqual([]);
    }
  });

  test('a witness taken away: said, and never taken for witnessed', () => {
    const bare = checkpoints.map((line) => JSON.stringify({ ...JSON.parse(line), witnesses: [] }));

    const report = reportFor(remade(withLines('checkpoints.ndjson', bare)));
    const dropped = all(
      zipped({
        'manifest.json': manifestOf(files, making),
        ...withLines('checkpoints.ndjson', bare),
      }),
    );

    expect(dropped[0]).toContain('checkpoints.ndjson');
    expect(report.proves.join()).not.toContain('Witnesses');
    expect(report.cannotProve.join()).toContain('bears no statement of a witness');
  });

  test('a statement about another checkpoint', () => {
    const [a, b] = checkpoints.map((line) => JSON.parse(line) as { witnesses: string[] });
    const mixed = checkpoints.with(0, JSON.stringify({ ...a, witnesses: b?.witnesses }));

    const faults = all(remade(withLines('checkpoints.ndjson', mixed)));

    expect(faults[0]).toContain(
      'checkpoints.ndjson line 1, witness 1: is about another checkpoint',
    );
  });

  test('keys that were swapped, exchanged, used for both, or not the ones you know', () => {
    const { keys } = JSON.parse(files['keys.json'] ?? '') as {
      keys: { use: string; jwk: { kid: string } }[];
    };
    const [own, witness] = keys;
    const withKeys = (list: readonly unknown[]) =>
      all(remade({ ...files, 'keys.json': JSON.stringify({ keys: list }) }));
    const stranger = signing('checkpoint', 'a stranger');

    expect(
      withKeys([
        { ...own, jwk: witness?.jwk },
        { ...witness, jwk: own?.jwk },
      ])[0],
    ).toContain('is signed with a key that is not for a checkpoint');
    expect(withKeys([{ ...own, jwk: stranger.jwk }, witness])[0]).toContain(
      'names a key that is not in',
    );
    expect(
      withKeys([{ ...own, jwk: { ...stranger.jwk, kid: own?.jwk.kid } }, witness])[0],
    ).toContain('does not bear its own thumbprint');
    expect(withKeys([own, { ...witness, jwk: own?.jwk }])[0]).toContain(
      'nobody is their own witness',
    );
    expect(all(remade(files), { keys: [own?.jwk.kid ?? ''] })).toEqual([]);
    expect(all(remade(files), { keys: [stranger.kid] })[0]).toContain('none of those you named');
  });
});

suite('a pack made anew around what stands beside the entries', () => {
  const openings = linesIn('openings.ndjson');

  test('another name behind a seal, one that fits nothing, one twice', () => {
    const renamed = openings.map((line) => line.replace('"Ben"', '"Bob"'));
    const foreign = linesIn(
      'openings.ndjson',
      filesOf({ ...making, scope: { kind: 'run', run: 'B3X8HT' } }),
    );

    expect(all(remade(withLines('openings.ndjson', renamed)))[0]).toContain(
      'does not fit its seal',
    );
    expect(all(remade(withLines('openings.ndjson', [...openings, foreign[0] ?? ''])))[0]).toContain(
      `openings.ndjson line ${openings.length + 1}: opens a seal that is in no entry`,
    );
    expect(
      all(remade(withLines('openings.ndjson', [...openings, openings[0] ?? ''])))[0],
    ).toContain('opens a seal that is opened already');
  });

  test('a file too many, a card that nobody voted on, a policy under another name', () => {
    const extra = zipped({
      'manifest.json': manifestOf(files, making),
      ...files,
      'notes.txt': 'x',
    });
    const [policy = ''] = Object.keys(files).filter((name) => name.startsWith('policies/'));
    const card = '{"type":"AdaptiveCard"}';
    const name = `cards/${sha(card)}.json`;

    expect(all(extra)[0]).toContain('notes.txt: is in the pack, but the manifest does not name it');
    expect(all(remade({ ...files, 'notes.txt': 'x' }))[0]).toContain(
      'notes.txt: is no file of a pack',
    );
    expect(all(remade({ ...files, [name]: card }))[0]).toContain('no vote of this pack names');
    expect(all(remade({ ...files, [policy]: '{}' }))[0]).toContain('is not the policy');
  });

  test('a run left out of a period', () => {
    const both = twoRuns();
    const period = { kind: 'period', from: '2026-11-20', to: '2026-11-21' };
    const cards = [...both.one.cards, ...both.other.cards];
    const whole = { ...making, cards, scope: period };
    // Kept as a pack of one run, it calls itself one of a period.
    const left = filesOf({ ...making, scope: { kind: 'run', run: RUN } });

    expect(all(packOf(whole))).toEqual([]);
    expect(all(remade(left, whole)).join()).toContain(
      'Leaf 1: is of this period by its place in the tree',
    );
  });
});
