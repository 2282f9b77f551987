import { createHash } from 'node:crypto';
import { expect } from 'expect';
import fc from 'fast-check';
import { approversOf } from '../../src/core/quorum.ts';
import { standingOf } from '../../src/core/standing.ts';
import { canonical, digestOf, type Data } from '../../src/core/data.ts';
import { DAY } from '../../src/core/clock.ts';
import { journalOf } from '../../src/core/journal.ts';
import type { Entry, Happening, Requested } from '../../src/core/ledger.ts';
import type { Person } from '../../src/core/people.ts';
import { digestOfPlan, planned } from '../../src/core/step.ts';
import type { AnyStore, Fresh } from './contract.ts';
import { ada, ben, changeTo, newKey, started, verified } from './samples.ts';

const cleo = { id: 'aaaaaaaa-0000-4000-8000-000000000003', name: 'Cleo' };

const request = (more: Partial<Requested> = {}): Requested => ({
  kind: 'requested',
  ask: 1,
  step: 'org-audit',
  digest: 'd',
  changes: [changeTo('on')],
  quorum: 2,
  expiresAt: '2026-11-24T12:00:00.000Z',
  ...more,
});

const yes = (by: Person, reason?: string): Happening => ({
  kind: 'decided',
  ask: 1,
  step: 'org-audit',
  digest: 'd',
  verdict: 'approved',
  by,
  ...(reason === undefined ? {} : { reason }),
});

/** Every kind of personal value, in one run that has ended. */
const full: readonly Happening[] = [
  started({ answers: { tables: ['account'] } }),
  request({
    excludes: [{ id: cleo.id, why: 'You alone administer both keys.' }],
    replaces: { digest: 'e', difference: ['Ben is no approver any more.'] },
  }),
  yes(ben, 'Looked at it with Ada'),
  { ...yes(cleo), onBehalfOf: ben } as Happening,
  {
    kind: 'attested',
    step: 'org-audit',
    by: ada,
    statement: 'Microsoft said: “done, Ben”',
    seen: { said: 'done, Ben' },
  },
  { kind: 'handed-over', by: ada, to: cleo, reason: 'on leave' },
  { kind: 'noted', what: 'asked', by: ben, details: { question: 'who deleted accounts' } },
  { kind: 'finished' },
];

const textsOf = async (store: AnyStore, tenant: string) =>
  (await store.tree.unsealed(tenant, 100)).entries.map(({ text }) => text);

/** A plan that puts a deputy in force: its sentence and its details name both. */
const deputy = planned({
  kind: 'automatic',
  summary: 'Let Cleo decide on approvals in the place of Ben.',
  details: {
    operation: 'approvals.delegate',
    target: 'delegation/0123456789abcdef',
    before: null,
    after: { approver: { ...ben }, deputy: { ...cleo }, from: '2026-11-21', until: '2026-11-22' },
  },
  apply: () => Promise.resolve(),
});

