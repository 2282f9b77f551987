import { expect } from 'expect';
import { daysOf, DelegationShape } from '../../src/core/delegations.ts';
import { dayIn, lastDayIn, periodIn } from '../../src/walkthroughs/delegate/days.ts';
import { ben, dan } from '../fakes/fake-directory.ts';

// A Saturday.
const TODAY = '2026-11-21';

suite('Days of a delegation', () => {
  for (const [said, day] of [
    ['today', '2026-11-21'],
    ['now', '2026-11-21'],
    ['Tomorrow', '2026-11-22'],
    ['monday', '2026-11-23'],
    ['next monday', '2026-11-23'],
    ['saturday', '2026-11-28'],
    ['in 3 days', '2026-11-24'],
    ['in 2 weeks', '2026-12-05'],
    ['2026-12-01', '2026-12-01'],
  ] as const)
    test(`${said} is ${day}`, () => expect(dayIn(said, TODAY)).toBe(day));

  for (const said of ['', 'soon', '2026-02-30', '01.12.2026', 'in 0 days', '3 days', '2026-13-01'])
    test(`${JSON.stringify(said)} is no day`, () => expect(dayIn(said, TODAY)).toBeUndefined());

  test('how long it lasts counts the first day', () => {
    expect(lastDayIn('1 day', '2026-12-01', TODAY)).toBe('2026-12-01');
    expect(lastDayIn('for 2 weeks', '2026-12-01', TODAY)).toBe('2026-12-14');
    expect(lastDayIn('2026-12-10', '2026-12-01', TODAY)).toBe('2026-12-10');
  });

  test('both can be typed in one go', () => {
    expect(periodIn('from monday until 2026-12-10')).toEqual({
      from: 'monday',
      until: '2026-12-10',
    });
    expect(periodIn('today for 2 weeks')).toEqual({ from: 'today', until: 'for 2 weeks' });
    expect(periodIn('2026-12-01 to 2026-12-10').until).toBe('2026-12-10');
  });

  test('ninety days are the most, and the two are different people', () => {
    const fits = (more: object) =>
      DelegationShape.safeParse({
        ...{ approver: ben, deputy: dan, from: '2026-12-01', until: '2026-12-10' },
        ...more,
      }).success;

    expect(daysOf({ from: '2026-12-01', until: '2026-12-10' })).toBe(10);
    expect(fits({})).toBe(true);
    expect(fits({ until: '2027-02-28' })).toBe(true);
    expect(fits({ until: '2027-03-01' })).toBe(false);
    expect(fits({ until: '2026-11-30' })).toBe(false);
    expect(fits({ deputy: { ...ben, id: ben.id.toUpperCase() } })).toBe(false);
    expect(fits({ deputy: { id: 'Dan', name: 'Dan' } })).toBe(false);
  });
});
