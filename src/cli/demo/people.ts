import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';

/** Ids of the sandbox's seeded people. */
export const ADA = 'aaaaaaaa-0000-4000-8000-000000000001';
export const BEN = 'aaaaaaaa-0000-4000-8000-000000000002';
export const CLEO = 'aaaaaaaa-0000-4000-8000-000000000003';
export const DAN = 'aaaaaaaa-0000-4000-8000-000000000004';
export const NAMES: Readonly<Record<string, string>> = {
  [ADA]: 'Ada',
  [BEN]: 'Ben',
  [CLEO]: 'Cleo',
  [DAN]: 'Dan',
};

type Json = z.infer<ReturnType<typeof z.json>>;

const Messages = z.object({
  messages: z.array(
    z.looseObject({
      activityId: z.string(),
      text: z.string().nullish(),
      attachments: z.array(z.looseObject({ content: z.json().optional() })).nullish(),
    }),
  ),
});
const Pressed = z.looseObject({ status: z.number(), body: z.json().optional() });
const Printed = z.looseObject({ output: z.string() });
const State = z.looseObject({
  nextDue: z.string().nullish(),
  clock: z.looseObject({ now: z.string() }),
});

/** A button as it was drawn for somebody. */
export interface Button {
  readonly activityId: string;
  readonly title: string;
  readonly verb: string;
  readonly data: Json;
}

const Execute = z.looseObject({
  type: z.literal('Action.Execute'),
  title: z.string(),
  verb: z.string(),
  data: z.json().optional(),
});

/** Every Action.Execute anywhere in a card. */
function* buttonsIn(node: Json | undefined): Generator<z.infer<typeof Execute>> {
  if (Array.isArray(node)) for (const each of node) yield* buttonsIn(each);
  else if (typeof node === 'object' && node !== null) {
    const { data } = Execute.safeParse(node);
    if (data !== undefined) yield data;
    else for (const each of Object.values(node)) yield* buttonsIn(each);
  }
}

/** The sandbox's Teams as scripted people use it, over HTTP and nothing else. */
export function peopleAt(address: string) {
  async function call(path: string, body?: object): Promise<unknown> {
    const response = await fetch(new URL(path, address), {
      ...(body === undefined
        ? {}
        : {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(body),
          }),
    });
    if (!response.ok)
      throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return response.json();
  }

  const messagesOf = async (person: string) =>
    Messages.parse(await call(`/sandbox/teams/messages?person=${person}`)).messages;

  /** Every button with this verb that a card still shows, the newest card's first. */
  async function listButtons(person: string, verb: string): Promise<readonly Button[]> {
    const all = (await messagesOf(person)).toReversed();
    return all.flatMap(({ activityId, attachments }) =>
      (attachments ?? []).flatMap(({ content }) =>
        [...buttonsIn(content)]
          .filter((button) => button.verb === verb)
          .map(({ title, data }) => ({ activityId, title, verb, data: data ?? {} })),
      ),
    );
  }

  return {
    say: (person: string, text: string) => call('/sandbox/teams/say', { person, text }),
    listButtons,
    findButton: async (person: string, verb: string) => (await listButtons(person, verb))[0],
    messagesOf,
    /** `inputs`: what was filled in on the card. */
    async press(person: string, { activityId, verb, data }: Button, inputs: object = {}) {
      const body = { person, activityId, verb, data: { ...Object(data), ...inputs } };
      return Pressed.parse(await call('/sandbox/teams/press', body));
    },
    /** What the tenant's administrator gets to read when running this. */
    console: async (command: string) =>
      Printed.parse(await call('/sandbox/console', { command })).output,
    state: async () => State.parse(await call('/sandbox/state')),
    advance: (advance: string) => call('/sandbox/clock', { advance }),
    /** Polls until something is there; rejects with the sentence when it never is. */
    async until<T>(what: string, look: () => Promise<T | undefined>, seconds = 60): Promise<T> {
      const end = performance.now() + seconds * 1000;
      for (;;) {
        const found = await look();
        if (found !== undefined) return found;
        if (performance.now() > end)
          throw new Error(`This did not happen in ${seconds} seconds: ${what}.`);
        await sleep(40);
      }
    },
  };
}

export type People = ReturnType<typeof peopleAt>;
