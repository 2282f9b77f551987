import { expect } from 'expect';
import type { Browser, Locator, Page } from 'playwright-core';
import { hasBrowser, launchBrowser, runIn, TOO_WIDE } from './browser.ts';
import { startBot, type StartedBot } from './story-bot.ts';
import { commandOn, consoleOn } from './story-console.ts';
import { peopleOn, type People } from './story-page.ts';
import { picture } from './story-pictures.ts';

const WIDE = { width: 1280, height: 860 };
const NARROW = { width: 390, height: 800 };

/** Where the vaults' logs go, as the portal shows it. */
const WORKSPACE =
  '/subscriptions/33333333-0000-4000-8000-000000000004/resourceGroups/contoso-platform/providers/Microsoft.OperationalInsights/workspaces/contoso-logs';
const WORKSPACE_ID = '66666666-0000-4000-8000-000000000001';
const PHRASE = 'this cannot be undone';

suite('the story of Customer Key in a browser', function () {
  this.timeout(300_000);
  let browser: Browser;
  let bot: StartedBot;
  let page: Page;
  let people: People;
  let shell: ReturnType<typeof consoleOn>;
  const problems: string[] = [];

  suiteSetup(async function () {
    if (!hasBrowser()) this.skip();
    [browser, bot] = await Promise.all([launchBrowser(), startBot()]);
    const context = await browser.newContext({ viewport: WIDE, colorScheme: 'light' });
    const { origin } = new URL(bot.address);
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin });
    page = await context.newPage();
    page.setDefaultTimeout(20_000);
    page.on('pageerror', (error) => problems.push(error.message));
    people = peopleOn(page);
    shell = consoleOn(page);
    await page.goto(bot.address);
    await people.box('Ada').waitFor();
  });
  suiteTeardown(() => Promise.all([browser?.close(), bot?.stop()]));
  teardown(() => expect(problems.splice(0)).toEqual([]));

  /** Ada answers all three questions on their forms; the plan is then in front of her. */
  async function plan(): Promise<Locator> {
    await people.say('Ada', 'set up customer key');
    const subscriptions = await people.card('left', /Which two subscriptions\?.*Continue/s);
    await subscriptions
      .getByRole('radio', { name: /Contoso CK One/ })
      .first()
      .check();
    await subscriptions
      .getByRole('radio', { name: /Contoso CK Two/ })
      .last()
      .check();
    if (page.viewportSize()?.width !== NARROW.width)
      await picture(page, 'customer-key-form', subscriptions);
    await people.press(subscriptions, 'Continue');

    const vaults = await people.card('left', /Which vaults and keys\?.*Continue/s);
    await vaults.getByLabel('First vault: resource group').fill('Contoso-CK-First');
    await people.press(vaults, 'Continue');

    const settings = await people.card('left', /How shall keys, vaults and policy be\?.*Continue/s);
    await settings.getByLabel(/Log Analytics workspace/).fill(WORKSPACE);
    await settings.getByLabel(/Its Workspace ID/).fill(WORKSPACE_ID);
    await people.press(settings, 'Continue');
    return people.card('left', 'Send for approval');
  }

  /** Does what the guide says: its command is run in the console, the answer pasted and sent. */
  async function doByHand(guide: Locator): Promise<void> {
    const printed = await shell.run(await commandOn(guide));
    await guide.getByRole('textbox').fill(printed);
    await shell.close();
    await people.press(guide, 'I have done this');
    await guide.getByText('Settled').waitFor();
  }

  const guideOf = (title: string) =>
    people.card('left', new RegExp(`${title}.*I have done this`, 's'));

  test('Ada asks, Ben and Cleo each take one key, and the tenant is assigned by phrase', async () => {
    const proposal = await plan();
    expect(await proposal.innerText()).toContain('nothing is touched yet');
    await picture(page, 'customer-key-plan', proposal);
    await people.press(proposal, 'Send for approval');
    const run = await people.card('left', /Waiting for approval of \d+ steps/);
    const name = runIn(await run.innerText());

    // Ben takes the first key, and is then not let near the second.
    const first = await people.card('right', `${name}-1`);
    expect(await first.innerText()).toContain('key 1 of 2');
    expect(await first.innerText()).toContain('Two keys under one person protect nothing');
    await picture(page, 'customer-key-approval', first, run);
    await people.press(first, 'Approve');
    await first.getByText('Ben approved').waitFor();
    const second = await people.card('right', `${name}-2`);
    await second.getByText(/Ben alone approved/).waitFor();
    await second.getByText('You cannot approve this.').waitFor();
    await second.getByText(/You alone approved .*somebody else has to/s).waitFor();
    expect(await second.getByRole('button', { name: 'Approve', exact: true }).count()).toBe(0);
    await second.getByText('Waiting for one more approver').waitFor();
    await picture(page, 'customer-key-refused', second.getByText('Decide on single steps'), run);
    const rest = await people.card('right', `${name}-3`);
    await people.press(rest, 'Approve');
    await rest.getByText('Ben approved').waitFor();

    await people.become('right', 'Cleo');
    for (const ask of [2, 3]) {
      const hers = await people.card('right', `${name}-${ask}`);
      await people.press(hers, 'Approve');
      await hers.getByText('Cleo approved').waitFor();
    }
    const shared = await people.card('right', `${name}-3`);

    // A backup by hand: what is wrong is refused with a sentence, and the card stays.
    const waitingFor = (title: string) =>
      people.messages('left').filter({ hasText: new RegExp(`${title}.*I have done this`, 's') });
    await people.skipWaitsUntil(waitingFor('The first key is backed up').last());
    const backup = await guideOf('The first key is backed up');
    await backup.getByRole('textbox').fill('It is in the safe.');
    await people.press(backup, 'I have done this');
    await backup.getByText('No SHA-256 was found in this').waitFor();
    expect(await people.buttons(backup)).toContain('I have done this');
    const printed = await shell.run(await commandOn(backup));
    await backup.getByRole('textbox').fill(printed);
    await picture(
      page,
      'customer-key-guide',
      backup.getByText('Pressing the button states'),
      shared,
    );
    await shell.close();
    await people.press(backup, 'I have done this');
    await backup.getByText('Settled').waitFor();
    expect(await backup.innerText()).toMatch(/SHA-256 [0-9a-f]{64}/);
    await doByHand(await guideOf('The second key is backed up'));

    // Days pass until Microsoft has approved the retention.
    await run
      .getByText(/Microsoft to approve the mandatory retention period/)
      .first()
      .waitFor();
    await picture(page, 'customer-key-waiting', run, shared);
    const onboarding = 'Microsoft’s onboarding module finds nothing wrong';
    await people.skipWaitsUntil(waitingFor(onboarding).last());
    await doByHand(await guideOf(onboarding));
    await doByHand(await guideOf('Customer Key is enabled for the organisation'));
    await doByHand(await guideOf('The data encryption policy Contoso_CustomerKey exists'));

    // The door that opens one way only: two people, each by phrase, and an hour to think again.
    const cleos = await people.card('right', `${name}-4`);
    await cleos.getByLabel(/To approve, type/).fill('yes');
    await people.press(cleos, 'Approve');
    await people.message('right', /This cannot be undone. To approve it, type exactly/);
    expect(await cleos.innerText()).toContain('Waiting for 2 approvers');
    await cleos.getByLabel(/To approve, type/).fill(PHRASE);
    await picture(page, 'customer-key-one-way', cleos.getByText('Reference'), run);
    await people.press(cleos, 'Approve');
    await cleos.getByText('Cleo approved').waitFor();
    await people.become('right', 'Ben');
    const bens = await people.card('right', `${name}-4`);
    await bens.getByLabel(/To approve, type/).fill(PHRASE);
    await people.press(bens, 'Approve');
    await bens.getByText('Ben approved').waitFor();
    const assignment = 'The policy Contoso_CustomerKey is assigned to the tenant';
    expect(await waitingFor(assignment).count()).toBe(0);
    await people.skipWaitsUntil(waitingFor(assignment).last());
    await doByHand(await guideOf(assignment));

    // A day later the logs show what can be shown, and no more is claimed.
    await people.skipWaitsUntil(run.getByText('Finished', { exact: true }));
    const says = await run.innerText();
    expect(says).toMatch(/✓ Finished/);
    for (const vault of ['Contoso-CK-MW-EU-VaultA1', 'Contoso-CK-MW-EU-VaultA2'])
      expect(says).toContain(`The log of ${vault} shows calls by M365DataAtRestEncryption`);
    expect(says).not.toMatch(/data is encrypted|To do|Waiting/);
    await picture(
      page,
      'customer-key-finished',
      run.getByText('Onboarding', { exact: true }),
      bens,
    );
    const closing = await people.card('left', 'Customer Key for contoso.example');
    expect(await closing.innerText()).toContain('The two keys');
    await picture(page, 'customer-key-closing', closing, bens);
    await page.emulateMedia({ colorScheme: 'dark' });
    await picture(page, 'customer-key-dark', run, bens);
    await page.emulateMedia({ colorScheme: 'light' });
  });

  test('on a narrow screen nothing of it has to be scrolled sideways', async () => {
    await page.setViewportSize(NARROW);

    await (await people.card('left', 'Finished')).getByText('Finished').first().waitFor();
    const finished: unknown = await page.evaluate(TOO_WIDE);
    const proposal = await plan();
    await picture(page, 'customer-key-narrow', proposal);
    const planned: unknown = await page.evaluate(TOO_WIDE);
    await people.press(proposal, 'Cancel');

    expect(finished).toEqual([]);
    expect(planned).toEqual([]);
  });
});