export function openingsContract(fresh: () => Fresh): void {
  test('a plan about people is sealed with its sentence, reads as it was, and can be erased', async () => {
    const { store } = fresh();
    const key = newKey();
    const digest = digestOfPlan({ ...key, step: 'org-audit' }, [deputy]);
    const applied = { step: 'org-audit', change: deputy, requestId: 'r-1' };
    await store.ledger.append(key, 0, [
      started(),
      request({ digest, changes: [deputy] }),
      { kind: 'applying', ...applied },
      { kind: 'applied', ...applied },
      { kind: 'finished' },
    ]);

    const texts = (await textsOf(store, key.tenant)).join('\n');
    const before = await store.ledger.read(key);
    await store.openings.erase(key.tenant, ben.id, [key.run]);
    const after = JSON.stringify(await store.ledger.read(key));

    for (const personal of ['Ben', 'Cleo', ben.id, cleo.id]) expect(texts).not.toContain(personal);
    const asked = before.flatMap((entry) => (entry.kind === 'requested' ? [entry] : []));
    expect(asked.map(({ changes }) => changes)).toEqual([[deputy]]);
    expect(digestOf({ summary: deputy.summary, details: deputy.details })).toBe(deputy.digest);
    expect(after).not.toMatch(/Ben|000000000002/);
    expect(after).toContain(cleo.id);
    expect((await textsOf(store, key.tenant)).join('\n')).toBe(texts);
  });

  test('nothing personal stands in the entries, and whoever reads them sees it all', async () => {
    const { store } = fresh();
    const key = newKey();
    const written = await store.ledger.append(key, 0, full);

    const texts = (await textsOf(store, key.tenant)).join('\n');

    for (const personal of [ada, ben, cleo].flatMap(({ id, name }) => [id, `"${name}"`]))
      expect(texts).not.toContain(personal);
    for (const said of [
      'Looked at',
      'on leave',
      'who deleted',
      'alone',
      'account"]',
      'done',
      'Ben',
    ])
      expect(texts).not.toContain(said);
    expect(await store.ledger.read(key)).toEqual(written);
    expect(await store.ledger.about(key.tenant, started().subject)).toEqual(written);
    expect((await store.ledger.runs(key.tenant))[0]?.requester).toEqual(ada);
  });

  test('a seal is the digest of salt and value, and each opening fits its seal', async () => {
    const { store } = fresh();
    const key = newKey();
    await store.ledger.append(key, 0, full);

    const openings = await store.openings.of(key.tenant, key.run);
    const [first] = await store.openings.sealedEntries(key.tenant, key.run);

    expect(openings.length).toBeGreaterThan(10);
    for (const { sealed, salt, value } of openings) {
      const digest = createHash('sha256')
        .update(canonical([salt, value]), 'utf8')
        .digest('hex');
      expect(sealed).toBe(`sealed:${digest}`);
      expect(salt).toMatch(/^[0-9a-f]{32}$/);
    }
    const opened = (seal: unknown) => openings.find(({ sealed }) => sealed === seal)?.value;
    if (first?.kind !== 'started') throw new Error('not started');
    expect([opened(first.requester.id), opened(first.requester.name)]).toEqual([ada.id, 'Ada']);
    expect(opened(first.answers)).toEqual({ tables: ['account'] });
  });

  test('within a run the same person has the same seal, whenever they come; in another run not', async () => {
    const { store } = fresh();
    const [key, other] = [newKey('t'), newKey('t')];
    await store.ledger.append(key, 0, [started(), yes(ben, 'fine')]);
    await store.ledger.append(key, 2, [yes(ben, 'fine'), yes(cleo, 'fine')]);
    await store.ledger.append(other, 0, [started(), yes(ben, 'fine')]);

    const votesIn = async (run: string) =>
      (await store.openings.sealedEntries('t', run)).flatMap((entry) =>
        entry.kind === 'decided' ? [[entry.by.id, entry.by.name, entry.reason]] : [],
      );

    const [first = [], again, third = []] = await votesIn(key.run);
    const [elsewhere = []] = await votesIn(other.run);
    expect(again).toEqual(first);
    expect(new Set([...first, ...third, ...elsewhere]).size).toBe(9);
  });

  test('somebody who types a seal is sealed like everybody else', async () => {
    const { store } = fresh();
    const key = newKey('t');
    await store.ledger.append(key, 0, [started(), yes(ben)]);
    const [, vote] = await store.openings.sealedEntries('t', key.run);
    const bensSeal = vote?.kind === 'decided' ? vote.by.id : '';
    const sly = { id: bensSeal, name: bensSeal };
    const invented = `sealed:${'a'.repeat(64)}`;

    await store.ledger.append(key, 2, [
      yes(sly, bensSeal),
      { kind: 'noted', what: 'asked', details: bensSeal },
      { kind: 'withdrawn', by: ada, reason: invented },
      verified(bensSeal),
    ]);

    expect((await store.ledger.read(key)).slice(2)).toMatchObject([
      { by: sly, reason: bensSeal },
      { details: bensSeal },
      { reason: invented },
      { found: bensSeal },
    ]);
  });

  test('a person in the details of a plan is sealed, and the plan keeps its digest', async () => {
    const { store } = fresh();
    const anyone = fc.oneof(
      fc.jsonValue(),
      fc.string(),
      fc.record({ id: fc.string(), name: fc.string(), until: fc.jsonValue() }),
    );
    await fc.assert(
      fc.asyncProperty(anyone, async (person) => {
        const key = newKey();
        const details = {
          ...{ operation: 'bot.deputy', target: 'approvals', before: null },
          after: [{ person: person as Data, since: 'today' }],
        };
        const summary = 'Name a deputy';
        const change = {
          ...{ kind: 'automatic' as const, summary, details },
          digest: digestOf({ summary, details }),
        };
        const plan = { ...key, step: 'org-audit' };
        await store.ledger.append(key, 0, [
          started(),
          request({ changes: [change], digest: digestOfPlan(plan, [change]) }),
        ]);

        const [, asked] = await store.ledger.read(key);

        if (asked?.kind !== 'requested') throw new Error('not asked');
        expect(digestOfPlan(plan, asked.changes)).toBe(asked.digest);
        const [, sealed] = await store.openings.sealedEntries(key.tenant, key.run);
        // In a person without any member there is nothing to seal.
        const written = JSON.stringify(person);
        if (written !== '{}') expect(JSON.stringify(sealed)).not.toContain(`"person":${written},`);
      }),
      { numRuns: 25 },
    );
  });

  test('whoever is erased is gone from the entries, and all others are as they were', async () => {
    const { store } = fresh();
    const key = newKey('t');
    await store.ledger.append(key, 0, full);
    const before = await textsOf(store, 't');
    expect(await store.openings.namesOf('t', ben.id)).toEqual(['Ben']);
    const [named] = await store.openings.about('t', ben.id);
    expect(named).toMatchObject({ run: key.run, ended: true });

    await store.openings.erase('t', ben.id, [key.run]);
    await store.openings.erase('t', ben.id, [key.run]);

    const entries = await store.ledger.read(key);
    expect(await textsOf(store, 't')).toEqual(before);
    expect(JSON.stringify(entries)).not.toMatch(/Ben\b|aaaaaaaa-0000-4000-8000-000000000002/);
    expect(await store.openings.about('t', ben.id)).toEqual([]);
    const [start, asked, bens, cleos, attested, handed, noted] = entries;
    const gone = { id: expect.stringMatching(/^sealed:[0-9a-f]{64}$/), name: '(erased)' };
    expect(start).toMatchObject({ requester: ada, answers: { tables: ['account'] } });
    expect(asked).toMatchObject({
      excludes: [{ id: cleo.id, why: 'You alone administer both keys.' }],
      replaces: { difference: ['(erased)'] },
    });
    expect(bens).toMatchObject({ by: gone, reason: '(erased)' });
    expect(cleos).toMatchObject({ by: cleo, onBehalfOf: gone });
    expect(attested).toMatchObject({ by: ada, statement: '(erased)', seen: null });
    expect(handed).toMatchObject({ by: ada, to: cleo, reason: 'on leave' });
    expect(noted).toMatchObject({ by: gone, details: null });
  });

  test('two people who are erased stay two, and their votes count as they did', async () => {
    const { store } = fresh();
    const key = newKey('t');
    await store.ledger.append(key, 0, [
      ...[started(), request(), yes(ben), yes({ ...cleo, name: ben.name })],
      { kind: 'finished' },
    ]);

    for (const { id } of [ada, ben, cleo]) await store.openings.erase('t', id, [key.run]);

    const { asks, started: start } = standingOf(await store.ledger.read(key));
    expect(asks[0]?.state).toBe('approved');
    expect(approversOf(asks[0]?.votes ?? []).size).toBe(2);
    const [heading] = await store.ledger.runs('t');
    expect(heading?.requester).toEqual(start.requester);
    expect(heading?.requester.name).toBe('(erased)');
    expect(await store.openings.about('t', ada.id)).toEqual([]);
  });

  test('who has the same name as somebody erased keeps it', async () => {
    const { store } = fresh();
    const key = newKey('t');
    const namesake = { ...cleo, name: ben.name };
    await store.ledger.append(key, 0, [started(), yes(ben), yes(namesake), { kind: 'finished' }]);

    await store.openings.erase('t', ben.id, [key.run]);

    const by = (await store.ledger.read(key)).flatMap((entry) =>
      entry.kind === 'decided' ? [entry.by] : [],
    );
    expect(by).toEqual([{ id: expect.stringMatching(/^sealed:/), name: '(erased)' }, namesake]);
  });

  test('a run that is still open is named and left alone; so is another tenant', async () => {
    const { store } = fresh();
    const [open, ended, foreign] = [newKey('t'), newKey('t'), newKey('u')];
    await store.ledger.append(open, 0, [started(), yes(ben)]);
    await store.ledger.append(ended, 0, [started(), yes(ben), { kind: 'cancelled', by: ada }]);
    await store.ledger.append(foreign, 0, [started(), yes(ben), { kind: 'finished' }]);

    expect(await store.openings.about('t', ben.id)).toEqual([
      { run: open.run, openings: 2, ended: false },
      { run: ended.run, openings: 2, ended: true },
    ]);
    await store.openings.erase('t', ben.id, [open.run, ended.run, foreign.run]);

    const voters = async (key: { tenant: string; run: string }) =>
      (await store.ledger.read(key)).flatMap((entry: Entry) =>
        entry.kind === 'decided' ? [entry.by.name] : [],
      );
    expect([await voters(open), await voters(ended), await voters(foreign)]).toEqual([
      ...[['Ben'], ['(erased)'], ['Ben']],
    ]);
  });

  test('the stream of a day may be erased when the day is over', async () => {
    const { store, clock } = fresh();
    const journal = journalOf(store.ledger, 't', clock);
    await journal.note({ what: 'asked', by: ben, details: { question: 'who deleted accounts' } });
    await journal.note({ what: 'asked', by: ada, details: { question: `what did ${ben.id} do` } });
    await journal.note({ what: 'asked', by: ada, details: { question: 'what did Benno do' } });
    const today = clock.now().toISOString().slice(0, 10);
    expect(await store.openings.about('t', ben.id)).toEqual([
      { run: `journal-${today}`, openings: 4, ended: false },
    ]);

    clock.advance(DAY);
    await store.openings.erase('t', ben.id, [`journal-${today}`]);

    expect(await journal.read(today)).toMatchObject([
      { by: { name: '(erased)' }, details: null },
      { by: ada, details: null },
      { by: ada, details: { question: 'what did Benno do' } },
    ]);
  });
}
