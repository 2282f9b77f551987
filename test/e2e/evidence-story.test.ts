import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'expect';
import type { Browser, Locator, Page } from 'playwright-core';
import { hasBrowser, launchBrowser, runIn, TOO_WIDE } from './browser.ts';
import { cli, fileIn, filesOn } from './evidence-page.ts';
import { startBot, type StartedBot } from './story-bot.ts';
import { peopleOn, type People } from './story-page.ts';
import { picture } from './story-pictures.ts';

const WIDE = { width: 1280, height: 860 };
const PHRASE =
  /\b(?:[bdfghjklmnprstvz][aiou]){2}[bdfghjklmnprstvz](?:-(?:[bdfghjklmnprstvz][aiou]){2}[bdfghjklmnprstvz]){3}\b/;

suite('the story of evidence in a browser', function () {
  this.timeout(300_000);
  let browser: Browser;
  let bot: StartedBot;
  let page: Page;
  let people: People;
  let files: ReturnType<typeof filesOn>;
  let folder: string;
  const problems: string[] = [];

  /** What the story leaves for its later parts. */
  const told = { run: '', phrase: '', pack: '' };

  suiteSetup(async function () {
    if (!hasBrowser()) this.skip();
    [browser, bot, folder] = await Promise.all([
      launchBrowser(),
      startBot(),
      mkdtemp(join(tmpdir(), 'evidence-story-')),
    ]);
    page = await (await browser.newContext({ viewport: WIDE, colorScheme: 'light' })).newPage();
    page.setDefaultTimeout(20_000);
    page.on('pageerror', (error) => problems.push(error.message));
    people = peopleOn(page);
    files = filesOn(page, people);
    await page.goto(bot.address);
    await people.box('Ada').waitFor();
  });
  suiteTeardown(async () => {
    await Promise.all([browser?.close(), bot?.stop()]);
    if (folder !== undefined) await rm(folder, { recursive: true });
  });
  teardown(() => expect(problems.splice(0)).toEqual([]));

  /** On a card of a request, as the person on the right sees it. */
  async function approves(who: string, ask: string): Promise<Locator> {
    await people.become('right', who);
    const card = await people.card('right', ask);
    await people.press(card, 'Approve');
    await card
      .getByText(new RegExp(`${who}.* approved`))
      .first()
      .waitFor();
    return card;
  }

  test('Ada sets up auditing, and Ben and Cleo approve it', async () => {
    await people.say('Ada', 'set up dynamics auditing');
    await people.card('left', /Which environment\?.*Continue/s);
    await people.say('Ada', 'Contoso Sales');
    await people.card('left', /What to audit in Contoso Sales.*Continue/s);
    await people.say('Ada', 'common');
    await people.press(await people.card('left', 'Send for approval'), 'Send for approval');
    const run = await people.card('left', /Waiting for approval of \w+ step/);
    told.run = runIn(await run.innerText());

    await approves('Ben', `${told.run}-1`);
    await approves('Cleo', `${told.run}-1`);

    await people.press(await people.card('left', 'I have done this'), 'I have done this');
    await people.skipWaitsUntil(run.getByText('Finished', { exact: true }));
  });

  test('Eve is told the phrase that stands in the channel', async () => {
    await people.become('right', 'Eve');
    await files.channel('left');
    const posted = await people.message('left', /Checkpoint [\d,]+ · /);
    // One for the day, and one because a run has finished.
    await people
      .messages('left')
      .filter({ hasText: /Checkpoint [\d,]+ · / })
      .nth(1)
      .waitFor();
    told.phrase = PHRASE.exec(await posted.innerText())?.[0] ?? 'no phrase';

    await people.say('Eve', 'checkpoint');

    const answer = await people.message('right', /Checkpoint over [\d,]+ entries, signed/);
    expect(await answer.innerText()).toMatch(PHRASE);
    expect(await answer.innerText()).toContain('A witness');
    await picture(page, 'evidence-checkpoint', posted, answer);
  });

  test('Eve takes the evidence of the run, and its verification needs no bot', async () => {
    const download = await files.take('right', 'Eve', `evidence ${told.run}`);
    told.pack = join(folder, download.suggestedFilename());
    await download.saveAs(told.pack);
    await picture(page, 'evidence-file', people.messages('right').last());

    const plain = await cli('verify', told.pack);
    const held = await cli('verify', told.pack, '--head', told.phrase);

    expect(plain).toMatchObject({ code: 0, out: expect.stringContaining(told.run) });
    expect(held).toMatchObject({ code: 0, out: expect.stringContaining('What you kept is part') });
  });

  test('a phrase of another history, and a pack with one other byte, are found out', async () => {
    const bytes = await readFile(told.pack);
    const changed = join(folder, 'changed.zip');
    const middle = Math.floor(bytes.length / 2);
    bytes.writeUInt8(bytes.readUInt8(middle) ^ 1, middle);
    await writeFile(changed, bytes);

    const other = await cli('verify', told.pack, '--head', 'lusab-babad-gutih-tugad');
    const forged = await cli('verify', changed);

    expect(other.code).toBe(1);
    expect(forged.code).toBe(1);
  });

  test('the story in the pack can be read by anybody, and runs nothing', async () => {
    const file = join(folder, 'story.html');
    await writeFile(file, fileIn(await readFile(told.pack), 'story.html'));

    const shown = await read(file);

    const says = await shown.innerText('body');
    for (const who of ['Ada', 'Ben', 'Cleo']) expect(says).toContain(who);
    expect(says).toContain(told.run);
    expect(await shown.locator('script').count()).toBe(0);
    await picture(shown, 'evidence-story');
    await shown.close();
  });

  test('Eve has a compliance report of this month', async () => {
    const download = await files.take('right', 'Eve', 'compliance this month');
    const file = join(folder, download.suggestedFilename());
    await download.saveAs(file);

    const shown = await read(file);

    expect(download.suggestedFilename()).toMatch(/^compliance-.*\.html$/);
    expect(await shown.innerText('body')).toContain(told.run);
    await picture(shown, 'evidence-compliance');
    await shown.close();
  });

  test('nobody but auditors has evidence', async () => {
    await people.become('right', 'Ben');

    await people.say('Ben', `evidence ${told.run}`);
    await people.message('right', /Only auditors/);
  });

  test('Dan decides for Ben once Cleo has agreed to it', async () => {
    await people.pane('left').getByLabel('Conversation').selectOption('personal');
    await people.become('right', 'Ben');
    await people.say('Ben', 'delegate approvals');
    await people.card('right', /Which approver will be away\?.*Continue/s);
    await people.say('Ben', 'Ben');
    const deputy = await people.card('right', /Who decides in their place\?.*Continue/s);
    await picture(page, 'delegation-form', deputy);
    await people.say('Ben', 'Dan');
    await people.card('right', /For how long.*Continue|From when.*Continue/s);
    await people.say('Ben', 'from today for 2 weeks');
    const plan = await people.card('right', 'Send for approval');
    await people.press(plan, 'Send for approval');
    const waits = await people.card('right', /Waiting for approval of \w+ step/);
    const run = runIn(await waits.innerText());
    const agreed = await approves('Cleo', `${run}-1`);
    await agreed.getByText('Done', { exact: true }).waitFor();

    const asked = await request('Contoso Dev');
    const card = await approves('Dan', `${asked}-1`);

    expect(await card.innerText()).toContain('Dan for Ben approved');
    expect(await people.buttons(card)).not.toContain('Approve');
    await picture(page, 'delegation-vote', card);
    await people.say('Dan', 'delegations');
    const list = await people.card('right', /Dan for Ben/);
    await picture(page, 'delegations', list);
    await people.say('Ada', `cancel ${asked}`);
    await people.message('left', /Cancelled\./);
  });

  test('a run is only handed to an operator, and Ada has nothing to take over', async () => {
    const run = await request('Contoso Dev');

    await people.say('Ada', `hand over ${run} to Dan`);
    await people.message('left', /There is nobody else in the operators group/);
    await people.say('Ada', `take over ${run}`);

    await people.message('left', /Ada answers for this run already/);
  });

  async function request(environment: string): Promise<string> {
    await people.say('Ada', 'set up dynamics auditing');
    await people.card('left', /Which environment\?.*Continue/s);
    await people.say('Ada', environment);
    await people.card('left', new RegExp(`What to audit in ${environment}.*Continue`, 's'));
    await people.say('Ada', 'common');
    await people.press(await people.card('left', 'Send for approval'), 'Send for approval');
    return runIn(await (await people.card('left', /Waiting for approval of \w+ step/)).innerText());
  }

  /** A file that was handed out, as a browser shows it. */
  async function read(file: string): Promise<Page> {
    const shown = await browser.newPage({ viewport: WIDE });
    await shown.goto(pathToFileURL(file).href);
    expect(await shown.evaluate(TOO_WIDE)).toEqual([]);
    return shown;
  }
});
