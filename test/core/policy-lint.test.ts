import { expect } from 'expect';
import { asData, builtInPolicy, policyOf } from '../../src/core/policy.ts';
import { differencesBetween } from '../../src/core/policy-difference.ts';
import { lintPolicy, lintText, type Known } from '../../src/core/policy-lint.ts';

const known: Known = {
  walkthroughs: [
    { id: 'dynamics-auditing', guarded: false },
    { id: 'customer-key', guarded: true },
    { id: 'delegate-approvals', guarded: true },
  ],
  signIn: false,
};
const group = (name: string, end: number) => ({
  id: `dddddddd-0000-4000-8000-00000000000${end}`,
  name,
});
const SECURITY = group('Security', 1);
const LEGAL = group('Legal', 2);

interface LooseRule {
  quorum?: unknown;
  quorom?: unknown;
  groups?: unknown;
  expiresAfter?: unknown;
  coolDown?: unknown;
  phrase?: unknown;
  stepUp?: unknown;
  exclude?: unknown;
  remindAfter?: unknown;
}

/** A file as somebody may have written it. */
interface File {
  version?: unknown;
  owner?: unknown;
  risks: { routine: LooseRule; sensitive?: LooseRule; irreversible: LooseRule };
  walkthroughs?: unknown;
  quietHours?: unknown;
  deputies?: unknown;
  breakGlass?: unknown;
}

type Spoil = (file: File) => void;

/** The built-in policy as a file, with something in it changed. */
function fileWith(change: Spoil): File {
  const file = JSON.parse(JSON.stringify(builtInPolicy().document)) as File;
  change(file);
  return file;
}
const faultsOf = (change: Spoil, beside: Partial<Known> = {}) =>
  lintPolicy(fileWith(change), { ...known, ...beside }).faults;

suite('a policy that is looked over', () => {
  test('the built-in one has no fault, and has not changed with the words it is written in', () => {
    const builtIn = builtInPolicy();

    const linted = lintPolicy(asData(builtIn.document), known, builtIn);

    expect(linted).toMatchObject({ faults: [], warnings: [], policy: { digest: builtIn.digest } });
  });

  const FAULTS: readonly (readonly [string, Spoil, RegExp])[] = [
    ['a misspelt member', (f) => (f.risks.routine.quorom = 1), /quorom is not known.*quorum/],
    ['a member of another world', (f) => (f.owner = 'me'), /owner is not known: remove it/],
    ['no rule for a risk', (f) => delete f.risks.sensitive, /risks\.sensitive is missing/],
    ['no quorum', (f) => delete f.risks.routine.quorum, /risks\.routine\.quorum is missing/],
    ['nobody has to approve', (f) => (f.risks.routine.quorum = 0), /without approval.*1 or more/],
    ['half a person', (f) => (f.risks.routine.quorum = 1.5), /whole number of approvers/],
    ['another version', (f) => (f.version = 2), /version has to be 1/],
    ['no duration', (f) => (f.risks.routine.expiresAfter = '3 days'), /ISO 8601 duration/],
    [
      'one person for what cannot be undone',
      (f) => (f.risks.irreversible.quorum = 1),
      /cannot be undone needs two people\. Set it to 2/,
    ],
    [
      'no phrase for what cannot be undone',
      (f) => delete f.risks.irreversible.phrase,
      /has to be typed out\. Add one/,
    ],
    [
      'no hour to think',
      (f) => (f.risks.irreversible.coolDown = 'PT59M'),
      /coolDown is 59 minutes.*PT1H or more/,
    ],
    [
      'an expiry before the cool-down is over',
      (f) => Object.assign(f.risks.irreversible, { expiresAfter: 'PT1H', remindAfter: [] }),
      /would expire before the cool-down of 1 hour is over/,
    ],
    [
      'a reminder of what has expired',
      (f) => (f.risks.routine.expiresAfter = 'PT60H'),
      /remindAfter ends 60 hours after/,
    ],
    [
      'a ladder that falls',
      (f) => (f.risks.routine.remindAfter = ['PT24H', 'PT4H']),
      /remindAfter has to rise/,
    ],
    [
      'a ladder that stands still',
      (f) => (f.risks.routine.remindAfter = ['PT4H', 'PT4H']),
      /remindAfter has to rise/,
    ],
    [
      'fewer people than groups',
      (f) => (f.risks.routine.groups = [SECURITY, LEGAL]),
      /2 groups each have to send an approver\. Set it to 2/,
    ],
    [
      'a group named twice, in capitals',
      (f) =>
        Object.assign(f.risks.sensitive ?? {}, {
          groups: [SECURITY, { ...SECURITY, id: SECURITY.id.toUpperCase() }],
        }),
      /names Security twice/,
    ],
    [
      'a sign-in that nobody can do',
      (f) => (f.risks.routine.stepUp = true),
      /no sign-in is set up/,
    ],
    [
      'a requester who may approve',
      (f) => (f.risks.routine.exclude = ['executor']),
      /leaves out requester and custodians.*cannot be switched off/,
    ],
    [
      'a time zone that is none',
      (f) => (f.quietHours = { from: '22:00', to: '07:00', zone: 'Berlin' }),
      /no such time zone/,
    ],
    [
      'quiet hours without a zone',
      (f) => (f.quietHours = { from: '22:00', to: '07:00' }),
      /zone is missing/,
    ],
    [
      'no quiet hours at all',
      (f) => (f.quietHours = { from: '07:00', to: '07:00', zone: 'UTC' }),
      /the same time for from and to/,
    ],
    [
      'an hour that is none',
      (f) => (f.quietHours = { from: '24:00', to: '07:00', zone: 'UTC' }),
      /quietHours\.from has to be a time/,
    ],
    [
      'a walkthrough that is none',
      (f) => (f.walkthroughs = { 'dynamics-audit': {} }),
      /no such walkthrough\. Did you mean dynamics-auditing/,
    ],
    [
      'a walkthrough of its own that asks too little',
      (f) => (f.walkthroughs = { 'customer-key': { irreversible: { quorum: 1 } } }),
      /walkthroughs\.customer-key\.irreversible\.quorum is 1/,
    ],
    [
      'an emergency in what cannot be undone',
      (f) => (f.breakGlass = { walkthroughs: ['customer-key'] }),
      /never done without approval\. Take it out/,
    ],
    [
      'an emergency in nothing',
      (f) => (f.breakGlass = { walkthroughs: ['customerkey'] }),
      /Did you mean customer-key/,
    ],
    [
      'a deputy of themselves',
      (f) => (f.deputies = { [SECURITY.id]: [SECURITY.id] }),
      /names this very person/,
    ],
    ['a deputy by name', (f) => (f.deputies = { ben: [LEGAL.id] }), /object id of Entra/],
  ];
  for (const [what, change, says] of FAULTS)
    test(`${what} is a fault, with its fix`, () => {
      const faults = faultsOf(change);

      expect(faults.join('\n')).toMatch(says);
      expect(faults).toEqual(faults.map(() => expect.stringMatching(/^\S.*[.?]$/s)));
    });

  test('with a sign-in set up, and enough people, what needs them is no fault', () => {
    const stepUp = faultsOf((file) => (file.risks.routine.stepUp = true), { signIn: true });

    expect(stepUp).toEqual([]);
    expect(faultsOf(() => undefined, { approvers: 2 })).toEqual([]);
    expect(faultsOf(() => undefined, { approvers: 1 }).join(' ')).toMatch(/nobody ever could/);
  });

  test('a name that every object knows is no walkthrough', () => {
    const faults = faultsOf((file) => (file.walkthroughs = { constructor: {} }));

    expect(faults.join(' ')).toMatch(/no such walkthrough/);
  });

  test('what is no JSON, or no policy, is said to be none', () => {
    expect(lintText('{', known).faults.join('')).toMatch(/no JSON/);
    for (const text of ['null', '[]', '"policy"', '7'])
      expect(lintText(text, known).faults).toHaveLength(1);
  });

  test('what is weaker than before is allowed, and warned of', () => {
    const linted = lintPolicy(
      fileWith((file) => (file.risks.sensitive = { ...file.risks.sensitive, quorum: 1 })),
      known,
      builtInPolicy(),
    );

    expect(linted.faults).toEqual([]);
    expect(linted.warnings).toEqual([
      'Weaker than before: sensitive changes: 1 approver instead of 2.',
    ]);
  });
});

