import { parse } from 'chrono-node';
import { expect } from 'expect';
import fc from 'fast-check';
import { DateTime } from 'luxon';

import { findPeriod } from '../../../src/audit/times/find-period.ts';
import { resolve } from '../../../src/audit/times/period.ts';

/** A Wednesday, 11:30 in Berlin. */
const NOW = new Date('2026-11-18T10:30:00Z');
const BERLIN = 'Europe/Berlin';

/** `local start → local end` as the clock on the wall of the found zone shows them, or why not. */
function heard(text: string, now = NOW, zone = BERLIN): string {
  const found = findPeriod(text, { now, zone });
  switch (found.kind) {
    case 'none':
      return 'none';
    case 'unclear':
      return `unclear: ${found.says}`;
    case 'found': {
      const local = (iso: string) =>
        DateTime.fromISO(iso, { zone: found.period.zone }).toFormat('yyyy-MM-dd HH:mm');
      return `${local(found.period.from)} → ${local(found.period.to)}`;
    }
  }
}

const said = (text: string): readonly string[] => {
  const found = findPeriod(text, { now: NOW, zone: BERLIN });
  return found.kind === 'none' ? [] : found.spans.map(({ start, end }) => text.slice(start, end));
};

const all = (phrases: Readonly<Record<string, string>>, now = NOW, zone = BERLIN): void => {
  const answers = Object.keys(phrases).map((text) => [text, heard(text, now, zone)]);

  expect(Object.fromEntries(answers)).toEqual(phrases);
};

const noneOf = (kind: 'none' | 'unclear', phrases: readonly string[], now = NOW): void => {
  const others = phrases
    .map((text) => `${text}: ${heard(text, now)}`)
    .filter((answer) => !answer.includes(`: ${kind}`));

  expect(others).toEqual([]);
};

