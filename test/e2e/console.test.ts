import { expect } from 'expect';
import type { Browser, Page } from 'playwright-core';
import { hasBrowser, launchBrowser } from './browser.ts';
import { startBot, type StartedBot } from './story-bot.ts';

suite("the administrator's console on the chat page", function () {
  this.timeout(300_000);
  let browser: Browser;
  let bot: StartedBot;
  let page: Page;
  const problems: string[] = [];

  suiteSetup(async function () {
    if (!hasBrowser()) this.skip();
    [browser, bot] = await Promise.all([launchBrowser(), startBot()]);
  });
  suiteTeardown(() => Promise.all([browser?.close(), bot?.stop()]));
  setup(async () => {
    page = await open();
  });
  teardown(async () => {
    await page.context().close();
    expect(problems.splice(0)).toEqual([]);
  });

  async function open(viewport = { width: 1280, height: 860 }): Promise<Page> {
    const context = await browser.newContext({ viewport });
    context.setDefaultTimeout(10_000);
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], {
      origin: new URL(bot.address).origin,
    });
    const opened = await context.newPage();
    opened.on('pageerror', ({ message }) => problems.push(message));
    await opened.goto(bot.address);
    await opened
      .getByRole('textbox', { name: /^Message as/ })
      .first()
      .waitFor();
    return opened;
  }

  const box = (on = page) => on.getByRole('textbox', { name: 'Command' });
  const entries = (on = page) => on.locator('#console .entry');
  const opener = (on = page) => on.getByRole('button', { name: 'Console' });

  test('a command is run with the keyboard alone, and its answer is copied', async () => {
    await opener().press('Enter');
    await page.keyboard.type('Get-OrganizationConfig | Select-Object Name, IsDehydrated');
    await page.keyboard.press('Enter');
    await entries().getByText('Name         : contoso.onmicrosoft.com').waitFor();

    await entries().getByRole('button', { name: 'Copy answer' }).press('Enter');

    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(
      'Name         : contoso.onmicrosoft.com\nIsDehydrated : False',
    );
    await page.keyboard.press('Escape');
    expect(await page.locator('#console').isVisible()).toBe(false);
    expect(await page.evaluate('document.activeElement.id')).toBe('open-console');
  });

  test('several lines are pasted and run as one, and come back with the arrow key', async () => {
    const guide =
      'Connect-ExchangeOnline\nGet-AdminAuditLogConfig |\n  select UnifiedAuditLogIngestionEnabled';
    await opener().click();
    await box().fill(guide);

    await box().press('Enter');
    await entries().getByText('UnifiedAuditLogIngestionEnabled : False').waitFor();
    await box().press('ArrowUp');

    expect(await box().inputValue()).toBe(guide);
  });

  test('an error is told from an answer, and silence is named', async () => {
    await opener().click();
    await box().fill('Get-Nothing');
    await box().press('Enter');
    await box().fill('Connect-AzAccount');
    await box().press('Enter');

    await entries().getByText('Done; it prints nothing.').waitFor();
    expect(await entries().locator('.wrong').innerText()).toContain('is not recognized');
  });

  test('on a telephone the console takes its place under the chat and nothing is cut off', async () => {
    const small = await open({ width: 390, height: 800 });
    await opener(small).click();
    await box(small).fill('Get-OrganizationConfig');
    await box(small).press('Enter');
    await entries(small).getByText('contoso.onmicrosoft.com').first().waitFor();

    const wide = await small.evaluate('document.documentElement.scrollWidth');
    await small.context().close();

    expect(wide).toBeLessThanOrEqual(390);
  });
});
