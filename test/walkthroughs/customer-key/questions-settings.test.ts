import { expect } from 'expect';
import { Answers } from '../../../src/walkthroughs/customer-key/answers.ts';
import {
  asking,
  ONE,
  SUBSCRIPTIONS,
  TWO,
  vaultIn,
  type Input,
  type Known,
} from './questions-stage.ts';

const branch = (subscription: string, number: number) => ({
  subscription,
  subscriptionName: `Contoso CK ${number}`,
  resourceGroup: 'rg-old',
  vault: `Keys-${number}`,
  location: number === 1 ? 'westeurope' : 'germanywestcentral',
  key: `Keys-${number}-Key001`,
});
const VAULTS: Known = { ...SUBSCRIPTIONS, first: branch(ONE.id, 1), second: branch(TWO.id, 2) };
const PROPOSED = {
  keySize: 3072,
  keySource: 'create',
  permissionModel: 'roles',
  firewall: 'open',
  addresses: [],
  retention: 'request',
  policy: {
    name: 'Contoso_CustomerKey',
    description: 'Two keys for the audit records of contoso.example',
  },
};
const WORKSPACE =
  '/subscriptions/5a5a5a5a-0000-4000-8000-000000000004/resourceGroups/contoso-platform/providers/Microsoft.OperationalInsights/workspaces/contoso-logs';
const WORKSPACE_ID = '6a6a6a6a-0000-4000-8000-00000000000a';

/** What was read, after it has been checked to make a complete set. */
async function read(input: Input, stage = asking()): Promise<Known> {
  const answers = await stage.answers('settings', VAULTS, input);
  expect(Answers.parse({ ...VAULTS, ...answers })).toMatchObject(answers);
  return answers;
}
const problem = (input: Input, stage = asking()) => stage.problem('settings', VAULTS, input);

suite('Settings of keys, vaults and policy', () => {
  test('are proposed, and the same typed, untouched or empty', async () => {
    const stage = asking();

    expect(await read({ typed: 'defaults' })).toEqual(PROPOSED);
    expect(await read(await stage.untouched('settings', VAULTS))).toEqual(PROPOSED);
    expect(await read({})).toEqual(PROPOSED);
  });

  test('can be typed with everything that the form offers', async () => {
    const typed = await read({
      typed: `4096 bits, Import, access policies, trusted 203.0.113.7 198.51.100.9, 192.0.2.0/24, leave, ${WORKSPACE} ${WORKSPACE_ID.toUpperCase()}, policy Contoso_Global, description Keys of audit; two, in all`,
    });
    const formed = await read({
      keySize: '4096',
      keySource: 'import',
      permissionModel: 'policies',
      firewall: 'trusted',
      addresses: '203.0.113.7, 198.51.100.9 192.0.2.0/24',
      retention: 'leave',
      workspace: WORKSPACE,
      workspaceId: WORKSPACE_ID,
      policyName: 'Contoso_Global',
      description: 'Keys of audit; two, in all',
    });

    expect(typed).toEqual(formed);
    expect(typed).toEqual({
      keySize: 4096,
      keySource: 'import',
      permissionModel: 'policies',
      firewall: 'trusted',
      addresses: ['203.0.113.7', '198.51.100.9', '192.0.2.0/24'],
      retention: 'leave',
      workspace: WORKSPACE,
      workspaceId: WORKSPACE_ID,
      policy: { name: 'Contoso_Global', description: 'Keys of audit; two, in all' },
    });
  });

  test('that are not typed keep their proposals', async () => {
    expect(await read({ typed: '2048' })).toEqual({ ...PROPOSED, keySize: 2048 });
    expect(await read({ typed: 'defaults, leave' })).toEqual({ ...PROPOSED, retention: 'leave' });
    expect(await read({ typed: 'policies and 4096' })).toMatchObject({
      permissionModel: 'policies',
      keySize: 4096,
    });
    expect(await read({ typed: 'description Just this' })).toMatchObject({
      policy: { name: 'Contoso_CustomerKey', description: 'Just this' },
    });
  });

  test('that are not understood are refused by name, with what may have been meant', async () => {
    expect(await problem({ typed: 'trustet' })).toMatch(/“trustet”.*Did you mean trusted/);
    expect(await problem({ typed: '1024' })).toContain('“1024”');
    for (const typed of ['', ',', '__proto__', 'policy', 'policy a b', 'x'.repeat(5000), 'ja'])
      expect(await problem({ typed })).toMatch(/do not understand|too long/);
    expect(await problem({ typed: '2048, 4096' })).toContain('both “2048” and “4096”');
    expect(await problem({ typed: 'open, trusted 203.0.113.7' })).toContain('both');
    expect(await problem({ typed: 'roles, policies' })).toContain('both');
  });

  test('that the form does not offer are refused', async () => {
    for (const [field, value] of [
      ['keySize', '1024'],
      ['keySize', '3072.0'],
      ['keySize', 'constructor'],
      ['keySource', 'software'],
      ['permissionModel', 'both'],
      ['firewall', 'closed'],
      ['retention', 'no'],
    ] as const)
      expect(await problem({ [field]: value })).toContain(`“${value}” is not offered`);
  });

  test('keep what was filled in when the form is shown again', async () => {
    const input = {
      keySize: '2048',
      keySource: 'import',
      permissionModel: 'policies',
      firewall: 'trusted',
      addresses: 'nonsense',
      workspace: 'nowhere',
      workspaceId: 'unknown',
      retention: 'leave',
      policyName: 'A b',
      description: '',
    };

    const form = await asking().form('settings', VAULTS, input);

    for (const [field, value] of Object.entries(input))
      expect(form.field(field)?.value).toBe(value);
  });
});

