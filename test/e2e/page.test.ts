import { readFileSync } from 'node:fs';
import { expect } from 'expect';
import type { Browser, Locator, Page } from 'playwright-core';
import { hasBrowser, launchBrowser } from './browser.ts';
import { openHouse, type Activity, type Send, type TeamsHouse } from '../fakes/chatty-bot.ts';
import { findPerson, userIdOf } from '../../src/sandbox/teams-roster.ts';

const CONTRASTS = readFileSync(new URL('./page-contrast.js', import.meta.url), 'utf8');

interface Contrast {
  readonly text: string;
  readonly ratio: number;
  readonly needs: number;
}

const CARD = 'application/vnd.microsoft.card.adaptive';
const carry = (content: object) => ({
  type: 'message',
  attachments: [{ contentType: CARD, content }],
});
const cardOf = (body: unknown[], actions: unknown[] = []) =>
  carry({ type: 'AdaptiveCard', version: '1.5', body, actions });
const text = (says: string) => ({ type: 'TextBlock', text: says, wrap: true });
const execute = (title: string, verb: string) => ({
  type: 'Action.Execute',
  title,
  verb,
  data: { run: 'R1' },
});

const shownCard = (body: unknown[]) => ({
  statusCode: 200,
  type: CARD,
  value: { type: 'AdaptiveCard', version: '1.5', body },
});

