import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { unzipSync } from 'fflate';
import type { Download, Page } from 'playwright-core';
import type { People, Side } from './story-page.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

/** A command as somebody types it who has the file and nothing of the bot's. */
export const cli = (...args: readonly string[]) =>
  new Promise<{ readonly code: number; readonly out: string }>((resolve) =>
    execFile(
      process.execPath,
      [MAIN, ...args],
      { env: { PATH: process.env['PATH'], LOG_LEVEL: 'silent' }, maxBuffer: 2 ** 24 },
      (error, out, complaints) =>
        resolve({
          code: typeof error?.code === 'number' ? error.code : Number(error !== null),
          out: out + complaints,
        }),
    ),
  );

/** A file of a pack. */
export const fileIn = (pack: Uint8Array, name: string): Uint8Array =>
  unzipSync(pack)[name] ?? new Uint8Array();

/** How people take what the bot hands out on the chat page. */
export function filesOn(page: Page, people: People) {
  /** Types it, allows the file that is offered, and takes it. */
  async function take(side: Side, who: string, what: string): Promise<Download> {
    const links = people.pane(side).getByRole('link', { name: 'Download' });
    const before = await links.count();
    await people.say(who, what);
    const offer = people.pane(side).locator('.file-card').last();
    await offer.getByRole('button', { name: 'Allow' }).click();
    const link = links.nth(before);
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
    return download;
  }

  /** What the conversation of everybody shows. */
  const channel = (side: Side): Promise<unknown> =>
    people.pane(side).getByLabel('Conversation').selectOption('channel');

  return { take, channel };
}
