import { expect } from 'expect';
import { commandIn } from '../../src/chat/commands.ts';
import { lampSetup, lampWorld } from '../fakes/lamps.ts';

const walkthroughs = [
  lampSetup(lampWorld()),
  { ...lampSetup(lampWorld()), id: 'undo-lamps', command: 'undo' },
];
const said = (text: string) => commandIn(text, walkthroughs);

suite('Commands', () => {
  const ALONE = {
    help: 'help',
    '?': 'help',
    hi: 'welcome',
    hello: 'welcome',
    hey: 'welcome',
    start: 'welcome',
    approvals: 'approvals',
    inbox: 'approvals',
    work: 'work',
    status: 'status',
    cancel: 'cancel',
    stop: 'cancel',
  };
  for (const [word, kind] of Object.entries(ALONE))
    test(`"${word}" is a command, however it is written`, () => {
      const written = [
        word,
        word.toUpperCase(),
        `  ${word} `,
        `${word}.`,
        `${word}...`,
        `${word}!`,
      ];

      expect(written.map(said)).toEqual(written.map(() => ({ kind })));
    });

  for (const verb of ['plan', 'withdraw', 'resume', 'check', 'health', 'report'])
    test(`"${verb}" goes with a run or without`, () => {
      expect(said(verb)).toEqual({ kind: 'on-run', verb, rest: '' });
      expect(said(`${verb.toUpperCase()} 7k2qf9.`)).toEqual({
        kind: 'on-run',
        verb,
        run: '7K2QF9',
        rest: '',
      });
    });

  test('a request is named by run and number, with whatever else is said kept', () => {
    expect(said('approve 7k2qf9-12')).toEqual({
      kind: 'vote',
      verdict: 'approved',
      run: '7K2QF9',
      ask: 12,
      rest: '',
    });
    expect(said('Approve 7K2QF9-1 this cannot be undone')).toMatchObject({
      rest: 'this cannot be undone',
    });
    expect(said('reject 7K2QF9-1 because Too Early...')).toMatchObject({
      verdict: 'rejected',
      ask: 1,
      rest: 'because Too Early',
    });
  });

  test('a vote that names no request is still a vote, so that it is answered as one', () => {
    expect(said('approve')).toEqual({ kind: 'vote', verdict: 'approved', rest: '' });
    expect(said('reject it')).toEqual({ kind: 'vote', verdict: 'rejected', rest: 'it' });
    expect(said('approve 7K2QF9')).toMatchObject({ run: '7K2QF9' });
    expect(said('approve 7K2QF9-99999')).not.toHaveProperty('ask');
  });

  test('a reason is kept with what it is the reason for', () => {
    expect(said('withdraw 7K2QF9 because it is wrong')).toMatchObject({
      run: '7K2QF9',
      rest: 'because it is wrong',
    });
    expect(said('cancel 7K2QF9 because it is wrong')).toEqual({
      kind: 'cancel',
      run: '7K2QF9',
      rest: 'because it is wrong',
    });
  });

  test('what is pasted after a step is kept as it is, line by line', () => {
    const pasted = 'ID   : 7\n\n  State: *done*...';

    expect(said(` Done 7k2qf9 Onboarding-Validated\n${pasted}\n`)).toEqual({
      kind: 'done',
      run: '7K2QF9',
      step: 'onboarding-validated',
      pasted,
    });
    expect(said(`done onboarding-validated ${pasted}`)).toEqual({
      kind: 'done',
      step: 'onboarding-validated',
      pasted,
    });
    expect(said(`done 7K2QF9 policy ${pasted}`)).toMatchObject({ step: 'policy', pasted });
    expect(said('done 7K2QF9-1 lamp-lit')).toEqual({
      kind: 'done',
      run: '7K2QF9',
      step: 'lamp-lit',
    });
  });

  test('a step done by hand is named with its run or alone', () => {
    expect(said('done')).toEqual({ kind: 'done' });
    expect(said('done 7K2QF9')).toEqual({ kind: 'done', run: '7K2QF9' });
    expect(said('Done 7k2qf9 SAS-Logging.')).toEqual({
      kind: 'done',
      run: '7K2QF9',
      step: 'sas-logging',
    });
    expect(said('done sas-logging')).toEqual({ kind: 'done', step: 'sas-logging' });
    expect(said('done 7K2QF9 sas-logging!')).toEqual({
      kind: 'done',
      run: '7K2QF9',
      step: 'sas-logging',
    });
    expect(said('done with that')).toBeUndefined();
    expect(said('done, thank you all')).toBeUndefined();
  });

  test('a mistyped run is taken for the name of one, so that nothing else happens instead', () => {
    expect(said('cancel 7K2QF')).toEqual({ kind: 'cancel', run: '7K2QF', rest: '' });
    expect(said('status 7k2qf99')).toEqual({ kind: 'status', run: '7K2QF99' });
    expect(said('resume O0I1L0')).toMatchObject({ kind: 'on-run', run: 'O0I1L0' });
  });

  test('an answer that only begins like a command is no command', () => {
    const answers = [
      'Health data is stored here, ticket 4711',
      'Check required by the auditors',
      'Plan of the security team',
      'Report to the regulator is due',
      'Status reports must show who reads',
      'help us find out who reads',
      'Done by order of the auditors',
      'working on it',
      'stopped',
      'canceled',
      'approvals please',
    ];

    expect(answers.filter((text) => said(text) !== undefined)).toEqual([]);
  });

  test('a walkthrough is begun by its command, also with the first answer', () => {
    expect(said('Set up lamps')).toEqual({ kind: 'set-up', walkthrough: 'lamps' });
    expect(said('SETUP LAMPS.')).toEqual({ kind: 'set-up', walkthrough: 'lamps' });
    expect(said('setup lamps North Tower')).toEqual({
      kind: 'set-up',
      walkthrough: 'lamps',
      typed: 'North Tower',
    });
    expect(said('set  up\nlamps İzmir')).toMatchObject({ typed: 'İzmir' });
    expect(said('Undo 7K2QF9')).toEqual({
      kind: 'set-up',
      walkthrough: 'undo-lamps',
      typed: '7K2QF9',
    });
    expect(said('undone')).toBeUndefined();
    expect(said('set up lampshades')).toBeUndefined();
  });

  test('words that every object knows are no commands', () => {
    for (const word of ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf'])
      expect(said(word)).toBeUndefined();
  });

  test('nothing, and signs alone, are no commands', () => {
    for (const text of ['', '   ', '...', '!', '-', '\u200b']) expect(said(text)).toBeUndefined();
  });

  test('a long text is looked at at once', () => {
    const since = performance.now();

    for (const text of [
      '.'.repeat(4000),
      `${'.'.repeat(3999)}x`,
      ' '.repeat(4000),
      `status ${'A'.repeat(4000)}`,
      'a '.repeat(2000),
    ])
      said(text);

    expect(performance.now() - since).toBeLessThan(5000);
  });
});
