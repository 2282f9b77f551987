import { expect } from 'expect';
import { HOUR } from '../../src/core/clock.ts';
import type { Walkthrough } from '../../src/core/walkthrough.ts';
import { chatStage, type ChatStage } from '../fakes/chat-stage.ts';
import { ada, ben, cleo } from '../fakes/fake-directory.ts';
import { lampSetup, lampWorld } from '../fakes/lamps.ts';
import { memoryStore } from '../fakes/memory-store.ts';
import { memoryClock } from '../fakes/memory-clock.ts';

/** A service that does not answer before it is let go. */
function stuck() {
  let letGo = (): void => undefined;
  let entered = (): void => undefined;
  const gone = new Promise<void>((resolve) => (letGo = resolve));
  const inside = new Promise<void>((resolve) => (entered = resolve));
  const wait = async (): Promise<void> => {
    entered();
    await gone;
  };
  return { wait, inside, letGo: () => letGo() };
}

/** The lamps, with a check that hangs once it is armed. */
function withBusyRun() {
  const service = stuck();
  const armed = { check: false };
  const plain = lampSetup(lampWorld());
  const walkthrough: Walkthrough<typeof plain.answers> = {
    ...plain,
    steps: (answers, reads) =>
      plain.steps(answers, reads).map((step) => ({
        ...step,
        async check(...looking) {
          if (armed.check) await service.wait();
          return step.check(...looking);
        },
      })),
  };
  const clock = memoryClock();
  const store = memoryStore(clock);
  const locks: string[] = [];
  const counted = {
    ...store,
    withLock: <T>(key: string, work: () => Promise<T>) => {
      locks.push(key);
      return store.withLock(key, work);
    },
  };
  const on = chatStage([walkthrough], { store: counted, clock });
  return { service, armed, locks, ...on };
}

const begin = (on: ChatStage) => on.begins(ada, 'lamps', { lamp: 'north', colour: 'red' });
const votesIn = async (on: ChatStage, run: string) =>
  (await on.entriesOf(run)).filter(({ kind }) => kind === 'decided');

suite('A press waits for nobody', () => {
  test('fifty presses are answered and on record while the run is stuck in a call', async () => {
    const on = withBusyRun();
    const run = await begin(on);
    on.armed.check = true;
    const busy = on.runs.advance(run);
    await on.service.inside;
    on.locks.length = 0;

    const answers = await Promise.all(
      Array.from({ length: 50 }, async (_, at) => {
        const person = at % 2 === 0 ? ben : cleo;
        return on.press(person, 'approve', await on.button(person, run));
      }),
    );

    expect(answers).toHaveLength(50);
    expect(await votesIn(on, run)).toHaveLength(2);
    expect(on.locks).toEqual([]);
    on.service.letGo();
    await busy;
  });

  test('a press in a chat where a long turn is under way is answered before it', async () => {
    const on = withBusyRun();
    const run = await begin(on);
    const reading = stuck();
    const { read } = on.store.ledger;
    const button = await on.button(ben, run);
    // The next thing that is read belongs to the turn: it hangs there, its conversation taken.
    let next = true;
    on.store.ledger.read = async (key) => {
      if (!next) return read(key);
      next = false;
      await reading.wait();
      return read(key);
    };
    const turn = on.says(ben, `status ${run}`);
    await reading.inside;

    const answered = await on.press(ben, 'approve', button);

    expect(answered.kind).toBe('card');
    expect(await votesIn(on, run)).toHaveLength(1);
    reading.letGo();
    expect(await turn).toHaveLength(1);
  });

  test('a request expires on time while its run is stuck, and a late press has it noted', async () => {
    const on = withBusyRun();
    const run = await begin(on);
    const button = await on.button(ben, run);
    on.armed.check = true;
    const busy = on.runs.advance(run);
    await on.service.inside;
    on.clock.advance(73 * HOUR);

    const late = await on.press(ben, 'approve', button);

    expect(late).toMatchObject({ kind: 'message', text: expect.stringContaining('expired') });
    const entries = await on.entriesOf(run);
    expect(entries.filter(({ kind }) => kind === 'expired')).toHaveLength(1);
    on.service.letGo();
    await busy;
    const after = await on.entriesOf(run);
    expect(after.filter(({ kind }) => kind === 'expired')).toHaveLength(1);
  });

  test('what one press does is counted: it takes no lock, asks the directory once, writes once', async () => {
    const on = withBusyRun();
    const run = await begin(on);
    const button = await on.button(ben, run);
    const counts = { reads: 0, appends: 0, cards: 0, asked: 0 };
    const { rolesOf } = on.directory;
    on.directory.rolesOf = (...who) => ((counts.asked += 1), rolesOf(...who));
    const { ledger, seen } = on.store;
    const [read, append, keep] = [ledger.read, ledger.append, seen.keep];
    ledger.read = (key) => ((counts.reads += 1), read(key));
    ledger.append = (...what) => ((counts.appends += 1), append(...what));
    seen.keep = (...what) => ((counts.cards += 1), keep(...what));
    on.locks.length = 0;

    await on.press(ben, 'approve', button);

    expect(on.locks).toEqual([]);
    expect(counts).toMatchObject({ appends: 1, cards: 1, asked: 1 });
    expect(counts.reads).toBeLessThanOrEqual(5);
  });
});
