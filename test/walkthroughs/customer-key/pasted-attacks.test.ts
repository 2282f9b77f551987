import { expect } from 'expect';
import { remembering } from '../../../src/core/walkthrough.ts';
import type { Entry } from '../../../src/core/ledger.ts';
import type { Pasted, Step } from '../../../src/core/step.ts';
import { assignment } from '../../../src/walkthroughs/customer-key/steps/assignment.ts';
import {
  onboardingEnabled,
  onboardingValidated,
} from '../../../src/walkthroughs/customer-key/steps/onboarding.ts';
import { policyMade } from '../../../src/walkthroughs/customer-key/steps/policy.ts';
import { siteOf } from '../../../src/walkthroughs/customer-key/world.ts';
import { ada } from '../../fakes/fake-directory.ts';
import { ANSWERS, vaultStage } from './vault-stage.ts';

const site = siteOf(vaultStage().world, ANSWERS, remembering());
const [K1 = '', K2 = ''] = site.branches.map(({ keyUri }) => keyUri);
const NAME = ANSWERS.policy.name;
const ID = '6b8f7a1e-0000-4000-8000-00000000000a';
const OTHER = '99999999-0000-4000-8000-000000000009';
const CANARY = 'canary-9d2f';

const validate = onboardingValidated(site);
const enable = onboardingEnabled(site);
const policy = policyMade(site);
const assign = assignment(site, async () => []);

async function read(step: Step, text: string, entries: readonly Entry[] = []): Promise<Pasted> {
  if (step.read === undefined) throw new Error('The step reads nothing.');
  return step.read(text, { entries, history: entries, now: new Date('2026-11-21T12:00:00Z') });
}
const says = async (step: Step, text: string): Promise<string> => {
  const result = await read(step, text);
  return result.kind === 'refused' ? result.problem : `accepted: ${result.statement}`;
};

const result = (word = 'Success') =>
  `\nID                : ${ID}\nValidationResult  : ${word}\nEnablementResult  : ${word}\nFailedValidations : {}\n`;
const resultJson = JSON.stringify({
  ...{ ID, ValidationResult: 'Success', EnablementResult: 'Success', FailedValidations: [] },
});
const shown = ({ name = NAME, keys = `{${K1}, ${K2}}`, enabled = 'True', guid = ID } = {}) =>
  `\nName        : ${name}\nEnabled     : ${enabled}\nAzureKeyIDs : ${keys}\nGuid        : ${guid}\n`;
const others = '{https://a.vault.azure.net/keys/x, https://b.vault.azure.net/keys/y}';

const ENDS =
  'At line:1 char:1\n+ Something\n    + CategoryInfo          : NotSpecified: (:) [], Exception\n    + FullyQualifiedErrorId : Failed,Something\n';
/** As Windows PowerShell, PowerShell 7 and .NET print what went wrong around a text. */
const errors: Record<string, (cmdlet: string, text: string) => string> = {
  'Windows PowerShell': (cmdlet, text) => `${cmdlet} : It failed. It was to be {${text}}\n${ENDS}`,
  'PowerShell 7': (cmdlet, text) => `${cmdlet}: It failed. It was to be:${text}`,
  Exchange: (_, text) => `Write-ErrorMessage : |System.Exception|It failed:${text}${ENDS}`,
  '.NET': (_, text) => `System.InvalidOperationException: It failed:${text}`,
};