suite('the chat page', function () {
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
    page = await openPage({ width: 1400, height: 900 });
  });
  teardown(async () => {
    await page.context().close();
    await house.close();
  });

  async function openPage(
    viewport: { width: number; height: number },
    colorScheme: 'light' | 'dark' = 'light',
  ) {
    const context = await browser.newContext({ viewport, colorScheme });
    context.setDefaultTimeout(8000);
    const opened = await context.newPage();
    opened.on('pageerror', (error) => problems.push(error.message));
    opened.on('console', (message) => {
      if (/Content Security Policy|Refused to/.test(message.text())) problems.push(message.text());
    });
    await opened.goto(house.url);
    return opened;
  }

  const pane = (side: string, on = page) => on.locator(`[data-pane="${side}"]`);
  const box = (who: string, on = page) => on.getByRole('textbox', { name: `Message as ${who}` });
  const bubbles = (side = 'left', on = page) => pane(side, on).locator('[data-activity-id]');
  async function say(who: string, what: string) {
    await box(who).fill(what);
    await box(who).press('Enter');
  }
  /** The bot answers `card` with this. */
  const answers = (activity: Activity) => {
    house.bot.onMessage = (said: Activity, send: Send) =>
      said.text?.includes('card') ? send('POST', 'activities', activity) : undefined;
  };
  async function showCard(activity: Activity, side = 'left', who = 'Ada'): Promise<Locator> {
    answers(activity);
    await say(who, '@Audit Steward card');
    const card = pane(side).locator('.card').last();
    await card.waitFor();
    return card;
  }

  test('Enter sends, the answer appears, and the cursor stays in the box', async () => {
    await say('Ada', 'hello **you**');

    await bubbles().nth(1).waitFor();
    expect(await bubbles().allInnerTexts()).toEqual([
      expect.stringContaining('hello **you**'),
      expect.stringContaining('You said hello you'),
    ]);
    expect(await box('Ada').inputValue()).toBe('');
    expect(await box('Ada').evaluate((node) => node.matches(':focus'))).toBe(true);
    expect(problems).toEqual([]);
  });

  test('Shift and Enter begin a new line, and the button sends', async () => {
    await box('Ada').fill('one');
    await box('Ada').press('Shift+Enter');
    await box('Ada').pressSequentially('two');

    await pane('left').getByRole('button', { name: 'Send' }).click();

    await bubbles().nth(1).waitFor();
    expect(house.bot.received.at(-1)?.text).toBe('one\ntwo');
  });

  test('two people are side by side, each with their own chat, and either can be exchanged', async () => {
    await say('Ada', 'from Ada');
    await say('Ben', 'from Ben');
    await bubbles('left').nth(1).waitFor();
    await bubbles('right').nth(1).waitFor();

    await pane('right').getByLabel('Person').selectOption('Cleo');
    await say('Cleo', 'from Cleo');
    await bubbles('right').nth(1).waitFor();

    expect((await bubbles('right').allInnerTexts()).join()).not.toContain('Ben');
    expect((await bubbles('left').allInnerTexts()).join()).toContain('from Ada');
    expect(new Set(house.bot.received.map(({ from }) => from.name))).toEqual(
      new Set(['Ada', 'Ben', 'Cleo']),
    );
  });

  test('a narrow window shows one person, and the choice of one is remembered', async () => {
    const narrow = await openPage({ width: 390, height: 800 });
    await page.getByRole('button', { name: 'Show two people' }).click();
    await page.reload();

    await box('Ada').waitFor();
    expect(await pane('right', narrow).isVisible()).toBe(false);
    expect(await pane('right').isVisible()).toBe(false);
    await page.getByRole('button', { name: 'Show two people' }).click();
    expect(await pane('right').isVisible()).toBe(true);
    await narrow.context().close();
  });

  test('a press shows the returned card to who pressed, and to nobody else', async () => {
    for (const side of ['left', 'right'])
      await pane(side).getByLabel('Conversation').selectOption('channel');
    const card = await showCard(cardOf([text('Open')], [execute('Approve', 'approve')]), 'left');
    house.bot.onPress = () => shownCard([text('You approved.')]);

    await card.getByRole('button', { name: 'Approve' }).click();

    await pane('left').getByText('You approved.').waitFor();
    expect(await pane('right').getByText('Open', { exact: true }).isVisible()).toBe(true);
    expect(await pane('right').getByText('You approved.').count()).toBe(0);
  });

  test('nothing can be pressed twice while a press is under way', async () => {
    const card = await showCard(cardOf([text('Open')], [execute('Approve', 'approve')]));
    let answer: (result: unknown) => void = () => {};
    house.bot.onPress = () => new Promise((resolve) => (answer = resolve));

    await card.getByRole('button', { name: 'Approve' }).dblclick();
    const disabled = await card.getByRole('button', { name: 'Approve' }).isDisabled();
    answer({
      statusCode: 200,
      type: 'application/vnd.microsoft.activity.message',
      value: 'Noted.',
    });

    await pane('left').getByText('Noted.').waitFor();
    expect(disabled).toBe(true);
    expect(await card.getByRole('button', { name: 'Approve' }).isDisabled()).toBe(false);
    expect(house.bot.received.filter(({ type }) => type === 'invoke')).toHaveLength(1);
  });

  test('an update that overtakes the answer of a press is not hidden by it', async () => {
    const card = await showCard(cardOf([text('Open')], [execute('Approve', 'approve')]));
    house.bot.onPress = async ({ replyToId }, send) => {
      await send('PUT', `activities/${replyToId}`, cardOf([text('Approved by two')]));
      await pane('left').getByText('Approved by two').waitFor();
      return shownCard([text('Recording')]);
    };

    await card.getByRole('button', { name: 'Approve' }).click();
    await pane('left').locator('.bubble[aria-busy="false"]').waitFor();

    expect(await card.innerText()).toContain('Approved by two');
  });

  test('what goes wrong with a press is said under the card', async () => {
    const card = await showCard(cardOf([text('Open')], [execute('Approve', 'approve')]));
    const press = () => card.getByRole('button', { name: 'Approve' }).click();
    house.bot.onPress = () => ({
      statusCode: 400,
      type: 'application/vnd.microsoft.error',
      value: { code: 'x', message: 'You may not decide this.' },
    });
    await press();
    await pane('left').getByText('You may not decide this.').waitFor();

    house.bot.status = 501;
    await press();

    await pane('left').getByText('Something went wrong. Please try again.').waitFor();
  });

  test('a card that is updated is redrawn in place: same message, typed text and place kept', async () => {
    const input = { type: 'Input.Text', id: 'reason', label: 'Reason' };
    const card = await showCard(cardOf([text('Version 1'), input], [execute('Reject', 'reject')]));
    const id = (await house.messages('Ada')).at(-1)?.activityId;
    await card.getByLabel('Reason').fill('because');
    for (let line = 0; line < 30; line++)
      await house.post('/sandbox/teams/say', { person: 'Ada', text: `line ${line}` });
    const log = pane('left').getByRole('log');
    await log.evaluate((node) => node.scrollTo({ top: 0, behavior: 'instant' }));
    await card.getByLabel('Reason').focus();
    const place = house.bot.received.at(-1)?.conversation.id;

    await house.connect(
      'PUT',
      `conversations/${encodeURIComponent(place)}/activities/${id}`,
      cardOf([text('Version 2'), input], [execute('Reject', 'reject')]),
    );
    await pane('left').getByText('Version 2').waitFor();

    expect(await card.getByLabel('Reason').inputValue()).toBe('because');
    expect(await pane('left').locator(`[data-activity-id="${id}"]`).count()).toBe(1);
    expect(await log.evaluate((node) => node.scrollTop)).toBe(0);
    await card.getByRole('button', { name: 'Reject' }).click();
    await pane('left').getByText('Done.').waitFor();
    expect(house.bot.received.at(-1)?.value.action).toMatchObject({
      verb: 'reject',
      data: { run: 'R1', reason: 'because' },
    });
  });

  test('what the bot answers to a press at the lower edge is seen, whatever stands above it', async () => {
    const long = Array.from({ length: 30 }, (_, n) => text(`Line ${n}`));
    const card = await showCard(cardOf(long, [execute('Go', 'go')]));
    await pane('left')
      .locator('.log')
      .evaluate((node) => (node.scrollTop -= 100));

    await card.getByRole('button', { name: 'Go' }).click();

    const answer = pane('left').getByText('Done.');
    await answer.waitFor();
    const inside = () =>
      answer.evaluate((node) => {
        const log = node.closest('.log')?.getBoundingClientRect().bottom ?? 0;
        return log - node.getBoundingClientRect().bottom;
      });
    // Less than a pixel is lost to rounding.
    expect(await inside()).toBeGreaterThan(-1);
  });

  test('a card that comes of a press is read from its beginning', async () => {
    const long = Array.from({ length: 40 }, (_, n) => text(`Line ${n}`));
    const card = await showCard(cardOf(long, [execute('Go', 'go')]));
    house.bot.onPress = () => shownCard([text('Please look again'), ...long]);

    await card.getByRole('button', { name: 'Go' }).click();

    const top = pane('left').getByText('Please look again');
    await top.waitFor();
    expect(
      await top.evaluate((node) => {
        const log = node.closest('.log')?.getBoundingClientRect().top ?? 0;
        return node.getBoundingClientRect().top - log;
      }),
    ).toBeGreaterThanOrEqual(0);
  });

  test('a button that warns keeps its colour under the pointer', async () => {
    const reject = { ...execute('Reject', 'reject'), style: 'destructive' };
    const card = await showCard(cardOf([text('x')], [reject]));
    const button = card.getByRole('button', { name: 'Reject' });
    const colour = () => button.evaluate('(node) => getComputedStyle(node).color');
    const before = await colour();

    await button.hover();

    expect(await colour()).toBe(before);
  });

  test('hundreds of options are searched and picked with the keyboard', async () => {
    const choices = Array.from({ length: 400 }, (_, n) => ({
      title: `Table ${n}`,
      value: `t${n}`,
    }));
    const set = {
      type: 'Input.ChoiceSet',
      id: 'tables',
      label: 'Tables',
      isMultiSelect: true,
      style: 'filtered',
      value: 't7',
      choices,
    };
    const card = await showCard(cardOf([set], [execute('Continue', 'go')]));
    const search = card.getByLabel('Search: Tables');

    await search.fill('table 39');
    await search.press('ArrowDown');
    await search.press('Enter');
    await search.press('ArrowDown');
    await search.press('Enter');
    await search.fill('');
    await card.getByRole('option', { name: 'Table 3', exact: true }).click();
    const told = await card.getByRole('status').first().innerText();
    await card.getByRole('button', { name: 'Continue' }).click();
    await pane('left').getByText('Done.').waitFor();

    expect(told).toBe('4 of 400 selected');
    expect(house.bot.received.at(-1)?.value.action.data.tables).toBe('t3,t7,t39,t139');
  });

  test('of a long list one is picked by typing, and what is none of them is not sent', async () => {
    const choices = Array.from({ length: 60 }, (_, n) => ({ title: `Env ${n}`, value: `e${n}` }));
    const set = {
      type: 'Input.ChoiceSet',
      id: 'env',
      label: 'Environment',
      style: 'filtered',
      isRequired: true,
      errorMessage: 'Pick one of the list.',
      choices,
    };
    const card = await showCard(cardOf([set], [execute('Continue', 'go')]));
    const combo = card.getByRole('combobox', { name: 'Environment' });
    await combo.fill('nothing like it');
    await combo.press('Escape');
    await card.getByRole('button', { name: 'Continue' }).click();
    await card.getByText('Pick one of the list.').waitFor();

    await combo.fill('env 41');
    await combo.press('ArrowDown');
    await combo.press('Enter');
    await card.getByRole('button', { name: 'Continue' }).click();
    await pane('left').getByText('Done.').waitFor();

    expect(house.bot.received.filter(({ type }) => type === 'invoke')).toHaveLength(1);
    expect(house.bot.received.at(-1)?.value.action.data.env).toBe('e41');
  });

  test('a button that speaks for the person appears as their message', async () => {
    const submit = (title: string, data: object) => ({ type: 'Action.Submit', title, data });
    const actions = [
      submit('Say send', { msteams: { type: 'imBack', value: 'send it' } }),
      submit('Send quietly', { form: 'environment' }),
      submit('Shown', {
        msteams: { type: 'messageBack', displayText: 'I said yes', text: 'yes', value: { a: 1 } },
      }),
    ];
    const card = await showCard(cardOf([text('x')], actions));

    for (const name of ['Say send', 'Send quietly', 'Shown']) {
      const before = house.bot.received.length;
      await card.getByRole('button', { name }).click();
      while (house.bot.received.length === before) await page.waitForTimeout(10);
    }

    await pane('left').getByText('I said yes').waitFor();
    const [spoken, quiet, shown] = house.bot.received.slice(-3);
    expect(spoken).toMatchObject({ text: 'send it' });
    expect(quiet).toMatchObject({ value: { form: 'environment' } });
    expect(shown).toMatchObject({ text: 'yes', value: { a: 1 } });
    expect(await pane('left').getByText('environment').count()).toBe(0);
  });

  test('every chart of Teams is drawn, newer elements too, and unknown ones fall back', async () => {
    const points = [
      { x: '2026-11-01', y: 3 },
      { x: '2026-11-02', y: 'nonsense' },
      { x: '2026-11-03', y: -4 },
    ];
    const series = [
      { legend: 'One', values: points },
      { legend: 'Two', values: null },
    ];
    const parts = [{ legend: 'A', value: 2 }, { legend: 'B', value: 0 }, null];
    const body = [
      { type: 'Chart.Donut', title: 'C1', data: parts },
      { type: 'Chart.Pie', title: 'C2', data: [] },
      { type: 'Chart.Gauge', title: 'C3', value: 12, segments: parts },
      { type: 'Chart.Line', title: 'C4', data: series },
      { type: 'Chart.VerticalBar', title: 'C5', data: points },
      { type: 'Chart.VerticalBar.Grouped', title: 'C6', data: series, stacked: true },
      { type: 'Chart.HorizontalBar', title: 'C7', data: points, displayMode: 'PartToWhole' },
      { type: 'Chart.HorizontalBar.Stacked', title: 'C8', data: [{ title: 'T', data: parts }, {}] },
      { type: 'Badge', text: 'Verified', style: 'Good' },
      { type: 'ProgressBar', value: 3, max: 4 },
      { type: 'CodeBlock', codeSnippet: '<b>code</b>', language: 'PowerShell' },
      { type: 'Icon', name: 'Checkmark' },
      { type: 'Nothing.Known', fallback: text('Fallback is shown') },
    ];

    const card = await showCard(cardOf(body));

    await card.locator('figure svg').nth(7).waitFor();
    expect(await card.locator('figure svg').count()).toBe(8);
    expect(await card.getByRole('img', { name: 'C5: 1 Nov 3' }).count()).toBe(1);
    expect(await card.innerHTML()).not.toContain('NaN');
    const seen = await card.innerText();
    for (const word of ['Verified', '<b>code</b>', 'Fallback is shown'])
      expect(seen).toContain(word);
    expect(await card.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('3');
    expect(problems).toEqual([]);
  });

  test('hostile text runs nothing, neither in messages nor in cards', async () => {
    const attack =
      '<img src=x onerror="window.owned=1"><script>window.owned=1</script>[x](javascript:window.owned=1)';
    const open = { type: 'Action.OpenUrl', title: 'Open', url: 'javascript:window.owned=1' };
    const card = await showCard({
      ...cardOf(
        [
          text(attack),
          { type: 'CodeBlock', codeSnippet: attack },
          { type: 'FactSet', facts: [{ title: attack, value: attack }] },
        ],
        [open],
      ),
    });
    await say('Ada', attack);
    await bubbles().nth(2).waitFor();
    await card.getByRole('link', { name: 'Open' }).click();

    const owned = await page.evaluate<boolean>(`'owned' in window`);
    expect(owned).toBe(false);
    expect(await page.locator('.log img[src="x"], .log script, .log a').count()).toBe(0);
  });

  test('hidden parts can be shown, and stay so when the card is redrawn', async () => {
    const hidden = {
      type: 'Container',
      id: 'more',
      isVisible: false,
      items: [text('The details')],
    };
    const toggle = { type: 'Action.ToggleVisibility', title: 'Details', targetElements: ['more'] };
    const card = await showCard(cardOf([text('One'), hidden], [toggle]));
    await card.getByRole('button', { name: 'Details' }).click();
    const { activityId } = (await house.messages('Ada')).at(-1) ?? {};
    const place = encodeURIComponent(house.bot.received.at(-1)?.conversation.id);

    await house.connect(
      'PUT',
      `conversations/${place}/activities/${activityId}`,
      cardOf([text('Two'), hidden], [toggle]),
    );

    await card.getByText('Two').waitFor();
    expect(await card.getByText('The details').isVisible()).toBe(true);
  });

  test('a person named by the card gets their own view of it without pressing', async () => {
    const ada = findPerson('Ada');
    house.bot.onPress = ({ value, from }) =>
      shownCard([text(`Only for ${from.name}, ${value.trigger}`)]);
    const refresh = {
      action: { type: 'Action.Execute', verb: 'refresh' },
      userIds: [ada ? userIdOf(ada) : ''],
    };
    for (const side of ['left', 'right'])
      await pane(side).getByLabel('Conversation').selectOption('channel');

    answers(
      carry({ type: 'AdaptiveCard', version: '1.5', body: [text('For everybody')], refresh }),
    );
    await say('Ada', '@Audit Steward card');

    await pane('left').getByText('Only for Ada, automatic').waitFor();
    await pane('right').getByText('For everybody').waitFor();
    expect(house.bot.received.filter(({ type }) => type === 'invoke')).toHaveLength(1);
  });

  test('a lost connection is told calmly, and the page goes on by itself', async () => {
    await say('Ada', 'before');
    await bubbles().nth(1).waitFor();
    const port = Number(new URL(house.url).port);
    const { folder } = house;

    await house.close();
    await page.getByText('Connection lost').waitFor();
    house = await openHouse({ folder, port });
    await house.post('/sandbox/teams/say', { person: 'Ada', text: 'after' });

    await pane('left').getByText('You said after').waitFor({ timeout: 15_000 });
    await page.getByText('Connection lost').waitFor({ state: 'hidden' });
    expect(await bubbles().count()).toBe(4);
  });

  test('a bot that does not take a message is told under it, and it can be sent again', async () => {
    house.bot.status = 500;
    await say('Ada', 'hello');
    await pane('left').getByText('did not take the message').waitFor();
    house.bot.status = 200;

    await pane('left').getByRole('button', { name: 'Send again' }).click();

    await pane('left').getByText('You said hello').last().waitFor();
  });

  test('typing is shown until the answer comes', async () => {
    let go: () => void = () => {};
    house.bot.onMessage = async (_, send) => {
      await send('POST', 'activities', { type: 'typing' });
      await new Promise<void>((answered) => (go = answered));
      await send('POST', 'activities', { type: 'message', text: 'Here.' });
    };

    await say('Ada', 'hello');
    await pane('left').getByText('Audit Steward is typing').waitFor();
    go();

    await pane('left').getByText('Here.').waitFor();
    await pane('left').getByText('Audit Steward is typing').waitFor({ state: 'hidden' });
  });

  test('everything can be reached and worked with the keyboard alone', async () => {
    const card = await showCard(cardOf([text('Open')], [execute('Approve', 'approve')]));
    await box('Ada').focus();
    const reached: string[] = [];

    for (let count = 0; count < 12; count++) {
      await page.keyboard.press('Shift+Tab');
      reached.push(await page.evaluate<string>('document.activeElement.textContent'));
      if (reached.at(-1) === 'Approve') break;
    }
    await page.keyboard.press('Enter');

    await pane('left').getByText('Done.').waitFor();
    expect(reached).toContain('help');
    expect(await card.count()).toBe(1);
  });

  for (const scheme of ['light', 'dark'] as const)
    test(`every text keeps the contrast of WCAG AA on ${scheme} cards and around them`, async () => {
      const samples = [
        'approval-pending-one-way',
        'run-every-step-state',
        'form-long-many',
        'report',
        'error',
      ];
      house.bot.onMessage = (said, send) => {
        const file = new URL(`../cards/snapshots/${said.text}.json`, import.meta.url);
        return send('POST', 'activities', carry(JSON.parse(readFileSync(file, 'utf8'))));
      };
      for (const name of samples)
        await house.post('/sandbox/teams/say', { person: 'Ada', text: name });

      const themed = await openPage({ width: 1400, height: 900 }, scheme);
      await pane('left', themed).locator('.card').nth(4).waitFor();
      const faint = ((await themed.evaluate(CONTRASTS)) as Contrast[]).filter(
        ({ ratio, needs }) => ratio < needs,
      );

      await themed.context().close();
      expect(faint).toEqual([]);
    });
});
