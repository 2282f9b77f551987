import { expect } from 'expect';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { hasBrowser, launchBrowser, runIn, TOO_WIDE } from './browser.ts';
import { startBot, type StartedBot } from './story-bot.ts';
import { peopleOn, type People } from './story-page.ts';
import { picture } from './story-pictures.ts';

const WIDE = { width: 1280, height: 860 };
const GUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

suite('the story in a browser', function () {
  this.timeout(300_000);
  let browser: Browser;
  let bot: StartedBot;
  let page: Page;
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
    page.setDefaultTimeout(20_000);
    page.on('pageerror', (error) => problems.push(error.message));
    people = peopleOn(page);
    await page.goto(bot.address);
    await people.box('Ada').waitFor();
  }

  /** Ada answers by typing; the request is then in front of whoever may decide. */
  async function request(environment: string, tables: string): Promise<string> {
    await people.say('Ada', 'set up dynamics auditing');
    await people.card('left', /Which environment\?.*Continue/s);
    await people.say('Ada', environment);
    await people.card('left', new RegExp(`What to audit in ${environment}.*Continue`, 's'));
    await people.say('Ada', tables);
    await people.press(await people.card('left', 'Send for approval'), 'Send for approval');
    const run = await people.card('left', /Waiting for approval of \w+ step/);
    return runIn(await run.innerText());
  }

  test('Ada sets up auditing, Ben and Cleo approve, and a real event arrives as proof', async () => {
    await people.say('Ada', 'set up dynamics auditing');
    const first = await people.card('left', /Which environment\?.*Continue/s);
    await first.getByRole('radio', { name: /Contoso Sales/ }).check();
    await people.press(first, 'Continue');

    const second = await people.card('left', /What to audit in Contoso Sales.*Continue/s);
    await second.getByRole('checkbox', { name: /Marketing/ }).check();
    await second.getByPlaceholder(/Search \d+ options/).fill('contract review');
    await second.getByRole('option', { name: /con_contractreview/ }).click();
    await picture(page, 'form', second);
    await people.press(second, 'Continue');

    const plan = await people.card('left', 'Send for approval');
    expect(await plan.innerText()).toContain('nothing is touched yet');
    expect(await plan.innerText()).toContain('con_contractreview');
    await picture(page, 'plan', plan);
    await people.press(plan, 'Send for approval');

    const run = await people.card('left', /Waiting for approval of \w+ step/);
    const name = runIn(await run.innerText());
    const ask = await people.card('right', `${name}-1`);
    expect(await ask.innerText()).toContain('Ada');
    await picture(page, 'approval', ask, run);

    const before = await people.messages('left').count();
    await people.press(ask, 'Approve');
    await ask.getByText('Ben approved').waitFor();

    await people.become('right', 'Cleo');
    const cleos = await people.card('right', `${name}-1`);
    await cleos.getByText('Ben approved').waitFor();
    // Nothing was posted after it that would have pushed it out of sight.
    expect(await people.messages('right').count()).toBe(1);
    await people.press(cleos, 'Approve');
    await cleos.getByText('Cleo approved').waitFor();
    await cleos.getByRole('button', { name: 'Approve' }).waitFor({ state: 'detached' });

    const guide = await people.card('left', 'I have done this');
    await picture(page, 'run', run, cleos);
    await people.press(guide, 'I have done this');
    await people.skipWaitsUntil(run.getByText('Finished', { exact: true }));

    const closing = await people.card('left', 'What is recorded now in Contoso Sales');
    const says = await run.innerText();
    expect(says).toMatch(/✓ Finished/);
    expect(says).toMatch(GUID);
    expect(says).not.toMatch(/To do|Waiting/);
    // One card all along. The outcome of the request, the guided step, the closing card: no more than that.
    expect((await people.messages('left').count()) - before).toBe(3);
    await closing.waitFor();
    await picture(page, 'finished', run.getByText('Read for the proof'), cleos);
    await picture(page, 'closing', closing, cleos);
    await page.emulateMedia({ colorScheme: 'dark' });
    await picture(page, 'dark', run, cleos);
  });

  test('Ada is offered no approval of her own request, and typing it is refused with a sentence', async () => {
    const run = await request('Contoso Dev', 'common');
    await people.card('right', `${run}-1`);

    await people.say('Ada', `approve ${run}-1`);

    const answer = await people.message('left', /Only approvers can decide this/);
    expect(await answer.innerText()).toContain('Ask an administrator');
    await people.say('Ada', 'approvals');
    await people.card('left', `${run}-1`);
    expect(await people.pane('left').getByRole('button', { name: 'Approve' }).count()).toBe(0);
    await people.say('Ada', `cancel ${run}`);
    await people.message('left', /^.*Cancelled\./s);
  });

  test('a rejection reaches Ada with its reason, and nothing was done', async () => {
    const run = await request('Contoso Dev', 'common');
    const ask = await people.card('right', `${run}-1`);

    await ask.getByLabel(/Reason/).fill('Not in the audit week');
    await people.press(ask, 'Reject');

    const told = await people.message('left', `Request ${run}-1 was rejected by Ben`);
    expect(await told.innerText()).toContain('Not in the audit week');
    await ask.getByText('Rejected', { exact: true }).first().waitFor();
    expect(await people.buttons(ask)).not.toContain('Approve');
    const card = await people.card('left', /Stopped/);
    expect(await card.innerText()).toContain('Not in the audit week');
    await people.press(card, 'Cancel run');
    await card.getByText('Cancelled', { exact: true }).waitFor();
  });

  test('a double click on Approve counts once', async () => {
    const run = await request('Contoso Dev', 'common');
    const ask = await people.card('right', `${run}-1`);

    await ask.getByRole('button', { name: 'Approve', exact: true }).dblclick();

    await ask
      .getByText(/Ben approved/)
      .first()
      .waitFor();
    expect((await ask.innerText()).match(/Ben approved/g)).toHaveLength(1);
    await people.say('Ada', `cancel ${run}`);
    await people.message('left', /Cancelled\./);
  });

  test('Finn, who holds no role, is told so, and a stranger hears nothing', async () => {
    await people.become('right', 'Finn');
    await people.say('Finn', 'set up dynamics auditing');
    await people.message('right', /Only operators can set things up/);

    await people.become('right', 'Gus');
    await people.say('Gus', 'help');
    await people.message('right', 'help');
    // Long enough for an answer to come, if one came.
    await page.waitForTimeout(1_500);

    expect(await people.messages('right').count()).toBe(1);
  });

  test('the set-up can be walked without a mouse', async () => {
    await people.box('Ada').focus();
    await page.keyboard.type('set up dynamics auditing');
    await page.keyboard.press('Enter');
    const first = await people.card('left', /Which environment\?.*Continue/s);

    await tabTo(first.getByRole('radio').last());
    await page.keyboard.press('ArrowDown');
    await tabTo(first.getByRole('button', { name: 'Continue' }), 'Tab');
    await page.keyboard.press('Enter');
    const second = await people.card('left', /What to audit in Contoso Sales.*Continue/s);
    await tabTo(second.getByRole('checkbox').nth(1));
    await page.keyboard.press('Space');
    await tabTo(second.getByRole('button', { name: 'Continue' }), 'Tab');
    await page.keyboard.press('Enter');
    const plan = await people.card('left', 'Send for approval');
    await tabTo(plan.getByRole('button', { name: 'Cancel' }));
    await page.keyboard.press('Enter');

    await people.message('left', 'Nothing was changed');
  });

  /** Goes through the page by Tab until this has the focus. */
  async function tabTo(wanted: Locator, key = 'Shift+Tab'): Promise<void> {
    const has = () => wanted.evaluate((node) => node.matches(':focus'));
    for (let times = 0; times < 60 && !(await has()); times++) await page.keyboard.press(key);
    expect(await has()).toBe(true);
  }

  test('on a narrow screen nothing has to be scrolled sideways', async () => {
    await open({ viewport: { width: 390, height: 800 }, colorScheme: 'light' });

    const run = await request('Contoso Dev', 'common');

    const card = await people.card('left', /Waiting for approval of/);
    await picture(page, 'narrow', card);
    const wide: unknown = await page.evaluate(TOO_WIDE);
    expect(wide).toEqual([]);
    await people.say('Ada', `cancel ${run}`);
    await people.message('left', /Cancelled\./);
  });
});