suite('a pasted text that says two things', () => {
  for (const [what, text] of Object.entries({
    'JSON that succeeds and a list that fails': `${resultJson}\n${result('Failed')}`,
    'a list that fails and JSON that succeeds': `${result('Failed')}\n${resultJson}`,
    'JSON that succeeds and a table that fails': `${resultJson}\nValidationResult EnablementResult\n---------------- ----------------\nFailed           Failed\n`,
  }))
    test(`is no result of the onboarding when it is ${what}`, async () => {
      expect(await says(enable, text)).toMatch(/several results/);
    });

  for (const [what, text] of Object.entries({
    'the same policy with other keys before': `${shown({ keys: others })}\n${shown()}`,
    'the same policy with other keys after': `${shown()}\n${shown({ keys: others })}`,
    'the same policy disabled, after JSON': `${JSON.stringify({ Name: NAME, Enabled: true, AzureKeyIDs: [K1, K2] })}\n${shown({ enabled: 'False' })}`,
    'the same policy disabled before': shown({ enabled: 'False' }) + shown(),
    'the keys of another policy': `Name : ${NAME}\nEnabled : True\n\nAzureKeyIDs : {${K1}, ${K2}}\nEnabled : True\nName : Other\n`,
  }))
    test(`is no policy of this run when it shows ${what}`, async () => {
      expect(await says(policy, text)).not.toMatch(/^accepted/);
    });

  test('is a policy of this run when it is printed twice, the first time cut off', async () => {
    const text = shown({ keys: `{${K1}, https://contoso…}` }) + shown();

    expect(await says(policy, text)).toMatch(/^accepted/);
  });

  for (const [what, text] of Object.entries({
    'ours in JSON and another in a list': `{"DataEncryptionPolicy":"${NAME}"}\nDataEncryptionPolicy : Other\n`,
    'ours by one name and another by the other': `DataEncryptionPolicy : ${NAME}\nPolicy : Other\n`,
    'the policy itself': shown(),
    'the policy itself as JSON': JSON.stringify({ Name: NAME, AzureKeyIDs: [K1, K2] }),
    'the policy itself as a table': `Name            Enabled AzureKeyIDs\n----            ------- -----------\n${NAME}  True    {${K1.slice(0, 20)}…}\n`,
    'an assignment that failed': `DataEncryptionPolicy : ${NAME}\nState : Failed\n`,
  }))
    test(`is no assignment when it shows ${what}`, async () => {
      expect(await says(assign, text)).not.toMatch(/^accepted/);
    });
});

suite('success inside of an error', () => {
  for (const [shell, around] of Object.entries(errors)) {
    test(`is none as ${shell} prints it`, async () => {
      const all = await Promise.all([
        says(validate, around('New-CustomerKeyOnboardingRequest', result().trimEnd())),
        says(enable, around('New-CustomerKeyOnboardingRequest', `\n${resultJson}`)),
        says(policy, around('New-M365DataAtRestEncryptionPolicy', shown().trimEnd())),
        says(
          assign,
          around(
            'Set-M365DataAtRestEncryptionPolicyAssignment',
            `\nDataEncryptionPolicy : ${NAME}`,
          ),
        ),
      ]);

      for (const answer of all) expect(answer).not.toMatch(/^accepted/);
    });

    test(`is one when it is printed after the error of ${shell}`, async () => {
      const all = await Promise.all([
        says(enable, `${around('Install-Module', '')}\n${result()}`),
        says(policy, `${around('New-M365DataAtRestEncryptionPolicy', '')}\n${shown()}`),
        says(assign, `${around('Set-X', '')}\n\nDataEncryptionPolicy : ${NAME}\n`),
      ]);

      for (const answer of all) expect(answer).toMatch(/^accepted/);
    });
  }
});

suite('what belongs to another tenant', () => {
  const digits = OTHER.replaceAll('-', '');
  for (const line of [
    `OrganizationId : ${OTHER}`,
    `Organization ID: ${OTHER}`,
    `OrganizationId : ${OTHER.replaceAll('-', '\u2011')}`,
    `OrganizationId : ${OTHER.replaceAll('-', '\u2013')}`,
    `OrganizationId : ${OTHER.replace('9', '\u200b9')}`,
    `OrganizationId : ${digits}`,
    `Tenant : ${OTHER}`,
    `Tenant ID : ${OTHER}`,
    `TenantId : {${OTHER}}`,
    `Subscription1 : ${digits}`,
  ])
    test(`is found as ${JSON.stringify(line)}`, async () => {
      expect(await says(enable, `${line}\n${result()}`)).toMatch(/another (?:org|subscription)/);
    });

  test('is not taken from one’s own, however it is written', async () => {
    const own = ANSWERS.tenant.id;
    for (const id of [own.toUpperCase(), own.replaceAll('-', '\u2011'), own.replaceAll('-', '')])
      expect(await says(enable, `Tenant ID : ${id}\n${result()}`)).toMatch(/^accepted/);
  });
});

