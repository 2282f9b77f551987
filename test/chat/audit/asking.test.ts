import { expect } from 'expect';
import { ArchiveTrouble } from '../../../src/audit/archive/archive.ts';
import { auditStage, referenceIn } from '../../fakes/audit-stage.ts';
import { ada, dan, eve, finn } from '../../fakes/fake-directory.ts';
import { lampSetup, lampWorld } from '../../fakes/lamps.ts';
import { chatStage } from '../../fakes/chat-stage.ts';
import { aRecord } from '../../fakes/plain-source.ts';

const EXPORTS = 'who exported contacts to Excel in the last 7 days?';

const three = () => [
  aRecord(),
  aRecord({ actor: 'eve.long@contoso.com', address: '198.51.100.7' }),
  aRecord({ at: '2026-11-19T10:00:00.000Z' }),
];

suite('A question about activity in the chat', () => {
  test('is answered with one card that says all there is to say', async () => {
    const on = auditStage({ records: three() });
    on.world.outliers = [
      {
        ...{ rule: 'unusual exports', says: 'More than three times the usual.', value: 500 },
        ...{ about: 'bob.ruiz@contoso.com', found: 'bob.ruiz@contoso.com exported 500.' },
        filters: [{ field: 'user', is: true, values: ['bob.ruiz@contoso.com'] }],
      },
    ];

    const cards = await on.says(dan, EXPORTS);

    expect(cards).toHaveLength(1);
    const [card = ''] = cards;
    expect(card).toContain('Count actions by user where');
    expect(card).toContain('3 actions by 2 users');
    expect(card).toContain('Complete');
    expect(card).toContain('Actions per day');
    expect(card).toContain('By user');
    expect(card).toContain('bob.ruiz@contoso.com exported 500.');
    expect(card).toContain('Rule: More than three times the usual.');
    for (const button of ['Compare', 'Export', 'Save', 'Schedule', 'Look closer'])
      expect(card.split('\n')).toContain(button);
  });

  test('is on record with its words and its source before it is shown', async () => {
    const on = auditStage();

    await on.says(dan, EXPORTS);

    const [noted] = await on.journal();
    expect(noted).toMatchObject({ what: 'asked', by: { id: dan.id } });
    expect(noted?.details).toMatchObject({ source: 'archive' });
    expect(JSON.stringify(noted?.details)).toContain('table is contact');
  });

  test('that finds nothing is told so together with how complete the log is', async () => {
    const on = auditStage({ records: [] });
    on.world.complete = 40;

    const [card = ''] = await on.says(dan, EXPORTS);

    expect(card).toContain(
      'No actions found, but only 40 % of the period is known to be complete.',
    );
    expect(card).toContain('Not complete');
    expect(card).toContain('The feed was not read then.');
  });

  test('names each word that is not understood, and looks nothing up', async () => {
    const on = auditStage();

    const [card = ''] = await on.says(dan, 'who exprted contacts to Excel last week?');

    expect(card).toContain('exprted');
    expect(card).toContain('Did you mean');
    expect(on.world.asked).toEqual([]);
  });

  test('is refused to everybody else with what to do, and nothing is looked up', async () => {
    const on = auditStage();

    for (const person of [ada, eve, finn]) {
      const before = await on.says(person, EXPORTS);
      expect(before.join()).toContain('analysts only');
      expect(before.join()).toContain('Ask an administrator');
    }
    for (const text of ['reports', 'ask', 'digests', 'records Q7K2F9', 'explain admin events'])
      expect((await on.says(ada, text)).join()).toContain('analysts only');

    expect(on.world.asked).toEqual([]);
    expect(await on.journal()).toEqual([]);
  });

  test('is not answered when it cannot be put on record', async () => {
    const on = auditStage();
    on.journalFaults.error = new Error('disk full');

    const replies = await on.says(dan, EXPORTS);

    expect(replies).toEqual([expect.stringContaining('could not be put on record')]);
    expect(on.world.asked).toEqual([]);
  });

  test('is answered with a sentence when the archive cannot be read', async () => {
    const on = auditStage();
    on.world.broken = new ArchiveTrouble('The archive is being moved. Ask again in an hour.');

    expect(await on.says(dan, EXPORTS)).toEqual([expect.stringContaining('is being moved')]);
  });

  test('is answered with a sentence where no archive could be opened', async () => {
    const on = chatStage([]);

    expect((await on.says(dan, EXPORTS)).join()).toContain('the archive could not be opened');
    expect((await on.says(dan, 'hello')).join()).not.toContain('reports');
  });

  test('of two people side by side each gets their own answer and reference', async () => {
    const on = auditStage({ records: three() });
    on.directory.grant('analyst', ada);

    const dans = await on.says(dan, EXPORTS);
    const adas = await on.says(ada, 'deletions by user this month');

    expect(referenceIn(dans)).not.toBe(referenceIn(adas));
    expect(dans.join()).toContain('3 actions by 2 users');
    expect(adas.join()).toContain('No actions found');
  });

  test('about the log itself is answered from its documentation', async () => {
    const on = auditStage();

    expect((await on.says(dan, 'how do I turn off audit log search?')).join()).toContain(
      'UnifiedAuditLogIngestionEnabled',
    );
    expect((await on.says(dan, 'is the log healthy?')).join()).toContain('100 % complete');
    expect(on.world.asked).toEqual([]);
  });
});

