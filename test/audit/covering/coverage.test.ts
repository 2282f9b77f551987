import fc from 'fast-check';
import { expect } from 'expect';
import type { Known, Position } from '../../../src/audit/archive/catalogue.ts';
import { coverageOf, presentTypes } from '../../../src/audit/coverage.ts';
import { claimsOf } from '../../../src/audit/covering/claims.ts';
import { layOver } from '../../../src/audit/covering/stretches.ts';
import { DAY, HOUR } from '../../../src/core/clock.ts';
import { memoryArchive } from '../../fakes/memory-archive.ts';

const NOW = new Date('2026-11-21T12:00:00.000Z');
const TENANT = 'tenant';
const GENERAL = 'Audit.General';
const WEEK = { from: '2026-11-14T00:00:00.000Z', to: '2026-11-21T00:00:00.000Z' };

const position = (more: Partial<Position> = {}): Position => ({
  contentType: GENERAL,
  since: '2026-11-01T00:00:00.000Z',
  upTo: NOW.toISOString(),
  ...more,
});
const known = (more: Partial<Known> = {}): Known => ({
  contentType: GENERAL,
  state: 'imported',
  from: '2026-11-14T00:00:00.000Z',
  to: '2026-11-16T00:00:00.000Z',
  why: 'export.csv',
  ...more,
});

async function covering(
  positions: readonly Position[],
  knowns: readonly Known[],
  more: Partial<Parameters<typeof coverageOf>[1]> = {},
) {
  const { catalogue } = memoryArchive();
  const receipt = { positions, known: knowns };
  await catalogue.commit(TENANT, { add: [], drop: [], counts: [], receipt });
  const asked = { tenant: TENANT, span: WEEK, contentTypes: [GENERAL] as const, now: NOW, ...more };
  return coverageOf(catalogue, asked);
}

