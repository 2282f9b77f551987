import { expect } from 'expect';
import type { Locator, Page } from 'playwright-core';

/** The console of the chat page: what a card hands out is run in it, and its answer taken along. */
export function consoleOn(page: Page) {
  const box = page.getByRole('textbox', { name: 'Command', exact: true });
  const entries = page.locator('#console .entry');
  const opener = page.getByRole('button', { name: 'Console', exact: true });
  const isOpen = () => page.locator('#console').isVisible();

  async function open(): Promise<void> {
    if (!(await isOpen())) await opener.click();
    await box.waitFor();
  }

  async function close(): Promise<void> {
    if (await isOpen()) await box.press('Escape');
  }

  async function enter(command: string): Promise<Locator> {
    await open();
    const before = await entries.count();
    await box.fill(command);
    await box.press('Enter');
    return entries.nth(before);
  }

  /** Runs what prints nothing when it has done it. */
  async function change(command: string): Promise<void> {
    await (await enter(command)).getByText('Done; it prints nothing.').waitFor();
  }

  /** Runs it and copies the answer with the button that stands below it. */
  async function run(command: string): Promise<string> {
    const entry = await enter(command);
    await entry.getByRole('button', { name: 'Copy answer' }).click();
    expect(await entry.locator('.wrong').allInnerTexts()).toEqual([]);
    await entry.getByRole('button', { name: 'Copied' }).waitFor();
    return String(await page.evaluate('navigator.clipboard.readText()'));
  }

  return { open, close, run, change, entries };
}

/** The command of a guide, line by line as the card shows it. */
export const commandOn = async (guide: Locator): Promise<string> =>
  // Labels of inputs are rich text as well, but as labels.
  (await guide.locator('div.ac-richTextBlock').allInnerTexts()).join('\n');
