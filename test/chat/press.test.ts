import { expect } from 'expect';
import { HOUR } from '../../src/core/clock.ts';
import { chatStage, type ChatStage } from '../fakes/chat-stage.ts';
import { ada, ben, cleo, dan, eve, finn } from '../fakes/fake-directory.ts';
import { lampSetup, lampWorld } from '../fakes/lamps.ts';
import { wordsOf } from '../fakes/words-of.ts';
import type { Answered } from '../../src/chat/press.ts';

const withLamps = (more = {}) => {
  const world = lampWorld();
  return { world, ...chatStage([lampSetup(world, more)]) };
};
const begin = (on: ChatStage, lamp = 'north') => on.begins(ada, 'lamps', { lamp, colour: 'red' });
const says = (answered: Answered) =>
  answered.kind === 'card' ? wordsOf(answered.card) : answered.text;
const verbsOf = (answered: Answered) =>
  [...JSON.stringify(answered).matchAll(/"Action\.Execute".*?"verb":"(\w+)"/g)].map(
    ([, verb]) => verb,
  );

const MALFORMED: readonly unknown[] = [
  undefined,
  null,
  'text',
  17,
  [],
  {},
  { run: 17 },
  { run: '' },
  { run: '../../etc' },
  { run: '7k2qf9' },
  { run: '7K2QF9O' },
  { run: '__proto__' },
  { run: ['7K2QF9'] },
  { run: '7K2QF9', ask: '-1' },
  { run: '7K2QF9', ask: '1.5' },
  { run: '7K2QF9', ask: 'NaN' },
  { run: '7K2QF9', ask: '99999' },
  { run: '7K2QF9', ask: {} },
  { run: '7K2QF9', digest: 'abc' },
  { run: '7K2QF9', digest: 'A'.repeat(64) },
  { run: '7K2QF9', reason: 'x'.repeat(501) },
  { run: '7K2QF9', steps: ['lamp-lit'] },
  { run: '7K2QF9', step: 'x'.repeat(101) },
  { run: '7K2QF9', phrase: 7 },
];

