import { expect } from 'expect';
import { openHouse, type TeamsHouse } from '../fakes/chatty-bot.ts';
import { findPerson, chatIdOf } from '../../src/sandbox/teams-roster.ts';
import { gauge } from '../../src/sandbox/teams-limits.ts';

interface Heard {
  readonly event: string;
  readonly id?: string;
  readonly data: any; // eslint-disable-line @typescript-eslint/no-explicit-any
}

/** Follows a conversation; `until` gives everything heard up to the event it is asked for. */
async function follow(house: TeamsHouse, query: string, headers: Record<string, string> = {}) {
  const stop = new AbortController();
  const response = await fetch(`${house.url}/sandbox/teams/events?${query}`, {
    headers,
    signal: stop.signal,
  });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const next = (): Heard | undefined => {
    const end = text.indexOf('\n\n');
    if (end < 0) return undefined;
    const block = text.slice(0, end);
    text = text.slice(end + 2);
    const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
    const id = field('id');
    return {
      event: field('event') ?? '',
      data: JSON.parse(field('data') ?? 'null'),
      ...(id === undefined ? {} : { id }),
    };
  };
  const more = async (): Promise<string> => {
    const { value, done } = (await reader?.read()) ?? { done: true };
    if (done) throw new Error('The stream has ended.');
    return value;
  };
  return {
    status: response.status,
    stop: () => stop.abort(),
    async until(event: string): Promise<Heard[]> {
      const heard: Heard[] = [];
      while (heard.at(-1)?.event !== event) {
        const one = next();
        if (one?.event) heard.push(one);
        else if (!one) text += await more();
      }
      return heard;
    },
  };
}

suite('live updates', () => {
  let house: TeamsHouse;
  setup(async () => {
    house = await openHouse();
  });
  teardown(() => house.close());

  const say = (text: string) => house.post('/sandbox/teams/say', { person: 'Ada', text });
  const texts = (heard: readonly Heard[]) =>
    heard.filter(({ event }) => event === 'message').map(({ data }) => data.text);

  test('an open page hears what was said before, and what is said from now on', async () => {
    await say('one');
    const page = await follow(house, 'person=Ada');
    const before = await page.until('ready');

    await say('two');
    const after = [...(await page.until('message')), ...(await page.until('message'))];

    expect(texts(before)).toEqual(['one', 'You said one']);
    expect(texts(after)).toEqual(['two', 'You said two']);
  });

  test('a page that lost the connection hears only what it has missed', async () => {
    await say('one');
    const first = await follow(house, 'person=Ada');
    const last = (await first.until('ready')).findLast(({ id }) => id)?.id ?? '';
    first.stop();
    await say('two');

    const again = await follow(house, 'person=Ada', { 'last-event-id': last });
    const byQuery = await follow(house, `person=Ada&after=${last}`);

    expect(texts(await again.until('ready'))).toEqual(['two', 'You said two']);
    expect(texts(await byQuery.until('ready'))).toEqual(['two', 'You said two']);
  });

  test('an update is heard as the same message with its new content', async () => {
    house.bot.onMessage = async (_, send) => {
      const { body } = await send('POST', 'activities', { type: 'message', text: 'working' });
      await send('PUT', `activities/${body.id}`, { type: 'message', text: 'done' });
    };
    const page = await follow(house, 'person=Ada');
    await page.until('ready');

    await say('go');
    const [, [posted], [updated]] = [
      await page.until('message'),
      await page.until('message'),
      await page.until('message'),
    ];

    expect([posted?.data.text, updated?.data.text]).toEqual(['working', 'done']);
    expect(updated?.data).toMatchObject({ activityId: posted?.data.activityId, state: 'edited' });
  });

  test('typing is heard in that conversation only', async () => {
    const ada = findPerson('Ada');
    const [hers, his] = await Promise.all([
      follow(house, 'person=Ada'),
      follow(house, 'person=Ben'),
    ]);
    await Promise.all([hers.until('ready'), his.until('ready')]);
    await say('hello');
    await hers.until('message');

    const conversation = encodeURIComponent(ada ? chatIdOf(ada) : '');
    await house.connect('POST', `conversations/${conversation}/activities`, { type: 'typing' });
    await house.post('/sandbox/teams/say', { person: 'Ben', text: 'hi' });

    expect((await hers.until('typing')).at(-1)?.event).toBe('typing');
    expect((await his.until('message')).map(({ event }) => event)).toEqual(['message']);
  });

  test('after a reset an open page starts anew, also one that comes back later', async () => {
    await say('one');
    const page = await follow(house, 'person=Ada');
    const last = (await page.until('ready')).findLast(({ id }) => id)?.id ?? '';

    house.teams.reset();
    const late = await follow(house, 'person=Ada', { 'last-event-id': last });

    expect((await page.until('ready')).map(({ event }) => event)).toEqual(['reset', 'ready']);
    expect((await late.until('ready')).map(({ event }) => event)).toEqual(['reset', 'ready']);
  });

  test('nobody follows a conversation they are not in', async () => {
    const answers = await Promise.all([
      house.get('/sandbox/teams/events?person=Gus&conversation=channel'),
      house.get('/sandbox/teams/events?person=Ada&conversation=nonsense'),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([404, 404]);
  });
});

suite('the rate gauge', () => {
  const limits = [
    { seconds: 1, count: 2 },
    { seconds: 10, count: 3 },
  ];

  test('lets through what fits and says how long to wait for the rest', () => {
    const calls = gauge();

    const waits = [0, 10, 20, 1005, 1006, 9000, 10_001].map((now) => calls.wait('a', limits, now));

    expect(waits).toEqual([0, 0, 1, 0, 9, 1, 0]);
    expect(calls.wait('b', limits, 1006)).toBe(0);
  });
});
