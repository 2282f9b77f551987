import { expect } from 'expect';
import { TENANT_ID } from '../../src/sandbox/people.ts';
import { failureText } from '../../src/walkthroughs/customer-key/pasted/failures.ts';
import { readOnboarding } from '../../src/walkthroughs/customer-key/pasted/onboarding.ts';
import { assignedIn, policiesIn } from '../../src/walkthroughs/customer-key/pasted/policies.ts';
import { hashIn } from '../../src/walkthroughs/customer-key/steps/backup-pasted.ts';
import { ONE, TWO } from './arm-wire.ts';
import { A1, POLICY, startEncryption, URIS, type EncryptionWire } from './encryption-wire.ts';

suite('what the console prints and the walkthrough reads', () => {
  let wire: EncryptionWire;
  setup(async () => {
    wire = await startEncryption();
  });
  teardown(() => wire.close());

  const type = async (...lines: readonly string[]): Promise<string> =>
    (await wire.control('POST', '/sandbox/console', { command: lines.join('\n') })).body.output;

  const onboard = (mode: string) =>
    type(
      `$request = New-CustomerKeyOnboardingRequest -OrganizationId '${TENANT_ID}' -Scenario MDEP -Subscription1 '${ONE}' -KeyIdentifier1 '${URIS[0]}' -Subscription2 '${TWO}' -KeyIdentifier2 '${URIS[1]}' -OnboardingMode ${mode}`,
      '$request | Format-List',
      '$request.FailedValidations | Format-List',
    );

  test('an onboarding that succeeded is read as one', async () => {
    await wire.prepare();

    const read = readOnboarding(await onboard('Enable'));

    expect(read).toMatchObject({ output: { validation: 'Success', enablement: 'Success' } });
  });

  test('every rule that was not kept is read, once', async () => {
    await wire.prepare();
    await type(`Update-AzKeyVaultKey ${A1} root -Expires 2099-01-01`);

    const read = readOnboarding(await onboard('Validate'));

    if (!('output' in read)) throw new Error(JSON.stringify(read));
    expect(read.output.failures.map(({ rule }) => rule)).toEqual(['KeyNeverExpires']);
    expect(read.output.failures.map(failureText).join()).toContain('2099-01-01');
  });

  test('a policy and its assignment are read as they are', async () => {
    await wire.prepare();
    await onboard('Enable');

    const policy = await type(
      `New-M365DataAtRestEncryptionPolicy -Name '${POLICY}' -AzureKeyIDs @('${URIS[0]}','${URIS[1]}')`,
      `Get-M365DataAtRestEncryptionPolicy -Identity '${POLICY}' | Format-List Name,Enabled,AzureKeyIDs,Guid`,
    );
    const assignment = await type(
      `Set-M365DataAtRestEncryptionPolicyAssignment -DataEncryptionPolicy '${POLICY}'`,
      'Get-M365DataAtRestEncryptionPolicyAssignment | Format-List',
    );

    const found = policiesIn(policy).at(-1);
    expect(found).toMatchObject({ name: POLICY, enabled: true });
    expect([...(found?.keys ?? [])].sort()).toEqual([...URIS].sort());
    expect(assignedIn(assignment)).toEqual([POLICY]);
  });

  test('the hash of a backup is read', async () => {
    await wire.prepare();

    const output = await type(
      `Backup-AzKeyVaultKey -VaultName '${A1}' -Name 'root' -OutputFile 'root.backup'`,
      'Get-FileHash root.backup -Algorithm SHA256 | Format-List',
    );

    const hash = /^Hash +: (\w+)$/m.exec(output)?.[1]?.toLowerCase();
    expect(JSON.stringify(hashIn(output)).toLowerCase()).toContain(hash);
  });
});
