import { expect } from 'expect';
import type { Vote } from '../../src/core/asks.ts';
import { isQuorate, missingGroups } from '../../src/core/quorum.ts';
import { ben, cleo, dan } from '../fakes/fake-directory.ts';

const group = (name: string) => ({ id: name.toLowerCase(), name });
const [SECURITY, LEGAL, BOARD] = [group('Security'), group('Legal'), group('Board')];

const yes = (by: typeof ben, ...groups: readonly string[]): Vote => ({
  kind: 'decided',
  ...{ ask: 1, step: 'doors-shut', digest: 'd', verdict: 'approved', by, groups },
  ...{ at: '2026-11-21T12:00:00.000Z', seq: 3 },
});
const missing = (votes: readonly Vote[], groups = [SECURITY, LEGAL]) =>
  missingGroups({ votes, groups }).map(({ name }) => name);

suite('one approver from each group', () => {
  test('one person in two groups does not stand for both', () => {
    const votes = [yes(ben, 'security', 'legal')];

    expect(missing(votes)).toHaveLength(1);
    expect(isQuorate({ votes, quorum: 1, groups: [SECURITY, LEGAL] })).toBe(false);
  });

  test('whoever is in two groups makes way for one who is in only one of them', () => {
    const votes = [yes(ben, 'security', 'legal'), yes(cleo, 'security')];

    expect(missing(votes)).toEqual([]);
    expect(isQuorate({ votes, quorum: 2, groups: [SECURITY, LEGAL] })).toBe(true);
  });

  test('two people of one group leave the other without anybody', () => {
    expect(missing([yes(ben, 'security'), yes(cleo, 'security')])).toEqual(['Legal']);
  });

  test('a chain of people who make way is followed to its end', () => {
    const votes = [
      yes(ben, 'security', 'legal'),
      yes(cleo, 'legal', 'board'),
      yes(dan, 'security'),
    ];

    expect(missing(votes, [SECURITY, LEGAL, BOARD])).toEqual([]);
  });

  test('a vote of somebody in no group covers none', () => {
    expect(missing([yes(ben)])).toEqual(['Security', 'Legal']);
  });
});