suite('how complete an answer is', () => {
  test('what the feed has read and late records can no longer reach is complete', async () => {
    const covered = await covering([position()], []);

    expect(covered).toEqual({
      ...WEEK,
      completePercent: 92.8,
      gaps: [],
      settlingFrom: '2026-11-20T12:00:00.000Z',
      duplicatesDropped: 0,
      parts: [
        { contentType: GENERAL, complete: 92.8571, settling: 7.1429, imported: 0, missing: 0 },
      ],
    });
  });

  test('what was known of records is not known of deleted ones', async () => {
    const keptFrom = '2026-11-17T12:00:00.000Z';
    const before = { from: WEEK.from, to: keptFrom, contentType: GENERAL };
    const why = expect.stringMatching(/^Records of before 17 Nov 2026, 12:00 UTC are deleted/);

    const fed = await covering([position()], [], { keptFrom });
    const imported = await covering([], [known({ to: WEEK.to })], { keptFrom });

    expect(fed.gaps).toEqual([{ ...before, why }]);
    expect(fed.parts).toMatchObject([{ complete: 42.8571, settling: 7.1429, missing: 50 }]);
    expect(imported.gaps).toEqual([{ ...before, why }]);
    expect(imported.completePercent).toBe(50);
  });

  test('a period long past is complete, and says nothing about settling', async () => {
    const span = { from: '2026-11-05T00:00:00.000Z', to: '2026-11-12T00:00:00.000Z' };

    const covered = await covering([position()], [], { span });

    expect([covered.completePercent, covered.gaps, covered.settlingFrom]).toEqual([
      100,
      [],
      undefined,
    ]);
  });

  test('before the subscription nothing is known, and it says so', async () => {
    const covered = await covering([position({ since: '2026-11-16T00:00:00.000Z' })], []);

    expect(covered.gaps).toEqual([
      {
        from: WEEK.from,
        to: '2026-11-16T00:00:00.000Z',
        contentType: GENERAL,
        why: 'Audit.General was not subscribed to before 16 Nov 2026, 00:00 UTC, as far as is known.',
      },
    ]);
    expect(covered.completePercent).toBe(64.2);
  });

  test('a content type that was never read is missing as a whole', async () => {
    const covered = await covering([], []);

    expect(covered.completePercent).toBe(0);
    expect(covered.gaps).toEqual([
      { ...WEEK, contentType: GENERAL, why: expect.stringContaining('never read') },
    ]);
  });

  test('a feed that is not read any more is not complete up to now', async () => {
    const covered = await covering([position({ upTo: '2026-11-18T00:00:00.000Z' })], []);

    expect(covered.gaps).toEqual([
      {
        from: '2026-11-18T01:00:00.000Z',
        to: WEEK.to,
        contentType: GENERAL,
        why: 'The activity feed was last read on 18 Nov 2026, 00:00 UTC.',
      },
    ]);
    expect(covered.settlingFrom).toBe('2026-11-17T00:00:00.000Z');
  });

  test('what the feed has lost is missing with its reason, unless a file brought it', async () => {
    const lost = known({
      state: 'missing',
      from: '2026-11-15T00:00:00.000Z',
      to: '2026-11-17T00:00:00.000Z',
      why: 'The bot did not run.',
    });

    const covered = await covering([position()], [lost, known()]);

    expect(covered.gaps).toEqual([
      {
        from: '2026-11-16T00:00:00.000Z',
        to: '2026-11-17T00:00:00.000Z',
        contentType: GENERAL,
        why: 'The bot did not run.',
      },
    ]);
    expect(covered.parts[0]).toMatchObject({ imported: 14.2857, missing: 14.2857 });
  });

  test('files alone are told apart from the feed', async () => {
    const covered = await covering([], [known(), known({ from: WEEK.from, why: 'other.csv' })]);

    expect(covered.parts[0]).toMatchObject({ complete: 0, imported: 28.5714 });
    expect(covered.completePercent).toBe(28.5);
  });

  test('content types weigh the same, each with its own delay', async () => {
    const contentTypes = [GENERAL, 'Audit.Exchange', 'Audit.SharePoint'] as const;
    const positions = [position(), position({ contentType: 'Audit.Exchange' })];

    const covered = await covering(positions, [], { contentTypes });

    expect(covered.parts.map(({ complete }) => complete)).toEqual([92.8571, 100, 0]);
    expect(covered.completePercent).toBe(64.2);
  });

  test('what is yet to come counts for nothing', async () => {
    const future = { from: '2026-11-22T00:00:00.000Z', to: '2026-11-23T00:00:00.000Z' };
    const open = { from: '2026-11-19T12:00:00.000Z', to: '2026-12-31T00:00:00.000Z' };

    const none = await covering([position()], [], { span: future });
    const half = await covering([position()], [], { span: open });

    expect([none.completePercent, none.gaps, none.settlingFrom]).toEqual([0, [], undefined]);
    expect([half.completePercent, half.gaps]).toEqual([50, []]);
  });

  test('repeats that were dropped are counted for the content types that matter', async () => {
    const { catalogue } = memoryArchive();
    const count = { day: '2026-11-15', stored: 5 };
    const counts = [
      { ...count, contentType: GENERAL, duplicates: 3 } as const,
      { ...count, contentType: 'Audit.Exchange', duplicates: 7 } as const,
      { ...count, day: '2026-10-15', contentType: GENERAL, duplicates: 11 } as const,
    ];
    await catalogue.commit(TENANT, { add: [], drop: [], counts, receipt: {} });

    const asked = { tenant: TENANT, span: WEEK, contentTypes: [GENERAL] as const, now: NOW };

    expect((await coverageOf(catalogue, asked)).duplicatesDropped).toBe(3);
  });

  test('it says of when the newest record is, even where that is younger than the period', async () => {
    const { catalogue } = memoryArchive();
    const segment = (day: string, to: string) => ({
      ...{ tenant: TENANT, segment: day, day, file: day, records: 1, bytes: 1 },
      ...{ from: `${day}T00:00:00.000Z`, to },
    });
    const add = [
      segment('2026-11-15', '2026-11-15T09:30:00.001Z'),
      segment('2026-11-21', '2026-11-21T11:02:07.001Z'),
    ];
    const asked = { tenant: TENANT, span: WEEK, contentTypes: [GENERAL] as const, now: NOW };
    expect((await coverageOf(catalogue, asked)).newestEvent).toBeUndefined();

    await catalogue.commit(TENANT, { add, drop: [], counts: [], receipt: {} });

    const { newestEvent } = await coverageOf(catalogue, asked);
    expect(newestEvent).toBe('2026-11-21T11:02:07.000Z');
  });

  test('the content types there are follow from what was read and brought', async () => {
    const { catalogue } = memoryArchive();
    const receipt = {
      positions: [position({ contentType: 'Audit.SharePoint' })],
      known: [known({ contentType: GENERAL })],
    };
    await catalogue.commit(TENANT, { add: [], drop: [], counts: [], receipt });

    expect(await presentTypes(catalogue, TENANT, WEEK)).toEqual([GENERAL, 'Audit.SharePoint']);
  });
});

