import { expect } from 'expect';
import type { Browser, Page } from 'playwright-core';
import { hasBrowser, launchBrowser } from './browser.ts';
import { questionsOn, type Questions } from './questions-page.ts';
import { startBot, type StartedBot } from './story-bot.ts';
import type { People } from './story-page.ts';
import { picture } from './story-pictures.ts';

const WIDE = { width: 1280, height: 860 };

suite('the story of the audit archive in a browser', function () {
  this.timeout(300_000);
  let browser: Browser;
  let bot: StartedBot;
  let page: Page;
  let on: Questions;
  let people: People;
  const problems: string[] = [];

  suiteSetup(async function () {
    if (!hasBrowser()) this.skip();
    [browser, bot] = await Promise.all([launchBrowser(), startBot()]);
    page = await browser.newPage({ viewport: WIDE, colorScheme: 'light' });
    page.setDefaultTimeout(30_000);
    page.on('pageerror', (error) => problems.push(error.message));
    on = questionsOn(page);
    ({ people } = on);
    await page.goto(bot.address);
    await people.box('Ada').waitFor();
  });
  suiteTeardown(() => Promise.all([browser?.close(), bot?.stop()]));
  teardown(() => expect(problems.splice(0)).toEqual([]));

  test('Ada has the archive set up, and Ben and Cleo approve it', async () => {
    await people.say('Ada', 'set up audit archive');
    const form = await people.card('left', /Which audit records.*Continue/s);
    await people.press(form, 'Continue');
    const plan = await people.card('left', 'Send for approval');
    const run = await people.approvedByBoth(plan);

    await people.skipWaitsUntil(run.getByText('Finished', { exact: true }));

    const closing = await people.card('left', 'Audit records are being archived');
    expect(await closing.innerText()).toContain('Audit.General');
  });

  test('as time passes the archive fills, and says how much of the period it knows', async () => {
    await people.become('left', 'Dan');
    const known = on.cardsThatSay('left', /Audit\.General\s*[1-9]\d* % complete/).last();
    await on.until(known, async (times) => {
      await on.advance(times < 4 ? 'day' : 'hour');
      await on.ask('is the log healthy?', /Is the log itself healthy\?/);
    });

    await picture(page, 'questions-health', known);
  });

  test('a question is answered from the archive', async () => {
    const fromArchive = /\d+ actions? by \d+ users?.*The bot’s archive/s;
    const answer = on.cardsThatSay('left', fromArchive).last();

    await on.until(answer, () => on.ask('activity in the last 3 days from the archive'));

    expect(await answer.innerText()).toMatch(/\d+(?:\.\d)? % of the period/);
  });

  test('what is searched at Microsoft shows its progress, and the answer comes by itself', async () => {
    const search = await on.ask(
      'who deleted accounts in the last 3 days from graph?',
      /Searching Microsoft’s audit log/,
    );
    expect(await search.innerText()).toMatch(/\d of \d parts? searched/);
    await picture(page, 'questions-search', search);

    const answer = on.cardsThatSay('left', /Microsoft Graph audit search/).last();
    await on.until(answer, () => on.advance('hour'));

    expect(await answer.innerText()).toMatch(/table is account.*from Microsoft Graph/);
  });
});
