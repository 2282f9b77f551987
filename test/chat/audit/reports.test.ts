import { expect } from 'expect';
import { DAY } from '../../../src/core/clock.ts';
import { auditStage, referenceIn, type AuditStage } from '../../fakes/audit-stage.ts';
import { ada, dan } from '../../fakes/fake-directory.ts';
import { aRecord } from '../../fakes/plain-source.ts';

const EXPORTS = 'who exported contacts to Excel yesterday?';
const asks = async (on: AuditStage, text = EXPORTS) => referenceIn(await on.says(dan, text));
const both = () => {
  const on = auditStage();
  on.directory.grant('analyst', ada);
  return on;
};

suite('Reports', () => {
  test('are listed with what each is', async () => {
    const on = auditStage();

    const [card = ''] = await on.says(dan, 'reports');

    expect(card).toContain('Accessed custom entity');
    expect(card).toContain('Admin events');
    expect(card).toContain('Ask by form');
  });

  test('that come along are asked by name, and the card says exactly what they count', async () => {
    const on = auditStage();

    const [card = ''] = await on.says(dan, 'report: accessed custom entity, last 30 days');

    expect(card).toContain('report is accessed custom entity');
    expect(card).toContain('last 30 days');
    expect(card).toMatch(/Report “Accessed custom entity”: record type is 21 and/);
    expect(card).toMatch(/Source: .+, 20\d\d-\d\d.*; derived/);
  });

  test('are explained with their filter, the sets in it and what no verb knows', async () => {
    const on = auditStage();

    const [card = ''] = await on.says(dan, 'explain accessed out-of-box entity');
    const [verb = ''] = await on.says(dan, 'explain export');
    const strange = await on.says(dan, 'explain accessed custm entity');

    expect(card).toContain('Exact filter');
    expect(card).toContain('OOB_TABLES');
    expect(card).toContain('account');
    expect(card).toContain('Messages of the last 30 days that no verb knows');
    expect(card.split('\n')).toContain('Ask it');
    expect(verb).toContain('Exact filter');
    expect(strange.join()).toContain('Did you mean: accessed custom entity');
  });

  test('are explained from the card of their answer as well', async () => {
    const on = auditStage();
    const question = await asks(on, 'report: accessed custom entity, last 30 days');
    const closer = 'explain#reports/accessed custom entity';

    const [card = ''] = await on.sends(dan, { audit: 'closer', question, closer });

    expect(card).toContain('Exact filter');
  });
});

