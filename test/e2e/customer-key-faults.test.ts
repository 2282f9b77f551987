import { expect } from 'expect';
import type { Entry } from '../../src/core/ledger.ts';
import { nameOf, type Call } from './calls.ts';
import { played, wrongIn, type Played, type Settings } from './customer-key-played.ts';
import { inTurns } from './folders.ts';
import { allTroubles, dealt, named, type Fault, type Trouble } from './troubles.ts';

const AT_ONCE = 8;
/** Troubles of one play. */
const TOGETHER = 40;

/** A right that was just given is refused for minutes before it works. */
const REFUSED: Fault = { status: 403, forMs: 180_000, when: 'before' };
const FAULTS: readonly Fault[] = [
  { status: 429, retryAfter: 1, when: 'before' },
  { status: 503, retryAfter: 1, when: 'before' },
  { reset: true, when: 'before' },
  REFUSED,
];

interface Outcome {
  /** Empty if all is well; else followed by what the play was troubled with. */
  readonly wrong: readonly string[];
  readonly spared: readonly Trouble[];
  /** What people were told when a step stopped. */
  readonly stops: readonly string[];
}

const stopsIn = (entries: readonly Entry[]): readonly string[] =>
  entries.flatMap((entry) => (entry.kind === 'failed' ? [`${entry.what} ${entry.next}`] : []));

async function outcomeOf(
  settings: Settings,
  troubles: readonly Trouble[],
  calm: Played,
): Promise<Outcome> {
  try {
    const result = await played(settings, troubles);
    const wrong = wrongIn(result, calm);
    const told = wrong.length === 0 ? [] : [...wrong, ...troubles.map(named)];
    return { wrong: told, spared: result.spared, stops: stopsIn(result.entries) };
  } catch (error) {
    return { wrong: [String(error), ...troubles.map(named)], spared: [], stops: [] };
  }
}

/** Plays with every fault at each of these calls, many a play. */
async function outcomesOf(
  settings: Settings,
  calls: readonly Call[],
  calm: Played,
): Promise<readonly Outcome[]> {
  const plays = dealt(allTroubles(calls, FAULTS), TOGETHER);
  const play = (troubles: readonly Trouble[]) => outcomeOf(settings, troubles, calm);
  const first = await inTurns(plays, AT_ONCE, play);
  // Where one trouble has led around another one's call, that one gets a play of its own.
  const left = first.flatMap(({ spared }) => spared).map((trouble) => [trouble]);
  return [
    ...first.map((outcome) => ({ ...outcome, spared: [] })),
    ...(await inTurns(left, AT_ONCE, play)),
  ];
}

function expectAllWell(all: readonly Outcome[]): void {
  expect(all.flatMap(({ wrong }) => wrong)).toEqual([]);
  expect(all.flatMap(({ spared }) => spared.map(named))).toEqual([]);
  for (const sentence of all.flatMap(({ stops }) => stops))
    expect(sentence).toMatch(/^[A-Z].*\. .*resume/s);
}

const GUIDED: Settings = {};
const BY_CMDLETS: Settings = { CUSTOMER_KEY_POLICY_CMDLETS: 'on' };

suite('Customer Key on services that fail', function () {
  this.timeout(900_000);
  let guided: Played;
  let byCmdlets: Played;
  suiteSetup(async () => {
    [guided, byCmdlets] = await Promise.all([played(GUIDED, []), played(BY_CMDLETS, [])]);
  });

  test('completes with nothing done twice, whatever goes wrong at each call', async () => {
    const all = await outcomesOf(GUIDED, guided.calls, guided);

    expectAllWell(all);
    expect(guided.calls.length).toBeGreaterThan(80);
    expect(guided.calls.filter(({ writes }) => writes).length).toBeGreaterThan(13);
  });

  test('stops with a sentence at every change that is refused, and completes by cmdlets as well', async () => {
    const known = new Set(guided.calls.map(nameOf));
    const own = byCmdlets.calls.filter((call) => !known.has(nameOf(call)));
    const refusals = byCmdlets.calls
      .filter(({ writes }) => writes)
      .map((call): Trouble => ({ call, fault: REFUSED }));

    // Side by side, for both are mostly waited for.
    const [all, result] = await Promise.all([
      outcomesOf(BY_CMDLETS, own, byCmdlets),
      played(BY_CMDLETS, refusals),
    ]);

    expectAllWell(all);
    expect(own.filter(({ writes }) => writes)).toHaveLength(2);
    expect([...wrongIn(result, byCmdlets), ...result.spared.map(named)]).toEqual([]);
    const begun = kinds(result.entries, (entry) => entry.kind === 'applying');
    const refused = kinds(
      result.entries,
      (entry) =>
        (entry.kind === 'failed' && entry.what.includes(' status 403 ')) ||
        (entry.kind === 'waiting' && entry.on.includes('still spreading')),
    );
    // Days later the provider is registered again: the call is the same, and refused no more.
    expect(begun.filter((step) => !refused.includes(step))).toEqual(['retention-reached']);
  });
});

/** Steps that an entry is about, those of the two keys being one. */
const kinds = (entries: readonly Entry[], fits: (entry: Entry) => boolean): readonly string[] => [
  ...new Set(
    entries.flatMap((entry) =>
      'step' in entry && fits(entry) ? [entry.step.replace(/-[12]$/, '')] : [],
    ),
  ),
];
