import { expect } from 'expect';
import { GatewayError } from '../../../src/core/errors.ts';
import { closing } from '../../../src/walkthroughs/customer-key/closing.ts';
import {
  driftFrom,
  healthFrom,
  remarksFrom,
} from '../../../src/walkthroughs/customer-key/health.ts';
import { judgeAll, judged, mustHold } from '../../../src/walkthroughs/customer-key/judge-all.ts';
import { observe } from '../../../src/walkthroughs/customer-key/observation.ts';
import { riskOf, severityOf } from '../../../src/walkthroughs/customer-key/severity.ts';
import {
  base,
  both,
  guided,
  hidden,
  keyIs,
  networkIs,
  on,
  policyIs,
  required,
  same,
  subscriptionIs,
  unreadAll,
  unreadOn,
  vaultIs,
  type More,
} from './checks-seen.ts';
import { ANSWERS, attested, healthyTenant, HISTORY, NOW } from './checks-world.ts';

suite('Looking at Customer Key', () => {
  test('takes a silent service for unread, and the rest as it is', async () => {
    const { azure, site } = await healthyTenant();
    const gone = new GatewayError('Azure does not answer.', { status: 503, transient: true });
    azure.failNext('findVault', gone, 2);
    azure.failNext('listLocks', gone, 2);

    const seen = await observe(site(), HISTORY, NOW);

    for (const branch of seen.branches) {
      expect(branch.vault).toEqual({ unread: 'Azure does not answer.' });
      expect(branch.key).toEqual({ unread: 'Azure does not answer.' });
      expect(branch.locks).toEqual({ unread: 'Azure does not answer.' });
      expect(branch.subscription).toMatchObject({ state: 'Enabled' });
    }
  });

  test('makes no call twice', async () => {
    const { world, site } = await healthyTenant();
    const calls: string[] = [];
    const counted = <G extends object>(name: string, gateway: G): G =>
      new Proxy(gateway, {
        get(target, operation) {
          const real: unknown = Reflect.get(target, operation);
          if (typeof real !== 'function') return real;
          return (...args: unknown[]) => {
            calls.push(`${name}.${String(operation)} ${JSON.stringify(args)}`);
            return real.apply(target, args);
          };
        },
      });

    await judgeAll(
      site({
        azure: counted('azure', world.azure),
        principals: counted('principals', world.principals),
        tenant: counted('tenant', world.tenant),
        ...(world.policies ? { policies: counted('policies', world.policies) } : {}),
        openKeyVault: (at) => counted(at.url, world.openKeyVault(at)),
      }),
      { history: [], now: NOW },
    );

    expect(calls.length).toBeGreaterThan(30);
    expect(calls.filter((call, at) => calls.indexOf(call) !== at)).toEqual([]);
  });

  test('a bug is no silence', async () => {
    const { azure, site } = await healthyTenant();
    azure.failNext('findVault', new TypeError('a bug'), 2);

    await expect(judgeAll(site(), { history: [], now: NOW })).rejects.toThrow('a bug');
  });
});

suite('What must hold before the assignment', () => {
  const speaksAgainst = (more: More) => mustHold(judged({ ...base, ...more(base) }));

  test('nothing speaks against it where all is well, assigned or not', () => {
    expect(speaksAgainst(same)).toEqual([]);
    expect(speaksAgainst(() => ({ assignment: undefined }))).toEqual([]);
  });

  test('every failing error does, with what was found', () => {
    expect(speaksAgainst(keyIs({ enabled: false }))).toEqual([
      'KEY-4: The key is enabled and in force. Found: First key: The key is disabled.',
    ]);
  });

  test('warnings do not', () => {
    expect(
      speaksAgainst(
        both(
          keyIs({ type: 'RSA', recoveryLevel: 'Recoverable', hsmPlatform: '1' }),
          on(1, () => ({ feature: 'Pending', locks: [] })),
          unreadOn('diagnostics', 'resources'),
          subscriptionIs({ spendingLimit: '' }),
        ),
      ),
    ).toEqual([]);
  });

  test('what cannot be read does, each silence once', () => {
    const said = speaksAgainst(unreadOn('vault', 'key', 'versions', 'rotation', 'deletedKey'));

    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(
      /^KV-1, KV-2, .*KEY-1, .*KEY-12 cannot be read\. Second key: The service/,
    );
  });

  test('a policy that only somebody’s word stands for does not, and no word at all does', () => {
    expect(speaksAgainst(guided(attested('policy', undefined, 1)))).toEqual([]);
    expect(speaksAgainst(guided())).toEqual([expect.stringMatching(/^DEP-1.*cannot be read/)]);
  });

  test('a missing retention period does where it is required', () => {
    const missing = both(
      on(1, () => ({ feature: 'Pending' })),
      keyIs({ recoveryLevel: 'Recoverable' }),
    );

    expect(speaksAgainst(missing)).toEqual([]);
    expect(speaksAgainst(both(missing, required)).map((one) => one.split(':')[0])).toEqual([
      'MRP-1',
      'KEY-5',
    ]);
  });
});