suite('Saved reports', () => {
  test('are asked again by name, and their period moves on', async () => {
    const on = auditStage();
    const question = await asks(on);

    const [saved = ''] = await on.says(dan, `save ${question} as My Exports`);
    const today = await on.says(dan, 'report: my exports');
    on.clock.advance(DAY);
    const tomorrow = await on.says(dan, 'My exports');

    expect(saved).toContain('moves on with the calendar');
    expect(today.join()).toContain('1 action by 1 user');
    expect(tomorrow.join()).toContain('2026-11-21 00:00 to 2026-11-22 00:00');
    expect(tomorrow.join()).toContain('No actions found');
  });

  test('with dates of their own stay as they are', async () => {
    const on = auditStage();
    const question = await asks(on, 'who exported contacts from 2026-11-20 to 2026-11-20?');

    const [saved = ''] = await on.says(dan, `save ${question} as that day`);
    on.clock.advance(DAY);

    expect(saved).toContain('Its period is fixed');
    expect((await on.says(dan, 'report: that day')).join()).toContain('1 action by 1 user');
  });

  test('belong to whom they are of, unless they are for everyone', async () => {
    const on = both();
    const question = await asks(on);
    await on.says(dan, `save ${question} as mine`);
    await on.says(dan, `save ${question} as ours for everyone`);

    const [adas = ''] = await on.says(ada, 'reports');

    expect(adas).toContain('ours');
    expect(adas).toContain('saved by Dan for everybody');
    expect(adas.split('\n')).not.toContain('mine');
    expect((await on.says(ada, 'report: ours')).join()).toContain('1 action');
    expect((await on.says(ada, 'report: mine')).join()).not.toContain('1 action');
  });

  test('of one name: one’s own comes first, and nobody takes away what others rely on', async () => {
    const on = both();
    const dans = await asks(on);
    await on.says(dan, `save ${dans} as weekly for everyone`);
    const adas = referenceIn(await on.says(ada, 'deletions by user yesterday'));

    const taken = await on.says(ada, `save ${adas} as Weekly for everyone`);
    const forgot = await on.says(ada, 'forget report weekly');
    await on.says(ada, `save ${adas} as weekly`);

    expect(taken.join()).toContain('There is a report of that name by Dan');
    expect(forgot.join()).toContain('Only Dan');
    expect((await on.says(ada, 'report: weekly')).join()).toContain('verb is delete');
    expect((await on.says(dan, 'report: weekly')).join()).toContain('table is contact');
    await on.says(ada, 'forget report weekly');
    expect((await on.says(ada, 'report: weekly')).join()).toContain('table is contact');
  });

  test('of one’s own do not make way for those of others to be replaced', async () => {
    const on = both();
    const dans = await asks(on);
    await on.says(dan, `save ${dans} as weekly for everyone`);
    const adas = referenceIn(await on.says(ada, 'deletions by user yesterday'));
    await on.says(ada, `save ${adas} as weekly`);

    const taken = await on.says(ada, `save ${adas} as weekly for everyone`);

    expect(taken.join()).toContain('There is a report of that name by Dan');
    expect((await on.says(dan, 'report: weekly')).join()).toContain('table is contact');
  });

  test('cannot take the name of what means something else', async () => {
    const on = both();
    const question = await asks(on);

    const preset = await on.says(dan, `save ${question} as Accessed Custom Entity for everyone`);
    await on.says(dan, `save ${question} as deletions yesterday for everyone`);

    expect(preset.join()).toContain('A report that comes along has that name');
    expect((await on.says(ada, 'deletions yesterday')).join()).toContain('verb is delete');
    expect((await on.says(ada, 'report: deletions yesterday')).join()).toContain(
      'table is contact',
    );
  });

  test('are forgotten once, and that is on record', async () => {
    const on = auditStage();
    const question = await asks(on);
    await on.says(dan, `save ${question} as mine`);

    const first = await on.says(dan, 'forget report mine');
    const again = await on.says(dan, 'forget report mine');

    expect(first).toEqual(['Forgotten.']);
    expect(again.join()).toContain('no saved report of that name');
    expect((await on.journal()).map(({ what }) => what)).toEqual(['asked', 'saved', 'unsaved']);
  });

  test('saved twice are there once, and nothing is saved that is not on record', async () => {
    const on = auditStage();
    const question = await asks(on);

    await on.says(dan, `save ${question} as mine`);
    await on.says(dan, `save ${question} as MINE`);
    on.journalFaults.error = new Error('disk full');
    const refused = await on.says(dan, `save ${question} as other`);

    expect(await on.audit.saved.list(dan.id)).toHaveLength(1);
    expect(refused.join()).toContain('could not be put on record');
  });

  test('with hostile names do no harm', async () => {
    const on = auditStage();
    const question = await asks(on);
    for (const name of [
      '[x](https://evil.example)',
      '<at>Ada</at>',
      '__proto__',
      '../../x',
      '|a|b',
    ])
      await on.says(dan, `save ${question} as ${name}`);

    await on.says(dan, 'reports');

    expect(await on.audit.saved.list(dan.id)).toHaveLength(5);
    for (const { content } of on.teams.at(`person:${dan.id}`)) {
      expect(JSON.stringify(content)).not.toContain('](https://evil');
      expect(JSON.stringify(content)).not.toContain('<at>');
    }
    expect((await on.says(dan, 'report: __proto__')).join()).toContain('1 action');
  });

  test('without a name are asked for one', async () => {
    const on = auditStage();
    const question = await asks(on);

    expect((await on.says(dan, `save ${question}`)).join()).toContain('Say under which name');
  });
});

suite('What can be done with an answer', () => {
  test('it is compared with the period before', async () => {
    const on = auditStage();
    const question = await asks(on);

    const [card = ''] = await on.says(dan, `compare ${question}`);

    expect(card).toContain('compared with the period before');
    expect(card).toContain('Against the period before');
    expect(card.split('\n')).not.toContain('Compare');
  });

  test('it is asked again for its own day', async () => {
    const on = auditStage({ records: [aRecord({ at: '2026-11-21T10:00:00.000Z' })] });
    const question = await asks(on);
    on.clock.advance(DAY);

    expect((await on.says(dan, `again ${question}`)).join()).toContain('1 action');
  });

  test('it is exported in the personal chat, masked on request', async () => {
    const on = auditStage();
    const question = await asks(on);

    expect((await on.says(dan, `export ${question}`)).join()).toContain('Dan gets a file');
    expect((await on.says(dan, `export ${question} masked`)).join()).toContain('a masked file');
  });

  test('what is not known any more is said, with what to do', async () => {
    const on = auditStage();
    for (const command of ['records', 'compare', 'again', 'progress', 'export', 'save', 'schedule'])
      expect((await on.says(dan, `${command} QZZZZZ`)).join()).toContain(
        'There is no question QZZZZZ, or not any more. Ask it again in words.',
      );
    expect(on.world.asked).toEqual([]);
  });

  test('questions are forgotten after a while, and the journal keeps that they were asked', async () => {
    const on = auditStage();
    const question = await asks(on);
    on.clock.advance(31 * DAY);

    await on.audit.desk.questions.prune(on.clock.now());

    expect((await on.says(dan, `records ${question}`)).join()).toContain('There is no question');
    expect(await on.audit.journal.read('2026-11-21')).toHaveLength(1);
  });

  test('another analyst can go on from it, under their own name', async () => {
    const on = both();
    const question = await asks(on);

    await on.says(ada, `records ${question}`);

    const revealed = (await on.journal()).find(({ what }) => what === 'revealed');
    expect(revealed?.by).toEqual(expect.objectContaining({ id: ada.id }));
  });
});