suite('a name that is put in place of another', () => {
  const attested = async (text: string): Promise<readonly Entry[]> => {
    const seen = await read(policy, text);
    if (seen.kind === 'refused') return [];
    const { statement, seen: what } = seen;
    const place = { seq: 1, at: '2026-11-21T12:00:00.000Z' };
    return [{ kind: 'attested', step: 'policy', by: ada, statement, seen: what, ...place }];
  };

  for (const [what, text] of Object.entries({
    'the id': shown({ guid: 'Other' }),
    'the identity': `${shown()}Identity    : Other\n`,
  }))
    test(`by ${what} of the policy opens no door to it`, async () => {
      const entries = await attested(text);

      const answer = await read(assign, 'DataEncryptionPolicy : Other', entries);

      expect(answer.kind).toBe('refused');
    });

  test('is no policy of this run by an identity of another', async () => {
    expect(await says(policy, `${shown()}Identity    : Other\n`)).toMatch(/Identity Other/);
  });

  test('is taken by the id that Exchange Online has shown, and by its path', async () => {
    const entries = await attested(`${shown()}Identity    : CN=${NAME},CN=Configuration,DC=x\n`);

    for (const said of [ID.toUpperCase(), NAME, `CN=${NAME},CN=Elsewhere`]) {
      const answer = await read(assign, `DataEncryptionPolicy : ${said}`, entries);
      expect(answer.kind).toBe('accepted');
    }
  });
});

suite('of a pasted text nothing is kept but what was understood', () => {
  for (const [step, text] of [
    [validate, result().replace(/(Enablement\w+ +:) \w+/, `$1 ${CANARY}`)],
    [enable, `CreatedDate : ${CANARY}\n${result()}`],
    [policy, shown({ guid: CANARY })],
    [policy, `${shown()}Identity    : CN=${NAME},CN=${CANARY}\n`],
    [policy, shown({ keys: `{${K1.replace('https://', `https://${CANARY}@`)}, ${K2}}` })],
    [policy, shown({ keys: `{${K1}?sig=${CANARY}, ${K2}}` })],
    [assign, `DataEncryptionPolicy : CN=${NAME},CN=${CANARY}\nOther : ${CANARY}`],
  ] as const)
    test(`not ${JSON.stringify(text.replaceAll(/\s+/g, ' ').slice(0, 60))} of ${step.id}`, async () => {
      const seen = await read(step, text);

      if (seen.kind === 'accepted') expect(JSON.stringify(seen)).not.toContain(CANARY);
    });

  test('and what can be understood is accepted all the same', async () => {
    expect(await says(enable, `CreatedDate : 21.11.2026 12:00:00\n${result()}`)).toMatch(/^acc/);
    expect(await says(policy, shown({ guid: CANARY }))).toMatch(/^accepted/);
  });
});

suite('twenty thousand characters of bait', () => {
  const bait: Record<string, string> = {
    'objects in objects': '{"ID":'.repeat(2800) + '1' + '}'.repeat(2800),
    'lists in lists': '['.repeat(9900) + ']'.repeat(9900),
    'open brackets': '[\n'.repeat(9900),
    tables: 'ValidationResult\n----\n'.repeat(900),
    'tables of policies': 'Name AzureKeyIDs\n---- -----------\n'.repeat(550),
    'rows of a table': `Name AzureKeyIDs\n---- -----------\n${'a    b\n'.repeat(2700)}`,
    'lines of a table': `${'- '.repeat(9900)}x`,
    errors: 'New-X : \n'.repeat(2200),
    'ends of errors': 'FullyQualifiedErrorId : x\n'.repeat(760),
    'open errors': `${'Set-X : y\n'.repeat(1000)}${'z\n'.repeat(4000)}`,
    hyphens: 'a-'.repeat(9900),
    'a long word': `${'A'.repeat(19_000)}Exception`,
    results: 'ValidationResult : x\n'.repeat(940),
    'blanks before a colon': `ValidationResult${' '.repeat(19_000)}:`,
    rules: 'Rule='.repeat(3900),
    'ends of rules': `Rule=${';'.repeat(19_000)}x`,
    'braces that stay open': `FailedValidations : ${'{('.repeat(9900)}`,
    'marks of the terminal': '\u001b]'.repeat(9900),
    'commands that go on': '`\n'.repeat(9900),
    'names of subscriptions': `Subscription${' '.repeat(80)}:`.repeat(210),
    'addresses without end': 'https://'.repeat(2400),
    'a host without end': `https://${'a.'.repeat(9900)}`,
    'ids without end': `TenantId ${'0123456789abcdef'.repeat(1200)}`,
  };
  for (const [what, text] of Object.entries(bait))
    test(`neither breaks the bot nor keeps it busy: ${what}`, async () => {
      expect(text.length).toBeLessThanOrEqual(20_000);
      const begun = performance.now();

      for (const step of [validate, policy, assign])
        for (const before of ['', `ValidationResult : Success\nName : ${NAME}\n`])
          expect(await says(step, (before + text).slice(0, 20_000))).toEqual(expect.any(String));

      // Milliseconds each; the bound is generous, for machines differ.
      expect(performance.now() - begun).toBeLessThan(3000);
    }).timeout(180_000);
});
