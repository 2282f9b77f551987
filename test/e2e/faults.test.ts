import { join } from 'node:path';
import { expect } from 'expect';
import type { Entry } from '../../src/core/ledger.ts';
import { changesAt, outcomes, twice, unapproved } from './aftermath.ts';
import { callsIn, type Call } from './calls.ts';
import { carryOn } from './carry-on.ts';
import { inFolder, inTurns } from './folders.ts';
import { stewardIn } from './steward-in.ts';
import {
  allTroubles,
  dealt,
  named,
  sparedAt,
  troubleAt,
  type Fault,
  type Trouble,
} from './troubles.ts';

const SCRIPT = ['set up dynamics auditing', 'Contoso Sales', 'account, con_contractreview', 'send'];
const AT_ONCE = 8;
/** Faults of one play. */
const TOGETHER = 6;

const FAULTS: readonly Fault[] = [
  { status: 429, when: 'before' },
  { status: 500, when: 'before' },
  { status: 503, when: 'before' },
  { reset: true, when: 'before' },
  { delayMs: 10_000, when: 'before' },
];
const CHANGES = [
  'activity subscription.start Audit.General',
  'dataverse organization.update contoso',
  'dataverse publish contoso',
  'dataverse table.update contoso/account',
  'dataverse table.update contoso/con_contractreview',
  'exchange Set-AdminAuditLogConfig Admin Audit Log Settings',
];

interface Played {
  readonly entries: readonly Entry[];
  readonly changes: readonly string[];
  /** Troubles that never came into play. */
  readonly spared: readonly Trouble[];
}

/** A whole play with these troubles; those of the run are switched on when it is asked for. */
const troubledPlay = (troubles: readonly Trouble[]): Promise<Played> =>
  inFolder(async (dataDir) => {
    const steward = await stewardIn(dataDir);
    const url = steward.address;
    await troubleAt(url, troubles, 'questions');
    let asked = false;
    const deed = async (name: string): Promise<void> => {
      if (name !== 'say 3' || asked) return;
      asked = true;
      await troubleAt(url, troubles, 'run');
    };
    try {
      const bot = { kills: 0, up: () => Promise.resolve() };
      const people = { bot, address: url, script: SCRIPT, acks: [], deed };
      const run = await carryOn({ ...people, patient: true, whenStopped: 'resume' });
      return {
        entries: await steward.runs.read(run),
        changes: await changesAt(url),
        spared: await sparedAt(url, troubles),
      };
    } finally {
      await steward.stop();
    }
  });

/** Every call of a play without trouble. */
const allCalls = (): Promise<readonly Call[]> =>
  inFolder(async (dataDir) => {
    const log = join(dataDir, 'exchanges.ndjson');
    const steward = await stewardIn(dataDir, { SANDBOX_EXCHANGE_LOG: log });
    let sent = new Date();
    const deed = (name: string): void => {
      if (name === 'say 3') sent = new Date();
    };
    try {
      const bot = { kills: 0, up: () => Promise.resolve() };
      await carryOn({ bot, address: steward.address, script: SCRIPT, acks: [], deed });
      return await callsIn(log, sent);
    } finally {
      await steward.stop();
    }
  });

/** What is not as it should be after a play, in words. */
function faultsOf(troubles: readonly Trouble[], played: Played): readonly string[] {
  const { entries, changes, spared } = played;
  const wrong = [
    ...spared.map((trouble) => `never came into play: ${named(trouble)}`),
    ...unapproved(entries).map((summary) => `applied unapproved: ${summary}`),
    ...twice(entries).map((id) => `applied twice: ${id}`),
    ...Object.entries(outcomes(entries)).flatMap(([id, state]) =>
      state === 'verified' || state === 'attested' ? [] : [`${id} ended ${state}`],
    ),
    ...(changes.join() === CHANGES.join() ? [] : [`the tenant: ${changes.join(', ')}`]),
  ];
  return wrong.length === 0 ? [] : [...wrong, ...troubles.map(named)];
}

/** Sentences with which runs stopped until somebody resumed them. */
const stops = ({ entries }: Played): readonly string[] =>
  entries.flatMap((entry) => (entry.kind === 'failed' ? [`${entry.what} ${entry.next}`] : []));

suite('a run whose services fail', function () {
  this.timeout(420_000);

  test('completes, or stops with a sentence and is resumed, whatever fails once at each call', async () => {
    const calls = await allCalls();
    const plays = dealt(allTroubles(calls, FAULTS), TOGETHER);

    const played = await inTurns(plays, AT_ONCE, async (troubles) => {
      const result = await troubledPlay(troubles).catch((error: unknown) => String(error));
      const wrong =
        typeof result === 'string' ? [result, ...troubles.map(named)] : faultsOf(troubles, result);
      return { wrong, stops: typeof result === 'string' ? [] : stops(result) };
    });

    expect(played.flatMap(({ wrong }) => wrong)).toEqual([]);
    expect(calls.length).toBeGreaterThan(35);
    expect(calls.filter(({ writes }) => writes)).toHaveLength(5);
    for (const sentence of played.flatMap(({ stops: all }) => all))
      expect(sentence).toMatch(/^[A-Z].*\. .*resume/s);
  });

  test('stops with a sentence at each refused change, and completes when it is resumed', async () => {
    const refused = (await allCalls()).filter(({ writes }) => writes);

    const played = await inTurns(refused, AT_ONCE, async (call) => {
      const troubles: readonly Trouble[] = [{ call, fault: { status: 403, when: 'before' } }];
      const result = await troubledPlay(troubles);
      return { wrong: faultsOf(troubles, result), stops: stops(result) };
    });

    expect(played.flatMap(({ wrong }) => wrong)).toEqual([]);
    for (const { stops: all } of played) {
      expect(all).toHaveLength(1);
      expect(all[0]).toMatch(/^[A-Z].* failed with status 403.*\. .*resume/s);
    }
  });
});
