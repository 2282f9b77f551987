import { expect } from 'expect';
import { personPlace } from '../src/announce.ts';
import { HOUR } from '../src/core/clock.ts';
import { GatewayError } from '../src/core/errors.ts';
import type { Person, Role } from '../src/core/people.ts';
import { CHANNEL, chatStage, type ChatStage } from './fakes/chat-stage.ts';
import { ada, ben, cleo, dan, eve } from './fakes/fake-directory.ts';
import { lampSetup, lampWorld } from './fakes/lamps.ts';
import { wordsOf } from './fakes/words-of.ts';

const withLamps = (more: Parameters<typeof lampSetup>[1] = {}, given = {}) => {
  const world = lampWorld();
  const on = chatStage([lampSetup(world, more)], given);
  on.directory.grant('approver', eve);
  return { world, ...on };
};
const begin = (on: ChatStage) => on.begins(ada, 'lamps', { lamp: 'north', colour: 'red' });
const toldTo = (on: ChatStage, { id }: Person) =>
  on.teams
    .at(personPlace(id))
    .flatMap(({ content }) => (typeof content === 'string' ? content : []));
const cardOf = (on: ChatStage, { id }: Person, says = '') =>
  on.teams.findCard(personPlace(id), says)?.content;
const buttonsAt = (on: ChatStage, person: Person) =>
  (JSON.stringify(cardOf(on, person)) ?? '').match(/"verb":"(?:approve|reject|withdraw)"/g) ?? [];
const presses = async (on: ChatStage, run: string, verb: string, ...people: readonly Person[]) => {
  for (const person of people)
    await on.press(person, verb, { ...(await on.ask(run)), reason: 'too early' });
  await on.work();
};

suite('The outcome of a request', () => {
  test('approved: told once to whoever asked and to all who were asked but whoever settled it', async () => {
    const on = withLamps();
    const run = await begin(on);

    await presses(on, run, 'approve', ben, cleo);
    await on.announce.announce(run);

    for (const person of [ada, ben, eve])
      expect(toldTo(on, person)).toEqual([
        `Request ${run}-1 was approved by Ben and Cleo. It is being carried out.`,
      ]);
    expect(toldTo(on, cleo)).toEqual([]);
    for (const person of [ben, cleo, eve]) expect(buttonsAt(on, person)).toEqual([]);
  });

  test('rejected: with the reason; only whoever asked is told how to ask again', async () => {
    const on = withLamps();
    const run = await begin(on);

    await presses(on, run, 'approve', ben);
    await presses(on, run, 'reject', cleo);
    await on.announce.announce(run);

    const text = `Request ${run}-1 was rejected by Cleo: too early.`;
    expect(toldTo(on, ada)).toEqual([`${text} Type resume ${run} to ask again.`]);
    for (const person of [ben, eve]) expect(toldTo(on, person)).toEqual([text]);
    expect(toldTo(on, cleo)).toEqual([]);
  });

  test('expired: card, record and messages agree, and an old button says so', async () => {
    const on = withLamps();
    const run = await begin(on);
    const button = await on.button(ben, run);

    on.clock.advance(73 * HOUR);
    await on.work();
    await on.announce.announce(run);

    for (const person of [ada, ben, cleo, eve])
      expect(toldTo(on, person)).toEqual([expect.stringContaining(`${run}-1 expired`)]);
    for (const person of [ben, cleo, eve]) {
      expect(buttonsAt(on, person)).toEqual([]);
      expect(wordsOf(cardOf(on, person))).toContain('silence means no');
    }
    const old = await on.press(ben, 'approve', button);
    expect(old).toMatchObject({ kind: 'message', text: expect.stringContaining('has expired') });
    const entries = await on.entriesOf(run);
    expect(entries.filter(({ kind }) => kind === 'expired')).toHaveLength(1);
    expect(entries.some(({ kind }) => kind === 'decided')).toBe(false);
  });

  test('taken back, and failed: told to all who were asked', async () => {
    const on = withLamps();
    const run = await begin(on);
    await on.press(ada, 'withdraw', { run });
    await on.work();
    on.world.refusals.push(
      new GatewayError('The lamp is broken.', { status: 409, transient: false }),
    );
    await on.press(ada, 'resume', { run });
    await on.work();
    for (const person of [ben, cleo]) await on.press(person, 'approve', await on.ask(run, 2));
    await on.work();

    for (const person of [eve, cleo])
      expect(toldTo(on, person)).toEqual([
        `Request ${run}-1 was taken back. Nothing more of it is done.`,
        `Request ${run}-2 was approved, but applying it failed. Type status ${run} to see why and what to do.`,
      ]);
  });

  test('an approver who cannot be reached keeps nobody else from hearing it', async () => {
    const on = withLamps();
    const run = await begin(on);
    on.teams.block(personPlace(ben.id));

    await presses(on, run, 'reject', cleo);

    expect(toldTo(on, eve)).toHaveLength(1);
    expect(toldTo(on, ada)).toHaveLength(1);
  });
});

