import { expect } from 'expect';
import { asData, builtInPolicy, policyOf, type Policy } from '../../src/core/policy.ts';
import { DAY, HOUR } from '../../src/core/clock.ts';
import { policyBy, policyFrom, POLICY_SUBJECT } from '../../src/core/policy-in-force.ts';
import type { PolicyDocument } from '../../src/core/policy-document.ts';
import { standingOf } from '../../src/core/standing.ts';
import { changePolicy } from '../../src/walkthroughs/change-policy/walkthrough.ts';
import { knownAs, WALKTHROUGHS } from '../../src/walkthroughs/known.ts';
import { evidenceStage, verdictOn } from '../fakes/evidence-stage.ts';
import { ada, ben, cleo, dan, fakeDirectory } from '../fakes/fake-directory.ts';
import { memoryClock } from '../fakes/memory-clock.ts';
import { memoryStore } from '../fakes/memory-store.ts';
import { oneDoor } from '../fakes/one-door.ts';
import { approver, operator, TENANT } from '../fakes/stage.ts';
import { runsOf } from '../../src/core/runs.ts';
import { digestOfAsk } from '../../src/core/approvals.ts';

const builtIn = builtInPolicy();
const SECURITY = { id: 'dddddddd-0000-4000-8000-00000000000a', name: 'Security' };

const groupsIn = ({ world }: ReturnType<typeof fakeDirectory>, person: string) =>
  [...world.groups].flatMap(([id, people]) => (people.has(person) ? [id] : []));

/** The built-in policy with another quorum for routine changes. */
const asking = (quorum: number, more: Partial<PolicyDocument['risks']['routine']> = {}) =>
  JSON.stringify({
    ...builtIn.document,
    risks: {
      ...builtIn.document.risks,
      routine: { ...builtIn.document.risks.routine, quorum, ...more },
    },
  });

/** A policy file, and a door that is shut under whatever policy is in force. */
function policyStage(text: string | 'no file' = asking(2), present = builtIn, signIn = false) {
  const clock = memoryClock();
  const store = memoryStore(clock);
  const directory = fakeDirectory();
  const file = { text, read: async () => file.text };
  const { world: doors, walkthrough } = oneDoor('routine');
  doors.open.delete('back');
  const policy = policyFrom(store.ledger, TENANT, present);
  const runs = runsOf({
    ...{ tenant: TENANT, ledger: store.ledger, withLock: store.withLock, clock, policy },
    walkthroughs: [
      walkthrough,
      changePolicy({
        file: text === 'no file' ? undefined : file,
        ...{ builtIn: present, directory },
        known: () => ({ walkthroughs: knownAs(WALKTHROUGHS), signIn }),
      }),
    ],
    maxOpenRuns: 20,
    rolesOf: (person) => directory.rolesOf(person),
    groupsOf: directory.groupsOf,
    noted: () => undefined,
  });
  const standing = async (run: string) => standingOf(await runs.read(run));
  return {
    ...{ clock, store, directory, file, doors, runs, policy, standing },
    async begins(id: string) {
      const { run = '' } = await runs.start(id, {}, operator(ada));
      await runs.advance(run);
      return run;
    },
    async approves(run: string, ...people: readonly (typeof ben)[]) {
      const { asks } = await standing(run);
      const [last] = asks.slice(-1);
      const asked = asks.filter(({ ask }) => ask === last?.ask);
      for (const person of people)
        await runs.decide(
          run,
          last?.ask ?? 0,
          { verdict: 'approved', digest: digestOfAsk(asked) },
          { ...approver(person), groupsOf: (id) => groupsIn(directory, id) },
        );
      await runs.advance(run);
    },
    /** After the hour that the highest demands want between request and change. */
    async anHourLater(run: string) {
      clock.advance(HOUR);
      await runs.advance(run);
    },
  };
}

const digestIn = async (policy: () => Promise<Policy>) => (await policy()).digest;

