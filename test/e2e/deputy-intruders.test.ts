import { expect } from 'expect';
import { dataOf, PEOPLE, type Who } from './client.ts';
import { CARD, openHouse, sentence, shown, until, type Json } from './intruder-stage.ts';

const today = (): string => new Date().toISOString().slice(0, 10);

const ROLES = { ada: 'operator', ben: 'approver', cleo: 'approver', dan: 'analyst' } as const;

suite('deputies and whoever would like to be one, over HTTP', function () {
  this.timeout(300_000);
  const house = openHouse();

  const votesIn = async (run: string) =>
    (await house.client.steward.runs.read(run)).filter(({ kind }) => kind === 'decided');

  /** Asked for as in the chat; the answers were looked up there. */
  async function delegation(who: Who, approver: Who, deputy: Who) {
    const { runs } = house.client.steward;
    const person = (name: Who) => ({ id: PEOPLE[name], name });
    const answers = {
      ...{ approver: person(approver), deputy: person(deputy) },
      ...{ from: today(), until: today() },
    };
    const role = ROLES[who as keyof typeof ROLES];
    const by = { person: person(who), roles: new Set([role]) };
    const { run = '', says } = await runs.start('delegate-approvals', answers, by);
    if (run === '') return { run, says };
    await until('it is asked for or has failed', async () =>
      (await runs.read(run)).find(({ kind }) => kind === 'requested' || kind === 'failed'),
    );
    return { run, says };
  }

  const kindsIn = async (run: string) =>
    (await house.client.steward.runs.read(run)).map(({ kind }) => kind);

  async function inForce(run: string): Promise<void> {
    await house.client.press('cleo', 'approve', await dataOf(house.client.steward, run, 1));
    await until('it is applied', async () =>
      (await kindsIn(run)).includes('applied') ? true : undefined,
    );
  }

  const seenBy = async (who: Who, data: Json): Promise<string> => {
    const refresh = { run: data['run'], ask: data['ask'] };
    const value = {
      action: { type: 'Action.Execute', verb: 'refresh', data: refresh },
      trigger: 'automatic',
    };
    const { body } = await house.client.press(who, 'refresh', refresh, { value });
    return /"seen":"([0-9a-f]{64})"/.exec(JSON.stringify(body))?.[1] ?? 'none';
  };

  test('neither of the two, nor whoever asked, agrees; nobody is a deputy by asking', async () => {
    const { data } = await house.asked();
    const { run } = await delegation('ben', 'ben', 'dan');
    const own = await dataOf(house.client.steward, run, 1);

    const says = await house.withoutEffect(async () => [
      sentence(await house.client.press('ben', 'approve', own)),
      sentence(await house.client.press('dan', 'approve', own)),
      sentence(await house.client.press('dan', 'approve', data)),
    ]);

    expect(says[0]).toMatch(/You asked for this/);
    expect(says.slice(1).join()).toMatch(/Only approvers.*Only approvers/s);
    expect((await delegation('cleo', 'cleo', 'cleo')).run).toBe('');
  });

  test('a deputy passes nothing on, and somebody without a role or an unknown one gets nothing', async () => {
    await inForce((await delegation('ada', 'ben', 'dan')).run);

    // Dan is no approver himself, so there is nothing of his own to give.
    const chained = await delegation('ada', 'dan', 'eve');
    const strange = await delegation('ada', 'cleo', 'stranger');

    for (const { run } of [chained, strange]) {
      const kinds = await kindsIn(run);
      expect(kinds).toContain('failed');
      expect(kinds).not.toContain('requested');
      expect(kinds).not.toContain('applied');
    }
  });

  test('a deputy decides on their own card only, once, and once together with the approver', async () => {
    const { run, data } = await house.asked();
    const before = await seenBy('ben', data);
    const given = await delegation('ada', 'ben', 'dan');
    await inForce(given.run);
    const { press } = house.client;

    const others = await press('dan', 'approve', { ...data, seen: before });
    const cleos = await press('dan', 'approve', { ...data, seen: await seenBy('cleo', data) });
    const none = await votesIn(run);
    const mine = await seenBy('dan', data);
    const first = await press('dan', 'approve', { ...data, seen: mine });
    const again = await press('dan', 'approve', { ...data, seen: mine });
    const together = await press('ben', 'approve', data);
    const stolen = await press('cleo', 'approve', { ...data, seen: mine });

    expect([others, cleos, first, stolen].map(shown)).toEqual([CARD, CARD, CARD, CARD]);
    expect(none).toEqual([]);
    expect(sentence(again)).toMatch(/on record already/);
    expect(sentence(together)).toMatch(/on record already/);
    const votes = await votesIn(run);
    expect(new Set(votes.map((vote) => 'by' in vote && vote.by?.id))).toEqual(
      new Set([PEOPLE.dan]),
    );
    expect(votes.every((vote) => 'onBehalfOf' in vote && vote.onBehalfOf?.id === PEOPLE.ben)).toBe(
      true,
    );
    const entries = await house.client.steward.runs.read(run);
    const asked = entries.filter((entry) => entry.kind === 'requested');
    expect(votes).toHaveLength(asked.length);
    const alone = asked.flatMap(({ step, quorum }) => (quorum === 1 ? [step] : []));
    const begun = entries.flatMap((entry) => (entry.kind === 'applying' ? [entry.step] : []));
    expect(alone).toEqual(expect.arrayContaining(begun));
  });

  test('a card drawn for a deputy is worth nothing once the delegation is ended', async () => {
    const { run, data } = await house.asked();
    const given = await delegation('ada', 'ben', 'dan');
    await inForce(given.run);
    const mine = await seenBy('dan', data);
    await house.client.say('cleo', `end delegation ${given.run}`);

    const late = await house.client.press('dan', 'approve', { ...data, seen: mine });

    expect(sentence(late)).toMatch(/Only approvers/);
    expect(await votesIn(run)).toEqual([]);
  });

  test('glass is not broken where it is not allowed, nor for a delegation', async () => {
    const { run, data } = await house.asked();
    const given = await delegation('ada', 'ben', 'dan');
    const about = await dataOf(house.client.steward, given.run, 1);
    const reason = 'It is very urgent, believe me, and nobody is there.';
    const { press } = house.client;

    const says = await house.withoutEffect(async () => [
      sentence(await press('ada', 'break-glass', { ...data, reason, phrase: `${run}-1` })),
      sentence(await press('ada', 'break-glass', { ...about, reason, phrase: `${given.run}-1` })),
      sentence(await press('ben', 'break-glass', { ...data, reason, phrase: `${run}-1` })),
      sentence(await press('ben', 'uphold', { ...data })),
      sentence(await press('ben', 'take-over', { run })),
      sentence(await press('ada', 'hand-over', { run, to: PEOPLE.ben })),
    ]);

    expect(says.slice(0, 2).every((one) => one.includes('does not allow'))).toBe(true);
    expect(says[2]).toMatch(/Only operators/);
    expect(says[3]).toMatch(/nothing to review/);
    expect(says[4]).toMatch(/Only operators/);
    expect(says[5]).toMatch(/no operator|nobody|knows/i);
  });
});
