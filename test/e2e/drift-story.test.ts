import { expect } from 'expect';
import type { Browser, Locator, Page } from 'playwright-core';
import { hasBrowser, launchBrowser, runIn, TOO_WIDE } from './browser.ts';
import { questionsOn, type Questions } from './questions-page.ts';
import { startBot, type StartedBot } from './story-bot.ts';
import { consoleOn } from './story-console.ts';
import type { People } from './story-page.ts';
import { picture } from './story-pictures.ts';

const WIDE = { width: 1280, height: 860 };
const SWITCH_OFF = 'Set-AdminAuditLogConfig -UnifiedAuditLogIngestionEnabled $false';
const REASON = 'The tenant moves to another log, and both are not to run at once';

suite('the story of drift in a browser', function () {
  this.timeout(300_000);
  let browser: Browser;
  let bot: StartedBot;
  let page: Page;
  let on: Questions;
  let people: People;
  let console: ReturnType<typeof consoleOn>;
  const problems: string[] = [];

  /** What the story leaves for its later parts. */
  const told = { run: '', finding: '' };

  suiteSetup(async function () {
    if (!hasBrowser()) this.skip();
    [browser, bot] = await Promise.all([launchBrowser(), startBot()]);
    const context = await browser.newContext({ viewport: WIDE, colorScheme: 'light' });
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], {
      origin: new URL(bot.address).origin,
    });
    page = await context.newPage();
    page.setDefaultTimeout(20_000);
    page.on('pageerror', (error) => problems.push(error.message));
    on = questionsOn(page);
    ({ people } = on);
    console = consoleOn(page);
    await page.goto(bot.address);
    await people.box('Ada').waitFor();
  });
  suiteTeardown(() => Promise.all([browser?.close(), bot?.stop()]));
  teardown(async () => {
    expect(await page?.evaluate(TOO_WIDE)).toEqual([]);
    expect(problems.splice(0)).toEqual([]);
  });

  /** Days pass until a new card of the left says this. */
  async function daysUntil(says: RegExp): Promise<Locator> {
    const before = await on.cardsThatSay('left', says).count();
    await on.until(on.cardsThatSay('left', says).nth(before), () => on.advance('day'));
    return people.card('left', says);
  }

  test('Ada has the archive set up, and it is looked at from then on', async () => {
    await people.say('Ada', 'set up audit archive');
    await people.card('left', /Which audit records.*Continue/s);
    // What administrators do in Exchange comes with a content type of its own.
    await people.say('Ada', 'all');

    const run = await people.approvedByBoth(await people.card('left', 'Send for approval'));

    await people.skipWaitsUntil(run.getByText('Finished', { exact: true }));
    told.run = runIn(await run.innerText());
  });

  test('an administrator switches the log off past the bot, and is found with the record of it', async () => {
    await console.change(SWITCH_OFF);
    await console.close();

    const card = await daysUntil(/Changed outside approval by administrator@contoso\.example/);

    const says = await card.innerText();
    expect(says).toContain('Set-AdminAuditLogConfig');
    expect(says).toMatch(/audit record [0-9a-f-]{36}/);
    await picture(page, 'drift-found', card);
  });

  test('to mend it is a plan like any other, and both approvers are asked', async () => {
    const card = await people.card('left', 'Plan to put it right');
    await people.press(card, 'Plan to put it right');
    const plan = await people.card('left', 'Send for approval');
    expect(await plan.innerText()).toContain('Switch the unified audit log on');

    const run = await people.approvedByBoth(plan);

    await people.skipWaitsUntil(run.getByText('Finished', { exact: true }));
  });

  test('the next look finds that all is well again', async () => {
    const card = await daysUntil(/All is well again/);

    await picture(page, 'drift-well', card);
  });

  test('done again, it is accepted for a time: with a reason, an end, and two approvers', async () => {
    await console.change(SWITCH_OFF);
    await console.close();
    const card = await daysUntil(/Does not hold any more/);
    await people.press(card, 'Accept for a time');
    await people.card('left', /Why is it accepted\?.*Continue/s);
    await people.say('Ada', 'because');
    await people.card('left', /Please look again.*Say it in a sentence/s);
    await people.say('Ada', REASON);
    await people.card('left', /Until when is it accepted\?.*Continue/s);
    await people.say('Ada', '30 days');
    const plan = await people.card('left', 'Send for approval');
    await picture(page, 'drift-accept', plan);

    const run = await people.approvedByBoth(plan);

    await run.getByText('Finished', { exact: true }).waitFor();
    await people.say('Ada', 'exceptions');
    const list = await people.card('left', /1 in force of 1/);
    expect(await list.innerText()).toContain(REASON);
    await picture(page, 'drift-exceptions', list);
  });
});
