import { rmSync } from 'node:fs';
import { expect } from 'expect';
import { DAY, HOUR } from '../../src/core/clock.ts';
import { digestOfAsk } from '../../src/core/approvals.ts';
import { journalOf } from '../../src/core/journal.ts';
import { standingOf } from '../../src/core/standing.ts';
import { evidenceStage, textsIn, verdictOn } from '../fakes/evidence-stage.ts';
import { ada, ben, cleo } from '../fakes/fake-directory.ts';
import { lampSetup, lampWorld } from '../fakes/lamps.ts';
import { approver, operator, stage, TENANT } from '../fakes/stage.ts';

const BREAKER = 'The hall is dark and people may fall.';

suite('an evidence pack', () => {
  const folders: string[] = [];
  teardown(() => folders.splice(0).forEach((one) => rmSync(one, { recursive: true })));

  function lamps() {
    const on = stage([lampSetup(lampWorld(), { guided: true })]);
    const evidence = evidenceStage(on.store, on.clock);
    folders.push(evidence.folder);
    const begin = async (lamp = 'north') => {
      const answers = { lamp, colour: 'red' };
      const { run = '' } = await on.runs.start('lamps', answers, operator(ada));
      await on.runs.advance(run);
      return run;
    };
    /** Asked for, approved by two, applied, attested, finished. */
    const play = async (lamp?: string) => {
      const run = await begin(lamp);
      const digest = digestOfAsk(standingOf(await on.runs.read(run)).asks);
      const data = { run, ask: '1', digest, for: ben.id };
      const card = await on.store.seen.keep(TENANT, { type: 'AdaptiveCard', actions: [{ data }] });
      await on.vote(run, 1, ben, { card });
      on.clock.advance(HOUR);
      await on.vote(run, 1, cleo, { reason: 'It is dark there.' });
      await on.runs.advance(run);
      await on.runs.attest(run, 'lamp-seen', operator(ada));
      await on.runs.advance(run);
      return { run, card };
    };
    return { ...on, ...evidence, begin, play };
  }

  test('holds a run from its request to its end, and nothing of it is at fault', async () => {
    const on = lamps();
    const { run, card } = await on.play();

    const pack = await on.pack(run);

    const files = textsIn(pack.bytes);
    expect(Object.keys(files).sort()).toEqual(
      [
        `cards/${card}.json`,
        'checkpoints.ndjson',
        'entries.ndjson',
        'keys.json',
        'manifest.json',
        'openings.ndjson',
        expect.stringMatching(/^policies\/[0-9a-f]{64}\.json$/),
        'proofs.json',
        'runs.json',
        'story.html',
        'story.md',
      ].map((name) => name as string),
    );
    expect(pack).toMatchObject({ name: `evidence-${run}.zip`, runs: 1 });
    expect(verdictOn(pack.bytes).faults).toEqual([]);
  });

  test('tells who asked, who decided what on which card, what was done and what was seen', async () => {
    const on = lamps();
    const { run, card } = await on.play();

    const { 'story.md': story = '' } = textsIn((await on.pack(run)).bytes);

    expect(story).toMatch(
      /Ada \(P1\) asked for “Light a lamp” \(lamps\) about “lamp\/north”\. \\\[entry 1\\\]/,
    );
    expect(story).toMatch(
      /were asked as request .{6}-1 to decide on “Lamp north is lit” \(lamp-lit\)/,
    );
    expect(story).toMatch(/Needed: 2 approvals of different people until/);
    expect(story).toMatch(/Ben \(P2\) approved “Lamp north is lit” \(lamp-lit\)/);
    expect(story).toContain(`cards/${card}.json`);
    expect(story).toMatch(/Cleo \(P3\) approved .* saying “It is dark there.”/);
    expect(story).toMatch(
      /found that “Lamp north is lit” \(lamp-lit\) holds: “Lamp north shines.”/,
    );
    expect(story).toMatch(/Ada \(P1\) attested .*“Lamp north was seen.”.* cannot see this itself/);
    expect(story).toContain('The run finished: every step held.');
  });

  test('is the same for the same ledger, but for the time at which it was made', async () => {
    const on = lamps();
    const { run } = await on.play();
    const first = textsIn((await on.pack(run)).bytes);
    on.clock.advance(HOUR);

    const second = textsIn((await on.pack(run)).bytes);

    const timeless = ({ 'manifest.json': manifest = '', ...files }: typeof first) => ({
      ...files,
      manifest: manifest.replace(/"createdAt":"[^"]*"/, ''),
    });
    expect(timeless(second)).toEqual(timeless(first));
    expect(second['manifest.json']).not.toBe(first['manifest.json']);
  });

  test('of a rejected run says who rejected it and why', async () => {
    const on = lamps();
    const run = await on.begin();
    await on.vote(run, 1, ben, { verdict: 'rejected', reason: 'Not at night.' });
    await on.runs.advance(run);

    const pack = await on.pack(run);

    const { 'story.md': story = '' } = textsIn(pack.bytes);
    expect(story).toMatch(/Ben \(P2\) rejected .* saying “Not at night.”/);
    expect(story).toMatch(/rejected \| nobody; rejected \|/);
    expect(verdictOn(pack.bytes).faults).toEqual([]);
  });

  test('of an emergency says who went ahead, why, and what came of the review', async () => {
    const on = lamps();
    const run = await on.begin();
    const { asks } = standingOf(await on.runs.read(run));
    const reference = `${run}-1`;
    await on.runs.breakGlass(run, operator(ada), {
      ...{ ask: 1, digest: digestOfAsk(asks), reason: BREAKER, typed: reference, reference },
      allowed: true,
    });
    await on.runs.advance(run);
    await on.runs.review(run, 1, approver(ben), 'objected', 'A torch would have done.');

    const { 'story.md': story = '' } = textsIn((await on.pack(run)).bytes);

    expect(story).toMatch(
      /Ada \(P1\) went ahead with .* without approval, as an emergency, saying “The hall is dark/,
    );
    expect(story).toMatch(
      /Ben \(P2\) reviewed .* objected to it, saying “A torch would have done.”/,
    );
    expect(story).toMatch(/nobody: Ada \(P1\) went ahead in an emergency/);
  });

  test('of a period holds every run with an entry in it, whole, and no other', async () => {
    const on = lamps();
    const { run: early } = await on.play('north');
    on.clock.advance(3 * DAY);
    const day = on.clock.now().toISOString().slice(0, 10);
    const { run } = await on.play('south');
    await journalOf(on.store.ledger, TENANT, on.clock).note({
      ...{ what: 'asked', by: ben, details: { question: 'Who?' } },
    });
    const to = new Date(on.clock.now().getTime() + DAY).toISOString().slice(0, 10);

    const pack = await on.pack({ kind: 'period', from: day, to });

    const { 'entries.ndjson': entries = '', 'story.md': story = '' } = textsIn(pack.bytes);
    const runs = new Set(
      entries
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).run as string),
    );
    expect([...runs]).toEqual([run, `journal-${day}`]);
    expect(runs.has(early)).toBe(false);
    expect(story).toMatch(/Ben \(P2\) put on record: “asked”/);
    expect(verdictOn(pack.bytes).faults).toEqual([]);
  });

  test('after an erasure tells of a person, not of whom', async () => {
    const on = lamps();
    const { run } = await on.play();
    await on.store.openings.erase(TENANT, ben.id, [run]);
    await on.store.openings.erase(TENANT, cleo.id, [run]);
    // With the person goes the card that was drawn for them.
    on.parts.seen.find = async () => undefined;

    const pack = await on.pack(run);

    const files = textsIn(pack.bytes);
    const all = Object.values(files).join();
    for (const gone of ['Ben', ben.id, 'Cleo', 'It is dark there.'])
      expect(all).not.toContain(gone);
    expect(files['story.md']).toMatch(/a person whose data was erased \(P2\) approved/);
    expect(files['story.md']).toMatch(/it has the SHA-256 [0-9a-f]{64}, and is not kept any more/);
    expect(files['story.md']).toMatch(
      /a person whose data was erased \(P3\) approved .* \(erased\)/,
    );
  });

  test('is refused with the exact entry when the ledger is not as it was sealed', async () => {
    const on = lamps();
    const { run } = await on.play();
    await on.seal();
    const { sealedEntries } = on.parts.openings;
    on.parts.openings.sealedEntries = async (tenant, name) =>
      (await sealedEntries(tenant, name)).map((entry) =>
        entry.seq === 3 ? { ...entry, at: '2020-01-01T00:00:00.000Z' } : entry,
      );

    const refusal = on.pack(run);

    await expect(refusal).rejects.toThrow(/entry 3 \(leaf 2\) is not as it was when it was sealed/);
  });

  test('is refused when a leaf was changed with its entry', async () => {
    const on = lamps();
    const { run } = await on.play();
    await on.seal();
    const { hashes } = on.parts.tree;
    on.parts.tree.hashes = async (...given) => (await hashes(...given)).with(1, '0'.repeat(64));

    await expect(on.pack(run)).rejects.toThrow(/is not the one that was signed/);
  });

  test('is refused for a run that never was, and before anything has happened', async () => {
    const on = lamps();

    await expect(on.pack('7K2QF9')).rejects.toThrow('Nothing has happened yet');
    await on.play();
    await expect(on.pack('7K2QF9')).rejects.toThrow('There is no run 7K2QF9');
  });
});
