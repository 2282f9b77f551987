import { expect } from 'expect';
import { auditStage, referenceIn } from '../../fakes/audit-stage.ts';
import { ada, dan } from '../../fakes/fake-directory.ts';
import { aRecord } from '../../fakes/plain-source.ts';

const EXPORTS = 'who exported contacts to Excel in the last 7 days?';
const many = (count: number) =>
  Array.from({ length: count }, (_, at) =>
    aRecord({ at: new Date(Date.UTC(2026, 10, 20, 10, at)).toISOString() }),
  );

suite('The records behind an answer', () => {
  test('come in pages, the newest first, in full in the personal chat', async () => {
    const on = auditStage({ records: many(17) });
    const question = referenceIn(await on.says(dan, EXPORTS));

    const [first = ''] = await on.says(dan, `records ${question}`);
    const [third = ''] = await on.says(dan, `records ${question} page 3`);
    const [fourth = ''] = await on.says(dan, `records ${question} page 4`);

    expect(first).toContain('Records 1 to 8');
    expect(first).toContain('From the bot’s archive, newest first, times in Europe/Berlin');
    expect(first).toContain('20 Nov 2026, 11:16:00 · ExportToExcel contact');
    expect(first).toContain('bob.ruiz@contoso.com');
    expect(first).toContain('203.0.113.57');
    expect(first.split('\n')).toContain('Next page');
    expect(third).toContain('Record 17');
    expect(third.split('\n')).not.toContain('Next page');
    expect(fourth).toContain('no more records');
  });

  test('are on record, one by one, before they are shown', async () => {
    const on = auditStage({ records: many(2) });
    const question = referenceIn(await on.says(dan, EXPORTS));

    await on.says(dan, `records ${question}`);

    const revealed = (await on.journal()).filter(({ what }) => what === 'revealed');
    expect(revealed).toHaveLength(1);
    expect(revealed[0]).toMatchObject({
      by: { id: dan.id },
      details: { page: 1, records: on.world.records.map(({ id }) => id).reverse() },
    });
  });

  test('are not shown when that cannot be put on record', async () => {
    const on = auditStage({ records: many(2) });
    const question = referenceIn(await on.says(dan, EXPORTS));
    on.journalFaults.error = new Error('disk full');

    const replies = await on.says(dan, `records ${question}`);

    expect(replies).toEqual([expect.stringContaining('could not be put on record')]);
  });

  test('are not shown to somebody who has lost the role since', async () => {
    const on = auditStage({ records: many(2) });
    const question = referenceIn(await on.says(dan, EXPORTS));
    on.directory.revoke('analyst', dan);

    const replies = await on.says(dan, `records ${question}`);

    expect(replies.join()).toContain('analysts only');
  });

  test('of hostile data cannot act', async () => {
    const evil = '[click](https://evil.example) <at>Ada</at> **bold** {{DATE(2026)}} \u202egnp';
    const on = auditStage({
      records: [aRecord({ actor: evil, message: `ExportToExcel ${evil}`, agent: evil, raw: evil })],
    });
    const question = referenceIn(await on.says(dan, 'count actions in the last 7 days'));

    await on.says(dan, `records ${question}`);

    for (const { content } of on.teams.at(`person:${dan.id}`)) {
      const card = JSON.stringify(content);
      expect(card).not.toContain('](https://evil');
      expect(card).not.toContain('<at>');
      expect(card).not.toContain('{{DATE');
      expect(card).not.toContain('\u202e');
    }
  });

  test('that are very large fit into a card', async () => {
    const raw = JSON.stringify({ Fields: 'x'.repeat(1_000_000) });
    const on = auditStage({ records: many(8).map((record) => ({ ...record, raw, agent: raw })) });
    const question = referenceIn(await on.says(dan, EXPORTS));

    const [card = ''] = await on.says(dan, `records ${question}`);

    expect(card.length).toBeLessThan(28 * 1024);
    expect(card).toContain('bob.ruiz@contoso.com');
  });
});

