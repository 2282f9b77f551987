import { expect } from 'expect';
import type { Entry, Happening } from '../../src/core/ledger.ts';
import { standingOf } from '../../src/core/standing.ts';
import type { PlannedChange } from '../../src/core/step.ts';
import { approvalView, askState, type Viewer } from '../../src/views/approval-view.ts';
import { runView } from '../../src/views/run-view.ts';
import { plain, sentence, stamp, subjectLabel } from '../../src/views/words.ts';
import { ada, ben, cleo } from '../fakes/fake-directory.ts';

const RUN = '7K2QF9';
const EXPIRES = '2026-11-24T12:00:00.000Z';
const change = (kind: PlannedChange['kind'], more: Partial<PlannedChange> = {}): PlannedChange => ({
  kind,
  summary: 'Light the lamp.',
  details: { operation: 'lamp.light', target: 'north', before: null, after: 'red' },
  digest: 'd'.repeat(64),
  ...more,
});
const started: Happening = {
  kind: 'started',
  walkthrough: 'lamps',
  title: 'Light a lamp',
  subject: 'lamp/north',
  answers: {},
  requester: ada,
  steps: [
    { id: 'lit', title: 'The lamp is lit', stage: 'Light', risk: 'sensitive' },
    { id: 'seen', title: 'The lamp is seen', stage: 'Look', risk: 'routine' },
  ],
};
const requested = (step = 'lit', ask = 1): Happening => ({
  kind: 'requested',
  ask,
  step,
  digest: 'a'.repeat(64),
  changes: [change('automatic')],
  quorum: 2,
  expiresAt: EXPIRES,
});
const decided = (by: typeof ben, verdict: 'approved' | 'rejected', reason?: string): Happening => ({
  kind: 'decided',
  ask: 1,
  step: 'lit',
  digest: 'a'.repeat(64),
  verdict,
  by,
  ...(reason === undefined ? {} : { reason }),
});
const verified = (step: string): Happening => ({ kind: 'verified', step });

/** A minute between one entry and the next. */
const standing = (...what: readonly Happening[]) =>
  standingOf(
    [started, ...what].map((each, index): Entry => ({
      ...each,
      seq: index + 1,
      at: new Date(Date.UTC(2026, 10, 21, 12, index)).toISOString(),
    })),
  );
const view = (...what: readonly Happening[]) => runView(RUN, standing(...what), []);
const ask = (viewer: Viewer, ...what: readonly Happening[]) =>
  approvalView(RUN, standing(...what), 1, viewer);

suite('The headline of a run', () => {
  test('says that it is working until something is asked', () => {
    expect(view()).toMatchObject({
      state: 'working',
      headline: expect.stringMatching(/^Working/) as unknown,
    });
  });

  test('says how many steps wait for approval', () => {
    expect(view(requested()).headline).toContain('approval of one step');
    expect(view(requested(), requested('seen')).headline).toContain('approval of 2 steps');
    expect(view(requested()).state).toBe('waiting');
  });

  test('says what is waited for, since when, for how long and when it is looked at again', () => {
    const { state, headline } = view({
      kind: 'waiting',
      step: 'lit',
      change: change('wait'),
      on: 'the bulb to warm up',
      usually: '10 minutes',
      lookAgainAt: '2026-11-21T14:30:00.000Z',
    });

    expect(state).toBe('waiting');
    for (const says of ['the bulb to warm up', '10 minutes', '12:01', '14:30'])
      expect(headline).toContain(says);
  });

  test('says whose turn it is when a person has to do a step', () => {
    const guide = { steps: ['Look.'], proof: 'attested' as const, statement: 'Seen.' };
    const { state, headline } = view({
      kind: 'waiting',
      step: 'seen',
      change: change('guided', { guide }),
      on: 'a person has to do this',
    });

    expect(state).toBe('your-turn');
    expect(headline).toContain('by hand');
  });

  test('says what is being applied, and since when, as one sentence', () => {
    const applying: Happening = {
      ...{ kind: 'applying', step: 'lit', change: change('automatic'), requestId: 'r' },
    };

    const shown = JSON.stringify(view(requested(), decided(ben, 'approved'), applying));

    expect(shown).toContain('Light the lamp, since 12:03');
  });

  test('names the step that failed, what happened and what to do next', () => {
    const { state, headline } = view({
      kind: 'failed',
      step: 'lit',
      what: 'The fuse is blown.',
      next: 'Change it, then type resume.',
    });

    expect(state).toBe('stopped');
    expect(headline).toBe(
      'Stopped at "The lamp is lit". The fuse is blown. Change it, then type resume.',
    );
  });

  test('says who rejected it and why, in whole sentences', () => {
    for (const reason of ['too early', 'too early.'])
      expect(view(requested(), decided(ben, 'rejected', reason))).toMatchObject({
        state: 'stopped',
        headline: '"The lamp is lit" was rejected by Ben: too early. Nothing of it was done.',
      });
    expect(view(requested(), decided(ben, 'rejected')).headline).toContain(
      'rejected by Ben. Nothing',
    );
  });

  test('says that it was taken back, that it expired, that it was cancelled', () => {
    expect(view(requested(), { kind: 'withdrawn', by: ada })).toMatchObject({
      state: 'stopped',
      headline: expect.stringContaining('Taken back') as unknown,
    });
    expect(view(requested(), { kind: 'expired', ask: 1, step: 'lit' })).toMatchObject({
      state: 'stopped',
      headline: expect.stringContaining('expired') as unknown,
    });
    expect(view(requested(), { kind: 'cancelled', by: ada })).toMatchObject({
      state: 'cancelled',
      headline: expect.stringContaining('Cancelled') as unknown,
    });
  });

  test('says whether every step is verified, or something rests on a person’s word', () => {
    const attested: Happening = { kind: 'attested', step: 'seen', by: ada, statement: 'Seen.' };

    expect(view(verified('lit'), verified('seen'), { kind: 'finished' })).toMatchObject({
      state: 'finished',
      done: 2,
      total: 2,
      headline: expect.stringMatching(/every step is verified\.$/i) as unknown,
    });
    expect(view(verified('lit'), attested, { kind: 'finished' }).headline).toMatch(/attested/);
  });

  test('after a resume is that of the state it is in then', () => {
    const failed: Happening = {
      kind: 'failed',
      step: 'lit',
      what: 'It broke.',
      next: 'Type resume.',
    };

    expect(view(failed, { kind: 'resumed', by: ada }).state).toBe('working');
    expect(view(failed, { kind: 'resumed', by: ada }, requested()).state).toBe('waiting');
  });

  test('every state offers what can be done then, by button and by word', () => {
    const offered = (...what: readonly Happening[]) =>
      view(...what).actions.map(({ text }) => text);

    expect(offered()).toContain(`cancel ${RUN}`);
    expect(offered(requested())).toEqual(
      expect.arrayContaining([`check ${RUN}`, `withdraw ${RUN}`, `cancel ${RUN}`]),
    );
    expect(offered(requested(), { kind: 'withdrawn', by: ada })).toContain(`resume ${RUN}`);
    expect(offered(requested(), { kind: 'cancelled', by: ada })).toEqual([]);
    expect(offered(verified('lit'), verified('seen'), { kind: 'finished' })).toEqual(
      expect.arrayContaining([`report ${RUN}`, `health ${RUN}`, `undo ${RUN}`]),
    );
  });
});

