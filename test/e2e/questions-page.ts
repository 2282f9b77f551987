import { expect } from 'expect';
import type { Locator, Page } from 'playwright-core';
import { peopleOn, type Side } from './story-page.ts';

/** What every card of an answer has, and no other card. */
export const ANSWER = /Look closer at/;

/** What Dan, who is on the left, asks and sees. */
export function questionsOn(page: Page) {
  const people = peopleOn(page);

  const cardsThatSay = (side: Side, says: RegExp): Locator =>
    people.messages(side).filter({ has: page.locator('.card').filter({ hasText: says }) });

  /** The card that comes of this, and not one that says the same and stood there before. */
  async function nextCard(says: RegExp, deed: () => Promise<void>, side: Side = 'left') {
    const before = await cardsThatSay(side, says).count();
    await deed();
    await cardsThatSay(side, says).nth(before).waitFor();
    return people.card(side, says);
  }

  const ask = (question: string, says = ANSWER): Promise<Locator> =>
    nextCard(says, () => people.say('Dan', question));

  /** The answer to what a button of a card stands for. */
  const follow = (card: Locator, button: string, says = ANSWER): Promise<Locator> =>
    nextCard(says, () => people.press(card, button));

  const advance = (amount: 'minute' | 'hour' | 'day'): Promise<void> =>
    page.getByRole('button', { name: `Advance one ${amount}` }).click();

  /** Does it again until this is seen: what a jump of the clock sets off takes its time. */
  async function until(seen: Locator, deed: (times: number) => Promise<unknown>): Promise<void> {
    for (let times = 0; times < 40 && !(await seen.isVisible()); times++) {
      await deed(times);
      await seen.waitFor({ timeout: 2_000 }).catch(() => undefined);
    }
    expect(await seen.isVisible()).toBe(true);
  }

  /** Waits until all of the conversation is shown: from then on, what is new is new. */
  const settled = (side: Side): Promise<void> =>
    people.pane(side).locator('[aria-busy="false"]').waitFor();

  return { people, settled, cardsThatSay, nextCard, ask, follow, advance, until };
}

export type Questions = ReturnType<typeof questionsOn>;
