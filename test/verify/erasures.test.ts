import { expect } from 'expect';
import { reportOn } from '../../src/verify/report.ts';
import { verifyPack } from '../../src/verify/verify.ts';
import { digest, packOf, type Making, type Members } from './pack-maker.ts';
import { asking, BEN, CLEO, DAN, goodRun, RUN, started, TENANT, told } from './stories.ts';

const ERASING = 'K4M7QX';
const LATER = '2026-11-20T12:00:00.000Z';

const details = (runs: readonly string[], openings: number) => ({
  operation: 'ledger.erase',
  target: 'personal data of one person',
  before: { runs, openings },
  after: 'erased',
});

interface Erasing {
  readonly run?: string;
  readonly reaches?: readonly string[];
  readonly openings?: number;
  readonly from?: string;
  readonly operation?: string;
  readonly approvers?: readonly Members[];
}

/** A run that takes a person out of others, as the ledger has it. */
function erasureRun(given: Erasing = {}) {
  const { run = ERASING, reaches = [RUN], openings = 3, from = LATER, approvers } = given;
  const { operation = 'ledger.erase' } = given;
  const core = {
    summary: 'Erase three values of one person',
    details: { ...details(reaches, openings), operation },
  };
  const change = { kind: 'automatic', ...core, digest: digest(core) };
  const step = 'data-erased';
  const ask = asking({ run, step, changes: [change], more: { quorum: 2 } });
  const votes = approvers ?? [CLEO, DAN];
  const happened = told(
    run,
    [
      { ...started({ [step]: 'irreversible' }), walkthrough: 'erase-person' },
      ask.requested,
      ...votes.map((one) => ask.approved(one)),
      ...[ask.applying(), ask.applied(), ask.verified, { kind: 'finished' }],
    ],
    from,
  );
  return { happened, cards: votes.map(ask.cardFor) };
}

/** The pack of a run in which Ben has voted, beside erasures; as it was before them unless told. */
function making(erasures: readonly ReturnType<typeof erasureRun>[], more: Partial<Making> = {}) {
  const good = goodRun();
  const happened = [...good.happened, ...erasures.flatMap((one) => one.happened)].toSorted(
    (a, b) => (String(a.entry['at']) < String(b.entry['at']) ? -1 : 1),
  );
  const beside = [...new Set(happened.map(({ run }) => run))].filter((run) => run !== RUN);
  return {
    ...{ tenant: TENANT, happened, beside, policies: good.policies },
    cards: [...good.cards, ...erasures.flatMap(({ cards }) => cards)],
    scope: { kind: 'run', run: RUN },
    ...more,
  } satisfies Making;
}

const verdictOn = (made: Making) => reportOn(verifyPack(packOf(made)));
const faultsOf = (made: Making) =>
  verdictOn(made).faults.map(({ place, says }) => `${place}: ${says}`);

const REASON = 'Fine with me.';
const BENS = [BEN.id, BEN.name, REASON];

/** The pack after the erasure: without the person's values and without the card drawn for them. */
const erased = (erasures: readonly ReturnType<typeof erasureRun>[], more: Partial<Making> = {}) =>
  making(erasures, {
    erased: BENS,
    cards: erasures.flatMap(({ cards }) => cards),
    ...more,
  });

