import { mkdir } from 'node:fs/promises';
import type { Locator, Page } from 'playwright-core';

const FOLDER = new URL('../../docs/images/', import.meta.url).pathname;

/** Pictures for the README are only written when asked for, so that a test run changes no file. */
const WANTED = process.env['UPDATE_IMAGES'] === '1';

/** Keeps what the window shows, with `top` at the upper edge of its pane. */
export async function picture(page: Page, name: string, ...top: readonly Locator[]): Promise<void> {
  if (!WANTED) return;
  await mkdir(FOLDER, { recursive: true });
  for (const each of top)
    await each.evaluate((node) =>
      (node.closest('.card') === node ? (node.closest('article') ?? node) : node).scrollIntoView({
        block: 'start',
      }),
    );
  // The flash of a redrawn card fades.
  await page.waitForTimeout(1_500);
  await page.screenshot({ path: `${FOLDER}${name}.png`, animations: 'disabled' });
}
