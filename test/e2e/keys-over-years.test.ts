import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'expect';
import { deedsOf } from '../../src/cli/demo/deeds.ts';
import { ADA, peopleAt } from '../../src/cli/demo/people.ts';
import { isGood, play, SCRIPTS } from '../../src/cli/demo/play.ts';
import { startSteward, type Steward } from '../../src/compose/steward.ts';
import { readConfig } from '../../src/config.ts';
import { standingOf, startOf } from '../../src/core/standing.ts';
import { readable } from '../cards/look.ts';

const TICKET = '2611210040001234';
const CONFIRMED = 'We confirm that rewrapping is complete for all workloads of your tenant.';

/** One installation over the years: set up, rolled, recovered, left; all over HTTP, in the chat. */
suite('keys over the years, in the chat of the sandbox', function () {
  this.timeout(300_000);
  let folder = '';
  let steward: Steward;
  let people: ReturnType<typeof peopleAt>;
  let setUp = '';

  suiteSetup(async () => {
    folder = await mkdtemp(join(tmpdir(), 'audit-steward-years-'));
    const reading = readConfig({
      ...{ DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'error' },
      ...{ CUSTOMER_KEY_POLICY_CMDLETS: 'on', KEY_BACKUP_DIR: folder },
    });
    if (!reading.ok) throw new Error(reading.faults.join(' '));
    steward = await startSteward(reading.config);
    people = peopleAt(steward.address);
    setUp = await played(SCRIPTS['customer-key'] ?? []);
  });
  suiteTeardown(async () => {
    await steward.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const standing = async (run: string) => standingOf(await steward.runs.read(run));
  const told: string[] = [];
  const played = (script: readonly string[]) =>
    play(script, people, steward.runs, (line) => told.push(line));
  const noteOf = async (run: string, step: string) =>
    (await standing(run)).steps.find(({ id }) => id === step)?.note ?? '';
  const first = async () => {
    const { answers } = startOf(await steward.runs.read(setUp));
    return Object(answers).first as { readonly vault: string; readonly key: string };
  };
  const versions = async () => {
    const { vault, key } = await first();
    return people.console(
      `(Get-AzKeyVaultKey -VaultName '${vault}' -Name '${key}' -IncludeVersions).Version`,
    );
  };
  /** What Ada reads on the card of this title after she has said this; news of earlier runs may come first. */
  const says = async (text: string, title: string) => {
    const before = (await people.messagesOf(ADA)).length;
    await people.say(ADA, text);
    return people.until(`an answer to ${text}`, async () => {
      const newer = (await people.messagesOf(ADA)).slice(before);
      const cards = newer.flatMap(({ attachments }) => attachments ?? []);
      return cards.map(({ content }) => readable(content)).find((card) => card.includes(title));
    });
  };

  test('it is set up, and help names what can be done with it later', async () => {
    const help = await says('help', 'For what was set up');

    expect(isGood(await standing(setUp))).toBe(true);
    expect(help).toMatch(/For what was set up.*roll key.*recover key.*offboard customer key/s);
    expect(help).toMatch(/Set up\n.*create subscription.*For what was set up/s);
  });

  test('a key is rolled, backed up and Microsoft told', async () => {
    const before = await versions();

    const run = await played(['roll key', 'latest', 'first', 'send']);

    expect(isGood(await standing(run))).toBe(true);
    expect((await versions()).trim().split('\n').length).toBe(before.trim().split('\n').length + 1);
    expect(await noteOf(run, 'backup-1')).toContain('SHA-256');
  });

  test('a key that was deleted comes back, with both versions', async () => {
    const { vault, key } = await first();
    const before = await versions();
    await people.console(`Remove-AzKeyVaultKey -VaultName '${vault}' -Name '${key}' -Force`);
    await people.advance('PT1M');

    const run = await played(['recover key', 'latest', 'send']);

    expect(isGood(await standing(run))).toBe(true);
    expect(await noteOf(run, 'all-well')).toContain(`Recover the key ${key}`);
    expect(await versions()).toBe(before);
  });

  test('where nothing is lost, recovering says so', async () => {
    const run = await played(['recover key', 'latest', 'send']);

    expect(await noteOf(run, 'all-well')).toContain('Nothing had been lost');
  });

  test('health after a roll is that of both keys, from whichever run', async () => {
    const health = await says('health', 'Health of Customer Key');

    expect(health).not.toContain('Critical');
  });

  test('a subscription is created in the chat', async () => {
    const run = await played(['create subscription', '1', 'Contoso Key Four', 'send']);

    expect(isGood(await standing(run))).toBe(true);
    expect(await noteOf(run, 'subscription-readable')).toContain('Contoso Key Four');
  });

  test('it is left, and health raises no alarm', async () => {
    const script = [
      'offboard customer key',
      'latest',
      'Too much work; Kim Lee, kim@contoso.example',
    ];
    for (const text of [...script, 'send']) await people.say(ADA, text);
    const run = await people.until('the run starts', async () => {
      const [newest] = await steward.runs.list();
      return newest?.walkthrough === 'customer-key-offboard' ? newest.run : undefined;
    });
    const deeds = deedsOf(people, (line) => told.push(line));
    const policy = Object(startOf(await steward.runs.read(setUp)).answers).policy.name as string;
    let asked = false;

    for (let turn = 0; turn < 200; turn += 1) {
      const { asks, steps, ended } = await standing(run);
      if (ended !== undefined || steps.some(({ state }) => state === 'failed')) break;
      const mine = steps.find(({ state }) => state === 'your-turn');
      if (await deeds.approve(asks)) continue;
      if (mine?.id === 'ticket-opened') await people.say(ADA, `done ${run} ${mine.id} ${TICKET}`);
      else if (mine?.id === 'end-confirmed')
        await people.say(ADA, `done ${run} ${mine.id} ${CONFIRMED}`);
      else if (mine !== undefined && (await deeds.byHand(mine))) continue;
      else if (
        !asked &&
        steps.some(({ id, state }) => id === 'unassigned' && state === 'waiting')
      ) {
        asked = true;
        await fetch(new URL('/sandbox/support', steward.address), {
          ...{ method: 'POST', headers: { 'content-type': 'application/json' } },
          body: JSON.stringify({ unassign: policy }),
        });
      } else await deeds.letTimePass();
      await new Promise((resolve) => setTimeout(resolve, 150));
    }

    const { steps } = await standing(run);
    expect(steps.map(({ id, state }) => [id, state])).toEqual([
      ['all-well', 'verified'],
      ['ticket-opened', 'attested'],
      ['unassigned', 'verified'],
      ['end-confirmed', 'attested'],
      ['policy-disabled', 'verified'],
      ['access-removed-1', 'verified'],
      ['access-removed-2', 'verified'],
    ]);
    const health = await says(`health ${setUp}`, 'Customer Key was left on');
    expect(health).not.toContain('Critical');
  });
});
