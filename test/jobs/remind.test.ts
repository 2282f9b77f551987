import { expect } from 'expect';
import { announcingReminders } from '../../src/announce-reminders.ts';
import { HOUR } from '../../src/core/clock.ts';
import { builtInPolicy, policyOf, type Policy } from '../../src/core/policy.ts';
import type { PolicyDocument } from '../../src/core/policy-document.ts';
import { REMIND, remindJob } from '../../src/jobs/remind.ts';
import { personPlace } from '../../src/posting.ts';
import { chatStage } from '../fakes/chat-stage.ts';
import { ada, ben, cleo, dan } from '../fakes/fake-directory.ts';
import { oneDoor } from '../fakes/one-door.ts';
import { approver, operator, TENANT } from '../fakes/stage.ts';
import { wordsOf } from '../fakes/words-of.ts';

const builtIn = builtInPolicy();
const with_ = (more: Partial<PolicyDocument>): Policy => policyOf({ ...builtIn.document, ...more });

/** A door that waits for approval since noon; reminders are due after 4, 24 and 60 hours. */
async function waiting(policy: Policy = builtIn) {
  const { walkthrough } = oneDoor('sensitive');
  const on = chatStage([walkthrough]);
  const { tenant, ledger, due } = { tenant: TENANT, ...on.store };
  const start = () =>
    remindJob({
      ...{ tenant, due, ledger, clock: on.clock, directory: on.directory },
      policy: () => Promise.resolve(policy),
      decidersFor: on.announce.decidersFor,
      tell: announcingReminders({ announce: on.announce, directory: on.directory }),
    });
  const job = start();
  for (const person of [ada, ben, cleo]) await on.arrives(person);
  const run = await on.begins(ada, 'doors', {});
  await job.soon(run);
  const nextDue = async () =>
    (await due.list(TENANT)).find(({ kind, key }) => kind === REMIND && key === run)?.due;
  return {
    ...on,
    run,
    start,
    nextDue,
    /** Lets time pass and has done what is due meanwhile, each at its time. */
    async later(hours: number, reminding = job) {
      const until = on.clock.now().getTime() + hours * HOUR;
      for (;;) {
        const next = await nextDue();
        if (next === undefined || Date.parse(next) > until) break;
        on.clock.advance(Math.max(0, Date.parse(next) - on.clock.now().getTime()));
        await due.cancel(TENANT, REMIND, run);
        await reminding.handlers[REMIND]({
          ...{ tenant, kind: REMIND, key: run, due: next, attempts: 1, payload: null },
        });
      }
      on.clock.advance(until - on.clock.now().getTime());
    },
    told: (person: typeof ben) =>
      on.teams
        .at(personPlace(person.id))
        .map(({ content }) => wordsOf(content))
        .filter((words) => /has waited for you|still needs/.test(words)),
    async votes(person: typeof ben, verdict: 'approved' | 'rejected' = 'approved') {
      const { ask, digest } = await on.ask(run);
      return on.runs.decide(run, Number(ask), { verdict, digest }, approver(person));
    },
  };
}

suite('reminders', () => {
  test('come once for each rung of the ladder, to everybody who could decide', async () => {
    const { later, told } = await waiting();

    await later(3);
    expect(told(ben)).toEqual([]);
    await later(2);
    expect([told(ben).length, told(cleo).length, told(ada).length]).toEqual([1, 1, 0]);
    await later(20);

    expect([told(ben).length, told(cleo).length, told(ada).length]).toEqual([2, 2, 0]);
    expect(told(ben)[0]).toMatch(/asked for by Ada\) has waited for you since 21 Nov, 12:00 UTC/);
    expect(told(ben)[0]).toMatch(/expires on 24 Nov, 12:00 UTC; silence means no/);
  });

  test('with the last rung the requester is told as well, and the deputies are named', async () => {
    const { later, told, directory } = await waiting(
      with_({ deputies: { [ben.id]: [dan.id, 'eeeeeeee-0000-4000-8000-000000000001'] } }),
    );
    directory.grant('operator', dan);

    await later(61);

    expect(told(ben).at(-1)).toMatch(/the last reminder/);
    expect(told(ada)).toHaveLength(1);
    expect(told(ada)[0]).toMatch(/still needs 2 approvers/);
    expect(told(ada)[0]).toMatch(
      /Ben and Cleo could still decide.*deputies: Dan and eeeeeeee-0000-4000-8000-000000000001/,
    );
  });

  test('spare whoever has decided, asked for it, or may not approve any more', async () => {
    const { later, told, votes, directory } = await waiting();
    await votes(ben);
    directory.grant('approver', ada);

    await later(5);
    directory.revoke('approver', cleo);
    await later(20);

    expect([told(ben).length, told(cleo).length, told(ada).length]).toEqual([0, 1, 0]);
  });

  const ENDS: readonly (readonly [
    string,
    (on: Awaited<ReturnType<typeof waiting>>) => Promise<unknown>,
  ])[] = [
    ['is decided', async (on) => [await on.votes(ben), await on.votes(cleo)]],
    ['is rejected', (on) => on.votes(ben, 'rejected')],
    ['is taken back', (on) => on.runs.withdraw(on.run, operator(ada))],
    ['belongs to a cancelled run', (on) => on.runs.cancel(on.run, operator(ada))],
  ];
  for (const [what, end] of ENDS)
    test(`stop as soon as a request ${what}`, async () => {
      const on = await waiting();
      await end(on);

      await on.later(80);

      expect([ada, ben, cleo].flatMap(on.told)).toEqual([]);
    });

  test('stop when the request expires, and none is promised afterwards', async () => {
    const { later, told, nextDue } = await waiting(
      with_({
        risks: {
          ...builtIn.document.risks,
          sensitive: { ...builtIn.document.risks.sensitive, remindAfter: ['PT71H', 'PT73H'] },
        },
      }),
    );

    await later(100);

    expect([told(ben).length, told(ada).length]).toEqual([1, 1]);
    expect(await nextDue()).toBeUndefined();
  });

  test('wait for the end of the quiet hours', async () => {
    const { later, told, nextDue } = await waiting(
      with_({ quietHours: { from: '15:00', to: '07:00', zone: 'Europe/Berlin' } }),
    );

    expect(await nextDue()).toBe('2026-11-22T06:00:00.000Z');
    await later(17);
    expect(told(ben)).toEqual([]);
    await later(1.1);
    expect(told(ben)).toHaveLength(1);
  });

  test('that were due while the bot was down are told once, in the morning', async () => {
    const { clock, later, told, start } = await waiting(
      with_({ quietHours: { from: '22:00', to: '07:00', zone: 'UTC' } }),
    );
    clock.advance(35 * HOUR);

    const restarted = start();
    await later(0.1, restarted);
    expect(told(ben)).toEqual([]);
    await later(8, restarted);

    expect(told(ben)).toHaveLength(1);
  });

  test('are not told twice when the bot is killed right after it has told them', async () => {
    const { clock, run, told, start } = await waiting();
    clock.advance(4 * HOUR);
    const work = { tenant: TENANT, kind: REMIND, key: run, due: '', attempts: 1, payload: null };

    await start().handlers[REMIND](work);
    await start().handlers[REMIND](work);

    expect(told(ben)).toHaveLength(1);
  });

  test('that are due are not lost when something is recorded at that very moment', async () => {
    const { clock, run, start, nextDue } = await waiting();
    clock.advance(4 * HOUR);

    await start().soon(run);

    expect(await nextDue()).toBe('2026-11-21T16:00:00.000Z');
  });
});
