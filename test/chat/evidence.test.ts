import { rmSync } from 'node:fs';
import { expect } from 'expect';
import { evidenceChat } from '../../src/compose/evidence-chat.ts';
import { DAY } from '../../src/core/clock.ts';
import { chatStage } from '../fakes/chat-stage.ts';
import { evidenceStage, textsIn, verdictOn } from '../fakes/evidence-stage.ts';
import { ada, ben, cleo, dan, eve } from '../fakes/fake-directory.ts';
import { fileStage } from '../fakes/file-stage.ts';
import { lampSetup, lampWorld } from '../fakes/lamps.ts';

suite('evidence from the chat', () => {
  const folders: string[] = [];
  teardown(() => folders.splice(0).forEach((one) => rmSync(one, { recursive: true, force: true })));

  /** A bot that seals, and hands out files. */
  function sealedLamps() {
    const files = fileStage();
    const built: { evidence?: ReturnType<typeof evidenceStage> } = {};
    const on = chatStage([lampSetup(lampWorld())], {
      evidence({ store, clock }) {
        built.evidence = evidenceStage(store, clock);
        return evidenceChat({ pack: built.evidence.parts, offerFile: files.offers.offerFile });
      },
    });
    folders.push(files.folder, built.evidence?.folder ?? '');
    return { ...on, files };
  }

  /** Asked for by Ada, approved by Ben and Cleo, done. */
  async function lit(on: ReturnType<typeof sealedLamps>, lamp = 'north'): Promise<string> {
    const run = await on.begins(ada, 'lamps', { lamp, colour: 'red' });
    const data = await on.ask(run);
    await on.press(ben, 'approve', data);
    await on.press(cleo, 'approve', data);
    await on.work();
    return run;
  }

  const taken = ({ files }: ReturnType<typeof sealedLamps>): Buffer =>
    Buffer.from(files.puts.at(-1)?.bytes ?? []);
  const scopeIn = (pack: Buffer): unknown =>
    JSON.parse(textsIn(pack)['manifest.json'] ?? '{}').scope;

  test('an auditor is offered the pack of a run, and the verifier finds no fault in it', async () => {
    const on = sealedLamps();
    const run = await lit(on);

    const said = (await on.says(eve, `evidence ${run.toLowerCase()}`)).join();
    await on.files.answers(eve);

    expect(said).toMatch(
      /^\*\*evidence-.{6}-X.{5}\.zip\*\* is offered here: An evidence pack with personal data/,
    );
    expect(scopeIn(taken(on))).toEqual({ kind: 'run', run });
    expect(verdictOn(taken(on)).faults).toEqual([]);
  });

  test('that it goes is on record before it goes, with its digest', async () => {
    const on = sealedLamps();
    const run = await lit(on);
    await on.says(eve, `evidence ${run}`);

    await on.files.answers(eve);

    expect(await on.files.noted()).toMatchObject([
      {
        what: 'exported',
        by: eve,
        details: {
          question: expect.stringContaining(`Evidence of run ${run}, under the checkpoint`),
          sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
        },
      },
    ]);
  });

  test('some days are all runs of those days', async () => {
    const on = sealedLamps();
    const first = await lit(on);
    on.clock.advance(2 * DAY);
    const second = await lit(on, 'south');
    const [day] = (await on.entriesOf(first)).map(({ at }) => at.slice(0, 10));

    await on.says(eve, `evidence ${day} to ${day}`);
    await on.files.answers(eve);
    const [one] = [taken(on)];
    await on.says(eve, 'evidence this month');
    await on.files.answers(eve);

    expect(textsIn(one)['entries.ndjson']).not.toContain(second);
    expect(scopeIn(one)).toMatchObject({ kind: 'period', from: day });
    for (const run of [first, second]) expect(textsIn(taken(on))['story.md']).toContain(run);
    expect(verdictOn(taken(on)).faults).toEqual([]);
  });

  test('nobody but an auditor gets any, whatever else they may', async () => {
    const on = sealedLamps();
    const run = await lit(on);

    for (const person of [ada, ben, dan])
      expect((await on.says(person, `evidence ${run}`)).join()).toContain('Only auditors');

    expect(on.files.messages).toEqual([]);
  });

  test('the role is looked up anew, not remembered', async () => {
    const on = sealedLamps();
    const run = await lit(on);
    await on.says(eve, 'status');
    on.directory.grant('analyst', eve);
    on.directory.revoke('auditor', eve);

    expect((await on.says(eve, `evidence ${run}`)).join()).toContain('Only auditors');
  });

  test('who is no auditor any more when they take it gets nothing', async () => {
    const on = sealedLamps();
    await on.says(eve, `evidence ${await lit(on)}`);
    on.files.directory.revoke('auditor', eve);

    await on.files.answers(eve);

    expect(on.files.puts).toEqual([]);
    expect(on.files.texts().join()).toContain('You are not an auditor any more');
  });

  test('others in a channel see none of it', async () => {
    const on = sealedLamps();
    const run = await lit(on);

    const said = (await on.saysInChannel(eve, `evidence ${run}`)).join();

    expect(said).toContain('in our personal chat');
    expect(on.files.messages).toEqual([]);
  });

  test('what is not there is said, and nothing is offered', async () => {
    const on = sealedLamps();
    await lit(on);

    const unknown = (await on.says(eve, 'evidence 222222')).join();
    const nothing = (await on.says(eve, 'evidence')).join();
    const words = (await on.says(eve, 'evidence lamps')).join();

    expect(unknown).toContain('There is no run 222222');
    expect(nothing).toContain('Say of what');
    expect(words).toContain('I do not know that period');
    expect(on.files.messages).toEqual([]);
  });

  test('a sentence that begins with the word may be an answer', async () => {
    const on = sealedLamps();

    expect((await on.says(eve, 'evidence for the audit of last month')).join()).toContain(
      'did not understand',
    );
  });
});