suite('the difference between two policies', () => {
  const before = builtInPolicy();
  const differences = (change: Spoil) =>
    differencesBetween(before, policyOf(fileWith(change) as unknown as typeof before.document)).map(
      ({ way, says }) => `${way}: ${says}`,
    );

  test('tells what is weaker first, then what is stronger', () => {
    const said = differences((file) => {
      file.risks.routine = { ...file.risks.routine, quorum: 2, groups: [SECURITY, LEGAL] };
      file.risks.irreversible.coolDown = 'PT2H';
      file.risks.sensitive = { ...file.risks.sensitive, expiresAfter: 'P7D' };
      file.breakGlass = { walkthroughs: ['dynamics-auditing'] };
      file.quietHours = { from: '22:00', to: '07:00', zone: 'Europe/Berlin' };
    });

    expect(said).toEqual([
      'weaker: sensitive changes: 168 hours instead of 72 hours until a request expires',
      'weaker: an operator may go ahead with dynamics-auditing without approval in an emergency',
      'stronger: routine changes: 2 approvers instead of 1',
      `stronger: routine changes: an approver from Security (${SECURITY.id}) and Legal (${LEGAL.id})`,
      'stronger: irreversible changes: 2 hours instead of 1 hour between request and change',
      'different: quiet hours 22:00 to 07:00 in Europe/Berlin instead of none',
    ]);
  });

  test('of a walkthrough is told where it differs from what changes everywhere', () => {
    const said = differences((file) => {
      file.risks.sensitive = { ...file.risks.sensitive, quorum: 3 };
      file.walkthroughs = {
        ...before.document.walkthroughs,
        'customer-key': { routine: { quorum: 2 } },
      };
    });

    expect(said).toEqual([
      'stronger: sensitive changes: 3 approvers instead of 2',
      'stronger: routine changes of customer-key: 2 approvers instead of 1',
    ]);
  });

  test('is none where only the spelling differs', () => {
    const { walkthroughs } = before.document;
    const same = { ...walkthroughs, 'customer-key': {} };

    expect(differences((file) => (file.walkthroughs = same))).toEqual([]);
  });

  test('tells that a file without it asks more of delegations than the built-in policy', () => {
    expect(differences((file) => delete file.walkthroughs)).toEqual([
      'stronger: sensitive changes of delegate-approvals: 2 approvers instead of 1',
    ]);
  });
});