suite('A period in words', () => {
  test('is a calendar unit, the whole of it', () => {
    all({
      'exports today': '2026-11-18 00:00 → 2026-11-19 00:00',
      'exports yesterday': '2026-11-17 00:00 → 2026-11-18 00:00',
      'this week': '2026-11-16 00:00 → 2026-11-23 00:00',
      'last week': '2026-11-09 00:00 → 2026-11-16 00:00',
      'last calendar month': '2026-10-01 00:00 → 2026-11-01 00:00',
      'previous quarter': '2026-07-01 00:00 → 2026-10-01 00:00',
      'last year': '2025-01-01 00:00 → 2026-01-01 00:00',
      'two days ago': '2026-11-16 00:00 → 2026-11-17 00:00',
      'the day before yesterday': '2026-11-16 00:00 → 2026-11-17 00:00',
    });
  });

  test('is so many units up to now, today being one of them', () => {
    all({
      'last 24 hours': '2026-11-17 11:30 → 2026-11-18 11:30',
      'in the past 7 days': '2026-11-12 00:00 → 2026-11-18 11:30',
      'last two weeks': '2026-11-05 00:00 → 2026-11-18 11:30',
      'over the last 3 months': '2026-08-19 00:00 → 2026-11-18 11:30',
      'last 24h': '2026-11-17 11:30 → 2026-11-18 11:30',
      'last 90 minutes': '2026-11-18 10:00 → 2026-11-18 11:30',
    });
  });

  test('is a weekday, the latest that has come', () => {
    all({
      'on Monday': '2026-11-16 00:00 → 2026-11-17 00:00',
      'on Wednesday': '2026-11-18 00:00 → 2026-11-19 00:00',
      'last Friday': '2026-11-13 00:00 → 2026-11-14 00:00',
      'since Monday': '2026-11-16 00:00 → 2026-11-18 11:30',
      'on Tuesday last week': '2026-11-10 00:00 → 2026-11-11 00:00',
      'last weekend': '2026-11-14 00:00 → 2026-11-16 00:00',
    });
  });

  test('is a day of the calendar, the latest that is not in the future', () => {
    all({
      'on 3 August': '2026-08-03 00:00 → 2026-08-04 00:00',
      'Aug 3rd 2025': '2025-08-03 00:00 → 2025-08-04 00:00',
      'on the 3rd of August, 2025': '2025-08-03 00:00 → 2025-08-04 00:00',
      'on 1 December': '2025-12-01 00:00 → 2025-12-02 00:00',
      'on 29 February': '2024-02-29 00:00 → 2024-03-01 00:00',
      '13/08/2026': '2026-08-13 00:00 → 2026-08-14 00:00',
      'Monday 3 August': '2026-08-03 00:00 → 2026-08-04 00:00',
      'the week of 5 August': '2026-08-03 00:00 → 2026-08-10 00:00',
      'in October': '2026-10-01 00:00 → 2026-11-01 00:00',
      'December 2025': '2025-12-01 00:00 → 2026-01-01 00:00',
      'in December': '2025-12-01 00:00 → 2026-01-01 00:00',
      'Q3 2026': '2026-07-01 00:00 → 2026-10-01 00:00',
      'in 2025': '2025-01-01 00:00 → 2026-01-01 00:00',
    });
  });

  test('is a part of a day', () => {
    all({
      'on 3 August after 18:00': '2026-08-03 18:00 → 2026-08-04 00:00',
      'on 2026-08-03 between 09:00 and 12:00': '2026-08-03 09:00 → 2026-08-03 12:00',
      'before 18:00 yesterday': '2026-11-17 00:00 → 2026-11-17 18:00',
      'yesterday from 9am to 5:30 pm': '2026-11-17 09:00 → 2026-11-17 17:30',
      'this morning': '2026-11-18 00:00 → 2026-11-18 12:00',
      'yesterday afternoon': '2026-11-17 12:00 → 2026-11-17 18:00',
    });
  });

  test('is from one end to the other, the last day included', () => {
    all({
      'from 1 to 15 October': '2026-10-01 00:00 → 2026-10-16 00:00',
      '1–15 October 2025': '2025-10-01 00:00 → 2025-10-16 00:00',
      'between 1 October and 5 November': '2026-10-01 00:00 → 2026-11-06 00:00',
      'from 20 December to 10 January': '2025-12-20 00:00 → 2026-01-11 00:00',
      'since 1 October until yesterday': '2026-10-01 00:00 → 2026-11-18 00:00',
      'between 3 August 18:00 and 4 August 06:00': '2026-08-03 18:00 → 2026-08-04 06:00',
      'from 18:00 yesterday to now': '2026-11-17 18:00 → 2026-11-18 11:30',
      '2026-08-03T10:00Z/2026-08-04T10:00+02:00': '2026-08-03 12:00 → 2026-08-04 10:00',
      'since 1 October': '2026-10-01 00:00 → 2026-11-18 11:30',
      'after 3 August': '2026-08-04 00:00 → 2026-11-18 11:30',
    });
  });

  test('is meant in the zone that is said', () => {
    all({
      'yesterday in UTC': '2026-11-17 00:00 → 2026-11-18 00:00',
      'yesterday after 18:00 New York time': '2026-11-17 18:00 → 2026-11-18 00:00',
      'yesterday, Asia/Kathmandu': '2026-11-17 00:00 → 2026-11-18 00:00',
      'yesterday 09:00-12:00 CET': '2026-11-17 09:00 → 2026-11-17 12:00',
    });
    const found = findPeriod('yesterday after 18:00 New York time', { now: NOW, zone: BERLIN });
    expect(found).toMatchObject({
      period: { from: '2026-11-17T23:00:00.000Z', zone: 'America/New_York' },
    });
  });

  test('is told from the rest of the question by its place', () => {
    expect(said('who exported contacts in the last 7 days by user?')).toEqual([
      'in the last 7 days',
    ]);
    expect(said('last week’s exports, last week')).toEqual(['last week’s', 'last week']);
    expect(said('deletions on 3 August after 18:00 in UTC')).toEqual([
      'on 3 August after 18:00',
      'in UTC',
    ]);
  });
});

