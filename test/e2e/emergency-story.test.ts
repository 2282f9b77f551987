import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'expect';
import type { Browser, Locator, Page } from 'playwright-core';
import { hasBrowser, launchBrowser, runIn, TOO_WIDE } from './browser.ts';
import { startBot, type StartedBot } from './story-bot.ts';
import { peopleOn, type People } from './story-page.ts';
import { picture } from './story-pictures.ts';

const WIDE = { width: 1280, height: 860 };
const EXAMPLE = new URL('../../deploy/policy.example.json', import.meta.url);
const REASON = 'Contracts are being deleted right now, and both approvers are on a plane';
const TOLD = new RegExp(
  `Request \\w+-1 \\(Dynamics 365 auditing\\).*without approval by Ada.*${REASON}`,
  's',
);

/** As the built-in policy, but that an operator may go ahead where auditing is set up. */
async function policyThatAllows(walkthrough: string): Promise<string> {
  const policy = JSON.parse(await readFile(EXAMPLE, 'utf8'));
  for (const rule of Object.values<Record<string, unknown>>(policy.risks)) delete rule['groups'];
  const { version, risks } = policy;
  return JSON.stringify({ version, risks, breakGlass: { walkthroughs: [walkthrough] } });
}

suite('the story of an emergency in a browser', function () {
  this.timeout(300_000);
  let browser: Browser;
  let bot: StartedBot;
  let page: Page;
  let people: People;
  let folder: string;
  const problems: string[] = [];

  /** What the story leaves for its later parts. */
  const told = { run: '' };

  suiteSetup(async function () {
    if (!hasBrowser()) this.skip();
    folder = await mkdtemp(join(tmpdir(), 'emergency-story-'));
    const file = join(folder, 'policy.json');
    await writeFile(file, await policyThatAllows('dynamics-auditing'));
    [browser, bot] = await Promise.all([launchBrowser(), startBot({ POLICY_FILE: file })]);
    page = await (await browser.newContext({ viewport: WIDE, colorScheme: 'light' })).newPage();
    page.setDefaultTimeout(20_000);
    page.on('pageerror', (error) => problems.push(error.message));
    people = peopleOn(page);
    await page.goto(bot.address);
    await people.box('Ada').waitFor();
  });
  suiteTeardown(async () => {
    await Promise.all([browser?.close(), bot?.stop()]);
    if (folder !== undefined) await rm(folder, { recursive: true });
  });
  teardown(async () => {
    expect(await page?.evaluate(TOO_WIDE)).toEqual([]);
    expect(problems.splice(0)).toEqual([]);
  });

  const conversation = (side: 'left' | 'right', which: 'channel' | 'personal') =>
    people.pane(side).getByLabel('Conversation').selectOption(which);

  const sure = (): Promise<Locator> =>
    people.card('left', `Go ahead with ${told.run}-1 without approval?`);

  test('without the word of the policy nobody goes ahead', async () => {
    await people.say('Ada', 'set up dynamics auditing');
    await people.card('left', /Which environment\?.*Continue/s);
    await people.say('Ada', 'Contoso Dev');
    await people.card('left', /What to audit in Contoso Dev.*Continue/s);
    await people.say('Ada', 'common');
    await people.press(await people.card('left', 'Send for approval'), 'Send for approval');
    const run = await people.card('left', /Waiting for approval of \w+ step/);
    told.run = runIn(await run.innerText());

    await people.say('Ada', `break glass ${told.run}-1 because ${REASON}`);

    await people.message('left', /The approval policy does not allow/);
  });

  test('the approvers of the policy in force are asked to allow it, and do', async () => {
    await people.say('Ada', 'change policy');
    const plan = await people.card('left', 'Send for approval');
    expect(await plan.innerText()).toMatch(/weaker/i);
    await picture(page, 'emergency-policy', plan);
    await people.press(plan, 'Send for approval');
    const run = await people.card('left', /Change the approval policy.*Waiting for approval/s);
    const name = runIn(await run.innerText());
    await people.approve('Ben', `${name}-1`);
    await people.approve('Cleo', `${name}-1`);

    await people.skipWaitsUntil(run.getByText('Finished', { exact: true }));
  });

  test('Ada says why, and the name of the request has to be typed as it is', async () => {
    await people.say('Ada', `break glass ${told.run}-1 because ${REASON}`);
    const card = await sure();
    await picture(page, 'emergency-confirm', card);

    await card.getByLabel(/To confirm, type/).fill('yes');
    await people.press(card, 'Go ahead without approval');
    await people.message('left', `type exactly: ${told.run}-1`);

    expect(await card.getByLabel(/Why it cannot wait/).inputValue()).toBe(REASON);
  });

  test('once she has, it is done, and everybody is told at once with her reason', async () => {
    const card = await sure();
    await card.getByLabel(/To confirm, type/).fill(`${told.run}-1`);
    await people.press(card, 'Go ahead without approval');
    await card.getByText('Settled').waitFor();

    await people.become('right', 'Ben');
    await people.message('right', TOLD);
    const review = await people.card('right', `Review ${told.run}-1`);
    await picture(page, 'emergency-review', review);
    await conversation('right', 'channel');
    await people.message('right', TOLD);
    await conversation('right', 'personal');
  });

  test('Ada cannot review herself', async () => {
    await people.say('Ada', `uphold ${told.run}-1`);

    await people.message('left', /Only approvers can review this/);
  });

  test('a day later the review is overdue, and everybody hears of it', async () => {
    await page.getByRole('button', { name: 'Advance one day' }).click();

    await people.message('right', /Overdue review/);
    await conversation('right', 'channel');
    const overdue = await people.message('right', /Overdue review/);
    await picture(page, 'emergency-overdue', overdue);
    await conversation('right', 'personal');
  });

  test('Ben objects with a reason, and Cleo sees that his word was said', async () => {
    const review = await people.card('right', `Review ${told.run}-1`);
    await people.press(review, 'Object');
    await people.message('right', /Say why you object/);
    await review.getByLabel(/Reason/).fill('Cleo was at her desk and could have been asked');
    await people.press(review, 'Object');

    await review.getByText(/Ben objects to it/).waitFor();
    await people.message('left', /was reviewed.*Ben objects to it/);
    expect(await people.buttons(review)).not.toContain('Uphold');
    await picture(page, 'emergency-objected', review);
    await people.become('right', 'Cleo');
    const hers = await people.card('right', `Review ${told.run}-1`);
    await hers.getByText(/Ben objects to it/).waitFor();
    expect(await people.buttons(hers)).not.toContain('Object');
  });
});
