import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'expect';
import { standingOf } from '../../../src/core/standing.ts';
import { remembering } from '../../../src/core/walkthrough.ts';
import { findWatched } from '../../../src/jobs/watched.ts';
import { ROLES } from '../../../src/walkthroughs/customer-key/applications.ts';
import { offboardCustomerKey } from '../../../src/walkthroughs/customer-key/later/offboard/offboard.ts';
import { customerKey } from '../../../src/walkthroughs/customer-key/walkthrough.ts';
import { encryptionPolicy } from '../../fakes/fake-encryption-policies.ts';
import { ben, cleo } from '../../fakes/fake-directory.ts';
import {
  ANSWERS,
  approveAll,
  done,
  KEYS,
  laterStage,
  play,
  stepOf,
  URLS,
  withSetUp,
  type LaterStage,
} from './later-stage.ts';

const { name: POLICY } = ANSWERS.policy;
const TICKET = '2611210040001234';
const CONFIRMED = 'We confirm that rewrapping is complete for all workloads of your tenant.';
const SUBJECT = 'customer-key/contoso.example';

const endOf = async (on: LaterStage, run: string) => standingOf(await on.runs.read(run)).ended;

const unassign = (on: LaterStage): void => void (on.policies.world.assigned = undefined);

function disable(on: LaterStage): void {
  const { policies } = on.policies.world;
  policies.splice(0, Infinity, ...policies.map((one) => ({ ...one, enabled: false })));
}

/** As the commands of the guides do it. */
function removeAccess(on: LaterStage, which: 1 | 2): void {
  const { vault } = which === 1 ? ANSWERS.first : ANSWERS.second;
  const { assignments } = on.azure.world;
  const kept = assignments.filter(
    ({ principal, scope }) => principal !== on.encryption.id || !scope.endsWith(vault),
  );
  assignments.splice(0, Infinity, ...kept);
}

/** The ticket is opened, and Microsoft has unassigned and confirmed. */
async function upToTheEnd(on: LaterStage, confirmed = CONFIRMED): Promise<string> {
  const run = await on.offboard();
  await play(on, run);
  await done(on, run, 'ticket-opened', TICKET);
  unassign(on);
  await play(on, run);
  await done(on, run, 'end-confirmed', confirmed);
  return run;
}

/** To the very end, by the guides. */
async function left(on: LaterStage): Promise<string> {
  const run = await upToTheEnd(on);
  disable(on);
  await play(on, run);
  removeAccess(on, 1);
  removeAccess(on, 2);
  await play(on, run);
  return run;
}

