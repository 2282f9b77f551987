import { expect } from 'expect';
import { remembering } from '../../../src/core/walkthrough.ts';
import type { Pasted } from '../../../src/core/step.ts';
import {
  onboardingEnabled,
  onboardingValidated,
} from '../../../src/walkthroughs/customer-key/steps/onboarding.ts';
import { policyMade } from '../../../src/walkthroughs/customer-key/steps/policy.ts';
import { assignment } from '../../../src/walkthroughs/customer-key/steps/assignment.ts';
import { readOnboarding } from '../../../src/walkthroughs/customer-key/pasted/onboarding.ts';
import { siteOf } from '../../../src/walkthroughs/customer-key/world.ts';
import { ANSWERS, FIRST, vaultStage } from './vault-stage.ts';

const { world } = vaultStage();
const site = siteOf(world, ANSWERS, remembering());
const [K1 = '', K2 = ''] = site.branches.map(({ keyUri }) => keyUri);
const looking = { entries: [], history: [], now: new Date('2026-11-21T12:00:00Z') };
const VERSION = '0123456789abcdef0123456789abcdef';
const ID = '6b8f7a1e-0000-4000-8000-00000000000a';

const read = async (
  step: { read?: (text: string, at: typeof looking) => Promise<Pasted> },
  text: string,
) => {
  if (step.read === undefined) throw new Error('The step reads nothing.');
  return step.read(text, looking);
};
const validated = (text: string) => read(onboardingValidated(site), text);
const enabled = (text: string) => read(onboardingEnabled(site), text);
const policy = (text: string) => read(policyMade(site), text);
const assigned = (text: string) =>
  read(
    assignment(site, async () => []),
    text,
  );
const problem = (read: Pasted) =>
  read.kind === 'refused' ? read.problem : `accepted: ${read.statement}`;

const list = (enablement = 'NotStarted') => `
ID                : ${ID}
CreatedDate       : 11/21/2026 12:00:00 PM
ValidationResult  : Success
EnablementResult  : ${enablement}
FailedValidations : {}
`;

