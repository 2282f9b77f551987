import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'expect';
import { personPlace } from '../../src/announce.ts';
import { erasureOf } from '../../src/compose/erasure.ts';
import { HOUR, SECOND } from '../../src/core/clock.ts';
import { ONE_WAY_PHRASE } from '../../src/core/policy.ts';
import { openStore, type Store } from '../../src/store/open.ts';
import { chatStage, type ChatStage } from '../fakes/chat-stage.ts';
import { evidenceStage, textsIn, verdictOn } from '../fakes/evidence-stage.ts';
import { ada, ben, cleo, dan, fakeDirectory } from '../fakes/fake-directory.ts';
import { lampSetup, lampWorld } from '../fakes/lamps.ts';
import { memoryClock } from '../fakes/memory-clock.ts';
import { TENANT } from '../fakes/stage.ts';

const BLIND = 'b'.repeat(32);

suite('a pack of what was erased by approval', () => {
  const folders: string[] = [];
  const stores: Store[] = [];
  teardown(async () => {
    await Promise.all(stores.splice(0).map((store) => store.close()));
    folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true }));
  });

  /** The bot over a database on disk. Dan is an approver, and votes. */
  async function bot() {
    const clock = memoryClock();
    const folder = mkdtempSync(join(tmpdir(), 'erased-'));
    const store = await openStore({ dataDir: folder }, clock);
    const evidence = evidenceStage(store, clock);
    folders.push(folder, evidence.folder);
    stores.push(store);
    const directory = fakeDirectory();
    const erasure = erasureOf({
      ...{ tenant: TENANT, store, directory },
      redraw: () => undefined,
    });
    const on = chatStage([lampSetup(lampWorld()), erasure], { clock, store });
    on.directory.grant('approver', dan);
    for (const person of [ben, cleo, dan])
      await store.references.save(TENANT, personPlace(person.id), {}, clock.now().toISOString());
    return { ...on, evidence };
  }

  /** Asked for by Ada, approved by these, done. */
  async function played(
    on: ChatStage,
    id: string,
    answers: { readonly [name: string]: string },
    approvers: readonly (typeof dan)[],
  ): Promise<string> {
    const run = await on.begins(ada, id, answers);
    for (const person of approvers) {
      const data = { ...(await on.ask(run)), phrase: ONE_WAY_PHRASE };
      await on.press(person, 'approve', data);
      on.clock.advance(SECOND);
    }
    on.clock.advance(HOUR);
    await on.work();
    return run;
  }

  const lamps = (on: ChatStage) =>
    played(on, 'lamps', { lamp: 'north', colour: 'red' }, [dan, cleo]);
  const erases = (on: ChatStage, person = dan.id) =>
    played(on, 'erase-person', { person, blind: BLIND }, [ben, cleo]);

  test('verifies before it and after it, and says which run has erased what', async () => {
    const on = await bot();
    const run = await lamps(on);
    const before = (await on.evidence.pack(run)).bytes;
    const erasing = await erases(on);
    on.clock.advance(HOUR);

    const after = (await on.evidence.pack(run)).bytes;

    expect(verdictOn(before)).toMatchObject({ faults: [] });
    expect(Object.values(textsIn(before)).join()).toContain(dan.id);
    const report = verdictOn(after);
    expect(report.faults).toEqual([]);
    expect(report.notes.join()).toMatch(
      new RegExp(`The card [0-9a-f]{64} of run ${run} was erased: run ${erasing}`),
    );
    expect(Object.values(textsIn(after)).join()).not.toMatch(new RegExp(`${dan.id}|Dan\\b`));
    expect(textsIn(after)['story.md']).toContain(`(${erasing})`);
  });

  test('is at fault where a value or a card was taken from the store outside the bot', async () => {
    const on = await bot();
    const run = await lamps(on);
    const { of } = on.evidence.parts.openings;
    on.evidence.parts.openings.of = async (tenant, name) =>
      (await of(tenant, name)).filter(({ value }) => value !== dan.id);
    const { find } = on.evidence.parts.seen;
    const noCard = { ...on.evidence.parts.seen, find: async () => undefined };

    const withoutValue = verdictOn((await on.evidence.pack(run)).bytes);
    on.evidence.parts.openings.of = of;
    on.evidence.parts.seen.find = noCard.find;
    const withoutCard = verdictOn((await on.evidence.pack(run)).bytes);
    on.evidence.parts.seen.find = find;

    expect(withoutValue.faults.map(({ says }) => says).join()).toContain(
      'missing without an erasure',
    );
    expect(withoutCard.faults.map(({ says }) => says).join()).toContain('no erasure explains it');
    expect(verdictOn((await on.evidence.pack(run)).bytes).faults).toEqual([]);
  });

  test('of the erasure, and of the day, verifies as well', async () => {
    const on = await bot();
    await lamps(on);
    const day = on.clock.now().toISOString().slice(0, 10);
    on.clock.advance(26 * HOUR);
    const erasing = await erases(on);
    on.clock.advance(HOUR);
    const to = new Date(Date.parse(day) + 24 * HOUR).toISOString().slice(0, 10);

    const ofItself = verdictOn((await on.evidence.pack(erasing)).bytes);
    const ofTheDay = verdictOn((await on.evidence.pack({ kind: 'period', from: day, to })).bytes);

    expect(ofItself.faults).toEqual([]);
    expect(ofTheDay.faults).toEqual([]);
    expect(ofTheDay.notes.join()).toContain(`erased: run ${erasing}`);
  });

  test('of an erasure that was erased itself brings the next one along', async () => {
    const on = await bot();
    const run = await lamps(on);
    await erases(on, dan.id);
    const second = await played(on, 'erase-person', { person: cleo.id, blind: BLIND }, [ben, dan]);
    on.clock.advance(HOUR);

    const report = verdictOn((await on.evidence.pack(run)).bytes);

    expect(report.faults).toEqual([]);
    expect(report.notes.join()).toContain(`erased: run ${second}`);
  });
});