suite('What is no period', () => {
  test('numbers, names and verbs are not taken for times', () => {
    noneOf('none', [
      'top 10 users',
      'record type 21',
      '3 exports',
      'who may read accounts',
      'what did April do',
      'the second user sat down',
      'sign-ins from 203.0.113.5',
      'who viewed a363183e-f4af-59ab-bf74-f05d54cf4888',
      'exports between 09:00 and 12:00',
      'activity every Monday',
      'exports per day by hour of day',
      'exports of "last week"',
      'exports compared with the previous week',
    ]);
  });

  test('what can be read in two ways is asked about', () => {
    noneOf('unclear', [
      '03/08/2026',
      '03/08/26',
      '3.8.2026',
      'last Monday',
      'past week',
      'last day',
      'previous 7 days',
      'from 3 August',
      'around noon yesterday',
      'around 3 August',
      'last night',
      'yesterday after midnight',
      'from 9 to 5 yesterday',
      '3 and 4 August',
      'end of October',
      'last October',
      '2 weeks ago',
      'last few days',
      'yesterday EST',
      '3 August after 18:00 CET',
      'yesterday in UTC, Berlin time',
      'yesterday and today',
      'exports recently',
    ]);
    expect(heard('03/08/2026')).toContain('3 August 2026 and as 8 March 2026');
  });

  test('what does not exist, or not yet, is said to', () => {
    noneOf('unclear', [
      '31 February',
      '2026-02-30',
      '2026-13-01',
      'Tuesday 3 August 2026',
      'yesterday after 25:00',
      'tomorrow',
      'next week',
      'on 3 August 2027',
      'today after 23:00',
      'from 5 October 2026 to 1 October 2026',
      'yesterday between 22:00 and 06:00',
      'until yesterday',
      'before 3 August',
      'at 18:00 yesterday',
      'on 29 March 2026 between 02:30 and 04:00',
      'on 25 October 2026 after 02:30',
      'last 5000 days',
    ]);
  });

  test('a range that is not over yet may be that of last year', () => {
    const october = new Date('2026-10-10T10:00:00Z');

    expect(heard('from 1 to 15 October', october)).toContain(
      '1 October 2025 to 15 October 2025 or',
    );
    noneOf('unclear', ['between 1 October and 5 November'], october);
  });
});

suite('Days of other lengths', () => {
  const span = (text: string, now: string, zone: string): readonly string[] => {
    const found = findPeriod(text, { now: new Date(now), zone });
    return found.kind === 'found' ? [found.period.from, found.period.to] : [];
  };

  test('a day is from local midnight to local midnight', () => {
    expect(span('yesterday', '2026-03-30T10:00:00Z', BERLIN)).toEqual([
      ...['2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z'],
    ]);
    expect(span('yesterday', '2026-10-26T10:00:00Z', BERLIN)).toEqual([
      ...['2026-10-24T22:00:00.000Z', '2026-10-25T23:00:00.000Z'],
    ]);
    expect(span('on 8 March 2026', '2026-11-18T10:00:00Z', 'America/New_York')).toEqual([
      ...['2026-03-08T05:00:00.000Z', '2026-03-09T04:00:00.000Z'],
    ]);
    expect(span('on 5 April 2026', '2026-11-18T10:00:00Z', 'Australia/Lord_Howe')).toEqual([
      ...['2026-04-04T13:00:00.000Z', '2026-04-05T13:30:00.000Z'],
    ]);
    expect(span('today', '2026-11-18T18:20:00Z', 'Asia/Kathmandu')).toEqual([
      ...['2026-11-18T18:15:00.000Z', '2026-11-19T18:15:00.000Z'],
    ]);
  });

  test('a day without midnight begins where its clocks begin', () => {
    expect(span('on 8 March 2026', '2026-11-18T10:00:00Z', 'America/Havana')).toEqual([
      ...['2026-03-08T05:00:00.000Z', '2026-03-09T04:00:00.000Z'],
    ]);
  });

  test('months, years and leap days end where they end', () => {
    all({ 'last month': '2026-02-01 00:00 → 2026-03-01 00:00' }, new Date('2026-03-31T10:00:00Z'));
    all(
      { 'last 1 month': '2026-03-01 00:00 → 2026-03-31 12:00' },
      new Date('2026-03-31T10:00:00Z'),
    );
    all({ yesterday: '2024-02-29 00:00 → 2024-03-01 00:00' }, new Date('2024-03-01T10:00:00Z'));
    all({ 'last week': '2026-12-21 00:00 → 2026-12-28 00:00' }, new Date('2027-01-01T10:00:00Z'));
    all({ yesterday: '2026-12-31 00:00 → 2027-01-01 00:00' }, new Date('2026-12-31T23:30:00Z'));
  });
});

