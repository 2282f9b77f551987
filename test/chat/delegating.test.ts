import { expect } from 'expect';
import { personPlace } from '../../src/announce.ts';
import { DAY } from '../../src/core/clock.ts';
import { delegateApprovals } from '../../src/walkthroughs/delegate/walkthrough.ts';
import { chatStage, type ChatStage } from '../fakes/chat-stage.ts';
import { ada, ben, cleo, dan, eve, finn } from '../fakes/fake-directory.ts';
import { lampSetup, lampWorld } from '../fakes/lamps.ts';
import { memoryClock } from '../fakes/memory-clock.ts';
import { wordsOf } from '../fakes/words-of.ts';

const TENANT = '11111111-1111-4111-8111-111111111111';
const gus = { id: 'aaaaaaaa-0000-4000-8000-000000000007', name: 'Gus' };

/** Ben, Cleo, Eve and Gus approve; Dan analyses, and is an operator from here on. */
function begun() {
  const world = lampWorld();
  const clock = memoryClock();
  // The walkthrough wants the stage's directory, and the stage the walkthrough.
  const held: { directory?: ChatStage['directory'] } = {};
  const directory: ChatStage['directory'] = new Proxy({} as ChatStage['directory'], {
    get: (_target, name) => Reflect.get(held.directory ?? {}, name),
  });
  const on = chatStage([lampSetup(world), delegateApprovals({ directory, clock })], { clock });
  held.directory = on.directory;
  on.directory.grant('operator', dan);
  on.directory.grant('approver', eve);
  on.directory.grant('approver', gus);
  return { world, ...on };
}

const answers = (clock: ChatStage['clock'], days = 10, starts = 0) => {
  const day = (later: number) =>
    new Date(clock.now().getTime() + later * DAY).toISOString().slice(0, 10);
  return {
    approver: { ...ben },
    deputy: { ...dan },
    from: day(starts),
    until: day(starts + days - 1),
  };
};

/** Presses on the card that was posted for this person, as they see it. */
async function presses(on: ChatStage, person: typeof ben, verb: string, run: string, ask = 1) {
  const posted = await on.store.postings.find(TENANT, `ask/${run}/${ask}`, personPlace(person.id));
  const card = on.teams.messages.find(({ id }) => id === posted?.activityId)?.content;
  const found = JSON.stringify(card ?? {});
  const seen = /"seen":"([0-9a-f]{64})"/.exec(found)?.[1];
  const answered = await on.press(person, verb, {
    ...(await on.ask(run, ask)),
    ...(seen === undefined ? {} : { seen }),
  });
  await on.work();
  return answered.kind === 'card' ? wordsOf(answered.card) : answered.text;
}

async function delegated(on: ReturnType<typeof begun>, given = answers(on.clock)) {
  const run = await on.begins(ada, 'delegate-approvals', given);
  await presses(on, cleo, 'approve', run);
  return run;
}

const lamps = (on: ChatStage, lamp = 'north') => on.begins(ada, 'lamps', { lamp, colour: 'red' });

