import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import type { Kind, Turn } from './words.ts';

export interface Target {
  readonly port: number;
  readonly serviceUrl: string;
  readonly tenant: string;
  readonly authorization: string | undefined;
  /** Messages that came back for one inbound activity. */
  readonly repliesTo: (id: string) => number;
}

const agent = new Agent({ keepAlive: true, maxSockets: 128 });

export function post(target: Target, body: string): Promise<{ status: number; text: string }> {
  const headers: Record<string, string> = {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': String(Buffer.byteLength(body)),
    ...(target.authorization === undefined ? {} : { Authorization: target.authorization }),
  };
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        agent,
        method: 'POST',
        port: target.port,
        host: '127.0.0.1',
        path: '/api/messages',
        headers,
      },
      (incoming) => {
        let text = '';
        incoming.setEncoding('utf8');
        incoming.on('data', (part: string) => (text += part));
        incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, text }));
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/** So many people press at once where a crowd is measured. */
export const CROWD = 100;

/** Object id of one of those who write and press. */
export const personId = (person: number): string =>
  `aaaaaaaa-0000-4000-8000-${String(person + 1).padStart(12, '0')}`;

/** About 1.4 kB, as a personal chat in Teams sends it. */
export function activity(target: Target, person: number, turn: Turn, id: string): string {
  const two = String(person + 1).padStart(2, '0');
  const { text = '' } = turn;
  const common = {
    id,
    channelId: 'msteams',
    serviceUrl: target.serviceUrl,
    timestamp: '2026-11-21T10:00:00.000Z',
    localTimestamp: '2026-11-21T11:00:00.000+01:00',
    localTimezone: 'Europe/Berlin',
    locale: 'en-GB',
    from: {
      id: `29:1bSnHZ7Js2STWrgk6ScEErLk1Lp2zQuD5H2qQ960rtvstKp8tKLl-3r8b6DoW0QxZimuTxk_kupZ1DBMpvIQQUAZ-PN${two}`,
      name: `Person ${two}`,
      aadObjectId: personId(person),
    },
    recipient: { id: '28:c9e8c047-2a74-40a2-b28a-b162d5f5327c', name: 'Audit Steward' },
    conversation: {
      conversationType: 'personal',
      tenantId: target.tenant,
      id: `a:17I0kl8EkpE1O9PH5TWdDT1hpYphPhLcRbzvrGGGGd7bPfXdZcnzJdTH6cJ3QGAZgyT1oqVoKQXM4VhLMiCbIkYy${two}`,
    },
    channelData: { tenant: { id: target.tenant } },
    entities: [
      {
        locale: 'en-GB',
        country: 'GB',
        platform: 'Web',
        timezone: 'Europe/Berlin',
        type: 'clientInfo',
      },
    ],
  };
  if (turn.press !== undefined) {
    const action = { type: 'Action.Execute', id: '', verb: turn.press.verb, data: turn.press.data };
    const value = { action, trigger: turn.press.trigger ?? 'manual' };
    const name = 'adaptiveCard/action';
    return JSON.stringify({ ...common, type: 'invoke', name, replyToId: '1700000000000', value });
  }
  const attachments = [{ contentType: 'text/html', content: `<p>${text}</p>` }];
  return JSON.stringify({ ...common, type: 'message', text, textFormat: 'plain', attachments });
}

function check(target: Target, turn: Turn, id: string, answer: { status: number; text: string }) {
  const replies = target.repliesTo(id);
  const wrong =
    answer.status !== 200 ||
    replies !== turn.replies ||
    (turn.press !== undefined && !answer.text.includes('"statusCode":200'));
  if (wrong)
    throw new Error(
      `The turn ${JSON.stringify(turn)} was answered ${answer.status} with ${replies} messages: ${answer.text.slice(0, 200)}`,
    );
}

/** Whole scripts, so that no dialog is left open; at least `turns` turns. Returns each one's time. */
export async function load(
  target: Target,
  script: readonly Turn[],
  turns: number,
  people: number,
): Promise<readonly number[]> {
  const times: number[] = [];
  const rounds = Math.ceil(turns / (people * script.length));
  const converse = async (person: number): Promise<void> => {
    for (let round = 0; round < rounds; round += 1)
      for (const turn of script) {
        const id = randomUUID();
        const body = activity(target, person, turn, id);
        const since = performance.now();
        const answer = await post(target, body);
        times.push(performance.now() - since);
        check(target, turn, id, answer);
      }
  };
  await Promise.all(Array.from({ length: people }, (_none, person) => converse(person)));
  return times;
}

export const KINDS: readonly Kind[] = ['command', 'dialog', 'press'];