suite('Presses', () => {
  test('what does not fit is answered with a sentence and does nothing', async () => {
    const on = withLamps();
    const run = await begin(on);
    const before = await on.entriesOf(run);

    for (const verb of [
      'approve',
      'reject',
      'withdraw',
      'resume',
      'cancel',
      'done',
      'check',
      'constructor',
      '',
    ])
      for (const data of MALFORMED) {
        const person = ['approve', 'reject'].includes(verb) ? ben : ada;
        const answered = await on.press(person, verb, data);
        expect(answered.kind).toBe('message');
        expect(says(answered)).toMatch(/^(?:This button does not fit|There is no run)/);
      }

    expect(await on.entriesOf(run)).toEqual(before);
  });

  test('an unknown verb on a real run does nothing', async () => {
    const on = withLamps();
    const run = await begin(on);
    const before = await on.entriesOf(run);

    for (const verb of ['delete', 'approve ', 'APPROVE', 'constructor', 'toString'])
      expect(says(await on.press(ben, verb, await on.ask(run)))).toContain('does not fit');

    expect(await on.entriesOf(run)).toEqual(before);
  });

  test('approve is answered with the card as it stands after the vote', async () => {
    const on = withLamps();
    const run = await begin(on);
    const data = await on.ask(run);

    const first = await on.press(ben, 'approve', data);
    const second = await on.press(cleo, 'approve', data);

    expect(first.kind).toBe('card');
    expect(says(first)).toContain('Ben approved');
    expect(verbsOf(first)).toEqual(['reject']);
    expect(says(second)).toContain('Cleo approved');
    expect(verbsOf(second)).toEqual([]);
  });

  test('to approve reads the run once: what was recorded is known without reading it back', async () => {
    const on = withLamps();
    const run = await begin(on);
    const button = await on.button(ben, run);
    const { read } = on.store.ledger;
    const reads: string[] = [];
    on.store.ledger.read = (key) => (reads.push(key.run), read(key));

    const answered = await on.press(ben, 'approve', button);

    expect(says(answered)).toContain('Ben approved');
    expect(reads).toEqual([run]);
  });

  test('to approve puts what follows from it on the schedule in one go', async () => {
    const on = withLamps();
    const run = await begin(on);
    const button = await on.button(ben, run);
    const { schedule } = on.store.due;
    const lists: (readonly string[])[] = [];
    on.store.due.schedule = (work, how) => {
      lists.push([work].flat().map(({ kind }) => kind));
      return schedule(work, how);
    };

    await on.press(ben, 'approve', button);

    expect(lists).toEqual([['advance', 'announce']]);
  });

  test('the card after a vote shows those of others that came in between', async () => {
    const on = withLamps();
    const run = await begin(on);
    const [bens, cleos] = [await on.button(ben, run), await on.button(cleo, run)];
    const { append } = on.store.ledger;
    on.store.ledger.append = async (...all) => {
      on.store.ledger.append = append;
      await on.press(cleo, 'approve', cleos);
      return append(...all);
    };

    const answered = await on.press(ben, 'approve', bens);

    expect(says(answered)).toMatch(/Cleo approved[^]*Ben approved/);
    expect(await on.stateOf(run)).toMatchObject({ 'lamp-lit': 'approved' });
  });

  test('reject is answered with the card, and its reason stands on it', async () => {
    const on = withLamps();
    const run = await begin(on);

    const answered = await on.press(ben, 'reject', {
      ...(await on.ask(run)),
      reason: '  too early ',
    });

    expect(says(answered)).toContain('too early');
    expect(verbsOf(answered)).toEqual([]);
    expect((await on.entriesOf(run)).at(-1)).toMatchObject({ reason: 'too early', by: ben });
  });

  test('the person is whoever pressed, whatever the data says', async () => {
    const on = withLamps();
    const run = await begin(on);
    const forged = {
      ...(await on.ask(run)),
      by: ben,
      person: ben,
      roles: ['approver'],
      verdict: 'approved',
    };

    expect(says(await on.press(ada, 'approve', forged))).toContain('Only approvers');
    expect(says(await on.press(dan, 'approve', forged))).toContain('Only approvers');
    expect(says(await on.press(eve, 'reject', forged))).toContain('Only approvers');
    expect(says(await on.press(finn, 'approve', forged))).toContain('You hold no role');
    expect((await on.entriesOf(run)).some(({ kind }) => kind === 'decided')).toBe(false);
  });

  test('a requester cannot approve or reject what they asked for', async () => {
    const on = withLamps();
    on.directory.grant('approver', ada);
    const run = await begin(on);

    expect(says(await on.press(ada, 'approve', await on.ask(run)))).toContain('somebody else');
    expect(says(await on.press(ada, 'reject', await on.ask(run)))).toContain('withdraw');
  });

  test('a double press counts once, one after the other or at once', async () => {
    const on = withLamps();
    const run = await begin(on);
    const data = await on.ask(run);

    await Promise.all([on.press(ben, 'approve', data), on.press(ben, 'approve', data)]);
    const third = await on.press(ben, 'approve', data);

    expect(says(third)).toContain('on record already');
    const votes = (await on.entriesOf(run)).filter(({ kind }) => kind === 'decided');
    expect(votes).toHaveLength(1);
  });

  test('two approvers at once both count, and neither is lost', async () => {
    const on = withLamps();
    const run = await begin(on);
    const data = await on.ask(run);

    const answers = await Promise.all([
      on.press(ben, 'approve', data),
      on.press(cleo, 'approve', data),
    ]);
    await on.work();

    expect(answers.map(({ kind }) => kind)).toEqual(['card', 'card']);
    expect(on.world.lit.get('north')).toBe('red');
  });

  test('a digest of another plan decides on nothing', async () => {
    const on = withLamps();
    const [run, other] = [await begin(on), await begin(on, 'south')];
    const data = await on.ask(run);
    const { digest } = await on.ask(other);

    expect(says(await on.press(ben, 'approve', { ...data, digest }))).toContain('another plan');
    expect(says(await on.press(ben, 'approve', { ...data, digest: undefined }))).toContain(
      'does not fit',
    );
    expect(says(await on.press(ben, 'approve', { ...data, ask: '2' }))).toContain(
      'no such request',
    );
    expect((await on.entriesOf(run)).some(({ kind }) => kind === 'decided')).toBe(false);
  });

  test('part of a request can be decided on; none of it is none of it', async () => {
    const on = withLamps();
    const run = await begin(on);
    const data = await on.ask(run);

    for (const steps of ['', ' , ', 'lamp-seen', 'constructor'])
      expect(says(await on.press(ben, 'approve', { ...data, steps }))).toContain(
        'No step was chosen',
      );
    expect((await on.press(ben, 'approve', { ...data, steps: ' lamp-lit ,' })).kind).toBe('card');
  });

  test('a one-way door needs its phrase on the card as well', async () => {
    const on = withLamps({ risk: 'irreversible' });
    const run = await begin(on);
    const data = await on.ask(run);

    expect(says(await on.press(ben, 'approve', data))).toContain('type exactly');
    expect(says(await on.press(ben, 'approve', { ...data, phrase: 'yes' }))).toContain(
      'type exactly',
    );
    expect(
      (await on.press(ben, 'approve', { ...data, phrase: ' This Cannot Be Undone ' })).kind,
    ).toBe('card');
    expect((await on.press(cleo, 'reject', data)).kind).toBe('card');
  });

  test('a request whose time is over is refused, even before that is noted', async () => {
    const on = withLamps();
    const run = await begin(on);
    const data = await on.ask(run);
    on.clock.advance(73 * HOUR);

    expect(says(await on.press(ben, 'approve', data))).toContain('expired');
  });

  test('withdraw, resume and cancel are answered with the run as it stands then', async () => {
    const on = withLamps();
    const run = await begin(on);

    const withdrawn = await on.press(ada, 'withdraw', { run });
    const resumed = await on.press(ada, 'resume', { run });
    const cancelled = await on.press(ada, 'cancel', { run });
    const again = await on.press(ada, 'cancel', { run });

    expect(verbsOf(withdrawn)).toContain('resume');
    expect(verbsOf(resumed)).not.toContain('resume');
    expect(verbsOf(cancelled)).toEqual([]);
    expect(says(cancelled)).toContain('Cancelled');
    expect(says(again)).toContain('cancelled already');
  });

  test('withdraw on a card of a request leaves a card of that request', async () => {
    const on = withLamps();
    const run = await begin(on);

    const answered = await on.press(ada, 'withdraw', await on.ask(run));

    expect(says(answered)).toContain(`${run}-1`);
    expect(says(answered)).toContain('Taken back');
    expect(verbsOf(answered)).toEqual([]);
  });

  test('withdraw, resume, cancel, done and check are for operators', async () => {
    const on = withLamps();
    const run = await begin(on);
    const before = await on.entriesOf(run);

    for (const person of [ben, dan, eve])
      for (const verb of ['withdraw', 'resume', 'cancel', 'done', 'check'])
        expect(says(await on.press(person, verb, { run, step: 'lamp-seen' }))).toContain(
          'Only operators',
        );

    expect(await on.entriesOf(run)).toEqual(before);
  });

  test('done is recorded once, for a step whose turn it is', async () => {
    const on = withLamps({ risk: 'routine', guided: true });
    const run = await begin(on);
    const early = await on.press(ada, 'done', { run, step: 'lamp-seen' });
    await on.press(ben, 'approve', await on.ask(run));
    await on.work();

    const wrong = await on.press(ada, 'done', { run, step: 'lamp-lit' });
    const none = await on.press(ada, 'done', { run });
    const right = await on.press(ada, 'done', { run, step: 'lamp-seen' });
    const again = await on.press(ada, 'done', { run, step: 'lamp-seen' });

    expect(says(early)).toContain('does not wait for anybody');
    expect(says(wrong)).toContain('on record already');
    expect(says(none)).toContain('does not wait for anybody');
    expect(says(right)).toContain('attested by you');
    expect(says(again)).toContain('on record already');
    const attested = (await on.entriesOf(run)).filter(({ kind }) => kind === 'attested');
    expect(attested).toHaveLength(1);
  });

  test('a refresh by the client does nothing, whatever verb it carries, and shows the card', async () => {
    const on = withLamps();
    const run = await begin(on);
    const before = await on.entriesOf(run);
    const messages = JSON.stringify(on.teams.messages);

    for (const verb of [
      'approve',
      'reject',
      'withdraw',
      'cancel',
      'resume',
      'done',
      'check',
      'refresh',
    ])
      for (const data of [{ run }, await on.ask(run)])
        expect((await on.press(ben, verb, data, 'automatic')).kind).toBe('card');
    await on.work();

    expect(await on.entriesOf(run)).toEqual(before);
    expect(JSON.stringify(on.teams.messages)).toBe(messages);
  });

  test('a refresh for a request that never was shows no card', async () => {
    const on = withLamps();
    const run = await begin(on);

    expect((await on.press(ben, 'approve', { run, ask: '9' }, 'automatic')).kind).toBe('message');
    expect((await on.press(ben, 'approve', { run: '222222' }, 'automatic')).kind).toBe('message');
    expect((await on.press(finn, 'approve', await on.ask(run), 'automatic')).kind).toBe('message');
  });

  test('while the directory does not answer nothing is decided', async () => {
    const on = withLamps();
    const run = await begin(on);
    const data = await on.ask(run);
    on.directory.world.reachable = false;

    expect(says(await on.press(ben, 'approve', data))).toContain('nothing was changed');
    expect((await on.entriesOf(run)).some(({ kind }) => kind === 'decided')).toBe(false);
  });

  test('a run that is not there is said not to be there', async () => {
    const on = withLamps();

    for (const verb of ['withdraw', 'resume', 'cancel', 'done', 'check'])
      expect(says(await on.press(ada, verb, { run: '222222', step: 'lamp-lit' }))).toMatch(
        /no run|does not fit/,
      );
    const digest = 'a'.repeat(64);
    expect(says(await on.press(ben, 'approve', { run: '222222', ask: 1, digest }))).toContain(
      'no run',
    );
  });
});
