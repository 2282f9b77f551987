import { expect } from 'expect';
import { TENANT_ID } from '../../src/sandbox/people.ts';
import { ONE, TWO, vaultPath } from './arm-wire.ts';
import { A1, B1, POLICY, startEncryption, URIS, type EncryptionWire } from './encryption-wire.ts';

const FIRST = 'c066d759-24ae-40e7-a56f-027002b5d3e4';

suite('the console of the sandbox tenant', () => {
  let wire: EncryptionWire;
  setup(async () => {
    wire = await startEncryption();
  });
  teardown(() => wire.close());

  const type = async (command: string, as?: string): Promise<string> =>
    (await wire.control('POST', '/sandbox/console', { command, ...(as && { as }) })).body.output;

  const onboard = (mode: string) =>
    [
      'Install-Module -Name M365CustomerKeyOnboarding',
      `$request = New-CustomerKeyOnboardingRequest -OrganizationId ${TENANT_ID} -Scenario MDEP \``,
      `  -Subscription1 ${ONE} -KeyIdentifier1 '${URIS[0]}' \``,
      `  -Subscription2 ${TWO} -KeyIdentifier2 "${URIS[1]}" \``,
      `  -OnboardingMode ${mode}`,
    ].join('\n');

  test('a guide is pasted whole: sign-in, onboarding over several lines, its result as a list', async () => {
    await wire.prepare();

    const output = await type(`Connect-AzAccount\n${onboard('Enable')}\n$request | Format-List *`);

    expect(output).toMatch(/^ID {16}: [0-9a-f-]{36}$/m);
    expect(output).toMatch(/^ValidationResult {2}: Success$/m);
    expect(output).toMatch(/^EnablementResult {2}: Success$/m);
    expect(output).toMatch(/^FailedValidations : \{\}$/m);
  });

  test('what does not hold is told rule by rule, and nothing is enabled', async () => {
    const output = await type(
      `${onboard('Enable')}\n$request\n$request.FailedValidations | select Rule, ActualValue`,
    );

    expect(output).toMatch(/^ValidationResult {2}: Failed$/m);
    expect(output).toContain('@{Rule=OnboardingApplicationExists; Scope=');
    expect(output).toMatch(/^Rule {8}: OnboardingApplicationExists\nActualValue : not found$/m);
    expect((await wire.control('GET', '/sandbox/onboarding')).body.state).toBe('NotOnboarded');
  });

  test('a variable is still there at the next command, and gone after a reset', async () => {
    await wire.prepare();
    await type(onboard('Validate'));

    const kept = await type('"Result: $($request.EnablementResult), $($request.ID.Length) long"');
    const listed = await type(
      `(Get-CustomerKeyOnboardingRequest -Organization ${TENANT_ID} -RequestId $request.ID).ValidationResult`,
    );
    await wire.control('POST', '/sandbox/reset');

    expect(kept).toBe('Result: NotStarted, 36 long');
    expect(listed).toBe('Success');
    expect(await type('$request.ID')).toBe('');
  });

  test('a policy is made, assigned and shown by the cmdlets, in the tenant that the bot sees', async () => {
    await wire.prepare();
    await type(onboard('Enable'));

    const made = await type(
      `Connect-ExchangeOnline\nnew-m365dataatrestencryptionpolicy -name ${POLICY} -azurekeyids ${URIS.join(', ')} -desc 'Two keys, ''ours'''`,
    );
    const nothing = await type(
      `Set-M365DataAtRestEncryptionPolicyAssignment -DataEncryptionPolicy ${POLICY}`,
    );
    const assigned = await type('Get-M365DataAtRestEncryptionPolicyAssignment | fl');
    const seen = await wire.run('Get-M365DataAtRestEncryptionPolicy', { Identity: POLICY });

    expect(made).toMatch(/^Identity {7}: Contoso_Global$/m);
    expect(made).toContain(`AzureKeyIDs    : {${URIS.join(', ')}}`);
    expect(made).toMatch(/^Description {4}: Two keys, 'ours'$/m);
    expect(nothing).toBe('');
    expect(assigned).toMatch(/^DataEncryptionPolicy {3}: Contoso_Global$/m);
    expect(seen.body.value[0]).toMatchObject({ Name: POLICY, Enabled: true, AzureKeyIDs: URIS });
  });

  test('a cmdlet that is refused prints its reason, and the lines after it still run', async () => {
    const output = await type(
      `New-M365DataAtRestEncryptionPolicy -Name ${POLICY} -AzureKeyIDs ${URIS.join(',')}\n'after'`,
    );

    expect(output).toBe(
      'New-M365DataAtRestEncryptionPolicy: Data Encryption Policies are not enabled for your ' +
        'organization.\nafter',
    );
  });

  test('a backup is a file whose hash Get-FileHash prints, and Restore reads it', async () => {
    await wire.prepare();

    const backup = await type(
      `Backup-AzKeyVaultKey -VaultName ${A1} -Name root -OutputFile ./root.backup | Get-FileHash`,
    );
    const again = await type(`(Get-FileHash .\\root.backup -Algorithm SHA256).Hash`);
    const other = await type(`Restore-AzKeyVaultKey -VaultName ${A1} -InputFile root.backup`);

    expect(backup).toMatch(
      /^Algorithm : SHA256\nHash {6}: [0-9A-F]{64}\nPath {6}: \.\/root\.backup$/m,
    );
    expect(backup).toContain(again);
    expect(other).toBe('Restore-AzKeyVaultKey: Key root already exists in this vault.');
    expect(await type('Get-FileHash nowhere')).toBe(
      "Get-FileHash: Cannot find path 'nowhere' because it does not exist.",
    );
  });

  test('a guide for a backup names its file by the day, and tells its size', async () => {
    await wire.prepare();
    const day = wire.sandbox.clock.now().toISOString().slice(0, 10).replaceAll('-', '');

    const output = await type(
      [
        'Connect-AzAccount',
        `Set-AzContext -Subscription '${ONE}'`,
        `$file = "${A1}-root-Backup-$(Get-Date -Format yyyyMMdd).backup"`,
        `Backup-AzKeyVaultKey -VaultName '${A1}' -Name 'root' -OutputFile $file`,
        'Get-FileHash $file -Algorithm SHA256 | Format-List',
        '"Size: $((Get-Item $file).Length) bytes"',
      ].join('\n'),
    );

    expect(output).toContain(`Path      : ${A1}-root-Backup-${day}.backup`);
    expect(output).toMatch(/^Size: [1-9]\d+ bytes$/m);
  });

  test('a key that is not valid yet is, from now on', async () => {
    await wire.prepare();
    const key = `-VaultName ${A1} -Name root`;
    const version = await type(`(Get-AzKeyVaultKey ${key}).Version`);
    await type(`Update-AzKeyVaultKey ${key} -NotBefore 2099-01-01`);

    const output = await type(
      `Update-AzKeyVaultKey ${key} -Version ${version} -NotBefore (Get-Date).ToUniversalTime()`,
    );

    const today = wire.sandbox.clock.now().toISOString().slice(0, 10);
    expect(output).toMatch(new RegExp(`^NotBefore {7}: ${today}T`, 'm'));
  });

  test('an application is switched off and on again', async () => {
    await wire.prepare();
    const id = await type(`(Get-AzADServicePrincipal -ApplicationId ${FIRST}).Id`);
    const enabled = async () =>
      (await wire.call(`https://graph.microsoft.com/v1.0/servicePrincipals/${id}`)).body
        .accountEnabled;

    await type(`Update-MgServicePrincipal -ServicePrincipalId '${id}' -AccountEnabled:$false`);
    const off = await enabled();
    await type(`Update-MgServicePrincipal -ServicePrincipalId '${id}' -AccountEnabled:$true`);

    expect(off).toBe(false);
    expect(await enabled()).toBe(true);
  });

  test('keys are made, changed, deleted and recovered as Azure PowerShell does it', async () => {
    await wire.prepare();
    const key = `-VaultName ${A1} -Name second`;

    const made = await type(
      `Add-AzKeyVaultKey ${key} -Destination HSM -Size 3072 -KeyOps wrapKey,unwrapKey`,
    );
    const off = await type(`Update-AzKeyVaultKey ${key} -Enable $false -Expires 9999-12-31`);
    const gone = await type(`Remove-AzKeyVaultKey ${key} -Force -Confirm:$false`);
    const missing = await type(`Get-AzKeyVaultKey ${key}`);
    await type(`Undo-AzKeyVaultKeyRemoval ${key}`);
    const back = await type(`(Get-AzKeyVaultKey ${key}).Attributes.Enabled`);

    expect(made).toMatch(
      /^KeyType {9}: RSA-HSM\nKeySize {9}: 3072\nKeyOps {10}: \{wrapKey, unwrapKey\}$/m,
    );
    expect(off).toMatch(/^Expires {9}: 9999-12-31T00:00:00Z$/m);
    expect(gone).toBe('');
    expect(missing).toMatch(/^Get-AzKeyVaultKey: A key with \(name\/id\) second was not found/);
    expect(back).toBe('False');
  });

  test('a key from elsewhere is imported, for no hardware tool is here to make one', async () => {
    await wire.prepare();
    await type(`Add-AzKeyVaultKey ${B1} exchange -Destination HSM -Size 3072 -KeyOps import`);

    const output = await type(
      `az keyvault key import --vault-name ${B1} --name brought \\\n  --byok-file ./brought.byok --ops wrapKey unwrapKey --protection hsm`,
    );

    expect(JSON.parse(output)).toMatchObject({
      ...{
        VaultName: B1,
        Name: 'brought',
        KeyType: 'RSA-HSM',
        KeySize: 3072,
        KeyOps: ['wrapKey', 'unwrapKey'],
      },
    });
  });

  test('a role is assigned and taken away, by PowerShell and by az', async () => {
    await wire.prepare();
    const [scope, role] = [vaultPath(ONE, A1), 'Key Vault Crypto Service Encryption User'];

    const removed = await type(
      `az role assignment delete --assignee ${FIRST} --role "${role}" --scope ${scope}`,
    );
    const none = await type(`Get-AzRoleAssignment -ApplicationId ${FIRST} -Scope ${scope}`);
    const made = await type(
      `$sp = Get-AzADServicePrincipal -ApplicationId ${FIRST}\nNew-AzRoleAssignment -ObjectId $sp.Id -RoleDefinitionName '${role}' -Scope ${scope}`,
    );
    const twice = await type(
      `az role assignment create --assignee ${FIRST} --role e147488a-f6f5-4113-8e2d-b22465e65bf6 --scope ${scope}`,
    );

    expect(removed).toBe('');
    expect(none).toBe('');
    expect(made).toMatch(/^RoleDefinitionName : Key Vault Crypto Service Encryption User$/m);
    expect(made).toMatch(/^DisplayName {8}: M365DataAtRestEncryption$/m);
    expect(twice).toMatch(/^ERROR: The role assignment already exists\./);
  });

  test('somebody in particular can do what their roles let them, and no more', async () => {
    await wire.prepare();

    const own = await type(`(Get-AzKeyVaultKey -VaultName ${A1} -Name root).Name`, 'Ben');
    const others = await type(`Get-AzKeyVaultKey -VaultName ${B1} -Name root`, 'Ben');
    const role = `New-AzRoleAssignment -SignInName dan@contoso.example -RoleDefinitionName Reader -Scope ${vaultPath(ONE, A1)}`;

    expect(own).toBe('root');
    expect(others).toMatch(/^Get-AzKeyVaultKey: Caller is not authorized to perform action/);
    expect(await type(role, 'Ben')).toMatch(/does not have authorization to perform action/);
    expect(await type(role)).toMatch(/^DisplayName {8}: Dan$/m);
    expect(
      (await wire.control('POST', '/sandbox/console', { command: '1', as: 'Gus' })).status,
    ).toBe(400);
  });

  test('what is no command is told in the words of PowerShell', async () => {
    const unknown = await type('Remove-Everything -Force');
    const parameter = await type('Get-M365DataAtRestEncryptionPolicy -Nonsense 1');
    const open = await type("Get-FileHash 'never closed");
    const block = await type('foreach ($a in 1) { $a }');

    expect(unknown).toMatch(
      /^Remove-Everything: The term 'Remove-Everything' is not recognized as a name of a cmdlet/,
    );
    expect(parameter).toBe(
      "Get-M365DataAtRestEncryptionPolicy: A parameter cannot be found that matches parameter name 'Nonsense'.",
    );
    expect(open).toBe("ParserError: The string is missing the terminator: '.");
    expect(block).toMatch(/^ParserError: /);
  });

  test('what would happen is told and not done with -WhatIf', async () => {
    await wire.prepare();

    const output = await type(`Remove-AzKeyVaultKey -VaultName ${A1} -Name root -WhatIf`);

    expect(output).toBe(
      `What if: Performing the operation "Remove-AzKeyVaultKey" on target "${A1}".`,
    );
    expect(await type(`(Get-AzKeyVaultKey ${A1} root).Enabled`)).toBe('True');
  });

  test('curly quotes, long dashes, comments and prompts that come along when copying are understood', async () => {
    const output = await type('PS C:\\> # first\nWrite-Output “it’s ok” ; 2, 3 | select –First 1');

    expect(output).toBe('it’s ok\n2');
  });

  test('pages of other sites cannot type here, and what is no command line is refused', async () => {
    const foreign = { 'sec-fetch-site': 'cross-site' };
    const elsewhere = await wire.control('POST', '/sandbox/console', { command: '1' }, foreign);
    const bad = await wire.control('POST', '/sandbox/console', { line: 'x' });

    expect(elsewhere.status).toBe(403);
    expect(bad.status).toBe(400);
    expect(bad.body.error).toContain('command');
  });
});