suite('a change of the approval policy', () => {
  test('does nothing by itself: the old policy holds until the new one is approved', async () => {
    const { begins, policy, doors, approves } = policyStage();

    await begins('change-policy');
    const run = await begins('doors');
    await approves(run, ben);

    expect(await digestIn(policy)).toBe(builtIn.digest);
    expect(doors.shut).toEqual(['front']);
  });

  test('says every difference in words, and asks under the highest demands of the old', async () => {
    const { begins, standing } = policyStage(asking(2, { expiresAfter: 'P7D' }));

    const [asked] = (await standing(await begins('change-policy'))).asks;

    expect(asked).toMatchObject({
      quorum: 2,
      policy: builtIn.digest,
      notBefore: '2026-11-21T13:00:00.000Z',
    });
    expect(asked?.phrase).toBeUndefined();
    expect(asked?.changes[0]?.summary).toMatch(
      /WEAKER: routine changes: 168 hours.*Stronger: routine changes: 2 approvers instead of 1/,
    );
    expect(asked?.changes[0]?.details).toMatchObject({
      operation: 'policy.set',
      before: asData(builtIn.document),
      after: { risks: { routine: { quorum: 2, expiresAfter: 'P7D' } } },
    });
  });

  test('holds from the moment it is applied, for every run', async () => {
    const { begins, approves, anHourLater, policy, standing, doors } = policyStage();
    const run = await begins('change-policy');

    await approves(run, ben, cleo);
    expect(await digestIn(policy)).toBe(builtIn.digest);
    await anHourLater(run);

    const shutting = await begins('doors');
    await approves(shutting, ben);
    expect((await standing(run)).ended).toBe('finished');
    expect((await standing(shutting)).asks).toMatchObject([
      { quorum: 2, policy: await digestIn(policy) },
    ]);
    expect(doors.shut).toEqual([]);
  });

  test('that demands a new sign-in is approved only by people who have just signed in', async () => {
    const on = policyStage(asking(2, { stepUp: true }), builtIn, true);
    const run = await on.begins('change-policy');

    await on.approves(run, ben, cleo);

    const { asks } = await on.standing(run);
    expect(asks).toMatchObject([{ stepUp: true, state: 'pending', votes: [] }]);
    const [asked] = asks;
    const signedInAt = on.clock.now().toISOString();
    for (const person of [ben, cleo]) {
      const vote = { verdict: 'approved', digest: digestOfAsk(asks), signedInAt } as const;
      await on.runs.decide(run, asked?.ask ?? 0, vote, approver(person));
    }
    await on.anHourLater(run);
    expect((await on.policy()).digest).not.toBe(builtIn.digest);
  });

  test('one approver alone, and whoever asked, do not change it', async () => {
    const { begins, approves, anHourLater, policy } = policyStage(asking(1, { coolDown: 'PT5M' }));
    const run = await begins('change-policy');

    await approves(run, ben, ada, ben);
    await anHourLater(run);

    expect(await digestIn(policy)).toBe(builtIn.digest);
  });

  test('is asked for anew when the file is another one by the time it is applied', async () => {
    const { begins, approves, anHourLater, policy, file, standing } = policyStage();
    const run = await begins('change-policy');
    await approves(run, ben, cleo);
    file.text = asking(1, { coolDown: 'PT5M' });

    await anHourLater(run);

    const { asks } = await standing(run);
    expect(await digestIn(policy)).toBe(builtIn.digest);
    expect(asks.map(({ state }) => state)).toEqual(['void', 'pending']);
  });

  test('is not made when the file changes between the last look and the deed', async () => {
    const { begins, approves, anHourLater, policy, file, standing } = policyStage();
    const run = await begins('change-policy');
    await approves(run, ben, cleo);
    const texts = [asking(2), asking(2), asking(1, { coolDown: 'PT5M' })];
    file.read = async () => texts.shift() ?? asking(1, { coolDown: 'PT5M' });

    await anHourLater(run);

    expect(await digestIn(policy)).toBe(builtIn.digest);
    expect((await standing(run)).steps[0]).toMatchObject({
      state: 'failed',
      note: expect.stringMatching(/not what was approved any more/),
    });
  });

  test('is not made when one of those who approved it is no approver any more', async () => {
    const { begins, approves, anHourLater, policy, directory, standing } = policyStage();
    const run = await begins('change-policy');
    await approves(run, ben, cleo);
    directory.revoke('approver', cleo);
    directory.grant('approver', dan);

    await anHourLater(run);

    expect(await digestIn(policy)).toBe(builtIn.digest);
    expect((await standing(run)).asks.at(-1)?.state).toBe('pending');
  });

  test('is not made when nobody of a wanted group is among those who approved any more', async () => {
    const sensitive = { ...builtIn.document.risks.sensitive, groups: [SECURITY] };
    const grouped = policyOf({
      ...builtIn.document,
      risks: { ...builtIn.document.risks, sensitive },
    });
    const { begins, approves, anHourLater, policy, directory, standing } = policyStage(
      asking(2),
      grouped,
    );
    directory.putInto(SECURITY.id, ben, cleo);
    const run = await begins('change-policy');
    await approves(run, ben, cleo);
    directory.putInto(SECURITY.id, dan);

    await anHourLater(run);

    const { asks } = await standing(run);
    expect(await digestIn(policy)).toBe(grouped.digest);
    expect(asks.map(({ state }) => state)).toEqual(['void', 'pending']);
    expect(asks[0]?.voidedFor?.join(' ')).toMatch(/Nobody of Security is among them now/);
  });

  const HOPELESS: readonly (readonly [string, string, RegExp])[] = [
    ['without a file', 'no file', /No policy file is set.*POLICY_FILE/],
    ['with a fault', asking(0), /has a fault.*quorum is 0.*policy lint/],
    ['that is no JSON', '{', /no JSON/],
    ['that wants more people than there are', asking(3), /wants 3 approvers, and only 2/],
    [
      'that wants somebody from a group without approvers',
      asking(1, { groups: [SECURITY] }),
      /its own from Security, and there is none/,
    ],
  ];
  for (const [what, text, says] of HOPELESS)
    test(`${what} is put before nobody, and the reason is said`, async () => {
      const { begins, standing } = policyStage(text);

      const run = await begins('change-policy');

      const { asks, steps } = await standing(run);
      expect(asks).toEqual([]);
      expect(steps[0]?.note).toMatch(says);
    });

  test('with a group is possible once enough approvers are in it', async () => {
    const on = policyStage(asking(1, { groups: [SECURITY] }));
    on.directory.putInto(SECURITY.id, cleo);
    const tooFew = await on.begins('change-policy');
    expect((await on.standing(tooFew)).steps[0]?.note).toMatch(/only 1 could approve/);
    on.directory.putInto(SECURITY.id, ben, cleo);

    await on.runs.resume(tooFew, operator(ada));
    await on.runs.advance(tooFew);

    expect((await on.standing(tooFew)).asks).toHaveLength(1);
  });

  test('is followed in the ledger: each policy that a request names is found by its digest', async () => {
    const { begins, approves, anHourLater, policy, store } = policyStage();
    const run = await begins('change-policy');
    await approves(run, ben, cleo);
    await anHourLater(run);
    const find = (digest: string) => policyBy(store.ledger, TENANT, [builtIn], digest);

    const now = await policy();

    expect(await find(now.digest)).toEqual(asData(now.document));
    expect(await find(builtIn.digest)).toEqual(asData(builtIn.document));
    expect(await find('0'.repeat(64))).toBeUndefined();
    expect(await store.ledger.about(TENANT, POLICY_SUBJECT)).not.toEqual([]);
  });

  test('is judged in the evidence: every request names the policy that was in force then', async () => {
    const { begins, approves, anHourLater, clock, store } = policyStage();
    const run = await begins('change-policy');
    await approves(run, ben, cleo);
    await anHourLater(run);
    await begins('doors');
    clock.advance(HOUR);

    const day = (at: number) => new Date(at).toISOString().slice(0, 10);
    const now = clock.now().getTime();
    const [from, to] = [day(now - DAY), day(now + DAY)];
    const pack = await evidenceStage(store, clock).pack({ kind: 'period', from, to });

    const { faults, checks } = verdictOn(pack.bytes);
    expect(faults).toEqual([]);
    // Two policies, two requests held against theirs, and one after the change against the new one.
    expect(checks.find(({ id }) => id === 'policies')).toMatchObject({ checked: 5 });
  });
});