suite('Deciding in somebody’s place', () => {
  test('where there are two approvers, the other one alone can agree, and not before it is so', async () => {
    const on = begun();
    for (const person of [eve, gus]) on.directory.revoke('approver', person);
    const run = await on.begins(ada, 'delegate-approvals', answers(on.clock));

    const before = await on.chat.deputies.behalfOf(dan.id);
    await presses(on, cleo, 'approve', run);

    expect(before).toEqual([]);
    expect(await on.stateOf(run)).toEqual({ delegated: 'verified' });
    expect(await on.chat.deputies.behalfOf(dan.id)).toEqual([ben]);
  });

  test('neither the approver nor the deputy agrees to it', async () => {
    const on = begun();
    on.directory.grant('approver', dan);
    const run = await on.begins(ada, 'delegate-approvals', answers(on.clock));

    const own = await presses(on, ben, 'approve', run);
    const deputys = await presses(on, dan, 'approve', run);

    expect(own).toContain('their own deputy');
    expect(deputys).toContain('being a deputy');
  });

  test('the deputy gets the card, and their vote is the approver’s', async () => {
    const on = begun();
    await delegated(on);
    const run = await lamps(on);

    const answered = await presses(on, dan, 'approve', run);

    const votes = (await on.entriesOf(run)).filter(({ kind }) => kind === 'decided');
    expect(votes).toMatchObject([{ by: dan, onBehalfOf: ben }]);
    expect(answered).toContain('Dan for Ben approved');
  });

  test('the approver and the deputy together are one, whoever is first', async () => {
    for (const people of [
      [dan, ben],
      [ben, dan],
    ]) {
      const on = begun();
      await delegated(on);
      const run = await lamps(on);

      for (const person of people) await presses(on, person, 'approve', run);

      expect(await on.stateOf(run)).toEqual({ 'lamp-lit': 'asked' });
      expect(on.world.lit.size).toBe(0);
      await presses(on, cleo, 'approve', run);
      expect(on.world.lit.get('north')).toBe('red');
    }
  });

  test('a deputy adds nobody to those who can approve: too few are told of as before', async () => {
    const on = begun();
    await delegated(on);
    for (const person of [cleo, eve, gus]) on.directory.revoke('approver', person);

    await lamps(on);

    expect(wordsOf(on.teams.findCard(personPlace(ada.id), 'Too few people')?.content)).toContain(
      'Too few people can approve',
    );
  });

  test('before its first day, after its last, and once it is ended it gives nothing', async () => {
    const on = begun();
    const run = await delegated(on, answers(on.clock, 3, 2));

    const early = await on.chat.deputies.behalfOf(dan.id);
    on.clock.advance(2 * DAY);
    const during = await on.chat.deputies.behalfOf(dan.id);
    on.clock.advance(3 * DAY);
    const late = await on.chat.deputies.behalfOf(dan.id);

    expect([early, during, late]).toEqual([[], [ben], []]);
    expect((await on.says(cleo, `end delegation ${run}`)).join()).toContain('over already');
  });

  test('an approver ends it at once, without approval, and on record', async () => {
    const on = begun();
    const run = await delegated(on);
    const asked = await lamps(on);

    const stranger = await on.says(finn, 'end delegation');
    const said = await on.says(cleo, 'end delegation');
    const late = await presses(on, dan, 'approve', asked);

    expect(stranger.join()).toContain('no role');
    expect(said.join()).toContain('Ended');
    expect(late).toContain('Only approvers can decide');
    expect((await on.entriesOf(run)).at(-1)).toMatchObject({
      kind: 'noted',
      what: 'delegation-ended',
      by: cleo,
    });
  });

  test('whoever is no approver any more has nobody decide for them', async () => {
    const on = begun();
    await delegated(on);
    const run = await lamps(on);
    on.directory.revoke('approver', ben);

    const answered = await presses(on, dan, 'approve', run);

    expect(answered).toContain('Only approvers can decide');
  });

  test('nobody decides for whoever asked for the change', async () => {
    const on = begun();
    on.directory.grant('operator', ben);
    await delegated(on);
    const run = await on.begins(ben, 'lamps', { lamp: 'north', colour: 'red' });

    const answered = await presses(on, dan, 'approve', run);

    expect(answered).toContain('somebody else has to decide');
  });

  test('a directory that does not answer lets nobody decide', async () => {
    const on = begun();
    await delegated(on);
    const run = await lamps(on);
    on.directory.world.reachable = false;

    const answered = await presses(on, dan, 'approve', run);
    on.directory.world.reachable = true;

    expect(answered).toContain('nothing was changed');
    expect((await on.entriesOf(run)).some(({ kind }) => kind === 'decided')).toBe(false);
  });

  test('what stands in the ledger for ever names neither of the two, so an erasure reaches them', async () => {
    const on = begun();
    const run = await delegated(on);
    await on.says(cleo, `end delegation ${run}`);

    const { entries } = await on.store.tree.unsealed(TENANT, 1000);
    const kept = entries.filter((one) => one.run === run).map(({ text }) => text);

    expect(kept.some((text) => text.includes('delegation-ended'))).toBe(true);
    for (const personal of [ben.id, ben.name, dan.id, dan.name])
      expect(kept.filter((text) => text.includes(personal))).toEqual([]);
    expect((await on.entriesOf(run)).find(({ kind }) => kind === 'applied')).toMatchObject({
      change: { summary: expect.stringContaining('Let Dan decide') },
    });
  });

  test('a delegation that could not be put in force says why and names nobody', async () => {
    for (const leave of [ben, dan]) {
      const on = begun();
      const run = await on.begins(ada, 'delegate-approvals', answers(on.clock));
      if (leave === ben) on.directory.revoke('approver', ben);
      else for (const role of ['operator', 'analyst'] as const) on.directory.revoke(role, dan);

      await presses(on, cleo, 'approve', run);

      expect(await on.stateOf(run)).toEqual({ delegated: 'failed' });
      const { entries } = await on.store.tree.unsealed(TENANT, 1000);
      const failed = entries.find(({ text }) => text.includes('"kind":"failed"'))?.text ?? '';
      expect(failed).toMatch(/Whoever was to/);
      expect(failed).not.toMatch(/Ben|Dan/);
    }
  });

  test('an approver names an analyst in the chat, by typing, and can take it back', async () => {
    const on = begun();
    on.directory.revoke('operator', dan);

    await on.says(ben, 'delegate approvals');
    await on.says(ben, 'Ben');
    await on.says(ben, 'Dan');
    const plan = await on.says(ben, 'from today for 2 weeks');
    await on.says(ben, 'send');
    await on.work();
    const [heading] = await on.runs.list();
    const taken = await on.says(ben, `withdraw ${heading?.run ?? ''}`);

    expect(plan.join()).toContain('Let Dan decide on approvals in the place of Ben');
    expect(heading?.walkthrough).toBe('delegate-approvals');
    expect(taken.join()).toContain('Withdrawn');
  });

  test('an approver sets up nothing else, and an analyst not even this', async () => {
    const on = begun();

    expect((await on.says(ben, 'set up lamps')).join()).toContain('Only operators');
    on.directory.revoke('operator', dan);
    expect((await on.says(dan, 'delegate approvals')).join()).toContain(
      'Only operators and approvers',
    );
  });

  test('a stranger, the approver, or a name of two people is no deputy', async () => {
    const on = begun();
    on.directory.grant('auditor', { id: 'aaaaaaaa-0000-4000-8000-000000000009', name: 'Dan' });
    await on.says(ada, 'delegate approvals');
    await on.says(ada, 'Ben');

    const said = [];
    for (const name of ['Zoe', 'Ben', 'Finn', 'Dan']) said.push((await on.says(ada, name)).join());

    expect(said.slice(0, 3).every((one) => one.includes('knows nobody of that name'))).toBe(true);
    expect(said[3]).toContain('Several people are called Dan');
  });

  test('the list names who decides for whom, and how to end it', async () => {
    const on = begun();
    const run = await delegated(on);

    const said = (await on.says(ada, 'delegations')).join();

    expect(said).toContain('Dan for Ben');
    expect(said).toContain('in force');
    expect(JSON.stringify(on.teams.at(personPlace(ada.id)).at(-1))).toContain(
      `end delegation ${run}`,
    );
  });
});