const zones = fc.constantFrom(
  BERLIN,
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'UTC',
);
const nows = fc.date({
  min: new Date('2024-01-01'),
  max: new Date('2028-12-31'),
  noInvalidDate: true,
});
const phrases = fc.constantFrom(
  ...[
    'today',
    'yesterday',
    'this week',
    'last month',
    'last 7 days',
    'last 24 hours',
    'last 3 months',
  ],
  ...[
    'this year',
    'last quarter',
    'on Friday',
    'in February',
    'on 29 February',
    'since Tuesday',
    'Q1',
  ],
);

suite('The very first moment', () => {
  const midnight = { now: new Date('2024-01-01T00:00:00.000Z'), zone: 'UTC' };

  test('of a day, a week, a month or a year belongs to it', () => {
    for (const text of [
      'today',
      'this week',
      'this month',
      'this quarter',
      'this year',
      'this hour',
    ])
      expect({ text, ...findPeriod(text, midnight) }).toMatchObject({
        ...{ text, kind: 'found', period: { from: '2024-01-01T00:00:00.000Z' } },
      });
  });

  test('of an open period is that period', () => {
    expect(findPeriod('since today', midnight)).toMatchObject({
      kind: 'found',
      period: { from: '2024-01-01T00:00:00.000Z', to: '2024-01-01T00:00:00.001Z' },
    });
  });

  test('is not reached a millisecond before', () => {
    const before = { ...midnight, now: new Date('2023-12-31T23:59:59.999Z') };

    expect(findPeriod('on 1 January 2024', before)).toMatchObject({ kind: 'unclear' });
  });
});

suite('Any period found', () => {
  test('is half-open, not empty, not all in the future, and the same when its dates are asked for', () => {
    const check = (text: string, now: Date, zone: string) => {
      const found = findPeriod(text, { now, zone });
      if (found.kind !== 'found') throw new Error(`${text}: ${found.kind}`);
      const { from, to } = found.period;

      const again = findPeriod(`from ${from} to ${to}`, { now, zone });

      expect(Date.parse(from)).toBeLessThan(Date.parse(to));
      expect(Date.parse(from)).toBeLessThanOrEqual(now.getTime());
      expect(again).toMatchObject({ kind: 'found', period: { from, to } });
      expect(resolve(found.period, now)).toEqual(found.period);
    };

    fc.assert(fc.property(phrases, nows, zones, check), { numRuns: 300 });
  });

  test('is the day that another reader of dates finds', () => {
    const forms = fc.constantFrom(
      'd LLLL yyyy',
      'LLL d, yyyy',
      'LLLL d yyyy',
      'd LLL yyyy',
      'yyyy-MM-dd',
    );
    const check = (day: Date, form: string) => {
      const text = DateTime.fromJSDate(day, { zone: 'utc' }).setLocale('en').toFormat(form);

      const found = findPeriod(`exports on ${text}`, { now: new Date('2030-01-01'), zone: 'UTC' });

      const start = parse(text)[0]?.start;
      const wanted = new Date(
        Date.UTC(start?.get('year') ?? 0, (start?.get('month') ?? 0) - 1, start?.get('day') ?? 0),
      );
      expect(found).toMatchObject({ kind: 'found', period: { from: wanted.toISOString() } });
    };
    const past = fc.date({
      min: new Date('2001-01-01'),
      max: new Date('2029-12-30'),
      noInvalidDate: true,
    });

    fc.assert(fc.property(past, forms, check), { numRuns: 200 });
  });

  test('no text at all is too much for it', () => {
    const scraps = fc.constantFrom(
      ...[
        'last',
        'week',
        '3',
        'August',
        'to',
        'from',
        'between',
        'and',
        '18:00',
        'since',
        'the',
        'of',
      ],
      ...[
        '03/08/2026',
        '2026-08-03',
        'Monday',
        'days',
        'Q3',
        'UTC',
        '"',
        "'s",
        '-',
        '2025',
        'may',
        '.',
      ],
    );

    fc.assert(
      fc.property(
        fc.array(fc.oneof(scraps, fc.string()), { maxLength: 12 }),
        nows,
        (words, now) => {
          const text = words.join(' ');
          const found = findPeriod(text, { now, zone: BERLIN });
          const spans = found.kind === 'none' ? [] : found.spans;
          expect(
            spans.every(({ start, end }) => start >= 0 && start < end && end <= text.length),
          ).toBe(true);
          if (found.kind === 'found')
            expect(Date.parse(found.period.from)).toBeLessThan(Date.parse(found.period.to));
        },
      ),
      { numRuns: 500 },
    );
  });
});
