import { expect } from 'expect';
import type { References } from '../../src/core/outbox.ts';
import { createAdapter } from '../../src/teams/adapter.ts';
import type { Activity } from '../../src/teams/botbuilder.ts';
import { isLoopbackUrl } from '../../src/teams/clouds.ts';
import { memoryLog } from '../../src/teams/log.ts';
import { createMessenger, type Messenger } from '../../src/teams/messenger.ts';
import { memoryReferences } from '../fakes/memory-outbox.ts';
import { ADA, fakeConnector, message, TENANT, type FakeConnector, type Script } from './rig.ts';

const PERSON = `person:${ADA}`;
const CHANNEL = '19:approvals@thread.tacv2';
const CARD = { type: 'AdaptiveCard', version: '1.5', fallbackText: 'Approve 7K2QF?', body: [] };
const refusing =
  (code: string, status = 403): Script =>
  () => ({ status, body: { error: { code } } });

suite('messages outside of a turn', () => {
  let teams: FakeConnector;
  let references: References & { readonly saves: readonly string[] };
  let messenger: Messenger;

  /** Notes what is saved, for what is the same must not be written again. */
  function counted(): typeof references {
    const inner = memoryReferences();
    const saves: string[] = [];
    return {
      ...inner,
      saves,
      async save(tenant, place, reference, at) {
        saves.push(place);
        await inner.save(tenant, place, reference, at);
      },
    };
  }

  const start = async (script?: Script, channelPlaces: readonly string[] = []) => {
    teams = await fakeConnector(script);
    references = counted();
    const log = memoryLog();
    const adapter = createAdapter(
      {
        appId: '',
        appType: 'SingleTenant',
        allowAnonymous: true,
        serviceUrlAllowed: isLoopbackUrl,
        backOffMs: 2,
        deadlineMs: 300,
      },
      log,
    );
    messenger = createMessenger({
      adapter,
      references,
      tenant: TENANT,
      botId: '28:bot',
      defaultServiceUrl: teams.serviceUrl,
      channelPlaces,
      log,
      patienceMs: 200,
    });
  };
  teardown(() => teams.close());

  const wrote = (other: Record<string, unknown> = {}) =>
    messenger.remember(message(teams, 'hello', other) as unknown as Activity);
  const inChannel = {
    conversation: {
      id: `${CHANNEL};messageid=1700000000000`,
      conversationType: 'channel',
      tenantId: TENANT,
    },
  };

  test('whoever wrote once can be written to', async () => {
    await start();
    await wrote();

    const posted = await messenger.post(PERSON, 'Your run has finished.');

    expect(posted).toEqual({ kind: 'posted', activityId: 'sent-1' });
    expect(teams.sent).toEqual([
      expect.objectContaining({
        method: 'POST',
        path: '/teams/v3/conversations/a%3Aada/activities',
        body: expect.objectContaining({ type: 'message', text: 'Your run has finished.' }),
      }),
    ]);
  });

  test('a card goes without text, with a summary for the notification', async () => {
    await start();
    await wrote();

    await messenger.post(PERSON, CARD);

    const [sent] = teams.sent;
    expect(sent?.body.text).toBeUndefined();
    expect(sent?.body.summary).toBe('Approve 7K2QF?');
    expect(sent?.body.attachments).toEqual([
      { contentType: 'application/vnd.microsoft.card.adaptive', content: CARD },
    ]);
  });

  test('a card is redrawn in place', async () => {
    await start();
    await wrote();
    const posted = await messenger.post(PERSON, CARD);
    const activityId = posted.kind === 'posted' ? posted.activityId : '';

    const updated = await messenger.update(PERSON, activityId, { ...CARD, body: [{}] });

    expect(updated.kind).toBe('posted');
    expect(teams.sent[1]).toMatchObject({
      method: 'PUT',
      path: `/teams/v3/conversations/a%3Aada/activities/${activityId}`,
      body: { id: activityId },
    });
  });

  test('somebody never seen is written to by their object id, and found again', async () => {
    await start();

    const first = await messenger.post(PERSON, 'One');
    const second = await messenger.post(PERSON, 'Two');

    expect([first.kind, second.kind]).toEqual(['posted', 'posted']);
    expect(teams.sent.map(({ path }) => path)).toEqual([
      '/teams/v3/conversations',
      '/teams/v3/conversations/sent-1/activities',
      '/teams/v3/conversations/sent-1/activities',
    ]);
    expect(teams.sent[0]?.body).toEqual({
      isGroup: false,
      bot: { id: '28:bot' },
      members: [{ id: ADA }],
      tenantId: TENANT,
      channelData: { tenant: { id: TENANT } },
    });
  });

  test('a place that has not changed is not written again', async () => {
    await start();

    await wrote();
    await wrote();
    await wrote({ serviceUrl: `${teams.serviceUrl}emea/` });

    expect(references.saves).toEqual([PERSON, PERSON]);
  });

  test('a thread is remembered as its channel, which is no one person’s', async () => {
    await start();

    await wrote(inChannel);
    await wrote({ ...inChannel, from: { id: '29:ben', aadObjectId: ADA.replace(/1$/, '2') } });
    await messenger.post(`channel:${CHANNEL}`, 'News');

    expect(references.saves).toEqual([`channel:${CHANNEL}`]);
    expect(teams.sent[0]?.path).toBe(
      `/teams/v3/conversations/${encodeURIComponent(CHANNEL)}/activities`,
    );
  });

  test('a configured channel can be written to before anybody wrote there', async () => {
    await start(undefined, [`channel:${CHANNEL}`]);

    const posted = await messenger.post(`channel:${CHANNEL}`, CARD);

    expect(posted.kind).toBe('posted');
  });

  test('no other channel is', async () => {
    await start();

    const posted = await messenger.post(`channel:${CHANNEL}`, CARD);

    expect(posted).toEqual({
      kind: 'refused',
      why: expect.stringMatching(/never in that channel/),
    });
    expect(teams.sent).toEqual([]);
  });

  for (const code of [
    'BotNotInConversationRoster',
    'ConversationBlockedByUser',
    'SomethingNew',
    '',
  ])
    test(`a refusal (403 ${code}) is kept, and nobody is asked again`, async () => {
      await start(refusing(code));
      await wrote();

      const first = await messenger.post(PERSON, 'One');
      const second = await messenger.post(PERSON, 'Two');

      expect(first).toEqual({ kind: 'refused', why: expect.any(String) });
      expect(second).toEqual(first);
      expect(teams.sent).toHaveLength(1);
      expect((await references.find(TENANT, PERSON))?.refused?.why).toBe(
        first.kind === 'refused' ? first.why : '',
      );
    });

  test('a refusal ends with the next word from there', async () => {
    let blocked = true;
    await start(() => (blocked ? { status: 403 } : undefined));
    await wrote();
    await messenger.post(PERSON, 'One');

    blocked = false;
    await wrote();
    const posted = await messenger.post(PERSON, 'Two');

    expect(posted.kind).toBe('posted');
  });

  test('being removed is a refusal too', async () => {
    await start();
    await wrote();

    await wrote({ type: 'installationUpdate', action: 'remove' });
    const posted = await messenger.post(PERSON, 'One');

    expect(posted).toEqual({ kind: 'refused', why: expect.stringMatching(/removed/) });
    expect(teams.sent).toEqual([]);
  });

  test('a card that is gone has to be posted again', async () => {
    await start(refusing('ActivityNotFoundInConversation', 404));
    await wrote();

    expect(await messenger.update(PERSON, 'old', CARD)).toEqual({ kind: 'gone' });
    expect(await messenger.update(PERSON, '', CARD)).toEqual({ kind: 'gone' });
  });

  test('a chat that is gone is opened again', async () => {
    await start(({ path }) =>
      path.includes('a%3Aada')
        ? { status: 404, body: { error: { code: 'ConversationNotFound' } } }
        : undefined,
    );
    await wrote();

    const posted = await messenger.post(PERSON, 'One');

    expect(posted.kind).toBe('posted');
    expect((await references.find(TENANT, PERSON))?.reference).toMatchObject({
      conversation: { id: 'sent-2' },
    });
  });

  test('a person whom Teams does not know is refused', async () => {
    await start(refusing('ConversationNotFound', 404));

    expect(await messenger.post(PERSON, 'One')).toEqual({
      kind: 'refused',
      why: expect.stringMatching(/knows no such/),
    });
  });

  for (const [status, why] of [
    [413, /too large/],
    [400, /malformed/],
  ] as const)
    test(`a message that does not fit (${status}) does not close the place`, async () => {
      await start(refusing('Odd', status));
      await wrote();

      const posted = await messenger.post(PERSON, CARD);

      expect(posted).toEqual({ kind: 'refused', why: expect.stringMatching(why) });
      expect((await references.find(TENANT, PERSON))?.refused).toBeUndefined();
    });

  test('passing trouble is thrown, so that it is tried again later', async () => {
    await start(() => ({ status: 503 }));
    await wrote();

    await expect(messenger.post(PERSON, 'One')).rejects.toMatchObject({
      name: 'GatewayError',
      transient: true,
    });
    expect((await references.find(TENANT, PERSON))?.refused).toBeUndefined();
  });

  test('a longer pause that Teams asks for is kept', async () => {
    let asked = 0;
    const throttled = { status: 429, headers: { 'Retry-After': '0.15' } };
    // Longer than one call may take with its repeats, shorter than patience.
    await start(() => (++asked <= 2 ? throttled : undefined));
    await wrote();

    const posted = await messenger.post(PERSON, 'One');

    expect(posted.kind).toBe('posted');
  });

  test('messages for one place are sent in the order they were given', async () => {
    let calls = 0;
    await start(() => ({ status: 200, body: { id: 'x' }, afterMs: calls++ === 0 ? 40 : 0 }));
    await wrote();

    await Promise.all(['One', 'Two', 'Three'].map((text) => messenger.post(PERSON, text)));

    expect(teams.texts()).toEqual(['One', 'Two', 'Three']);
  });

  test('a reference of an older release counts as never seen', async () => {
    await start();
    await references.save(TENANT, PERSON, { user: 7 }, '2026-11-21T10:00:00.000Z');

    expect((await messenger.post(PERSON, 'One')).kind).toBe('posted');
  });
});
