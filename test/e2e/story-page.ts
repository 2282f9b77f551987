import { expect } from 'expect';
import type { Locator, Page } from 'playwright-core';
import { runIn } from './browser.ts';

export type Side = 'left' | 'right';

const PATIENCE = 20_000;

/** What people do and see on the chat page: only by the page, as a person would. */
export function peopleOn(page: Page) {
  const pane = (side: Side) => page.locator(`[data-pane="${side}"]`);
  const messages = (side: Side) => pane(side).locator('article.message:visible');
  const cards = (side: Side) => pane(side).locator('.card');
  const box = (who: string) => page.getByRole('textbox', { name: `Message as ${who}` });

  async function become(side: Side, who: string): Promise<void> {
    await pane(side).getByLabel('Person').and(page.locator('select')).selectOption(who);
    await box(who).waitFor();
  }

  async function say(who: string, what: string): Promise<void> {
    await box(who).fill(what);
    await box(who).press('Enter');
  }

  /** The newest card that says this, and the same card ever after, whatever it says then. */
  async function card(side: Side, says: string | RegExp): Promise<Locator> {
    const found = messages(side)
      .filter({ has: page.locator('.card').filter({ hasText: says }) })
      .last();
    await found.waitFor({ timeout: PATIENCE });
    const id = await found.getAttribute('data-activity-id');
    return pane(side).locator(`article[data-activity-id="${id}"] .card`);
  }

  /** Waits for a message that says this. */
  async function message(side: Side, says: string | RegExp): Promise<Locator> {
    const found = messages(side).filter({ hasText: says }).last();
    await found.waitFor({ timeout: PATIENCE });
    return found;
  }

  const press = (where: Locator, name: string) =>
    where.getByRole('button', { name, exact: true }).click();

  const buttons = (where: Locator) => where.getByRole('button').allInnerTexts();

  /** On the right, as this person: the request is approved, and says so. */
  async function approve(who: string, ask: string): Promise<void> {
    await become('right', who);
    const asked = await card('right', ask);
    await press(asked, 'Approve');
    await asked.getByText(`${who} approved`).first().waitFor();
  }

  /** On the left the plan is sent; Ben and Cleo both say yes. Gives the card of the run. */
  async function approvedByBoth(plan: Locator): Promise<Locator> {
    await press(plan, 'Send for approval');
    const run = await card('left', /Waiting for approval of/);
    const name = runIn(await run.innerText());
    for (const approver of ['Ben', 'Cleo']) await approve(approver, `${name}-1`);
    return run;
  }

  /** Lets the sandbox's time run to each next look until the page shows this. */
  async function skipWaitsUntil(seen: Locator): Promise<void> {
    const skip = page.getByRole('button', { name: /^Skip the wait/ });
    for (let times = 0; times < 40 && !(await seen.isVisible()); times++) {
      await Promise.race([
        skip.click({ timeout: PATIENCE }).catch(() => undefined),
        seen.waitFor({ timeout: PATIENCE }).catch(() => undefined),
      ]);
      // What the jump set off is shown before the next one.
      await seen.waitFor({ timeout: 1_500 }).catch(() => undefined);
    }
    expect(await seen.isVisible()).toBe(true);
  }

  return {
    ...{ pane, messages, cards, box, become, say, card, message, press, buttons },
    ...{ approve, approvedByBoth, skipWaitsUntil },
  };
}

export type People = ReturnType<typeof peopleOn>;