suite('A run that was handed over', () => {
  const by = (person: Person) => ({ person, roles: new Set<Role>(['operator']) });

  test('is told to its new operator, and nothing is left to the one before', async () => {
    const on = withLamps({ risk: 'routine', guided: true });
    on.directory.grant('operator', dan);
    const run = await begin(on);
    await presses(on, run, 'approve', ben);
    const [before, guide] = [cardOf(on, ada, 'Finished') ?? '', cardOf(on, ada, 'Walk to lamp')];

    await on.runs.handOver(run, by(ada), by(dan));
    await on.work();

    expect(before).toBe('');
    expect(JSON.stringify(guide)).toContain('"verb":"done"');
    const old = on.teams.at(personPlace(ada.id)).map(({ content }) => content);
    expect(JSON.stringify(old)).not.toContain('Action.Execute');
    expect(old.map(wordsOf).join('\n')).toContain('Handed over to Dan, who answers for it now.');
    expect(JSON.stringify(cardOf(on, dan, 'Walk to lamp'))).toContain('"verb":"done"');
    expect(wordsOf(cardOf(on, dan, 'Lamp north is lit'))).toContain('Dan (asked by Ada)');

    await on.press(dan, 'done', { run, step: 'lamp-seen' });
    await on.work();
    expect(wordsOf(cardOf(on, dan, 'shines now'))).toContain('Lamp north shines now');
    expect(cardOf(on, ada, 'shines now')).toBeUndefined();
  });

  test('both operators hear what becomes of a request, and neither is asked about it', async () => {
    const on = withLamps();
    on.directory.grant('operator', dan);
    on.directory.grant('approver', dan);
    const run = await begin(on);
    await on.runs.handOver(run, by(ada), by(dan));
    await on.work();

    expect(buttonsAt(on, dan)).toEqual(['"verb":"withdraw"', '"verb":"withdraw"']);
    await presses(on, run, 'reject', ben);

    for (const person of [ada, dan])
      expect(toldTo(on, person)).toEqual([expect.stringContaining('was rejected by Ben')]);
  });
});

suite('In a channel', () => {
  const place = `channel:${CHANNEL}`;
  const inChannel = (on: ChatStage) => on.teams.findCard(place)?.content;
  const own = async (on: ChatStage, person: Person, run: string) => {
    const seen = await on.press(person, 'refresh', await on.ask(run), 'automatic');
    return JSON.stringify(seen);
  };

  test('everybody sees their own buttons: approvers, whoever asked, and nobody else', async () => {
    const on = withLamps({}, { approvalsChannel: CHANNEL });
    for (const person of [ada, ben, cleo, eve]) await on.arrives(person);
    const run = await begin(on);
    const card = JSON.stringify(inChannel(on));

    expect(card).not.toContain('"verb":"approve"');
    expect(wordsOf(inChannel(on))).toContain(`type approve ${run}-1`);
    expect(inChannel(on)).toMatchObject({
      refresh: { userIds: [ben, cleo, eve, ada].map(({ id }) => `29:${id}`) },
    });
    for (const person of [ben, cleo, eve])
      expect(await own(on, person, run)).toContain(`"verb":"approve"`);
    expect(await own(on, ada, run)).toContain('"verb":"withdraw"');
    expect(await own(on, ada, run)).not.toContain('"verb":"approve"');
    expect(await own(on, dan, run)).not.toContain('"verb":"');
  });

  test('a view of one’s own can be decided on, and nobody else’s can', async () => {
    const on = withLamps({}, { approvalsChannel: CHANNEL });
    for (const person of [ada, ben, cleo, eve]) await on.arrives(person);
    const run = await begin(on);
    const [, seen = ''] = /"seen":"(\w+)"/.exec(await own(on, ben, run)) ?? [];
    const data = { ...(await on.ask(run)), seen };

    const cleos = await on.press(cleo, 'approve', data);
    const bens = await on.press(ben, 'approve', data);

    expect(JSON.stringify(cleos)).toContain('Nothing was recorded');
    expect(JSON.stringify(bens)).not.toContain('Nothing was recorded');
    const votes = (await on.entriesOf(run)).filter((entry) => entry.kind === 'decided');
    expect(votes).toMatchObject([{ by: ben, card: seen }]);
  });

  test('with somebody Teams cannot name, or too many, all see buttons, judged when pressed', async () => {
    const on = withLamps({}, { approvalsChannel: CHANNEL });
    await on.arrives(ben);
    const some = await begin(on);
    const card = JSON.stringify(inChannel(on));
    const many = withLamps({}, { approvalsChannel: CHANNEL });
    for (let number = 10; number < 75; number += 1) {
      const person = {
        id: `cccccccc-0000-4000-8000-0000000000${number}`,
        name: `Approver ${number}`,
      };
      many.directory.grant('approver', person);
      await many.arrives(person);
    }
    for (const person of [ben, cleo, eve]) await many.arrives(person);
    await begin(many);

    expect(card).toContain('"verb":"approve"');
    expect(inChannel(on)).toMatchObject({ refresh: { userIds: [`29:${ben.id}`] } });
    expect(JSON.stringify(inChannel(many))).toContain('"verb":"approve"');
    expect(inChannel(many)?.valueOf()).toMatchObject({ refresh: { userIds: { length: 60 } } });
    const [, seen = ''] = /"seen":"(\w+)"/.exec(card) ?? [];
    const data = { ...(await on.ask(some)), seen };
    expect(JSON.stringify(await on.press(dan, 'approve', data))).toContain('Only approvers');
    expect(JSON.stringify(await on.press(cleo, 'approve', data))).toContain('Cleo approved');
  });

  test('once it is settled everybody sees the same, and nothing refreshes itself', async () => {
    const on = withLamps({}, { approvalsChannel: CHANNEL });
    for (const person of [ada, ben, cleo, eve]) await on.arrives(person);
    const run = await begin(on);

    await presses(on, run, 'reject', ben);

    expect(JSON.stringify(inChannel(on))).not.toMatch(/Action\.Execute|refresh/);
    expect(wordsOf(inChannel(on))).toContain('Rejected');
  });
});
