import { setTimeout as sleep } from 'node:timers/promises';
import { BEN, CLEO, ADA } from '../../src/cli/demo/people.ts';
import type { Killable } from './bot-process.ts';

/** A moment in a play at which the process is killed. */
export type Moment =
  /** A call is held up: before it is carried out, or after that and before its answer. */
  | {
      readonly kind: 'call';
      readonly match: string;
      /** Part of what is sent, where the address is that of many calls. */
      readonly sent?: string;
      readonly when: 'before' | 'after';
    }
  /** Somebody has just begun to do something. */
  | { readonly kind: 'deed'; readonly name: string; readonly afterMs: number };

/** What `common, con_contractreview` stands for. */
export const TABLES: readonly string[] = [
  'account',
  'con_contractreview',
  'contact',
  'goal',
  'goalrollupquery',
  'lead',
  'list',
  'metric',
  'product',
  'report',
  'role',
  'salesliterature',
  'systemuser',
];

const around = (match: string): readonly Moment[] => [
  { kind: 'call', match, when: 'before' },
  { kind: 'call', match, when: 'after' },
];
const before = (match: string): Moment => ({ kind: 'call', match, when: 'before' });
const at = (name: string, afterMs: number): Moment => ({ kind: 'deed', name, afterMs });

/**
 * Fifty moments. What goes out at the same time stands side by side, so that dealing them out to
 * plays one by one never puts two of them into the same play.
 */
export const MOMENTS: readonly Moment[] = [
  ...around('/PATCH .*organizations/'),
  ...around('/POST .*InvokeCommand$/'),
  ...around('subscriptions/start'),
  ...around('PublishXml'),
  ...around('/accounts\\?/'),
  { kind: 'call', match: '/accounts\\(/', when: 'after' },
  before('/EntityDefinitions\\?/'),
  before('checkMemberGroups'),
  before('transitiveMembers'),
  before('subscriptions/content'),
  at('say 0', 30),
  at('say 1', 15),
  at('say 2', 90),
  at('say 3', 5),
  at('say 3', 60),
  at(`approve ${BEN}`, 10),
  at(`approve ${CLEO}`, 25),
  at(`done ${ADA}`, 8),
  at('advance', 20),
  ...TABLES.flatMap((table) => around(`/PUT .*LogicalName='${table}'/`)),
];

/** Deals the moments out to so many plays. */
export const dealt = (plays: number): readonly (readonly Moment[])[] =>
  Array.from({ length: plays }, (_, play) => MOMENTS.filter((_each, at) => at % plays === play));

/** Longer than anybody waits: whoever holds a call up kills it. */
const HELD = 60_000;
/** The answer is held up after the change was carried out: so long that takes at most. */
const CARRIED_OUT = 120;

/** Kills at each moment as it comes. */
export interface Hunter {
  /** To be told of each deed. */
  deed(name: string): void;
  /** Moments that have come so far. */
  readonly struck: readonly Moment[];
  end(): Promise<void>;
}

type Kill = (moment: Moment) => Promise<void>;

const faultFor = ({ kind: _, ...call }: Moment & { kind: 'call' }) => ({ ...call, delayMs: HELD });

async function faultsAt(url: string, add?: object): Promise<readonly { match: string }[]> {
  const headers = { 'content-type': 'application/json' };
  const body = add === undefined ? {} : { method: 'POST', headers, body: JSON.stringify(add) };
  const response = await fetch(`${url}/sandbox/faults`, body);
  if (!response.ok) throw new Error(`The faults are not as expected: ${await response.text()}`);
  return ((await response.json()) as { faults: readonly { match: string }[] }).faults;
}

/** Lies in wait for these moments. `sandbox` is where the tenant's controls are. */
export async function hunt(
  bot: Killable,
  sandbox: string,
  moments: readonly Moment[],
  kill: Kill,
): Promise<Hunter> {
  const calls = moments.filter((moment) => moment.kind === 'call');
  const deeds = moments.filter((moment) => moment.kind === 'deed');
  const struck: Moment[] = [];
  const ended = new AbortController();
  if (calls.length > 0) await faultsAt(sandbox, calls.map(faultFor));
  let killing = Promise.resolve();

  /** One kill after the other, each on a bot that is up. */
  function strike(moment: Moment, afterMs: number): void {
    struck.push(moment);
    killing = killing.then(() => sleep(afterMs)).then(() => kill(moment));
    // Whoever waits for the end hears of it.
    killing.catch(() => ended.abort());
  }

  async function watch(): Promise<void> {
    while (!ended.signal.aborted && calls.some((call) => !struck.includes(call))) {
      await killing;
      const { kills } = bot;
      const open = await faultsAt(sandbox).catch(() => undefined);
      const gone = calls.find(
        (call) => !struck.includes(call) && open?.every(({ match }) => match !== call.match),
      );
      if (gone !== undefined && bot.kills === kills)
        strike(gone, gone.when === 'after' ? CARRIED_OUT : 0);
      await sleep(15);
    }
  }
  const watching = watch();
  return {
    struck,
    deed(name) {
      const now = deeds.find((moment) => !struck.includes(moment) && moment.name === name);
      if (now !== undefined) strike(now, now.afterMs);
    },
    async end() {
      ended.abort();
      await watching;
      await killing;
    },
  };
}