suite('In a channel', () => {
  const PERSONAL = ['bob.ruiz', 'Bob Ruiz', '203.0.113.57', 'nightly sync', 'b0b00000'];
  const RECORD = 'b0b00000-0000-4000-8000-000000000001';
  const leaks = (words: readonly string[]) =>
    PERSONAL.filter((one) => words.join('\n').toLowerCase().includes(one.toLowerCase()));

  const stage = (search = false) => {
    const on = auditStage({
      records: [
        aRecord({ record: RECORD }),
        aRecord({ record: RECORD, actor: 'nightly sync' }),
        aRecord({ actor: 'eve@contoso.com', address: '198.51.100.7' }),
      ],
      search,
    });
    on.world.outliers = [
      {
        ...{ rule: 'bursts', says: 'More than 30 within 10 minutes.', value: 50 },
        ...{ about: 'nightly sync', found: 'nightly sync and bob.ruiz@contoso.com: 50.' },
        filters: [{ field: 'user', is: true, values: ['nightly sync'] }],
      },
    ];
    return on;
  };

  const QUESTIONS = [
    'what did bob.ruiz@contoso.com do in the last 7 days?',
    'actions by user and address in the last 7 days',
    'actions from 203.0.113.57 in the last 7 days',
    `who touched record ${RECORD} in the last 7 days?`,
  ];
  for (const question of QUESTIONS)
    test(`“${question}” is answered without naming anybody`, async () => {
      const on = stage();

      const replies = await on.saysInChannel(dan, question);

      expect(replies.join()).toMatch(/\d actions? by/);
      expect(leaks(replies)).toEqual([]);
    });

  test('no command shows whom an answer is about', async () => {
    const on = stage();
    const question = referenceIn(
      await on.says(dan, 'what did bob.ruiz@contoso.com do this month?'),
    );
    await on.says(dan, `save ${question} as bob.ruiz@contoso.com this month`);
    await on.says(dan, `save ${question} as Bob Ruiz for everyone`);
    await on.says(dan, `save ${question} as what bob.ruiz@contoso.com did for everyone`);
    await on.says(dan, `schedule ${question} daily`);

    for (const command of [
      `compare ${question}`,
      `again ${question}`,
      `records ${question}`,
      `progress ${question}`,
      `export ${question}`,
      `schedule ${question}`,
      `schedule ${question} daily`,
      'digests',
      'is the log healthy?',
    ]) {
      const replies = await on.saysInChannel(dan, command);
      expect({ command, leaks: leaks(replies) }).toEqual({ command, leaks: [] });
      expect(replies.join()).not.toBe('');
    }
    const listed = (await on.saysInChannel(dan, 'reports')).join('\n');
    expect(listed).not.toContain('bob.ruiz');
    expect(listed).toContain('saved by Dan for everybody');
  });

  test('records are masked, and nothing was revealed by that', async () => {
    const on = stage();
    const question = referenceIn(await on.saysInChannel(dan, 'actions in the last 7 days'));

    const [card = ''] = await on.saysInChannel(dan, `records ${question}`);

    expect(card).toContain('Others read along here');
    expect(card).toContain('b•••@contoso.com');
    expect(card).not.toContain('As logged');
    expect(leaks([card])).toEqual([]);
    expect((await on.journal()).map(({ what }) => what)).toEqual(['asked']);
  });

  test('a closer look at a masked row still finds its records', async () => {
    const on = stage();
    const question = referenceIn(await on.saysInChannel(dan, 'actions by user in the last 7 days'));

    const closer = await on.sends(dan, { audit: 'closer', question, closer: 'user#0' });

    expect(closer.join()).toContain('user is bob.ruiz@contoso.com');
    expect(closer.join()).toContain('1 action by 1 user');
  });

  test('a search at Microsoft names nobody either, and its answer comes to the personal chat', async () => {
    const on = stage(true);
    on.world.complete = 0;
    on.world.records = [];

    const replies = await on.saysInChannel(
      dan,
      'what did bob.ruiz@contoso.com do in the last 7 days?',
    );

    expect(leaks(replies)).toEqual([]);
    expect(replies.join()).toContain('The answer comes in our personal chat.');
  });

  test('files are not handed out, nor are digests ordered', async () => {
    const on = stage();
    const question = referenceIn(await on.saysInChannel(dan, 'actions in the last 7 days'));

    expect((await on.saysInChannel(dan, `export ${question}`)).join()).toContain('personal chat');
    await on.saysInChannel(dan, `schedule ${question} daily`);

    expect(await on.audit.digests.list()).toEqual([]);
  });

  test('somebody without the role is refused there as well', async () => {
    const on = stage();

    expect((await on.saysInChannel(ada, EXPORTS)).join()).toContain('analysts only');
    expect(on.world.asked).toEqual([]);
  });
});