suite('How bad it is', () => {
  const judgedWith = (...all: readonly More[]) => judged({ ...base, ...both(...all)(base) });
  const cases: readonly (readonly [string, ReturnType<typeof severityOf>, readonly More[]])[] = [
    ['all is well', 'none', []],
    ['nothing can be read', 'none', [unreadOn('vault', 'key'), unreadAll('policies')]],
    ['a lock is missing', 'warning', [on(1, () => ({ locks: [] }))]],
    [
      'both locks are missing',
      'warning',
      [on(1, () => ({ locks: [] })), on(2, () => ({ locks: [] }))],
    ],
    ['one key is disabled', 'error', [keyIs({ enabled: false })]],
    ['the policy is disabled', 'error', [policyIs({ enabled: false })]],
    [
      'both keys are disabled',
      'critical',
      [keyIs({ enabled: false }), keyIs({ enabled: false }, 2)],
    ],
    [
      'both keys are disabled in vaults that do not show such keys',
      'critical',
      [hidden(1), hidden(2)],
    ],
    [
      'one key is disabled and the other vault is shut',
      'critical',
      [keyIs({ enabled: false }, 2), networkIs({ defaultAction: 'Deny', bypass: 'None' })],
    ],
    ['the application is switched off', 'critical', [() => ({ encryption: undefined })]],
    [
      'both are on a software key, which is a warning',
      'warning',
      [keyIs({ type: 'RSA' }), keyIs({ type: 'RSA' }, 2)],
    ],
  ];
  for (const [says, severity, all] of cases)
    test(`${severity} when ${says}`, () => expect(severityOf(judgedWith(...all))).toBe(severity));

  test('one key at risk means lost redundancy, both mean that data may become unreadable', () => {
    expect(riskOf(judgedWith(keyIs({ enabled: false }, 2)))).toEqual([
      'Redundancy is lost: the second key is at risk, and only the first one can be relied on.',
    ]);
    expect(riskOf(judgedWith(() => ({ encryption: undefined })))[0]).toMatch(
      /^Critical: both keys are at risk\./,
    );
    expect(riskOf(judgedWith(() => ({ encryption: undefined, assignment: undefined })))[1]).toMatch(
      /not assigned/,
    );
    expect(riskOf(judgedWith(policyIs({ enabled: false })))).toEqual([]);
  });

  test('the health report says it first, and puts errors before warnings', () => {
    const all = judgedWith(
      on(1, () => ({ locks: [] })),
      keyIs({ enabled: false }, 2),
    );
    const { title, sections } = healthFrom(ANSWERS, all);

    expect(title).toBe('Health of Customer Key for contoso.example');
    expect(sections[0]?.lines?.[0]).toMatch(/^Redundancy is lost/);
    expect(sections[1]?.lines?.map((line) => line.split(':')[0])).toEqual([
      'KEY-4 (error)',
      'KV-12 (warning)',
    ]);
    expect(healthFrom(ANSWERS, judgedWith()).sections[0]?.heading).toBe('Nothing wrong was found');
  });

  test('a daily look says what keeps it from seeing a key, its vault or its access', () => {
    const one = (drift: ReturnType<typeof driftFrom>) => (drift.blind ?? []).length;
    const gone = on(1, () => ({ vault: undefined, key: undefined }));

    expect(one(driftFrom(judgedWith()))).toBe(0);
    // Advice that cannot be checked is no blindness, and a vault that is gone is a finding.
    expect(one(driftFrom(judgedWith(unreadOn('locks', 'resources'))))).toBe(0);
    expect(one(driftFrom(judgedWith(gone)))).toBe(0);
    // Neither is a key that is known to be off.
    expect(one(driftFrom(judgedWith(hidden(2))))).toBe(0);
    expect(one(driftFrom(judgedWith(hidden(2), unreadOn('subscription'))))).toBe(1);
    expect(one(driftFrom(judgedWith(unreadOn('key'))))).toBeGreaterThan(0);
    expect(one(driftFrom(judgedWith(unreadOn('vault'))))).toBeGreaterThan(0);
    expect(one(driftFrom(judgedWith(unreadAll('encryption'))))).toBeGreaterThan(0);
  });

  test('what a daily look finds is told apart by key, and what is unread is neither', () => {
    const drift = driftFrom(
      judgedWith(
        keyIs({ enabled: false }, 2),
        on(1, () => ({ locks: [] })),
        unreadOn('locks'),
      ),
    );

    expect(drift.severity).toBe('error');
    expect(drift.findings.map(({ id, severity }) => [id, severity])).toEqual([
      ['KV-12-1', 'warning'],
      ['KEY-4-2', 'error'],
    ]);
    expect(drift.unread).toEqual(['KV-12-2']);
    expect(drift.findings[1]?.says).toBe(
      'KEY-4, second key: The key is enabled and in force. Found: The key is disabled.',
    );
  });

  test('where both keys are at risk each such finding is critical', () => {
    const drift = driftFrom(
      judgedWith(
        keyIs({ enabled: false }),
        keyIs({ enabled: false }, 2),
        policyIs({ enabled: false }),
      ),
    );

    expect(drift.findings.map(({ id, severity }) => [id, severity])).toEqual([
      ['KEY-4-1', 'critical'],
      ['KEY-4-2', 'critical'],
      ['DEP-3', 'error'],
    ]);
  });
});