suite('The outcome of a request', () => {
  const approved = [decided(ben, 'approved'), decided(cleo, 'approved')] as const;

  test('counts who is still needed', () => {
    expect(ask('approver', requested()).outcome).toContain('2 approvers');
    expect(ask('approver', requested(), decided(ben, 'approved')).outcome).toContain(
      'one more approver',
    );
  });

  test('has a state and a sentence for each end', () => {
    const ends: readonly (readonly [string, ...Happening[]])[] = [
      ['approved', ...approved],
      ['rejected', decided(ben, 'rejected')],
      ['withdrawn', { kind: 'withdrawn', by: ada }],
      ['withdrawn', { kind: 'cancelled', by: ada }],
      ['expired', { kind: 'expired', ask: 1, step: 'lit' }],
      ['void', { kind: 'voided', ask: 1, step: 'lit', difference: [] }],
      ['done', ...approved, verified('lit')],
      ['failed', ...approved, { kind: 'failed', step: 'lit', what: '', next: '' }],
    ];

    for (const [state, ...end] of ends) {
      const drawn = ask('approver', requested(), ...end);
      expect(drawn.state).toBe(state);
      expect(drawn.outcome).toMatch(/^[A-Z].*\.$/);
      expect(drawn.offers).toEqual([]);
    }
    expect(
      new Set(ends.map(([, ...end]) => ask('approver', requested(), ...end).outcome)).size,
    ).toBe(7);
  });

  test('keeps every vote with its time and reason, oldest first, one line each', () => {
    const { votes } = ask(
      'approver',
      requested(),
      decided(ben, 'approved'),
      decided(cleo, 'rejected', 'too early'),
    );

    expect(votes).toHaveLength(2);
    expect(votes[0]).toMatch(/^Ben approved.*12:02/);
    expect(votes[1]).toMatch(/^Cleo rejected.*12:03.*too early/);
  });

  test('what still needs somebody comes before what is settled', () => {
    const both = standing(requested(), requested('seen'), decided(ben, 'rejected'));

    expect(askState(both.asks)).toBe('pending');
    expect(approvalView(RUN, both, 1, 'approver').outcome).toContain('1 of 2 steps are decided');
  });

  test('is offered by who looks: approve to approvers, withdraw to the requester, nothing to others', () => {
    expect(ask('approver', requested()).offers).toEqual(['approve', 'reject']);
    expect(ask('requester', requested()).offers).toEqual(['withdraw']);
    expect(ask('reader', requested()).offers).toEqual([]);
  });
});

suite('Words on cards', () => {
  test('times are short, in one zone, and say which', () => {
    expect(stamp('2026-11-21T12:05:59.999Z')).toBe('21 Nov, 12:05 UTC');
    expect(stamp('2026-01-01T00:00:00+02:00')).toBe('31 Dec, 22:00 UTC');
  });

  test('data is shown as words', () => {
    expect(plain(null)).toBe('nothing');
    expect(plain([true, false, 3, 'x'])).toBe('on, off, 3, x');
    expect(plain({})).not.toBe('[object Object]');
    expect(JSON.stringify([plain({ a: { b: [null] } })])).not.toMatch(/[{}]|object/);
  });

  test('a subject is shown without the word that keeps kinds apart, a sentence with its full stop', () => {
    expect(subjectLabel('dataverse/contoso.crm4.dynamics.com')).toBe('contoso.crm4.dynamics.com');
    expect(['why?', 'no', 'so.', 'well…'].map(sentence)).toEqual(['why?', 'no.', 'so.', 'well…']);
  });
});
