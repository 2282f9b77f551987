import { expect } from 'expect';
import { reportOn } from '../../src/verify/report.ts';
import { verifyPack } from '../../src/verify/verify.ts';
import { digest, packOf, type Members } from './pack-maker.ts';
import { asking, BEN, CLEO, POLICY, RUN, started, TENANT, told } from './stories.ts';
import { PERIOD, verdictOn as judged, type Part } from './that-day.ts';

const SETTING = 'GGGGGG';
const STRICTER = { ...POLICY, breakGlass: { walkthroughs: [] } };

/** The stricter policy takes the place of the other one, four minutes after `from`. */
function setting(from = '2026-11-20T06:00:00.000Z') {
  const core = {
    summary: 'Put another approval policy in force',
    details: {
      ...{ operation: 'policy.set', target: 'policy/approvals' },
      ...{ before: POLICY, after: STRICTER },
    },
  };
  const change = { kind: 'automatic', ...core, digest: digest(core) };
  const more = { quorum: 2, policy: digest(POLICY) };
  const ask = asking({ run: SETTING, step: 'policy', changes: [change], more });
  const all = [
    ...[started({ policy: 'sensitive' }), ask.requested, ask.approved(BEN), ask.approved(CLEO)],
    ...[ask.applying(), ask.applied(), { kind: 'verified', step: 'policy' }, { kind: 'finished' }],
  ];
  const happened = told(SETTING, all, from);
  return { happened, cards: [BEN, CLEO].map((person) => ask.cardFor(person)) };
}

/** Something is asked for at 08:01 under this policy, and withdrawn. */
function requesting(policy?: Members, at = '2026-11-20T08:01:00.000Z') {
  const more = policy === undefined ? {} : { policy: digest(policy) };
  const { requested } = asking({ run: RUN, more });
  const happened = told(RUN, [
    started(),
    { ...requested, at },
    { kind: 'withdrawn', by: CLEO, at: '2026-11-20T09:00:00.000Z' },
  ]);
  return { happened, cards: [] };
}

const verdictOn = (parts: readonly Part[], more: Members = {}) =>
  judged(parts, { policies: [POLICY, STRICTER], ...more });

const faultsIn = ({ faults }: ReturnType<typeof verdictOn>): readonly string[] =>
  faults.map(({ place, says }) => `${place}: ${says}`);

const CANNOT_BE_JUDGED = 'in force at that time cannot be judged';
/** Another run that begins now. */
const beginning = (run: string, at: string) => ({
  happened: told(run, [started()], at),
  cards: [],
});
/** A ledger with this run is larger than the pack of the day before. */
const later = () => beginning('ZZZZZZ', '2026-11-21T08:00:00.000Z');

suite('The policy that a request names, before the verifier', () => {
  test('is fine when it is the one that was put in force before', () => {
    const inAll = verdictOn([setting(), requesting(STRICTER)]);
    const inPart = verdictOn([setting(), requesting(STRICTER), later()]);

    expect([...inAll.faults, ...inPart.faults]).toEqual([]);
    // The change itself was asked for under a policy of which nothing shows how it came.
    for (const { notes } of [inAll, inPart])
      expect(notes.filter((note) => note.includes(CANNOT_BE_JUDGED)).join()).not.toContain('times');
  });

  test('is at fault when another one was in force, or when there is none', () => {
    for (const rest of [[], [later()]]) {
      const [replaced = ''] = faultsIn(verdictOn([setting(), requesting(POLICY), ...rest]));
      const [none = ''] = faultsIn(verdictOn([setting(), requesting(), ...rest]));

      expect(replaced).toContain(`${RUN} entry 2 (leaf 9)`);
      expect(replaced).toContain('names a policy that was not in force');
      expect(replaced).toContain(digest(STRICTER));
      expect(none).toContain('names no policy: the one in force then was');
    }
  });

  test('may be the one that was replaced in that very minute, and not a minute later', () => {
    const from = '2026-11-20T07:55:30.000Z';
    const soon = requesting(POLICY, '2026-11-20T08:01:20.000Z');
    const late = requesting(POLICY, '2026-11-20T08:01:40.000Z');

    expect(faultsIn(verdictOn([setting(from), soon]))).toEqual([]);
    expect(faultsIn(verdictOn([setting(from), late])).join()).toContain('was not in force');
  });

  test('goes by the time of the change, wherever its leaf stands', () => {
    expect(faultsIn(verdictOn([requesting(STRICTER), setting(), later()]))).toEqual([]);
    expect(faultsIn(verdictOn([requesting(POLICY), setting(), later()])).join()).toContain(
      'was not in force',
    );
  });

  test('cannot be judged where a change of it may stand beside the pack, and it is said so', () => {
    const alone = verdictOn([requesting(POLICY)]);
    const ofOneRun = verdictOn([setting(), requesting(POLICY)], {
      ...{ scope: { kind: 'run', run: RUN }, cards: [] },
    });
    const before = setting('2026-11-19T06:00:00.000Z');
    const ofTheDayAfter = verdictOn([before, requesting(POLICY)], { cards: [] });

    for (const report of [alone, ofOneRun, ofTheDayAfter]) {
      expect(report.faults).toEqual([]);
      expect(report.notes.join()).toContain(CANNOT_BE_JUDGED);
    }
  });

  test('is not saved by leaving out the run that has replaced it', () => {
    const early = beginning('AAAAAA', '2026-11-20T05:00:00.000Z');
    const parts = [early, setting(), requesting(POLICY)];
    const happened = parts.flatMap((part) => part.happened);
    const files = (all: Readonly<Record<string, string>>) => ({
      ...all,
      'entries.ndjson': (all['entries.ndjson'] ?? '')
        .split('\n')
        .filter((line) => !line.includes(`"run":"${SETTING}"`))
        .join('\n'),
    });

    const pack = packOf({ tenant: TENANT, happened, policies: [POLICY], scope: PERIOD }, files);

    expect(faultsIn(reportOn(verifyPack(pack))).join()).toContain('a run was left out');
  });
});