suite('The firewall of the vaults', () => {
  const addresses = async (typed: string) =>
    (await read({ firewall: 'trusted', addresses: typed }))['addresses'];

  test('takes addresses in their normal form, each once', async () => {
    expect(await addresses('203.0.113.7/32,203.0.113.7\n203.0.113.99/28')).toEqual([
      '203.0.113.7',
      '203.0.113.96/28',
    ]);
    expect(await addresses('223.255.255.255 8.0.0.0/8')).toEqual(['223.255.255.255', '8.0.0.0/8']);
  });

  test('refuses what is no IPv4 address', async () => {
    for (const bad of [
      '203.0.113',
      '203.0.113.256',
      '203.0.113.7/33',
      '203.0.113.07',
      '2001:db8::1',
      'bot.example',
      '203.0.113.1-203.0.113.9',
      '٢٠٣.0.113.7',
      '<b>1.2.3.4</b>',
    ])
      expect(await problem({ firewall: 'trusted', addresses: bad })).toContain('no IPv4 address');
    expect(await problem({ typed: 'trusted 2001:db8::1' })).toContain('no IPv4 address');
    expect(await problem({ typed: 'trusted 203.0.113.256' })).toContain('no IPv4 address');
  });

  test('refuses addresses that are never seen from outside, and half the internet', async () => {
    for (const bad of [
      '10.1.2.3',
      '172.31.0.1',
      '192.168.0.0/16',
      '127.0.0.1',
      '169.254.1.1',
      '100.64.0.1',
      '224.0.0.1',
      '255.255.255.255',
      '0.0.0.0',
      '172.0.0.0/8',
      '192.160.0.0/12',
    ])
      expect(await problem({ firewall: 'trusted', addresses: bad })).toContain('from outside');
    for (const bad of ['0.0.0.0/0', '128.0.0.0/1', '16.0.0.0/4'])
      expect(await problem({ firewall: 'trusted', addresses: bad })).toContain('large part');
  });

  test('is never put up so that the bot shuts itself out unasked', async () => {
    expect(await problem({ typed: 'trusted' })).toContain('locks itself out');
    expect(await problem({ firewall: 'trusted', addresses: ' , ' })).toContain('locks itself out');
    expect((await asking().form('settings', VAULTS)).notes).toMatch(/public address.*bot itself/);
  });

  test('takes no addresses that would count for nothing', async () => {
    expect(await problem({ addresses: '203.0.113.7' })).toContain('choose trusted');
    expect(await problem({ typed: '203.0.113.7' })).toContain('choose trusted');
    expect(await problem({ typed: 'open, 203.0.113.7' })).toContain('choose trusted');
  });

  test('takes a hundred addresses and no more', async () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, index) => `203.0.113.${index}`).join(' ');

    expect(await addresses(many(100))).toHaveLength(100);
    expect(await problem({ firewall: 'trusted', addresses: many(101) })).toContain('At most 100');
  });
});