suite('what was erased, for the verifier', () => {
  test('is told from what was taken away by the run that erased it', () => {
    const report = verdictOn(erased([erasureRun()]));

    expect(report.faults).toEqual([]);
    const notes = report.notes.join();
    expect(notes).toMatch(
      new RegExp(`The card [0-9a-f]{64} of run ${RUN} was erased: run ${ERASING}`),
    );
    expect(notes).toContain(
      `Sealed values of run ${RUN} cannot be read, for they were erased: run ${ERASING}`,
    );
  });

  test('is a fault, entry by entry, where no erasure is in the pack', () => {
    const faults = faultsOf(erased([]));

    expect(faults.join()).toMatch(/7K2QF9 entry 3 .*missing without an erasure: sealed:/);
    expect(faults.join()).toMatch(/7K2QF9 entry 3 .*no erasure explains it: cards\//);
    expect(faults).toHaveLength(4);
  });

  test('is a fault where the erasure is about another run', () => {
    const other = goodRun('B3X8HT', '2026-11-20T10:00:00.000Z');
    const erasing = erasureRun({ reaches: ['B3X8HT'] });

    const faults = faultsOf(erased([{ ...other, cards: [] }, erasing])).join();

    expect(faults).toContain('7K2QF9 entry 3');
    expect(faults).toContain('missing without an erasure');
    expect(faults).toContain(`Run ${ERASING}: is not the run that the pack is about`);
  });

  test('is a fault where the erasure comes before what is missing', () => {
    const early = erasureRun({ from: '2026-11-20T06:00:00.000Z' });

    expect(faultsOf(erased([early])).join()).toContain('missing without an erasure');
  });

  test('is a fault where what names the run is no erasure', () => {
    const other = erasureRun({ operation: 'lamp.light' });

    expect(faultsOf(erased([other])).join()).toContain('missing without an erasure');
  });

  test('is a fault where one approver alone had it erased', () => {
    const alone = erasureRun({ approvers: [CLEO] });

    expect(faultsOf(erased([alone])).join()).toContain(`${ERASING} entry 4`);
  });

  test('is no more than the erasures say that they took', () => {
    const faults = faultsOf(erased([erasureRun({ openings: 2 })]));

    expect(faults).toEqual([
      `Run ${RUN}: lacks 3 sealed values, and the erasures that name it took 2 at most`,
    ]);
  });

  test('in the run of the erasure itself goes with its end, and is explained by that', () => {
    const erasing = erasureRun();
    const scope = { kind: 'run', run: ERASING };
    const own = making([erasing], { cards: erasing.cards, scope, beside: [], policies: [] });
    const aboutWhom = erasing.happened[0]?.entry['answers'];

    const ofItself = verdictOn({ ...own, erased: [aboutWhom] });
    const unfinished = { ...own, happened: own.happened.slice(0, -1), erased: [aboutWhom] };

    expect(ofItself.faults).toEqual([]);
    expect(faultsOf(unfinished).join()).toContain(`${ERASING} entry 1`);
  });

  test('may reach an erasure as well, which then has to be explained by another', () => {
    const first = erasureRun();
    const second = erasureRun({
      ...{ run: 'W8N3TC', reaches: [ERASING], openings: 4, from: '2026-11-20T16:00:00.000Z' },
      approvers: [BEN, DAN].map((one) => ({ id: `${one.id}0`, name: `${one.name}y` })),
    });
    const gone = [...BENS, CLEO.id, CLEO.name];
    const cards = [...first.cards.slice(1), ...second.cards];

    const both = verdictOn(erased([first, second], { erased: gone, cards }));
    const without = { ...erased([first, second], { erased: gone, cards }), beside: [ERASING] };

    expect(both.faults).toEqual([]);
    expect(faultsOf({ ...without, cards: first.cards.slice(1) }).join()).toContain(
      `${ERASING} entry 3`,
    );
  });

  test('in a pack of some days is explained by a run of a later day', () => {
    const erasing = erasureRun({ from: '2026-11-22T12:00:00.000Z' });
    const scope = { kind: 'period', from: '2026-11-20', to: '2026-11-21' };
    const sizes = [7, 15];

    expect(faultsOf(erased([erasing], { scope, sizes }))).toEqual([]);
    const stray = erasureRun({ from: '2026-11-22T12:00:00.000Z', reaches: ['B3X8HT'] });
    expect(faultsOf(making([stray], { scope, sizes })).join()).toContain(
      `Run ${ERASING}: has no entry in the period`,
    );
  });

  test('and nothing is missing where nothing was erased', () => {
    expect(faultsOf(making([], { beside: [] }))).toEqual([]);
  });
});