suite('What is said before a run', () => {
  const remarksWith = (...all: readonly More[]) =>
    remarksFrom(judged({ ...base, ...both(...all)(base) })).map(({ text }) => text);

  test('nothing about what the run itself puts right', () => {
    expect(
      remarksWith(
        keyIs({ enabled: false }),
        on(1, () => ({ locks: [] })),
      ),
    ).toEqual([]);
  });

  test('what no step of it can put right, and what the answers leave out', () => {
    const says = remarksWith(
      vaultIs({ retentionDays: 30, location: 'northeurope' }),
      vaultIs({ location: 'northeurope' }, 2),
      subscriptionIs({ quotaId: 'PayAsYouGo_2014-09-01' }),
      on(1, () => ({ feature: 'NotRegistered', diagnostics: [] })),
      ({ answers: { workspace: _workspace, ...rest } }) => ({
        answers: { ...rest, retention: 'leave' },
      }),
    ).join('\n');

    expect(says).toContain('pay-as-you-go');
    expect(says).toContain('Kept for 30 days.');
    expect(says).toContain('different regions');
    expect(says).toContain('State: NotRegistered.');
    expect(says).toContain('audit events');
  });
});

suite('The closing card of Customer Key', () => {
  const told = JSON.stringify(closing(ANSWERS));

  test('names both keys, vaults, regions and the policy', () => {
    const { first, second, policy } = ANSWERS;

    for (const name of [
      first.vault,
      first.key,
      second.vault,
      second.key,
      policy.name,
      'westeurope',
    ])
      expect(told).toContain(name);
  });

  test('never promises encryption, and says what is not known', () => {
    expect(told).not.toMatch(/(?:data|records) (?:is|are) (?:now )?encrypted with your/i);
    expect(told).toContain('unconfirmed');
    expect(told).toContain('what was observed');
  });

  test('says what nobody may do, whom to call, and what can be typed', () => {
    for (const fact of [
      'delete or disable',
      'purge',
      'cancel a subscription',
      'move a vault',
      '24 hours',
    ])
      expect(told).toContain(fact);
    for (const command of ['roll key', 'recover key', 'offboard customer key', 'health'])
      expect(told).toContain(`"${command}: `);
    expect(told).toContain('M365 Customer Key');
  });
});
