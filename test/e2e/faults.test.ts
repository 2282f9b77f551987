import { join } from 'node:path';
import { expect } from 'expect';
import { startSteward, type Steward } from '../../src/compose/steward.ts';
import { readConfig } from '../../src/config.ts';
import type { Entry } from '../../src/core/ledger.ts';
import { changesAt, outcomes, twice, unapproved } from './aftermath.ts';
import { callsIn, type Call } from './calls.ts';
import { carryOn } from './carry-on.ts';
import { inFolder, inTurns } from './folders.ts';

const SCRIPT = ['set up dynamics auditing', 'Contoso Sales', 'account, con_contractreview', 'send'];
const AT_ONCE = 8;
/** Faults of one play. */
const TOGETHER = 6;

/** What goes wrong once. */
interface Fault {
  readonly status?: number;
  readonly reset?: boolean;
  readonly delayMs?: number;
  /** `after`: the call is carried out, only its answer goes wrong. */
  readonly when: 'before' | 'after';
}

const FAULTS: readonly Fault[] = [
  { status: 429, when: 'before' },
  { status: 500, when: 'before' },
  { status: 503, when: 'before' },
  { reset: true, when: 'before' },
  { delayMs: 10_000, when: 'before' },
];
/** For what changes something: it has happened, and nobody was told. */
const UNTOLD: readonly Fault[] = [
  { status: 500, when: 'after' },
  { reset: true, when: 'after' },
];

interface Trouble {
  readonly call: Call;
  readonly fault: Fault;
}

const CHANGES = [
  'activity subscription.start Audit.General',
  'dataverse organization.update contoso',
  'dataverse publish contoso',
  'dataverse table.update contoso/account',
  'dataverse table.update contoso/con_contractreview',
  'exchange Set-AdminAuditLogConfig Admin Audit Log Settings',
];

async function started(dataDir: string, log: string): Promise<Steward> {
  const reading = readConfig({
    DATA_DIR: dataDir,
    PORT: '0',
    LOG_LEVEL: 'fatal',
    SANDBOX_EXCHANGE_LOG: log,
  });
  if (!reading.ok) throw new Error(reading.faults.join(' '));
  return startSteward(reading.config);
}

async function faultsAt(url: string, add: readonly object[] = []): Promise<readonly object[]> {
  const headers = { 'content-type': 'application/json' };
  const body = { method: 'POST', headers, body: JSON.stringify(add) };
  const response = await fetch(`${url}/sandbox/faults`, add.length === 0 ? {} : body);
  if (!response.ok) throw new Error(await response.text());
  return ((await response.json()) as { faults: readonly object[] }).faults;
}

interface Played {
  readonly entries: readonly Entry[];
  readonly changes: readonly string[];
  /** Faults that never came into play. */
  readonly spared: readonly object[];
}

const asFault = ({ call, fault }: Trouble) => ({ ...fault, match: call.match });

/** A whole play with these troubles; those of the run are switched on when it is asked for. */
const troubledPlay = (troubles: readonly Trouble[]): Promise<Played> =>
  inFolder(async (dataDir) => {
    const steward = await started(dataDir, join(dataDir, 'exchanges.ndjson'));
    const url = steward.address;
    const of = (part: Call['part']) => troubles.filter(({ call }) => call.part === part);
    await faultsAt(url, of('questions').map(asFault));
    let asked = false;
    const deed = async (name: string): Promise<void> => {
      if (name !== 'say 3' || asked) return;
      asked = true;
      await faultsAt(url, of('run').map(asFault));
    };
    try {
      const bot = { kills: 0, up: () => Promise.resolve() };
      const people = { bot, address: url, script: SCRIPT, acks: [], deed };
      const run = await carryOn({ ...people, patient: true, whenStopped: 'resume' });
      return {
        entries: await steward.runs.read(run),
        changes: await changesAt(url),
        spared: await faultsAt(url),
      };
    } finally {
      await steward.stop();
    }
  });

/** Every call of a play without trouble. */
const allCalls = (): Promise<readonly Call[]> =>
  inFolder(async (dataDir) => {
    const log = join(dataDir, 'exchanges.ndjson');
    const steward = await started(dataDir, log);
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

/** Deals every fault of every call out to plays, no call twice in one, the kinds well mixed. */
function dealt(calls: readonly Call[]): readonly (readonly Trouble[])[] {
  const troubles = calls.map((call) => {
    const faults = call.writes ? [...FAULTS, ...UNTOLD] : FAULTS;
    return faults.map((fault): Trouble => ({ call, fault }));
  });
  const plays = Math.ceil(troubles.flat().length / TOGETHER);
  const stride = Math.floor(plays / (FAULTS.length + UNTOLD.length));
  const play = (call: number, fault: number) => (call + fault * stride) % plays;
  return Array.from({ length: plays }, (_, at) =>
    troubles.flatMap((all, call) => all.filter((_each, fault) => play(call, fault) === at)),
  );
}

const named = ({ call, fault }: Trouble): string =>
  `${call.part}: ${JSON.stringify(fault)} on ${call.match}`;

/** What is not as it should be after a play, in words. */
function faultsOf(troubles: readonly Trouble[], played: Played): readonly string[] {
  const { entries, changes, spared } = played;
  const wrong = [
    ...spared.map((fault) => `never came into play: ${JSON.stringify(fault)}`),
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
    const plays = dealt(calls);

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