suite('The mandatory retention period', () => {
  test('is left to choose where it is recommended, and the disagreement is told', async () => {
    const form = await asking('recommended').form('settings', VAULTS);

    expect(form.field('retention')?.options?.map(({ value }) => value)).toEqual([
      'request',
      'leave',
    ]);
    expect(form.notes).toMatch(/2019 to 2022.*2025 and 2026.*unconfirmed/);
    expect(form.notes).toContain('cancelled at once');
  });

  test('cannot be left out where the installation demands it', async () => {
    const stage = asking('required');
    const form = await stage.form('settings', VAULTS);

    expect(form.field('retention')?.options?.map(({ value }) => value)).toEqual(['request']);
    expect(form.intro.join()).toContain('demands');
    expect(await problem({ retention: 'leave' }, stage)).toContain('demands');
    expect(await problem({ typed: '4096, leave' }, stage)).toContain('demands');
    expect(await read({ typed: 'defaults' }, stage)).toMatchObject({ retention: 'request' });
  });
});

suite('The workspace and the policy', () => {
  test('a workspace is named by its resource id and nothing else', async () => {
    expect(await read({ workspace: ` ${WORKSPACE}/ ` })).toMatchObject({ workspace: WORKSPACE });
    expect(await read({ typed: `workspace ${WORKSPACE.toLowerCase()}` })).toMatchObject({
      workspace: WORKSPACE,
    });
    expect(
      await read({ workspace: WORKSPACE.replace('/subscriptions', '/SUBSCRIPTIONS') }),
    ).toMatchObject({ workspace: WORKSPACE });
    for (const bad of [
      'contoso-logs',
      '/subscriptions/1/resourceGroups/a/providers/Microsoft.OperationalInsights/workspaces/logs',
      WORKSPACE.replace('workspaces', 'clusters'),
      `${WORKSPACE}/tables/AzureDiagnostics`,
      `${WORKSPACE}?x=1`,
      WORKSPACE.replace('contoso-platform', '..%2f..'),
      `https://evil.example${WORKSPACE}`,
    ])
      expect(await problem({ workspace: bad })).toContain('no Log Analytics workspace');
  });

  test('the id by which its logs are read comes with the workspace, and may stay away', async () => {
    const both = { workspace: WORKSPACE, workspaceId: WORKSPACE_ID };
    const form = await asking().form('settings', VAULTS);

    expect(await read({ typed: `workspace ${WORKSPACE} ${WORKSPACE_ID}` })).toMatchObject(both);
    expect(await read({ typed: `${WORKSPACE} and ${WORKSPACE_ID}` })).toMatchObject(both);
    expect(await read({ workspace: WORKSPACE })).not.toHaveProperty('workspaceId');
    expect(await problem({ typed: WORKSPACE_ID })).toContain('resource id as well');
    expect(await problem({ typed: `workspace ${WORKSPACE_ID}` })).toContain('resource id as well');
    for (const bad of ['contoso-logs', `${WORKSPACE_ID}0`, `{${WORKSPACE_ID}}`, WORKSPACE])
      expect(await problem({ workspace: WORKSPACE, workspaceId: bad })).toContain(
        'no Workspace ID',
      );
    expect(await problem({ typed: `${WORKSPACE} a b` })).toContain('do not understand');
    expect(form.field('workspaceId')?.label).toContain('overview page');
    expect(form.notes).toContain('the bot does not look at them');
  });

  test('a policy has a name without spaces', async () => {
    for (const bad of ['Contoso Global', '_x', "a'b", 'x'.repeat(65), 'a;b', 'Pоlicy', '$(x)'])
      expect(await problem({ policyName: bad })).toContain('cannot be the name of the policy');
    expect(await read({ typed: 'policy Contoso.Global-1' })).toMatchObject({
      policy: { name: 'Contoso.Global-1' },
    });
  });

  test('a description is one line of plain text, or none', async () => {
    for (const bad of ['a\nb', 'a\u0000', 'a\u202eb', 'a\ud800', 'a\u2028b'])
      expect(await problem({ description: bad })).toContain('one line');
    expect(await problem({ description: 'x'.repeat(201) })).toContain('201');
    expect(await read({ description: '' })).toMatchObject({ policy: { description: '' } });
    expect(await read({ description: `Für „Revision“ 🔑 <b>'$x'</b>` })).toMatchObject({
      policy: { description: `Für „Revision“ 🔑 <b>'$x'</b>` },
    });
  });

  test('an endless domain still leaves a description that fits', async () => {
    const stage = asking();
    const known = { ...VAULTS, tenant: { id: ONE.tenantId, name: '', domain: 'd'.repeat(400) } };

    const answers = await stage.answers('settings', known, { typed: 'defaults' });

    expect(Answers.safeParse({ ...known, ...answers }).success).toBe(true);
  });
});