suite('leaving Customer Key', () => {
  test('goes from the ticket to the clean-up, and changes nothing by itself', async () => {
    const on = await laterStage();

    const run = await left(on);

    expect(await on.stepsOf(run)).toEqual({
      ...{ 'all-well': 'verified', 'ticket-opened': 'attested', unassigned: 'verified' },
      ...{ 'end-confirmed': 'attested', 'policy-disabled': 'verified' },
      ...{ 'access-removed-1': 'verified', 'access-removed-2': 'verified' },
    });
    expect(await endOf(on, run)).toBe('finished');
    expect([...on.azure.world.writes, ...on.keys.writes, ...on.policies.world.writes]).toEqual([]);
    expect((await stepOf(on, run, 'ticket-opened')).note).toContain(TICKET);
  });

  test('nothing is asked for that would be taken away before its time', async () => {
    const on = await laterStage();
    const run = await on.offboard();

    await play(on, run);
    const atTicket = await on.stepsOf(run);
    await done(on, run, 'ticket-opened', TICKET);
    const waiting = await on.stepsOf(run);
    unassign(on);
    await play(on, run);
    const unconfirmed = await on.stepsOf(run);

    const { asks } = standingOf(await on.runs.read(run));
    expect(atTicket).toMatchObject({ 'ticket-opened': 'your-turn', unassigned: 'open' });
    expect(waiting).toMatchObject({ unassigned: 'waiting', 'policy-disabled': 'open' });
    expect(unconfirmed).toMatchObject({
      ...{ unassigned: 'verified', 'end-confirmed': 'your-turn' },
      ...{ 'policy-disabled': 'open', 'access-removed-1': 'open', 'access-removed-2': 'open' },
    });
    expect(asks.map(({ step }) => step)).toEqual(['ticket-opened']);
  });

  test('access goes last, by two people, with a phrase, after a pause, part by part', async () => {
    const on = await laterStage();
    const run = await upToTheEnd(on);
    disable(on);
    await on.runs.advance(run);
    await on.runs.advance(run);

    const one = await stepOf(on, run, 'access-removed-1');
    const other = await stepOf(on, run, 'access-removed-2');
    expect(one.asked[0]).toMatchObject({ quorum: 2, phrase: expect.any(String) });
    expect(one.asked[0]?.notBefore).toBeDefined();
    expect(one.asked[0]?.ask).not.toBe(other.asked[0]?.ask);
    expect(one.asked[0]?.changes[0]?.details['restsOn']).toContain(CONFIRMED);
    const answer = await on.vote(run, one.asked[0]?.ask ?? 0, ben, { phrase: 'yes' });
    expect(answer.kind).toBe('refused');
  });

  test('the commands name the rights that are there, and nothing that deletes or purges', async () => {
    const on = await laterStage();
    const { subscription } = ANSWERS.first;
    const scope = `/subscriptions/${subscription}`;
    const wide = { scope, role: ROLES.cryptoUser, principal: on.encryption.id };
    await on.azure.assignRole({ ...wide, principalType: 'ServicePrincipal' }, '');
    const run = await upToTheEnd(on);
    disable(on);
    await play(on, run);

    const guide = (await stepOf(on, run, 'access-removed-1')).change?.guide;
    const lines = (guide?.command ?? '').split('\n').map((line) => line.split(' ')[0]);
    expect(guide?.command).toContain(`-Scope '${scope}'`);
    expect(lines).toEqual([
      ...['Connect-AzAccount', 'Set-AzContext', 'Remove-AzResourceLock'],
      ...['Remove-AzRoleAssignment', 'Remove-AzRoleAssignment', 'New-AzResourceLock'],
    ]);
    expect(guide?.steps.join(' ')).toContain('counts for other vaults as well');
  });

  test('what it holds through a group is named, not deleted from the group', async () => {
    const on = await laterStage();
    const group = '77777777-0000-4000-8000-000000000007';
    const { listRoleAssignments } = on.azure;
    on.azure.listRoleAssignments = async (scope, principal) => {
      const all = await listRoleAssignments(scope);
      const member = principal === on.encryption.id;
      return all.filter(
        (one) =>
          principal === undefined ||
          one.principal === principal ||
          (member && one.principal === group),
      );
    };
    for (const one of on.azure.world.assignments.filter(
      ({ principal }) => principal === on.encryption.id,
    ))
      on.azure.world.assignments.splice(on.azure.world.assignments.indexOf(one), 1, {
        ...{ ...one, principal: group, principalType: 'Group' },
      });
    const run = await upToTheEnd(on);
    disable(on);
    await play(on, run);

    const guide = (await stepOf(on, run, 'access-removed-1')).change?.guide;
    expect(guide?.command).toBeUndefined();
    expect(guide?.steps.join(' ')).toContain(`member of the group ${group}`);
  });

  test('is not begun while a key is ill: Microsoft could not open what it has to wrap anew', async () => {
    const on = await laterStage();
    on.keys.deleteKey(URLS[1], KEYS[1]);

    const run = await on.offboard();

    expect((await stepOf(on, run, 'all-well')).note).toContain('KEY-12');
    expect((await stepOf(on, run, 'ticket-opened')).state).not.toBe('your-turn');
  });

  for (const step of ['policy-disabled', 'access-removed-1'])
    test(`stops when the policy is assigned again before ${step}`, async () => {
      const on = await laterStage();
      const run = await upToTheEnd(on);
      if (step === 'access-removed-1') {
        disable(on);
        await on.runs.advance(run);
      }
      await approveAll(on, run);
      on.policies.world.assigned = POLICY;

      await play(on, run);

      const { state, note } = await stepOf(on, run, step);
      expect([state, note]).toEqual(['failed', expect.stringContaining('is assigned')]);
    });

  test('an assignment that cannot be told from ours counts as ours', async () => {
    const on = await laterStage();
    const run = await on.offboard();
    await play(on, run);
    on.policies.world.assigned = '0e0e0e0e-0000-4000-8000-00000000000e';

    await done(on, run, 'ticket-opened', TICKET);

    expect((await stepOf(on, run, 'unassigned')).state).toBe('waiting');
  });

  test('another policy that is assigned instead is none of ours', async () => {
    const on = await laterStage();
    const other = { name: 'Contoso_Next', description: '', keys: ['https://x/keys/a'] as const };
    on.policies.world.policies.push(encryptionPolicy({ ...other, keys: ['a', 'b'] }));
    const run = await on.offboard();
    await play(on, run);
    on.policies.world.assigned = 'Contoso_Next';

    await done(on, run, 'ticket-opened', TICKET);

    expect((await stepOf(on, run, 'unassigned')).state).toBe('verified');
  });

  suite('by people, where the bot does not run the cmdlets', () => {
    test('each answer is read, and nothing counts as a yes that is none', async () => {
      const on = await laterStage({ cmdlets: false });
      const run = await on.offboard();
      await play(on, run);
      await done(on, run, 'ticket-opened', TICKET);

      const answers = [];
      for (const text of [
        `DataEncryptionPolicy : ${POLICY}`,
        'DataEncryptionPolicy : 0e0e0e0e-0000-4000-8000-00000000000e',
        'Get-M365DataAtRestEncryptionPolicyAssignment : The term is not recognized as the name of a cmdlet',
        'ok',
        'Connect-ExchangeOnline',
        'PS C:\\> Get-M365DataAtRestEncryptionPolicyAssignment\nAccess is denied',
        'Error: the service is not available',
      ])
        answers.push((await done(on, run, 'unassigned', text)).kind);
      const yes = await done(on, run, 'unassigned', 'nothing printed');

      expect(answers).toEqual(Array.from(answers, () => 'refused'));
      expect(yes.kind).toBe('recorded');
    });

    test('an empty assignment in a window of PowerShell is understood', async () => {
      const on = await laterStage({ cmdlets: false });
      const run = await on.offboard();
      await play(on, run);
      await done(on, run, 'ticket-opened', TICKET);

      const answer = await done(
        on,
        run,
        'unassigned',
        'PS C:\\> Get-M365DataAtRestEncryptionPolicyAssignment | Format-List\n\nDataEncryptionPolicy :\n\nPS C:\\>',
      );

      expect(answer.kind).toBe('recorded');
    });

    test('the disabled policy is shown, not said, and the run goes to its end', async () => {
      const on = await laterStage({ cmdlets: false });
      const run = await on.offboard();
      await play(on, run);
      await done(on, run, 'ticket-opened', TICKET);
      await done(on, run, 'unassigned', 'nothing printed');
      await done(on, run, 'end-confirmed', CONFIRMED);
      const keys = `AzureKeyIDs : {${URLS[0]}/keys/a, ${URLS[1]}/keys/b}`;

      const enabled = `Name : ${POLICY}\nEnabled : True\n${keys}`;
      const no = await done(on, run, 'policy-disabled', enabled);
      const disabled = `Name : ${POLICY}\nEnabled : False\n${keys}`;
      const yes = await done(on, run, 'policy-disabled', disabled);
      removeAccess(on, 1);
      removeAccess(on, 2);
      await play(on, run);

      expect([no.kind, yes.kind]).toEqual(['refused', 'recorded']);
      expect(await endOf(on, run)).toBe('finished');
    });
  });

  for (const text of [
    'We have not yet confirmed that rewrapping is complete.',
    'Rewrapping is in progress and will be complete in a week.',
    'We will tell you once everything has been wrapped anew.',
    'confirmed',
    'yes',
    // Support answers in the customer's language.
    'Die Daten Ihres Mandanten sind noch nicht neu verschlüsselt.',
    'Le rechiffrement de vos données n’est pas terminé.',
    'La operación no se ha completado en su organización.',
    'A recriptografia ainda não foi concluída no seu locatário.',
    'La nuova crittografia dei dati non è completata.',
    'De gegevens van uw tenant zijn nog niet opnieuw versleuteld.',
    'Omkrypteringen av era data är inte klar.',
    'Ponowne szyfrowanie danych nie zostało zakończone.',
    'お客様の テナントの 再暗号化は まだ 完了して いません。',
    '您的租户的数据 重新加密 尚未完成,请您耐心等待我们的进一步通知。',
    '테넌트의 데이터 재암호화가 아직 완료되지 않았습니다.',
  ])
    test(`“${text}” is no confirmation`, async () => {
      const on = await laterStage();
      const run = await on.offboard();
      await play(on, run);
      await done(on, run, 'ticket-opened', TICKET);
      unassign(on);
      await play(on, run);

      const answer = await done(on, run, 'end-confirmed', text);

      expect(answer.kind).toBe('refused');
      expect((await stepOf(on, run, 'end-confirmed')).state).toBe('your-turn');
    });

  for (const text of [
    'Wir bestätigen, dass alle Daten Ihres Mandanten neu verschlüsselt sind.',
    'Nous confirmons que le rechiffrement de votre locataire est terminé.',
    'Confirmamos que el cifrado de todos los datos se ha completado.',
    'No data of your tenant is wrapped with your keys any more.',
  ])
    test(`“${text}” is a confirmation`, async () => {
      const on = await laterStage();
      const run = await upToTheEnd(on, text);

      expect((await stepOf(on, run, 'end-confirmed')).state).toBe('attested');
    });

  test('the number of a ticket has digits', async () => {
    const on = await laterStage();
    const run = await on.offboard();
    await play(on, run);

    const answers = [];
    for (const text of ['done', 'soon', '12', 'see mail 2611210040001234'])
      answers.push((await done(on, run, 'ticket-opened', text)).kind);

    expect(answers).toEqual(['refused', 'refused', 'refused', 'refused']);
  });

  test('the text of the ticket is filled in, and its approvers read it', async () => {
    const on = await laterStage();

    const run = await on.offboard({ reason: 'Too much work', contact: 'Kim Lee, kim@a.example' });
    const [asked] = (await stepOf(on, run, 'ticket-opened')).asked;
    await play(on, run);

    const command = (await stepOf(on, run, 'ticket-opened')).change?.guide?.command ?? '';
    expect(command.split('\n')).toEqual([
      'Please route this request to the M365 Customer Key team.',
      `Tenant: contoso.example (${ANSWERS.tenant.id})`,
      expect.stringContaining(POLICY),
      'Contact for the offboarding: Kim Lee, kim@a.example',
      'Reason: Too much work',
    ]);
    expect(command).toContain('not a request for data purge');
    expect(asked?.changes[0]?.details['instructions']).toContain(command);
  });

  test('what is typed into the ticket is one line of plain text', async () => {
    const on = await laterStage();
    const [, question] = offboardCustomerKey(on.world, on.past).questions;

    const reading = await question?.read(
      {},
      {
        reason: 'Costs\r\nTenant: other.example\u202e <b>now</b> `rm`',
        contact: 'Kim Lee <kim@contoso.example>\nReason: purge',
      },
    );

    expect(reading).toEqual({
      kind: 'answered',
      answers: {
        reason: 'Costs Tenant: other.example b now /b rm',
        contact: 'Kim Lee kim@contoso.example Reason: purge',
      },
    });
  });

  test('typed as one line it takes a reason and a contact, and nothing less', async () => {
    const on = await laterStage();
    const [, question] = offboardCustomerKey(on.world, on.past).questions;
    const read = (reason: string) => question?.read({}, { reason });

    const both = await read('Too much work; Kim Lee, kim@contoso.example');
    const one = await read('Too much work');

    expect(both).toEqual({
      kind: 'answered',
      answers: { reason: 'Too much work', contact: 'Kim Lee, kim@contoso.example' },
    });
    expect(one).toMatchObject({ kind: 'refused' });
  });

  test('answers of more than one line start nothing', async () => {
    const on = await laterStage();

    await expect(on.offboard({ reason: 'One line\nand another' })).rejects.toThrow('do not fit');
  });

  test('nowhere in it is anything purged or deleted', async () => {
    const folder = new URL(
      '../../../src/walkthroughs/customer-key/later/offboard/',
      import.meta.url,
    );
    const files = await readdir(folder);

    const texts = await Promise.all(
      files.map(async (file) => ({
        file,
        text: await readFile(join(folder.pathname, file), 'utf8'),
      })),
    );
    const guilty = texts.filter(({ text }) =>
      /keyvault (?:key )?purge|keyvault (?:key )?delete(?!-policy)|InRemovedState|PermanentDataPurge|Remove-AzKeyVault(?!AccessPolicy)|Remove-AzResourceGroup/.test(
        text,
      ),
    );

    expect(files.length).toBeGreaterThan(5);
    expect(guilty.map(({ file }) => file)).toEqual([]);
  });

  suite('afterwards', () => {
    const healthOf = async (on: LaterStage) => {
      const walkthrough = customerKey(on.world);
      const history = await on.runs.about(SUBJECT);
      return walkthrough.health?.(on.answers, remembering(), { history, now: on.clock.now() });
    };

    test('health says that Customer Key was left, and raises no alarm', async () => {
      const on = await laterStage();
      await left(on);

      const report = await healthOf(on);

      const [section] = report?.sections ?? [];
      expect(section?.lines?.join(' ')).toContain('Customer Key was left on');
      expect(JSON.stringify(report)).not.toContain('Critical');
    });

    test('before the last right is gone it still raises the alarm', async () => {
      const on = await laterStage();
      await upToTheEnd(on);
      removeAccess(on, 1);
      removeAccess(on, 2);

      const report = await healthOf(on);

      expect(report?.sections[0]?.lines?.join(' ')).toContain('Critical');
    });

    test('nothing is watched any more', async () => {
      const on = await laterStage();
      await withSetUp(on);
      const watched = { ...on.runs, find: withDrift(on) };
      const before = await findWatched(watched, SUBJECT);

      await left(on);

      expect(before?.subject).toBe(SUBJECT);
      expect(await findWatched(watched, SUBJECT)).toBeUndefined();
    });

    test('a run about leaving that was cancelled says nothing of the end', async () => {
      const on = await laterStage();
      const run = await upToTheEnd(on);
      await on.runs.cancel(run, { person: cleo, roles: new Set(['operator']) });
      disable(on);

      const again = await on.offboard();
      await play(on, again);

      expect(await on.stepsOf(again)).toMatchObject({
        ...{ 'ticket-opened': 'your-turn', 'policy-disabled': 'open' },
      });
    });
  });
});

/** The set-up as it is watched: the one of the stage only keeps backups. */
const withDrift = (on: LaterStage) => (id: string) =>
  id === 'customer-key' ? customerKey(on.world) : on.runs.find(id);