suite('what the onboarding module printed', () => {
  const json = JSON.stringify({
    ...{ ID, CreatedDate: '2026-11-21T12:00:00Z', ValidationResult: 'Success' },
    ...{ EnablementResult: 'NotStarted', FailedValidations: [] },
  });
  const indented = JSON.stringify(JSON.parse(json), undefined, 2);
  const forms: Record<string, string> = {
    'a list': list(),
    'a list with the line ends of Windows': list().replaceAll('\n', '\r\n'),
    'a list with a blank line after each line': list().replaceAll('\n', '\n\n'),
    'a list whose letters are all small': list().toLowerCase(),
    'a list in colours': list().replaceAll(/^(\w+ *): /gm, '\u001b[32;1m$1: \u001b[0m'),
    'a list in colours, half of which the chat has swallowed': list().replaceAll(
      /^(\w+ *): /gm,
      '[32;1m$1: [0m',
    ),
    'a list in one line': list().trim().replaceAll('\n', ' '),
    'a list without the blanks before its colons': list().replaceAll(/ +: /g, ': '),
    'a list with blanks that do not break': list().replaceAll(' ', '\u00a0'),
    'a list in a fence': '```powershell\n' + list() + '```',
    'a list among prompts and words of another language': `Windows PowerShell\nCopyright (C) Microsoft Corporation. Alle Rechte vorbehalten.\n\nWARNUNG: Die Ausführung dauert länger: bitte warten\nPS C:\\Users\\Ada> $request | Format-List\n${list()}\nPS C:\\Users\\Ada> _`,
    'a list printed twice': list() + list(),
    JSON: json,
    'JSON over several lines': indented,
    'JSON in a list': `[${json}]`,
    'JSON after a prompt': `PS C:\\> $request | ConvertTo-Json\n${indented}\nPS C:\\>`,
    'JSON that a narrow window has broken': indented.replace('-4000-', '-40\n00-'),
    'a table': [
      'ID                                   CreatedDate         ValidationResult EnablementResult FailedValidations',
      '--                                   -----------         ---------------- ---------------- -----------------',
      `${ID} 11/21/2026 12:00:00 Success          NotStarted       {}`,
      '',
    ].join('\n'),
  };
  for (const [form, text] of Object.entries(forms))
    test(`is understood as ${form}`, async () => {
      expect(problem(await validated(text))).toMatch(/^accepted: .*mode Validate.*Success/);
      expect(await validated(text)).toMatchObject({
        seen: { mode: 'Validate', validation: expect.stringMatching(/^success$/i), requestId: ID },
      });
    });

  test('is enabled only when both results are Success', async () => {
    expect(await enabled(list('Success'))).toMatchObject({
      kind: 'accepted',
      seen: { mode: 'Enable', enablement: 'Success' },
    });
    for (const result of ['NotStarted', '', 'Failed', 'Pending', 'Successful?'])
      expect(problem(await enabled(list(result)))).toMatch(/not enabled yet/);
  });

  const failed = (rows: string, property = '{Company.Onboarding.FailedValidation}') =>
    list().replace('Success', 'Failed').replace('{}', property) + rows;
  const rule = 'KeyNeverExpires';
  const failures: Record<string, string> = {
    'rows in a list': failed(
      `\nRule          : ${rule}\nScope         : ${K1}\nExpectedValue : no expiration date\nActualValue   : 2027-01-01T00:00:00.000Z\n`,
    ),
    'rows in a table': failed(
      [
        '',
        `Rule            ${'Scope'.padEnd(K1.length)} ExpectedValue      ActualValue`,
        `----            ${'-----'.padEnd(K1.length)} -------------      -----------`,
        `${rule} ${K1} no expiration date 2027-01-01T00:00:00.000Z`,
      ].join('\n'),
    ),
    'objects inside of the property': failed(
      '',
      `{@{Rule=${rule}; Scope=${K1}; ExpectedValue=no expiration date; ActualValue=2027-01-01T00:00:00.000Z}}`,
    ),
    'words inside of the property': failed(
      '',
      `{Rule: ${rule}, Scope: ${K1}, Expected: no expiration date, Actual: 2027-01-01T00:00:00.000Z}`,
    ),
    JSON: JSON.stringify({
      ...{ ID, ValidationResult: 'Failed', EnablementResult: 'NotStarted' },
      FailedValidations: [
        {
          ...{ rule, scope: K1, expectedValue: 'no expiration date' },
          actualValue: '2027-01-01T00:00:00.000Z',
        },
      ],
    }),
  };
  for (const [form, text] of Object.entries(failures))
    test(`names what failed, when it is ${form}`, async () => {
      const says = problem(await validated(text));

      expect(says).toContain(
        `KeyNeverExpires (${K1}): expected no expiration date, found 2027-01-01`,
      );
      expect(says).toContain('It is our check KEY-3. Move the expiry');
    });

  test('names each rule, and one that nobody knows as it came', async () => {
    const text = failed('', '{recoverylevel, VaultMustBeBlue, KEYACCESSPERMISSIONS, Other…}');

    const says = problem(await validated(text));

    expect(says).toContain('KEY-5');
    expect(says).toContain('ACC-2');
    expect(says).toContain('VaultMustBeBlue. This version knows no rule of that name');
    expect(says).toContain('cut off');
  });

  test('is refused when it fails without saying why, or says two things', async () => {
    expect(problem(await validated(failed('', '{}')))).toMatch(/names no rule/);
    expect(problem(await validated(list() + list().replace('Success', 'Failed')))).toMatch(
      /several results/,
    );
    const both = list().replace('{}', '{RecoveryLevel}');
    expect(problem(await validated(both))).toMatch(/KEY-5/);
  });

  const command = (more: { org?: string; sub?: string; key?: string; mode?: string } = {}) =>
    `PS> New-CustomerKeyOnboardingRequest -OrganizationId ${more.org ?? ANSWERS.tenant.id} -Scenario MDEP \`\n>>   -Subscription1 '${more.sub ?? FIRST.subscription}' -KeyIdentifier1 ${more.key ?? K1} \`\n>>   -OnboardingMode ${more.mode ?? 'Validate'}\n${list()}`;
  const other = '99999999-0000-4000-8000-000000000009';

  test('is taken with the command that made it', async () => {
    for (const key of [K1, `${K1}/${VERSION}`, K1.toUpperCase(), `${K1}/`])
      expect(problem(await validated(command({ key })))).toMatch(/^accepted/);
  });

  for (const [what, text] of Object.entries({
    organisation: command({ org: other }),
    subscription: command({ sub: other }),
    key: command({ key: K1.replace('key-a', 'key-x') }),
  }))
    test(`is refused when it is about another ${what}`, async () => {
      expect(problem(await validated(text))).toMatch(new RegExp(`another ${what}`));
    });

  test('is refused when a failed rule is about another subscription', async () => {
    const text = failed(
      `\nRule  : RecoveryLevel\nScope : /subscriptions/${other}/resourceGroups/x\n`,
    );

    expect(problem(await validated(text))).toMatch(/another subscription/);
  });

  test('of another mode is refused', async () => {
    expect(problem(await enabled(command()))).toMatch(/mode Validate printed/);
    expect(problem(await validated(command({ mode: 'enable' })))).toMatch(/mode enable printed/);
  });

  for (const [text, says] of [
    ['', /No ValidationResult/],
    ['ok', /No ValidationResult/],
    ['ValidationResult', /No ValidationResult/],
    ['{"ValidationResult":', /No ValidationResult/],
    [
      "New-CustomerKeyOnboardingRequest : The term 'New-CustomerKeyOnboardingRequest' is not recognized as the name of a cmdlet",
      /install the module/,
    ],
    ['Response status code does not indicate success: 403 (Forbidden).', /role Reader/],
  ] as const)
    test(`${JSON.stringify(text.slice(0, 40))} is no result`, async () => {
      expect(problem(await validated(text))).toMatch(says);
    });

  test('keeps nothing of the text but what was understood', async () => {
    const canary = 'canary-9d2f';
    const text = `${canary}\n${list()}\nOther : ${canary}\n${canary}`;

    expect(JSON.stringify(await validated(text))).not.toContain(canary);
  });

  test('cannot keep the bot busy', () => {
    const nasty = ['{\n', '[', '"', ' ', 'ValidationResult ', 'TenantId  ', '-', ';'].map((sign) =>
      sign.repeat(20_000 / sign.length),
    );

    const begun = performance.now();
    for (const text of nasty) readOnboarding(`ValidationResult : ${text}x`);
    expect(performance.now() - begun).toBeLessThan(2000);
  });
});

