import { expect } from 'expect';
import type { Entry } from '../../src/core/ledger.ts';
import { complianceOf } from '../../src/evidence/compliance/compliance.ts';
import { compliancePage } from '../../src/evidence/compliance/html.ts';
import { gather, type Material } from '../../src/evidence/compliance/material.ts';
import { HOUR } from '../../src/core/clock.ts';
import { digestOfPlan } from '../../src/core/step.ts';
import { ada, ben, cleo } from '../fakes/fake-directory.ts';
import { lampSetup, lampWorld } from '../fakes/lamps.ts';
import { operator, stage, TENANT } from '../fakes/stage.ts';

const HOSTILE = '<img src=x onerror=alert(1)>"\'';

/** One run with two approvals, one that is rejected, and one that nobody looks at. */
async function period(risk: 'sensitive' | 'irreversible' = 'sensitive') {
  const on = stage([lampSetup(lampWorld(), { risk, guided: true })]);
  const from = on.clock.now().toISOString().slice(0, 10);
  const start = async (lamp: string) => {
    const { run = '' } = await on.runs.start('lamps', { lamp, colour: 'red' }, operator(ada));
    await on.runs.advance(run);
    return run;
  };
  const done = await start('north');
  const phrase = 'this cannot be undone';
  on.clock.advance(HOUR);
  await on.vote(done, 1, ben, { phrase });
  on.clock.advance(HOUR);
  await on.vote(done, 1, cleo, { phrase });
  await on.runs.advance(done);
  await on.runs.attest(done, 'lamp-seen', operator(ada));
  await on.runs.advance(done);
  const no = await start(HOSTILE);
  await on.vote(no, 1, ben, { verdict: 'rejected', reason: HOSTILE });
  on.clock.advance(100 * HOUR);
  const to = new Date(on.clock.now().getTime() + 24 * HOUR).toISOString().slice(0, 10);
  const material = await gather(
    {
      tenant: TENANT,
      ledger: on.store.ledger,
      coverage: async () => undefined,
      checkpoint: async () => undefined,
    },
    { from, to },
  );
  return { ...on, done, no, material };
}

const report = (material: Material) => complianceOf(material, new Date('2026-12-01T00:00:00Z'));

/** The same material with the entries of one run changed. */
const changed = (material: Material, run: string, change: (all: readonly Entry[]) => Entry[]) => ({
  ...material,
  runs: material.runs.map((one) =>
    one.heading.run === run ? { ...one, entries: change(one.entries) } : one,
  ),
});

const brokenIn = (material: Material) =>
  report(material).controls.flatMap(({ id, broken }) => (broken > 0 ? [id] : []));

const count = (material: Material, is: (entry: Entry) => boolean): number =>
  material.runs.flatMap(({ entries }) => entries).filter(is).length;

suite('The compliance report of a period', () => {
  test('a report on days that are not over says so', async () => {
    const { material } = await period();
    const page = (now: string) => compliancePage(complianceOf(material, new Date(now)));

    expect(page(`${material.period.from}T12:00:00Z`)).toContain('the period is not over');
    expect(page('2030-01-01T00:00:00Z')).toContain('as it stood at the end of the period');
  });

  test('counts what the entries hold, and every rule held', async () => {
    const { material, done } = await period();

    const { approvals, changes, controls, standing } = report(material);

    const votes = count(material, ({ kind }) => kind === 'decided');
    expect(approvals.votes).toBe(votes);
    expect(approvals.requests).toBe(count(material, ({ kind }) => kind === 'requested'));
    expect(approvals.rejected).toBeGreaterThan(0);
    expect(changes).toHaveLength(
      count(material, ({ kind }) => kind === 'applied' || kind === 'attested'),
    );
    const tested = Object.fromEntries(controls.map(({ id, tested: many }) => [id, many]));
    expect(tested['quorum']).toBe(count(material, ({ kind }) => kind === 'applying'));
    expect(tested['expiry']).toBe(votes);
    expect(brokenIn(material)).toEqual([]);
    expect(standing.map(({ run }) => run)).toEqual([done]);
    expect(standing[0]?.steps.map(({ state }) => state)).toEqual(['verified', 'attested']);
    expect(standing[0]?.steps[0]?.approvedBy).toContain('Ben');
  });

  test('names the entries that each sentence rests on', async () => {
    const { material, done } = await period();

    const [first] = report(material).changes;

    const applied = material.runs
      .flatMap(({ entries }) => entries)
      .find(({ kind }) => kind === 'applied');
    expect(first?.entries).toEqual([`${done} #${applied?.seq}`]);
  });

  test('finds a change without its quorum, and one of another digest', async () => {
    const { material, done } = await period();
    const without = changed(material, done, (all) =>
      all.filter((entry) => entry.kind !== 'decided' || entry.by.id !== cleo.id),
    );
    const other = changed(material, done, (all) =>
      all.map((entry) =>
        entry.kind === 'requested'
          ? { ...entry, digest: digestOfPlan({ tenant: TENANT, run: done, step: 'x' }, []) }
          : entry,
      ),
    );

    expect(brokenIn(without)).toContain('quorum');
    expect(brokenIn(other)).toEqual(expect.arrayContaining(['quorum', 'expiry']));
    const quorum = report(without).controls.find(({ id }) => id === 'quorum');
    expect(quorum?.statements[0]?.says).toContain('1 of 2 approvals on exactly this digest');
    expect(quorum?.statements[0]?.entries[0]).toMatch(new RegExp(`^${done} #\\d+$`));
  });

  test('finds whoever approved what they had asked for, and a vote after the end', async () => {
    const { material, done } = await period();
    const own = changed(material, done, (all) =>
      all.map((entry) => (entry.kind === 'started' ? { ...entry, requester: cleo } : entry)),
    );
    const late = changed(material, done, (all) =>
      all.map((entry) => (entry.kind === 'requested' ? { ...entry, expiresAt: entry.at } : entry)),
    );

    expect(brokenIn(own)).toContain('four-eyes');
    expect(brokenIn(late)).toEqual(expect.arrayContaining(['quorum', 'expiry']));
  });

  test('tests one-way doors, and finds one without its phrase', async () => {
    const { material, done } = await period('irreversible');
    const open = changed(material, done, (all) =>
      all.map((entry) => {
        if (entry.kind !== 'requested') return entry;
        const { phrase: _phrase, ...rest } = entry;
        return rest;
      }),
    );

    expect(report(material).controls.find(({ id }) => id === 'one-way')).toMatchObject({
      tested: 1,
      broken: 0,
    });
    expect(brokenIn(open)).toContain('one-way');
  });

  test('is one page without anything active, whatever people are called', async () => {
    const { material } = await period();

    const page = compliancePage(report(material));

    expect(page).not.toContain('<img');
    expect(page).toContain('&lt;img src=x');
    expect(page).not.toMatch(/<script|javascript:|https?:\/\/(?!www\.w3\.org)|<link|<iframe/i);
    expect(page).toContain("default-src 'none'");
    expect(page).toContain('could not be opened');
    expect(page).toContain('No signed checkpoint');
  });

  test('leaves out what came after the period, and what was before it', async () => {
    const { material } = await period();
    const before = { ...material, period: { from: '2030-01-01', to: '2030-02-01' } };

    expect(report(before).changes).toEqual([]);
    expect(report(before).approvals.votes).toBe(0);
    expect(report(before).standing).toHaveLength(1);
  });
});