suite('A closer look', () => {
  const sends = async (on: ReturnType<typeof auditStage>, closer: string) => {
    const question = referenceIn(await on.says(dan, EXPORTS));
    return on.sends(dan, { audit: 'closer', question, closer });
  };

  test('at all the records shows them', async () => {
    const on = auditStage({ records: three() });

    const [card = ''] = await sends(on, 'records');

    expect(card).toContain('Records 1 to 3');
  });

  test('at a row is the question narrowed to what the row says', async () => {
    const records = [aRecord({ address: '' }), aRecord({ address: '' }), aRecord()];
    const on = auditStage({ records });

    const [none = ''] = await sends(on, 'address#0');
    const [known = ''] = await sends(on, 'address#1');

    expect(none).toContain('2 actions');
    expect(known).toContain('address is 203.0.113.57');
    expect(known).toContain('1 action by');
  });

  test('each row that the card offers leads to as many actions as it says', async () => {
    const on = auditStage({ records: [...three(), aRecord({ actor: '' })] });
    const question = referenceIn(await on.says(dan, EXPORTS));
    const card = on.teams.findCard(`person:${dan.id}`)?.content;
    const rows = JSON.stringify(card).matchAll(/"value":"(\w+#\d+)","title":"([^"]*), (\d+)\)"/g);

    const offered = [...rows].map(([, value = '', , count = '']) => ({ value, count }));
    const titled = [
      ...JSON.stringify(card).matchAll(/"title":"[^"]*?, (\d+)\)","value":"(\w+#\d+)"/g),
    ].map(([, count = '', value = '']) => ({ value, count }));

    expect([...offered, ...titled].length).toBeGreaterThan(3);
    for (const { value, count } of [...offered, ...titled]) {
      const [closer = ''] = await on.sends(dan, { audit: 'closer', question, closer: value });
      expect(closer).toContain(`${count} action`);
    }
  });

  test('at a row that is not there is answered with what to do', async () => {
    const on = auditStage();

    for (const closer of ['user#99', '__proto__', 'explain#reports/nothing'])
      expect((await sends(on, closer)).join()).toMatch(/not known any more|Nothing is defined/);
  });

  test('at a question nobody asked is answered with what to do', async () => {
    const on = auditStage();

    for (const closer of ['records', 'user#0'])
      expect((await on.sends(dan, { audit: 'closer', question: 'QZZZZZ', closer })).join()).toMatch(
        /There is no question|not known any more/,
      );
  });

  test('twice is the same twice', async () => {
    const on = auditStage({ records: three() });
    const question = referenceIn(await on.says(dan, EXPORTS));
    const press = () => on.sends(dan, { audit: 'closer', question, closer: 'user#0' });

    const [first = '', second = ''] = [...(await press()), ...(await press())];

    const plain = (card: string) => card.replaceAll(/Q[2-9A-HJ-NP-Z]{5}/g, 'Q');
    expect(plain(second)).toBe(plain(first));
  });
});

