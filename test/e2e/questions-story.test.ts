import { expect } from 'expect';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { hasBrowser, launchBrowser, TOO_WIDE } from './browser.ts';
import { readExport } from './export-file.ts';
import { questionsOn, type Questions } from './questions-page.ts';
import { startBot, type StartedBot } from './story-bot.ts';
import type { People } from './story-page.ts';
import { picture } from './story-pictures.ts';

const WIDE = { width: 1280, height: 860 };
const EXPORTS = 'who exported contacts to Excel last week?';
const PERSON = /\w+@contoso\.example/;

suite('the story of questions in a browser', function () {
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
  });
  suiteTeardown(() => Promise.all([browser?.close(), bot?.stop()]));
  setup(() => open({ viewport: WIDE, colorScheme: 'light' }));
  teardown(async () => {
    await page.context().close();
    expect(problems.splice(0)).toEqual([]);
  });

  async function open(options: BrowserContextOptions): Promise<void> {
    await page?.context().close();
    const context = await browser.newContext(options);
    page = await context.newPage();
    page.setDefaultTimeout(30_000);
    page.on('pageerror', (error) => problems.push(error.message));
    on = questionsOn(page);
    ({ people } = on);
    await page.goto(bot.address);
    await people.box('Ada').waitFor();
    await people.become('left', 'Dan');
    await on.settled('left');
  }

  test('Dan asks in words; one card says what was understood, counted, and how complete it is', async () => {
    const card = await on.ask(EXPORTS);

    const says = await card.innerText();
    expect(says).toMatch(/Count actions by user where .*export.*table is contact.*last week/);
    expect(says).toMatch(/\d+ actions? by \d+ users?/);
    expect(says).toMatch(/✓ Complete/);
    expect(says).toContain('Log Analytics');
    expect(await card.getByRole('img', { name: /^Actions per day/ }).count()).toBe(1);
    await picture(page, 'questions-answer', card);
    const odd = await on.ask('exports by user in the last 30 days');
    expect(await odd.innerText()).toMatch(/What stands out\s+▲ .*\s+Rule: /);
    await picture(page, 'questions-stands-out', odd.getByText('What stands out'));
  });

  test('Dan looks closer at one row, then at its records, and that is on record', async () => {
    const card = await on.ask(EXPORTS);
    const choice = card.getByRole('combobox', { name: 'Look closer at' });
    await choice.fill('user');
    const option = card.getByRole('option', { name: PERSON }).first();
    const [user = ''] = PERSON.exec(await option.innerText()) ?? [];
    await option.click();
    const narrow = await on.follow(card, 'Look closer');
    expect(await narrow.innerText()).toMatch(new RegExp(`user is "?${user}`));

    const records = await on.follow(narrow, 'Look closer', /Records? 1/);

    expect(await records.innerText()).toContain('that it was shown is on record');
    expect(await records.innerText()).toContain(user);
    await people.press(records, 'All fields');
    await records.getByText('As logged').first().waitFor();
    await picture(page, 'questions-records', records);
  });

  test('Dan compares with the week before', async () => {
    const card = await on.ask(EXPORTS);

    const compared = await on.follow(card, 'Compare', /compared with the period before/);

    expect(await compared.innerText()).toMatch(/Against the period before\s+.*\d/);
    expect(await people.buttons(compared)).not.toContain('Compare');
  });

  test('Dan exports; what he downloads is what its manifest says', async () => {
    const card = await on.ask(EXPORTS);
    await people.press(card, 'Export');
    const offer = people.pane('left').locator('.file-card').last();
    await offer.getByRole('button', { name: 'Allow' }).click();

    const link = people.pane('left').getByRole('link', { name: 'Download' });
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
    const taken = await readExport(await download.path());

    expect(download.suggestedFilename()).toMatch(/\.zip$/);
    expect(taken.listed).toEqual(taken.there);
    expect(taken.changed).toEqual([]);
    expect(taken.manifest.canonical).toContain('table is contact');
    expect(taken.text('records.jsonl').trim().split('\n')).toHaveLength(taken.manifest.records);
    await picture(page, 'questions-export', link);
  });

  test('a name that is mistyped is not guessed: Dan is asked what he means', async () => {
    const card = await on.ask('who exprted contacts to Excel last week?', /did not understand/);

    expect(await card.innerText()).toContain('Did you mean: exported?');
    await picture(page, 'questions-typo', card);
  });

  test('Dan asks by form, and gets the same kind of answer', async () => {
    const about = await on.ask('ask', /What do you want to know\?.*Continue/s);
    const exports = about.getByRole('option').filter({ hasText: /^Exports$/ });
    await on.until(exports, () => about.getByRole('combobox').fill('Exports'));
    await exports.click();
    await picture(page, 'questions-form', about);
    await people.press(about, 'Continue');
    const period = await people.card('left', /For which period\?.*Continue/s);
    await period.locator('select').selectOption({ label: 'last week' });
    await people.press(period, 'Continue');
    const last = await people.card('left', /Last question.*Continue/s);

    const card = await on.follow(last, 'Continue');

    expect(await card.innerText()).toMatch(/Count actions .*verb is export.*last week/);
  });

  test('Ada, who is no analyst, is refused with a sentence', async () => {
    await people.become('left', 'Ada');

    await people.say('Ada', EXPORTS);

    await people.message('left', /for analysts only/);
  });

  test('where others read along, nobody is named', async () => {
    await people.pane('left').getByLabel('Conversation').selectOption('channel');
    await on.settled('left');

    const card = await on.ask(`@Audit Steward ${EXPORTS}`);
    const records = await on.follow(card, 'Look closer', /Records? 1/);

    expect(await card.innerText()).toMatch(/\d+ actions? by \d+ users?/);
    expect(await card.innerText()).not.toMatch(PERSON);
    expect(await records.innerText()).not.toMatch(PERSON);
    expect(await records.innerText()).toContain('masked');
    await picture(page, 'questions-channel', card);
  });

  test('a question can be asked and looked into without a mouse', async () => {
    await people.box('Dan').focus();
    const card = await on.nextCard(/Look closer at/, async () => {
      await page.keyboard.type(EXPORTS);
      await page.keyboard.press('Enter');
    });

    await tabTo(card.getByRole('button', { name: 'Look closer' }));

    const press = () => page.keyboard.press('Enter');
    const records = await on.nextCard(/Records? 1/, press);
    expect(await records.innerText()).toMatch(PERSON);
  });

  /** Goes back through the page by Tab until this has the focus. */
  async function tabTo(wanted: Locator): Promise<void> {
    const has = () => wanted.evaluate((node) => node.matches(':focus'));
    for (let times = 0; times < 60 && !(await has()); times++)
      await page.keyboard.press('Shift+Tab');
    expect(await has()).toBe(true);
  }

  test('on a narrow screen nothing of an answer has to be scrolled sideways', async () => {
    await open({ viewport: { width: 390, height: 800 }, colorScheme: 'dark' });

    const card = await on.ask('exports by user in the last 30 days');
    await people.press(card, 'More groups, completeness and notes');
    await card.getByText('How complete this is').waitFor();

    const wide: unknown = await page.evaluate(TOO_WIDE);
    expect(wide).toEqual([]);
    await picture(page, 'questions-narrow', card);
  });

  test('a saved report is run by its name, and its digest comes by itself', async () => {
    const card = await on.ask(EXPORTS);
    const [, name = 'no question'] = /records (Q\w{5})/.exec(await card.innerText()) ?? [];
    await people.say('Dan', `save ${name} as Contact exports`);
    await people.message('left', /Saved\./);
    const again = await on.ask('report Contact exports');
    expect(await again.innerText()).toContain('table is contact');
    const often = await on.follow(again, 'Schedule', /How often\?/);
    await people.press(often, 'Weekly');
    await people.message('left', /Ordered: D\w{5}, weekly at 07:00/);

    const digests = on.cardsThatSay('left', /weekly digest D/i);
    await on.until(digests.last(), () => on.advance('day'));

    const digest = await people.card('left', /weekly digest D/i);
    expect(await digest.innerText()).toMatch(/table is contact.*last week/);
    expect(await digests.count()).toBe(1);
    await picture(page, 'questions-digest', digest);
  });
});