suite('coverage, whatever is known', () => {
  const time = fc
    .integer({ min: -40 * 24, max: 2 * 24 })
    .map((hours) => new Date(NOW.getTime() + hours * HOUR).toISOString());
  const span = fc
    .tuple(time, time)
    .filter(([a, b]) => a !== b)
    .map(([a, b]) => (a < b ? { from: a, to: b } : { from: b, to: a }));
  const positions = fc.option(
    span.map(({ from, to }) => position({ since: from, upTo: to })),
    { nil: undefined },
  );
  const stated = (state: Known['state']) =>
    fc.tuple(span, fc.constantFrom('a', 'b')).map(([one, why]) => known({ ...one, state, why }));
  const knowns = fc.array(fc.oneof(stated('imported'), stated('missing'), stated('searched')), {
    maxLength: 6,
  });
  const list = (one: Position | undefined) => (one === undefined ? [] : [one]);
  const bounds = ({ from, to }: { from: string; to: string }) => ({
    from: Date.parse(from),
    to: Date.parse(to),
  });

  test('stretches follow each other without overlap or hole, and differ from their neighbours', () => {
    fc.assert(
      fc.property(positions, knowns, span, (where, what, asked) => {
        const { from, to } = bounds(asked);
        const stretches = layOver(claimsOf(where, what, DAY), { from, to }, 'never');

        expect(stretches[0]?.from).toBe(from);
        expect(stretches.at(-1)?.to).toBe(to);
        stretches.slice(1).forEach((one, index) => {
          const before = stretches[index];
          expect(one.from).toBe(before?.to);
          expect([one.state, one.why]).not.toEqual([before?.state, before?.why]);
        });
        expect(stretches.every((one) => one.from < one.to)).toBe(true);
      }),
    );
  });

  test('what it says of a moment is what can be said of it alone', () => {
    fc.assert(
      fc.property(positions, knowns, time, (where, what, moment) => {
        const at = Date.parse(moment);
        const [found] = layOver(claimsOf(where, what, DAY), { from: at, to: at + 1 }, 'never');
        const holds = ({ from, to }: { from: string; to: string }) => from <= moment && moment < to;
        const lost = what.some((one) => one.state === 'missing' && holds(one));
        const fed =
          where !== undefined &&
          !lost &&
          moment >= where.since &&
          at < Date.parse(where.upTo) + HOUR;
        const settled = where !== undefined && at < Date.parse(where.upTo) - DAY;
        const brought = what.some((one) => one.state !== 'missing' && holds(one));

        const expected =
          fed && settled ? 'complete' : brought ? 'imported' : fed ? 'settling' : 'missing';
        expect(found?.state).toBe(expected);
      }),
      { numRuns: 500 },
    );
  });

  test('the parts of each content type are all of the period', async () => {
    await fc.assert(
      fc.asyncProperty(positions, knowns, span, async (where, what, asked) => {
        const { parts, completePercent } = await covering(list(where), what, { span: asked });
        const [one] = parts;
        const sum = parts
          .flatMap(({ complete, settling, imported, missing }) => [
            ...[complete, settling, imported, missing],
          ])
          .reduce((total, part) => total + part, 0);

        expect([0, 100]).toContain(Math.round(sum * 100) / 100);
        expect(completePercent).toBeLessThanOrEqual(
          (one?.complete ?? 0) + (one?.imported ?? 0) + 0.001,
        );
        expect(completePercent).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  test('to know more never makes an answer less complete', async () => {
    const more = fc.oneof(stated('imported'), stated('searched'));
    await fc.assert(
      fc.asyncProperty(positions, knowns, more, span, async (where, what, next, asked) => {
        const before = await covering(list(where), what, { span: asked });
        const after = await covering(list(where), [...what, next], { span: asked });

        expect(after.completePercent).toBeGreaterThanOrEqual(before.completePercent);
      }),
    );
    await fc.assert(
      fc.asyncProperty(positions, knowns, fc.nat(500), span, async (where, what, hours, asked) => {
        if (where === undefined) return;
        const further = {
          ...where,
          upTo: new Date(Date.parse(where.upTo) + hours * HOUR).toISOString(),
        };
        const before = await covering([where], what, { span: asked });
        const after = await covering([further], what, { span: asked });
        const none = await covering([], what, { span: asked });

        expect(after.completePercent).toBeGreaterThanOrEqual(before.completePercent);
        expect(before.completePercent).toBeGreaterThanOrEqual(none.completePercent);
      }),
    );
  });
});