suite('A question while something else is open', () => {
  const open = async () => {
    const on = auditStage({ walkthroughs: [lampSetup(lampWorld())] });
    on.directory.grant('operator', dan);
    await on.says(dan, 'set up lamps');
    return on;
  };

  test('is answered, and what is open stays open', async () => {
    const on = await open();

    const replies = await on.says(dan, EXPORTS);
    const unclear = await on.says(dan, 'who exprted contacts to Excel last week?');
    const after = await on.says(dan, 'north');

    expect(replies[0]).toContain('1 action by 1 user');
    expect(replies.at(-1)).toContain('still open');
    expect(unclear.join()).toContain('not understood');
    expect(after.join()).toMatch(/colour/i);
  });

  test('is not what an answer is taken for, though it may begin like one', async () => {
    for (const answer of ['Top lamp', 'Show room', 'list', 'count', 'contact', 'How We Work']) {
      const on = await open();

      await on.says(dan, answer);

      expect(on.world.asked).toEqual([]);
      expect(await on.journal()).toEqual([]);
    }
  });

  test('a form for a question does not drop a set-up', async () => {
    const on = await open();

    const replies = await on.says(dan, 'ask');

    expect(replies.join()).toContain('A set-up is still open');
    expect((await on.says(dan, 'north')).join()).toMatch(/colour/i);
  });
});

suite('A question by form', () => {
  test('is the same as in words, typed all the way', async () => {
    const on = auditStage({ records: three() });

    const [about = ''] = await on.says(dan, 'ask');
    const when = await on.says(dan, 'export');
    const what = await on.says(dan, 'last 7 days');
    const answer = await on.says(dan, 'bob.ruiz@contoso.com');

    expect(about).toContain('What do you want to know?');
    expect(when.join()).toContain('For which period?');
    expect(what.join()).toContain('Anything in particular?');
    expect(answer.join()).toContain('2 actions by 1 user');
  });

  test('can be sent as forms', async () => {
    const on = auditStage({ records: three() });

    await on.says(dan, 'ask');
    await on.sends(dan, { form: 'audit-about', about: 'report/accessed out-of-box entity' });
    await on.sends(dan, { form: 'audit-period', period: 'last 7 days', words: '' });
    const answer = await on.sends(dan, {
      form: 'audit-filters',
      address: '203.0.113.0/24',
      by: 'table',
    });

    expect(answer.join()).toContain('report is accessed out-of-box entity');
    expect(answer.join()).toContain('address is 203.0.113.0/24');
  });

  test('says what does not fit, and asks again', async () => {
    const on = auditStage();

    await on.says(dan, 'ask');
    const wrong = await on.says(dan, 'accessed custm entity');
    await on.says(dan, 'accessed custom entity');
    const when = await on.says(dan, 'one of these days');
    await on.says(dan, 'yesterday');
    const filter = await on.says(dan, 'bob ruiz');

    expect(wrong.join()).toContain('Did you mean: accessed custom entity');
    expect(when.join()).toContain('That is no period I know.');
    expect(filter.join()).toContain('The user has to be');
    expect(on.world.asked).toEqual([]);
  });

  test('is dropped when the role is lost on the way', async () => {
    const on = auditStage();
    await on.says(dan, 'ask');
    on.directory.revoke('analyst', dan);

    const replies = await on.says(dan, 'export');

    expect(replies.join()).toContain('no analyst any more');
    expect(on.world.asked).toEqual([]);
  });

  test('is offered in the personal chat only', async () => {
    const on = auditStage();

    expect((await on.saysInChannel(dan, 'ask')).join()).toContain('personal chat');
  });
});

suite('Where to begin', () => {
  test('an analyst is welcomed with reports and questions, and helped with all commands', async () => {
    const on = auditStage();

    const [welcome = ''] = await on.says(dan, 'hello');
    const [help = ''] = await on.says(dan, 'help');

    expect(welcome.split('\n')).toEqual(expect.arrayContaining(['Reports', 'Ask']));
    expect(help).toContain('Questions (for analysts)');
    for (const command of ['ask', 'reports', 'explain accessed custom entity', 'digests'])
      expect(help).toContain(command);
  });
});
