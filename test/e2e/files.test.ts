import { readFile } from 'node:fs/promises';
import { expect } from 'expect';
import type { Browser, Page } from 'playwright-core';
import { hasBrowser, launchBrowser, TOO_WIDE } from './browser.ts';
import { openHouse, type Activity, type Send, type TeamsHouse } from '../fakes/chatty-bot.ts';

const CONSENT = 'application/vnd.microsoft.teams.card.file.consent';
const INFO = 'application/vnd.microsoft.teams.card.file.info';
const BYTES = 'PK the file';
const HOSTILE = `<img src=x onerror=alert(1)> ${'long'.repeat(40)}.zip`;

const offer = (name = 'audit.zip') => ({
  type: 'message',
  attachments: [
    {
      contentType: CONSENT,
      name,
      content: {
        ...{ description: `1,234 records <b>${name}</b>`, sizeInBytes: 3_210_000 },
        ...{ acceptContext: { export: 'X1' }, declineContext: { export: 'X1' } },
      },
    },
  ],
});

suite('files on the chat page', function () {
  this.timeout(300_000);
  let browser: Browser;
  let house: TeamsHouse;
  let page: Page;
  const problems: string[] = [];

  suiteSetup(async function () {
    if (!hasBrowser()) this.skip();
    browser = await launchBrowser();
  });
  suiteTeardown(() => browser?.close());
  setup(async () => {
    problems.length = 0;
    house = await openHouse();
    house.bot.onMessage = (_said: Activity, send: Send) => send('POST', 'activities', offer());
    const context = await browser.newContext({ viewport: { width: 1200, height: 900 } });
    context.setDefaultTimeout(8000);
    page = await context.newPage();
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('dialog', (dialog) => problems.push(dialog.message()));
    await page.goto(house.url);
  });
  teardown(async () => {
    await page.context().close();
    await house.close();
  });

  const pane = () => page.locator('[data-pane="left"]');
  const card = () => pane().locator('.file-card').last();
  async function ask(): Promise<void> {
    const box = page.getByRole('textbox', { name: 'Message as Ada' });
    await box.fill('export');
    await box.press('Enter');
    await card().waitFor();
  }
  /** The bot answers the offer as Teams wants it; then it uploads, and shows the file. */
  const handsOver = () => {
    house.bot.onPress = async ({ value, replyToId }: Activity, send: Send) => {
      if (value.action === 'decline')
        return void (await send('PUT', `activities/${replyToId}`, {
          type: 'message',
          text: 'Declined.',
        }));
      const { uploadUrl, contentUrl, name, uniqueId, fileType } = value.uploadInfo;
      const range = `bytes 0-${BYTES.length - 1}/${BYTES.length}`;
      await fetch(uploadUrl, { method: 'PUT', headers: { 'Content-Range': range }, body: BYTES });
      const content = { uniqueId, fileType };
      const attachments = [{ contentType: INFO, contentUrl, name, content }];
      await send('PUT', `activities/${replyToId}`, { type: 'message', text: 'Handed over.' });
      await send('POST', 'activities', { type: 'message', attachments });
    };
  };

  test('an offer shows name, size and purpose; allowed, the file can be downloaded', async () => {
    handsOver();
    await ask();
    const said = await card().innerText();

    await card().getByRole('button', { name: 'Allow' }).click();
    const link = pane().getByRole('link', { name: 'Download' });
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);

    expect(said).toMatch(/audit\.zip\s+3\.2 MB\s+1,234 records <b>audit\.zip<\/b>/);
    expect(download.suggestedFilename()).toBe('audit.zip');
    expect(await readFile(await download.path(), 'utf8')).toBe(BYTES);
    expect(await pane().getByRole('button', { name: 'Allow' }).count()).toBe(0);
    expect(await pane().innerText()).toContain('Handed over.');
    expect(problems).toEqual([]);
  });

  test('an offer that is declined is replaced by what the bot says', async () => {
    handsOver();
    await ask();

    await card().getByRole('button', { name: 'Decline' }).click();
    await pane().getByText('Declined.').waitFor();

    expect(await pane().locator('.file-card').count()).toBe(0);
    expect(house.bot.received.at(-1)?.value).toMatchObject({ action: 'decline' });
  });

  test('an answer that the bot does not take is said, and can be given again', async () => {
    await ask();
    house.bot.status = 500;
    await card().getByRole('button', { name: 'Allow' }).click();
    await pane().getByText('Something went wrong. Please try again.').waitFor();
    house.bot.status = 200;
    handsOver();

    await card().getByRole('button', { name: 'Allow' }).click();

    await pane().getByRole('link', { name: 'Download' }).waitFor();
  });

  test('a hostile name is text, and fits into its place', async () => {
    house.bot.onMessage = (_said: Activity, send: Send) =>
      send('POST', 'activities', offer(HOSTILE));

    await ask();

    expect(await card().innerText()).toContain(HOSTILE);
    expect(await card().locator('img').count()).toBe(0);
    expect(await page.evaluate(TOO_WIDE)).toEqual([]);
    expect(problems).toEqual([]);
  });

  test('a link that leads elsewhere is no download of ours', async () => {
    house.bot.onMessage = (_said: Activity, send: Send) =>
      send('POST', 'activities', {
        type: 'message',
        attachments: [
          {
            ...{ contentType: INFO, contentUrl: 'javascript:alert(1)', name: 'x.zip' },
            content: { uniqueId: 'x', fileType: 'zip' },
          },
        ],
      });
    await ask();

    await card().getByRole('button', { name: 'Open' }).click();

    expect(await card().getByRole('link').count()).toBe(0);
    expect(problems).toEqual([]);
  });
});
