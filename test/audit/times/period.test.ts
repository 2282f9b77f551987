import { expect } from 'expect';
import fc from 'fast-check';
import { DateTime } from 'luxon';

import type { NamedPeriod, Period, Unit } from '../../../src/audit/query.ts';
import { partsOf, unitFor } from '../../../src/audit/times/parts.ts';
import { before, resolve, spanOf } from '../../../src/audit/times/period.ts';

const named = (of: NamedPeriod, now: string, zone = 'Europe/Berlin'): Period => ({
  ...spanOf(of, new Date(now), zone),
  zone,
  named: of,
});

suite('A named period', () => {
  test('moves along with the day on which it is asked for', () => {
    const week = named({ kind: 'whole', unit: 'week', back: 1 }, '2026-11-18T10:30:00Z');

    const later = resolve(week, new Date('2026-11-25T10:30:00Z'));

    expect(later).toMatchObject({
      from: '2026-11-15T23:00:00.000Z',
      to: '2026-11-22T23:00:00.000Z',
    });
  });

  test('a period of dates stays where it is', () => {
    const dated = { from: '2026-11-01T00:00:00.000Z', to: '2026-11-02T00:00:00.000Z', zone: 'UTC' };

    expect(resolve(dated, new Date('2027-01-01T00:00:00Z'))).toEqual(dated);
  });
});

suite('The period before', () => {
  test('is the calendar unit before a whole one', () => {
    const march = named({ kind: 'whole', unit: 'month', back: 0 }, '2026-03-31T10:00:00Z');

    expect(before(march)).toEqual({
      from: '2026-01-31T23:00:00.000Z',
      to: '2026-02-28T23:00:00.000Z',
    });
  });

  test('has as many whole days, across a change of clocks too', () => {
    const days = {
      from: '2026-03-29T22:00:00.000Z',
      to: '2026-04-01T22:00:00.000Z',
      zone: 'Europe/Berlin',
    };

    expect(before(days)).toEqual({
      from: '2026-03-26T23:00:00.000Z',
      to: '2026-03-29T22:00:00.000Z',
    });
  });

  test('is as long as any other period, and ends where that begins', () => {
    const hours = named({ kind: 'last', unit: 'hour', count: 24 }, '2026-11-18T10:30:00Z');

    expect(before(hours)).toEqual({
      from: '2026-11-16T10:30:00.000Z',
      to: '2026-11-17T10:30:00.000Z',
    });
  });
});

const day = (date: string, zone: string): Period => {
  const start = DateTime.fromISO(date, { zone });
  const iso = (time: DateTime) => time.toUTC().toISO() ?? '';
  return { from: iso(start), to: iso(start.plus({ days: 1 })), zone };
};

suite('Parts of a period', () => {
  test('a day has 23, 24 or 25 hours', () => {
    const counts = ['2026-03-29', '2026-06-01', '2026-10-25'].map(
      (date) => partsOf(day(date, 'Europe/Berlin'), 'hour').length,
    );

    expect(counts).toEqual([23, 24, 25]);
  });

  test('hours are local ones, also where they do not begin with those of UTC', () => {
    expect(partsOf(day('2026-06-01', 'Asia/Kathmandu'), 'hour').slice(0, 2)).toEqual([
      ...['2026-05-31T18:15:00.000Z', '2026-05-31T19:15:00.000Z'],
    ]);
  });

  test('where clocks are moved by half an hour, hours after it are whole again', () => {
    const forward = partsOf(day('2026-10-04', 'Australia/Lord_Howe'), 'hour');
    const back = partsOf(day('2026-04-05', 'Australia/Lord_Howe'), 'hour');

    expect(forward.slice(1, 5).map((each) => each.slice(11, 16))).toEqual([
      '14:30',
      '15:30',
      '16:00',
      '17:00',
    ]);
    expect(back.slice(1, 5).map((each) => each.slice(11, 16))).toEqual([
      '14:00',
      '15:30',
      '16:30',
      '17:30',
    ]);
  });

  test('the first part is the one that holds the beginning', () => {
    const period = {
      from: '2026-11-18T10:30:00.000Z',
      to: '2026-11-24T00:00:00.000Z',
      zone: 'UTC',
    };

    expect(partsOf(period, 'week')).toEqual([
      '2026-11-16T00:00:00.000Z',
      '2026-11-23T00:00:00.000Z',
    ]);
  });

  test('are in order, cover the period and begin with a unit of local time', () => {
    const zone = fc.constantFrom(
      'Europe/Berlin',
      'America/New_York',
      'Asia/Kathmandu',
      'America/Havana',
    );
    const start = fc.date({
      min: new Date('2024-01-01'),
      max: new Date('2027-12-31'),
      noInvalidDate: true,
    });
    const units = fc.constantFrom<Unit>('day', 'week', 'month', 'quarter', 'year');
    const check = (from: Date, days: number, name: string, unit: Unit) => {
      const to = new Date(from.getTime() + days * 86_400_000);
      const period = { from: from.toISOString(), to: to.toISOString(), zone: name };

      const parts = partsOf(period, unit);

      expect(parts).toEqual([...new Set(parts)].sort());
      expect((parts[0] ?? '') <= period.from && (parts.at(-1) ?? '') < period.to).toBe(true);
      for (const each of parts) {
        const local = DateTime.fromISO(each, { zone: name });
        expect(local.toMillis()).toBe(local.startOf(unit).toMillis());
      }
    };

    fc.assert(fc.property(start, fc.integer({ min: 1, max: 400 }), zone, units, check), {
      numRuns: 100,
    });
  });

  test('a series is shown by hour, day, week, month or year, as its period is long', () => {
    const lasting = (days: number) => ({
      from: '2026-01-01T00:00:00.000Z',
      to: new Date(Date.parse('2026-01-01') + days * 86_400_000).toISOString(),
    });

    expect([1, 2, 7, 90, 365, 730, 4000].map((days) => unitFor(lasting(days)))).toEqual([
      ...['hour', 'hour', 'day', 'day', 'week', 'month', 'year'],
    ]);
  });
});