suite('what Exchange Online showed of a policy', () => {
  const NAME = ANSWERS.policy.name;
  const shown = (more: { name?: string; enabled?: string; keys?: string } = {}) =>
    `
Name        : ${more.name ?? NAME}
Enabled     : ${more.enabled ?? 'True'}
AzureKeyIDs : ${more.keys ?? `{${K1}, ${K2}}`}
Guid        : ${ID}
`;
  const wrapped = `{${K1.slice(0, 40)}\n              ${K1.slice(40)}, \n              ${K2}}`;

  for (const [form, text] of Object.entries({
    'a list': shown(),
    'a list with both keys the other way round': shown({ keys: `{${K2}, ${K1}}` }),
    'keys with versions, slashes and other letters': shown({
      keys: `{${K1.toUpperCase()}/${VERSION}, ${K2}/}`,
    }),
    'a value that was wrapped': shown({ keys: wrapped }),
    'a value that was wrapped, without its indent': shown({
      keys: wrapped.replaceAll(/\n +/g, '\n'),
    }),
    'a name in other letters': shown({ name: NAME.toUpperCase() }),
    JSON: JSON.stringify({ Name: NAME, Enabled: true, AzureKeyIDs: [K1, K2], Guid: ID }),
    'one of several':
      shown({ name: 'Other', keys: '{https://a.vault.azure.net/keys/b}' }) + shown(),
    'printed by New- and by Get-': shown().replace('Enabled     : True\n', '') + shown(),
  }))
    test(`is understood as ${form}`, async () => {
      expect(problem(await policy(text))).toMatch(/^accepted/);
      expect(await policy(text)).toMatchObject({
        seen: { enabled: true, identity: ID, guid: ID, keys: expect.any(Array) },
      });
    });

  for (const [what, text, says] of [
    ['another policy', shown({ name: 'Other' }), /no policy Contoso_Global in this, only Other/],
    ['other keys', shown({ keys: `{${K1}, ${K1.replace('key-a', 'x')}}` }), /other keys/],
    ['one key', shown({ keys: `{${K1}}` }), /other keys/],
    ['three keys', shown({ keys: `{${K1}, ${K2}, ${K1}x}` }), /other keys/],
    ['the same key twice', shown({ keys: `{${K1}, ${K1}/}` }), /other keys/],
    ['a disabled policy', shown({ enabled: 'False' }), /is disabled/],
    ['no word on whether it is enabled', shown({ enabled: '' }), /Whether it is enabled/],
    ['a list that was cut', shown({ keys: `{${K1}, ${K2.slice(0, 20)}…}` }), /cut off/],
    ['nothing', '', /No policy was found/],
    [
      'the refusal of an organisation that is not onboarded',
      'Write-ErrorMessage : |System.Exception|Data Encryption Policies are not enabled for your organization.',
      /Get-CustomerKeyOnboardingRequest -OrganizationId/,
    ],
    [
      'a cmdlet that is not there',
      "The term 'New-M365DataAtRestEncryptionPolicy' is not recognized as a name of a cmdlet",
      /Connect-ExchangeOnline/,
    ],
  ] as const)
    test(`is refused when it shows ${what}`, async () => {
      expect(problem(await policy(text))).toMatch(says);
    });
});

