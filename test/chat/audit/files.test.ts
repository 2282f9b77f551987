import { rmSync } from 'node:fs';
import { expect } from 'expect';
import { HOUR } from '../../../src/core/clock.ts';
import { ben, dan } from '../../fakes/fake-directory.ts';
import { deskWith, fileStage, ONEDRIVE, uploadInfo } from '../../fakes/file-stage.ts';
import { until } from '../../teams/rig.ts';

type Stage = ReturnType<typeof fileStage>;

suite('files in the chat', () => {
  let on: Stage;
  const start = (given: Parameters<typeof fileStage>[0] = {}) => (on = fileStage(given));
  teardown(() => rmSync(on.folder, { recursive: true, force: true }));
  const kinds = () =>
    on.messages.map(({ content }) =>
      typeof content === 'object' && 'kind' in content ? content.kind : 'text',
    );

  test('an export is offered to the person, with its size and what is in it', async () => {
    start();

    const { says } = await on.offer(dan);

    expect(says).toMatch(/audit-export-2026-11-21-X.{5}\.zip.*3 records with personal data.*Allow/);
    expect(on.messages).toMatchObject([
      {
        place: `person:${dan.id}`,
        content: {
          kind: 'file offer',
          name: expect.stringMatching(/\.zip$/),
          description: '3 records with personal data: Count actions.',
          sizeInBytes: expect.any(Number),
        },
      },
    ]);
    expect(on.context()).toEqual({ export: expect.stringMatching(/^X.{5}$/) });
  });

  test('who takes it finds the file in the chat, and the offer says what became of it', async () => {
    start();
    await on.offer(dan);

    await on.answers(dan);

    expect(on.puts.map(({ address }) => address)).toEqual([`${ONEDRIVE}/up?secret=1`]);
    expect(kinds()).toEqual(['text', 'file info']);
    expect(on.texts()).toEqual([
      expect.stringMatching(/was handed over: 3 records with personal data.*SHA-256: [0-9a-f]{64}/),
    ]);
    expect(on.messages[1]?.content).toMatchObject({
      contentUrl: `${ONEDRIVE}/personal/dan/Documents/a.zip`,
      fileType: 'zip',
    });
  });

  test('who is quicker than the bot can note its message finds the word in its place', async () => {
    start();
    const { posted } = on.exports;
    on.exports.posted = async () => undefined;
    await on.offer(dan);
    on.exports.posted = posted;

    await on.answers(dan, { replyToId: on.messages[0]?.id ?? '' });

    expect(kinds()).toEqual(['text', 'file info']);
    expect(on.messages[0]?.content).toMatch(/was handed over/);
  });

  test('who declines it is told that nothing was handed over', async () => {
    start();
    await on.offer(dan);

    await on.answers(dan, { upload: undefined });

    expect(on.texts()).toEqual([expect.stringMatching(/^Declined.*deleted/)]);
    expect(on.spooled()).toEqual([]);
    expect(await on.noted()).toEqual([]);
  });

  test('the address for the upload is in no log and in no store', async () => {
    start();
    await on.offer(dan);

    await on.answers(dan);

    const kept = [
      on.log.lines,
      await on.noted(),
      await on.store.keep.list('11111111-1111-4111-8111-111111111111', 'export'),
      on.texts(),
    ];
    expect(JSON.stringify(kept)).not.toContain('secret=1');
  });

  test('another person, somebody from elsewhere and nonsense get nothing', async () => {
    start();
    on.directory.grant('analyst', ben);
    await on.offer(dan);

    await on.answers(ben);
    for (const context of [undefined, null, 'X7K2F9', {}, { export: 7 }, { export: ['X'] }])
      await on.answers(dan, { context });
    await on.answers(dan, { context: { export: 'X22222' } });
    await on.answers(dan, { conversationType: 'channel' });

    expect(on.puts).toEqual([]);
    expect(on.spooled()).toHaveLength(1);
    expect(kinds()[0]).toBe('file offer');
    for (const text of on.texts()) expect(text).toMatch(/not offered any more/);
    await on.answers(dan);
    expect(on.puts).toHaveLength(1);
  });

  const strange = [
    { uploadUrl: 'https://evil.example/up?secret=1' },
    { uploadUrl: 'http://contoso-my.sharepoint.com/up?secret=1' },
    { contentUrl: 'https://evil.example/a.zip' },
    { contentUrl: 'javascript:alert(1)' },
  ];
  for (const other of strange)
    test(`a strange place (${JSON.stringify(other)}) gets nothing, and the offer stands`, async () => {
      start();
      await on.offer(dan);

      await on.answers(dan, { upload: uploadInfo(other) });

      expect(on.puts).toEqual([]);
      expect(on.texts()).toEqual([expect.stringMatching(/none of OneDrive’s/)]);
      expect(JSON.stringify(on.log.lines)).not.toContain('secret=1');
      expect(on.spooled()).toHaveLength(1);
    });

  test('taken twice, it is handed over once, and the first word about it stays', async () => {
    start();
    await on.offer(dan);
    const context = on.context();

    await on.answers(dan, { context });
    await on.answers(dan, { context });

    expect(on.puts).toHaveLength(1);
    expect(on.texts()).toEqual([
      expect.stringMatching(/was handed over/),
      expect.stringMatching(/not offered any more/),
    ]);
  });

  test('a kill between the record and the upload leaves the record, and no second copy', async () => {
    start();
    await on.offer(dan);
    const context = on.context();
    const { export: id } = context as { readonly export: string };
    // Up to here, and not further, came the process that was killed.
    await on.exports.take(id, dan);

    await on.exportsAnew().sweep();
    await on.answers(dan, { context });

    expect(await on.noted()).toMatchObject([{ what: 'exported', details: { export: id } }]);
    expect(on.puts).toEqual([]);
    expect(on.spooled()).toEqual([]);
    expect(on.texts()).toEqual([expect.stringMatching(/not offered any more/)]);
  });

  test('an upload that is refused is told with what to do', async () => {
    start();
    on.oneDrive.answer = { kind: 'refused', why: 'OneDrive did not take the file (HTTP 507)' };
    await on.offer(dan);

    await on.answers(dan);

    expect(kinds()).toEqual(['text']);
    expect(on.texts()).toEqual([
      expect.stringMatching(/was not handed over.*HTTP 507.*Type export.*on record/),
    ]);
  });

  test('an upload whose end is not known is not called done', async () => {
    start();
    on.oneDrive.answer = { kind: 'unknown' };
    await on.offer(dan);

    await on.answers(dan);

    expect(on.texts()).toEqual([expect.stringMatching(/could not be found out.*SHA-256/)]);
  });

  test('a role that was lost meanwhile is told, and the offer is over', async () => {
    start();
    await on.offer(dan);
    on.directory.revoke('analyst', dan);

    await on.answers(dan);

    expect(on.texts()).toEqual([expect.stringMatching(/not an analyst any more/)]);
    expect(on.puts).toEqual([]);
  });

  test('a fault is told with a reference, and is in the log', async () => {
    const journal = { note: () => Promise.reject(new Error('disk full')), read: async () => [] };
    start({ journal });
    await on.offer(dan);

    await on.answers(dan);

    const logged = on.log.lines.find(({ event }) => event === 'file.not-handed-over');
    const { reference } = logged?.fields as { reference: string };
    expect(on.texts()).toEqual([expect.stringContaining(reference)]);
    expect(on.texts().join()).not.toContain('disk full');
    expect(on.puts).toEqual([]);
  });

  test('an offer that nobody took says so after its hour', async () => {
    start();
    await on.offer(dan);
    on.clock.advance(HOUR);

    await on.offers.begin();
    on.offers.end();

    expect(on.texts()).toEqual([expect.stringMatching(/stood for an hour/)]);
    expect(on.spooled()).toEqual([]);
  });

  test('offers are swept each hour until the bot stops', async () => {
    start();
    await on.offers.begin();
    await on.offer(dan);

    on.clock.advance(HOUR);
    await until(() => on.texts().length === 1);
    on.offers.end();

    expect(on.texts()).toEqual([expect.stringMatching(/stood for an hour/)]);
    expect(on.spooled()).toEqual([]);
  });

  test('where the person cannot be reached, the file is not kept', async () => {
    start();
    on.closed.add(`person:${dan.id}`);

    const { says } = await on.offer(dan);

    expect(says).toMatch(/could not be offered.*blocked/);
    expect(on.spooled()).toEqual([]);
  });

  test('a file that takes long is offered when it is ready', async () => {
    const desk = deskWith(3);
    let go: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (go = resolve));
    start({
      desk: { ...desk, answer: (query) => gate.then(() => desk.answer(query)) },
      patienceMs: 5,
    });

    const { says } = await on.offer(dan);
    go();
    await until(() => on.messages.length === 1);

    expect(says).toMatch(/being prepared/);
    expect(kinds()).toEqual(['file offer']);
  });

  test('what goes wrong with a file that takes long is told', async () => {
    let fail: (error: Error) => void = () => undefined;
    const gate = new Promise<never>((_resolve, reject) => (fail = reject));
    start({ desk: { ...deskWith(3), answer: () => gate }, patienceMs: 5 });

    await on.offer(dan);
    fail(new Error('segment unreadable'));
    await until(() => on.messages.length === 1);

    expect(on.texts()).toEqual([expect.stringMatching(/could not be made/)]);
  });

  test('where Teams lets bots hand out no files, none is made', async () => {
    start({ handsOutFiles: false });

    const { says } = await on.offer(dan);

    expect(says).toMatch(/GCC High, DoD and at 21Vianet/);
    expect(on.messages).toEqual([]);
    expect(on.spooled()).toEqual([]);
  });
});
