import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'expect';
import type { Browser, Locator, Page } from 'playwright-core';
import type { Steward } from '../../src/compose/steward.ts';
import { asData, builtInPolicy } from '../../src/core/policy.ts';
import { hasBrowser, launchBrowser, runIn } from './browser.ts';
import { stewardIn } from './steward-in.ts';
import { peopleOn, type People } from './story-page.ts';

const { document: builtIn } = builtInPolicy();
const { routine, sensitive, irreversible } = builtIn.risks;
const demanding = {
  ...builtIn,
  risks: {
    routine: { ...routine, stepUp: true },
    sensitive: { ...sensitive, stepUp: true },
    irreversible: { ...irreversible, stepUp: true },
  },
};

/** Runs in the page: whatever reaches out of the dialog. */
const CUT_OFF = `[...document.querySelectorAll('dialog *')]
  .filter((node) => node.getBoundingClientRect().right > node.closest('dialog').getBoundingClientRect().right)
  .map((node) => node.tagName)`;

suite('a new sign-in in a browser', function () {
  this.timeout(300_000);
  let browser: Browser;
  let steward: Steward;
  let folder: string;
  let page: Page;
  let people: People;
  let run: string;
  let ask: Locator;
  const problems: string[] = [];

  suiteSetup(async function () {
    if (!hasBrowser()) this.skip();
    folder = await mkdtemp(join(tmpdir(), 'sign-in-'));
    const file = join(folder, 'policy.json');
    await writeFile(file, JSON.stringify(asData(demanding)));
    [browser, steward] = await Promise.all([
      launchBrowser(),
      stewardIn(join(folder, 'data'), { POLICY_FILE: file }),
    ]);
    const context = await browser.newContext({ viewport: { width: 1280, height: 860 } });
    page = await context.newPage();
    page.setDefaultTimeout(20_000);
    page.on('pageerror', (error) => problems.push(error.message));
    people = peopleOn(page);
    await page.goto(steward.address);
    await people.box('Ada').waitFor();
    await putInForce();
    await requestSomething();
  });
  suiteTeardown(async () => {
    await browser?.close();
    await steward?.stop();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });
  teardown(() => expect(problems.splice(0)).toEqual([]));

  /** Whoever could not sign in under it would not bring it into force. */
  async function putInForce(): Promise<void> {
    await people.say('Ada', 'change policy');
    await people.press(await people.card('left', 'Send for approval'), 'Send for approval');
    const change = await people.card('left', /Waiting for approval of \w+ step/);
    const name = `${runIn(await change.innerText())}-1`;
    for (const who of ['Ben', 'Cleo']) {
      await people.become('right', who);
      const card = await people.card('right', name);
      await approve(who, 'with their password, now', card);
      await card.getByText(`${who} approved`).waitFor();
    }
    await people.skipWaitsUntil(change.getByText('Finished', { exact: true }));
  }

  async function requestSomething(): Promise<void> {
    await people.say('Ada', 'set up dynamics auditing');
    await people.card('left', /Which environment\?.*Continue/s);
    await people.say('Ada', 'Contoso Sales');
    await people.card('left', /What to audit in Contoso Sales.*Continue/s);
    await people.say('Ada', 'account');
    await people.press(await people.card('left', 'Send for approval'), 'Send for approval');
    run = runIn(await (await people.card('left', /Waiting for approval of \w+ step/)).innerText());
    await people.become('right', 'Ben');
    ask = await people.card('right', `${run}-1`);
  }

  const dialog = () => page.getByRole('dialog', { name: 'Sign in to approve this.' });
  const votes = async () => (await steward.runs.read(run)).filter(({ kind }) => kind === 'decided');

  /** Presses Approve, chooses how the sign-in goes, and goes through with it. */
  async function approve(who: string, how: string, card = ask): Promise<void> {
    await people.press(card, 'Approve');
    await dialog().getByLabel(`${who} signs in`).selectOption({ label: how });
    await people.press(dialog(), `Sign in as ${who}`);
    await dialog().waitFor({ state: 'detached' });
  }

  test('the card says that it takes one, and offers no typing in its place', async () => {
    const says = await ask.innerText();

    expect(says).toMatch(/Approving takes a new sign-in: whoever presses Approve is asked/);
    expect(says).not.toContain(`approve ${run}-1`);
  });

  test('whoever would rather not sign in has sent nothing', async () => {
    await people.press(ask, 'Approve');
    await dialog().waitFor();
    expect(await page.evaluate(CUT_OFF)).toEqual([]);
    await page.keyboard.press('Escape');

    await people.message('right', 'You did not sign in, so nothing was sent.');
    expect(await votes()).toEqual([]);
  });

  const refused: readonly (readonly [string, RegExp])[] = [
    [
      'without being asked: signed in an hour ago',
      /Nothing was recorded: you last signed in 1 hour ago, and ten minutes are allowed\. Sign out of Teams and in again, then press Approve\./,
    ],
    ['but somebody else does', /Nothing was recorded: somebody else signed in\./],
    [
      'to another organisation',
      /Nothing was recorded: this is a sign-in to another organisation\./,
    ],
  ];
  for (const [how, says] of refused)
    test(`a sign-in ${how} is refused with a sentence`, async () => {
      await approve('Ben', how);

      await people.message('right', says);
      expect(await votes()).toEqual([]);
    });

  test('Ben signs in, and his approval is recorded with when he did', async () => {
    await approve('Ben', 'with their password, now');

    await ask.getByText('Ben approved').waitFor();
    const all = await votes();
    expect(all.length).toBeGreaterThan(0);
    for (const vote of all)
      expect(vote).toMatchObject({
        by: { name: 'Ben' },
        verdict: 'approved',
        signedInAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      });
  });

  test('whoever says no is not asked to sign in', async () => {
    await people.become('right', 'Cleo');
    const cleos = await people.card('right', `${run}-1`);
    await cleos.getByLabel(/Reason/).fill('not this week');
    await people.press(cleos, 'Reject');

    await cleos.getByText('Cleo rejected').waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
  });
});
