import { startSteward, type Steward } from '../../src/compose/steward.ts';
import { readConfig } from '../../src/config.ts';
import { digestOfAsk } from '../../src/core/approvals.ts';
import { standingOf } from '../../src/core/standing.ts';
import { fakeConnector } from '../teams/rig.ts';
import { TENANT } from './aftermath.ts';

export const STRANGE_TENANT = '22222222-2222-4222-8222-222222222222';

const idOf = (number: number): string => `aaaaaaaa-0000-4000-8000-00000000000${number}`;
export const PEOPLE = {
  ada: idOf(1),
  ben: idOf(2),
  cleo: idOf(3),
  dan: idOf(4),
  eve: idOf(5),
  finn: idOf(6),
  stranger: 'bbbbbbbb-0000-4000-8000-000000000001',
} as const;
export type Who = keyof typeof PEOPLE;

type Json = Readonly<Record<string, unknown>>;

/** What the bot's endpoint answered. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** Speaks to the bot's endpoint as Teams does, or as somebody does who would like to be Teams. */
export async function startClient(dataDir: string) {
  const reading = readConfig({ DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'fatal' });
  if (!reading.ok) throw new Error(reading.faults.join(' '));
  const limits = { pressesPerMinute: 100_000, turnsPerMinute: 100_000 };
  const steward = await startSteward(reading.config, { limits });
  const connector = await fakeConnector();
  const post = postTo(steward.address);
  let count = 0;

  const activity = (who: Who, more: Json): Json => ({
    id: `in-${(count += 1)}`,
    channelId: 'msteams',
    serviceUrl: connector.serviceUrl,
    from: { id: `29:${who}`, name: who, aadObjectId: PEOPLE[who] },
    recipient: { id: '28:audit-steward', name: 'Audit Steward' },
    conversation: { id: `a:${who}`, conversationType: 'personal', tenantId: TENANT },
    channelData: { tenant: { id: TENANT } },
    ...more,
  });
  const sends = (who: Who, verb: unknown, data: unknown, trigger: string, more: Json = {}) =>
    post(
      activity(who, {
        type: 'invoke',
        name: 'adaptiveCard/action',
        replyToId: 'card-1',
        value: { action: { type: 'Action.Execute', verb, data }, trigger },
        ...more,
      }),
    );

  /** A press on the card that this person is shown for it, unless the data names one itself. */
  async function press(who: Who, verb: unknown, data: unknown, more: Json = {}) {
    if (!isRequest(data)) return sends(who, verb, data, 'manual', more);
    const { run, ask } = data;
    const { body } = await sends(who, 'refresh', { run, ask }, 'automatic');
    const seen = /"seen":"([0-9a-f]{64})"/.exec(JSON.stringify(body) ?? '')?.[1];
    return sends(who, verb, { ...data, ...(seen === undefined ? {} : { seen }) }, 'manual', more);
  }

  return {
    steward,
    post,
    activity,
    press,
    /** What the bot says to a message, card or text. */
    async say(who: Who, text: string, more: Json = {}): Promise<string> {
      const before = connector.sent.length;
      const { status } = await post(activity(who, { type: 'message', text, ...more }));
      if (status >= 300) throw new Error(`The message was answered with ${status}.`);
      return JSON.stringify(connector.sent.slice(before));
    },
    async stop() {
      await steward.stop();
      await connector.close();
    },
  };
}

const isRequest = (data: unknown): data is Json & { readonly run: string; readonly ask: string } =>
  typeof data === 'object' &&
  data !== null &&
  !('seen' in data) &&
  'run' in data &&
  'ask' in data &&
  typeof data.run === 'string' &&
  typeof data.ask === 'string';

export type Client = Awaited<ReturnType<typeof startClient>>;

const postTo =
  (address: string) =>
  async (body: unknown, headers: Record<string, string> = {}): Promise<Answer> => {
    const response = await fetch(`${address}/api/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  };

/** What a card of this ask carries. */
export async function dataOf({ runs }: Steward, run: string, ask: number) {
  const asked = standingOf(await runs.read(run)).asks.filter((each) => each.ask === ask);
  return { run, ask: String(ask), digest: digestOfAsk(asked) };
}

/** All that anybody could have changed: every run's entries, and the tenant. */
export async function everything({ runs, address }: Steward): Promise<unknown> {
  const all = await runs.list();
  const entries = await Promise.all(all.map(({ run }) => runs.read(run)));
  const state = await fetch(`${address}/sandbox/state`);
  const { changes } = (await state.json()) as { changes: unknown };
  return { entries, changes };
}