suite('What becomes of the vaults', () => {
  test('is told: new, taken over or recovered', async () => {
    const stage = asking();
    const one = vaultIn(ONE.id, 'Keys-1');
    const two = vaultIn(TWO.id, 'Keys-2', { location: 'germanywestcentral' });

    const made = (await stage.form('settings', VAULTS)).notes;
    stage.put(one);
    stage.put(two);
    stage.azure.deleteVault('Keys-2');
    const kept = (await stage.form('settings', VAULTS)).notes;

    expect(made).toContain('Keys-1 is made new, in westeurope, resource group rg-old');
    expect(kept).toContain('Keys-1 is there already');
    expect(kept).toMatch(/Keys-2 was deleted and is recovered.*Role assignments/);
  });

  test('two vaults in one region are warned about', async () => {
    const stage = asking();
    const same = { ...VAULTS, second: { ...branch(TWO.id, 2), location: 'westeurope' } };

    expect((await stage.form('settings', same)).notes).toContain('Both vaults are in westeurope');
    expect((await stage.form('settings', VAULTS)).notes).not.toContain('Both vaults are in');
  });

  test('rights are proposed as they are given in a vault that is there, and not switched', async () => {
    const stage = asking();
    stage.put(vaultIn(ONE.id, 'Keys-1', { permissionModel: 'policies' }));

    expect(await read({ typed: 'defaults' }, stage)).toMatchObject({ permissionModel: 'policies' });
    expect(await problem({ typed: 'roles' }, stage)).toMatch(/Keys-1 rights go by access policies/);
  });

  test('two vaults that differ in how rights are given are pointed out', async () => {
    const stage = asking();
    stage.put(vaultIn(ONE.id, 'Keys-1', { permissionModel: 'policies' }));
    stage.put(vaultIn(TWO.id, 'Keys-2', { location: 'germanywestcentral' }));

    expect((await stage.form('settings', VAULTS)).notes).toContain('two vaults differ');
    expect(await read({ typed: 'roles' }, stage)).toMatchObject({ permissionModel: 'roles' });
  });
});
