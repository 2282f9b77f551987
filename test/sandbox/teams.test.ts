import { expect } from 'expect';
import { openHouse, type TeamsHouse } from '../fakes/chatty-bot.ts';
import { PEOPLE } from '../../src/sandbox/people.ts';

suite('people in the sandbox', () => {
  let house: TeamsHouse;
  setup(async () => {
    house = await openHouse();
  });
  teardown(() => house.close());

  test('a message reaches the bot as Teams sends it, and the answer stands in the chat', async () => {
    const said = await house.post('/sandbox/teams/say', { person: 'Ada', text: 'hello' });

    const messages = await house.messages('Ada');
    expect(said).toMatchObject({ status: 200, body: { delivered: true } });
    expect(messages.map(({ from, text }) => [from.name, text])).toEqual([
      ['Ada', 'hello'],
      ['Audit Steward', 'You said hello'],
    ]);
    expect(house.bot.received.at(-1)).toMatchObject({
      type: 'message',
      id: said.body.activityId,
      text: 'hello',
      channelId: 'msteams',
      serviceUrl: `${house.url}/sandbox/connector`,
      from: { id: expect.stringMatching(/^29:/), aadObjectId: PEOPLE[0]?.id, name: 'Ada' },
      recipient: { id: expect.stringMatching(/^28:/) },
      conversation: { conversationType: 'personal', tenantId: PEOPLE[0]?.tenantId },
      channelData: { tenant: { id: PEOPLE[0]?.tenantId } },
      locale: 'en-GB',
      entities: [{ type: 'clientInfo' }],
    });
  });
});