suite('what Exchange Online showed of the assignment', () => {
  const NAME = ANSWERS.policy.name;
  for (const [form, text] of Object.entries({
    'a list': `DataEncryptionPolicy   : ${NAME}\nDataEncryptionPolicyId : ${ID}\nState : PendingActivation`,
    'a table': `DataEncryptionPolicy State\n-------------------- -----\n${NAME}       Active\n`,
    'a distinguished name': `Identity : CN=${NAME},CN=Configuration,DC=x`,
    'other letters': `dataencryptionpolicy : ${NAME.toLowerCase()}`,
    JSON: `{"DataEncryptionPolicy":"${NAME}"}`,
  }))
    test(`is understood as ${form}`, async () => {
      expect(await assigned(text)).toMatchObject({ kind: 'accepted', seen: { policy: NAME } });
    });

  for (const [what, text, says] of [
    ['nothing', '', /nothing is assigned yet/],
    [
      'a prompt',
      'PS C:\\> Get-M365DataAtRestEncryptionPolicyAssignment\nPS C:\\>',
      /nothing is assigned/,
    ],
    ['another policy', 'DataEncryptionPolicy : Other', /names Other/],
    [
      'one before and ours after',
      `DataEncryptionPolicy : Other\n\nDataEncryptionPolicy : ${NAME}`,
      /names Other/,
    ],
    [
      'a name that only begins like ours',
      `DataEncryptionPolicy : ${NAME}2`,
      /names Contoso_Global2/,
    ],
    ['the name without what it is', NAME, /nothing is assigned/],
  ] as const)
    test(`is refused when it shows ${what}`, async () => {
      expect(problem(await assigned(text))).toMatch(says);
    });
});
