import { readdir, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { expect } from 'expect';
import fc from 'fast-check';

import { DEFINITIONS } from '../../../src/audit/definitions.ts';
import type { Coverage } from '../../../src/audit/figures.ts';
import { understand } from '../../../src/audit/parse.ts';
import type { AuditQuery } from '../../../src/audit/query.ts';
import type { Span } from '../../../src/audit/reader.ts';
import { archiveSource } from '../../../src/audit/sources/archive.ts';
import type { Source } from '../../../src/audit/sources/source.ts';
import { before } from '../../../src/audit/times/period.ts';
import { batch, crm, openStage } from '../archive/stage.ts';
import type { Raw, Stage } from '../archive/stage.ts';
import { listed, oracle } from '../oracle.ts';
import { randomQuestion, randomRecords } from '../oracle/random.ts';

const NOW = new Date('2026-11-20T12:00:00Z');
const clock = { now: () => NOW };

/** Everything is known but what a gap names. */
const known =
  (...gaps: readonly Span[]) =>
  async (query: AuditQuery, span: Span = query.period): Promise<Coverage> => ({
    ...span,
    completePercent: 100,
    gaps: gaps
      .filter(({ from, to }) => from < span.to && to > span.from)
      .map((gap) => ({ ...gap, contentType: 'Audit.General' as const, why: 'not subscribed' })),
    duplicatesDropped: 0,
    parts: [{ contentType: 'Audit.General', complete: 100, settling: 0, imported: 0, missing: 0 }],
  });

const sourceOf = ({ archive }: Stage, tenant: string, coverage = known()) =>
  archiveSource({
    ...{ tenant, archive, coverage, clock },
    definitions: DEFINITIONS,
    workingHours: DEFINITIONS.workingHours,
  });

const question: AuditQuery = {
  count: 'actions',
  filters: [],
  period: { from: '2026-11-01T00:00:00.000Z', to: '2026-11-06T00:00:00.000Z', zone: 'UTC' },
  by: ['user'],
  order: 'most',
  limit: 10,
  compare: false,
};

async function allPages(source: Source, query: AuditQuery, most: number): Promise<string[]> {
  const ids: string[] = [];
  for (let next: string | undefined, more = true; more; more = next !== undefined) {
    const page = await source.records(query, next, most);
    ids.push(...page.records.map(({ id }) => id));
    next = page.next;
  }
  return ids;
}

suite('The archive as a source', () => {
  let stage: Stage;

  setup(async () => {
    stage = await openStage({ clock });
  });
  teardown(() => stage.close());

  const filled = async (records: readonly Raw[], tenant: string = randomUUID()) => {
    await stage.archive.add(tenant, batch(records), () => ({}));
    return tenant;
  };

  test('answers and lists as an oracle does, whatever is asked about whatever records', async () => {
    await fc.assert(
      fc.asyncProperty(randomRecords, randomQuestion, async (records, query) => {
        const source = sourceOf(stage, await filled(records));

        const { figures } = await source.answer(query);
        const ids = await allPages(source, query, 7);

        const expected = oracle(records, query, { before: before(query.period) });
        const { outliers: _o, defects: _d, unmatched: _u, ...rest } = figures;
        const groups = figures.groups.slice(0, expected.groups.length);
        expect({ ...rest, groups }).toEqual(expected);
        expect(ids).toEqual(listed(records, query).map(({ id }) => id));
      }),
      { numRuns: Number(process.env.RUNS ?? 25) },
    );
  }).timeout(180_000);

  test('finds a person whose letters other alphabets make small in other ways', async () => {
    const people = ['İPEK@contoso.com.tr', 'ΟΔΥΣΣΕΥΣ@contoso.gr', 'ÄRGER@contoso.de'];
    const tenant = await filled(
      people.map((UserId) => crm(randomUUID(), { CreationTime: '2026-11-02T10:00:00', UserId })),
    );

    for (const person of people) {
      const asked = understand(`actions by ${person} from 1 to 5 November 2026`, {
        ...{ now: NOW, zone: 'UTC' },
      });
      if (asked.kind !== 'query') throw new Error(`Not understood: ${person}`);

      const { figures } = await sourceOf(stage, tenant).answer(asked.query);

      expect({ person, total: figures.total }).toEqual({ person, total: 1 });
    }
  });

  test('names a segment that cannot be read, and counts its day as missing', async () => {
    const day = (date: string) => crm(randomUUID(), { CreationTime: `${date}T10:00:00` });
    const tenant = await filled([day('2026-11-02'), day('2026-11-04')]);
    const files = await readdir(stage.folder, { recursive: true });
    const [damaged = ''] = files.filter((name) => /2026-11-02.*parquet$/.test(name));
    await writeFile(join(stage.folder, damaged), 'no longer Parquet');

    const { figures, coverage, notes } = await sourceOf(stage, tenant).answer(question);

    expect(figures.total).toBe(1);
    expect(coverage.completePercent).toBe(80);
    expect(coverage.gaps).toMatchObject([
      { from: '2026-11-02T00:00:00.000Z', to: '2026-11-03T00:00:00.000Z' },
    ]);
    expect(notes.join(' ')).toContain('2026-11-02');
  });

  test('turns pages without a hole or a repetition while records arrive', async () => {
    const at = (minute: number) =>
      crm(randomUUID(), { CreationTime: `2026-11-02T10:${String(minute).padStart(2, '0')}:00` });
    const first = [at(1), at(3), at(3), at(5)];
    const tenant = await filled(first);
    const source = sourceOf(stage, tenant);

    const page = await source.records(question, undefined, 2);
    await filled([at(59), at(2)], tenant);
    const rest = await source.records(question, page.next, 10);

    const ids = [...page.records, ...rest.records].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining(first.map(({ Id }) => Id)));
    expect(rest.records.map(({ at }) => at.slice(14, 16)).toSorted()).toEqual(['01', '02', '03']);
    expect(rest.next).toBeUndefined();
  });

  test('hands out each record whole, with its JSON as it came', async () => {
    const record = crm(randomUUID(), { PrimaryFieldValue: '<b>“Ltd.”</b>' });
    const tenant = await filled([{ ...record, CreationTime: '2026-11-02T10:00:00' }]);

    const { records } = await sourceOf(stage, tenant).records(question, undefined, 10);

    expect(records).toMatchObject([
      {
        at: '2026-11-02T10:00:00.000Z',
        actor: 'anna.berg@contoso.com',
        table: 'account',
        type: 21,
      },
    ]);
    expect(JSON.parse(records[0]?.raw ?? '')).toMatchObject({ PrimaryFieldValue: '<b>“Ltd.”</b>' });
  });

  test('takes no page that it has not handed out', async () => {
    const source = sourceOf(stage, await filled([crm(randomUUID())]));
    const forged = (cursor: unknown) => Buffer.from(JSON.stringify(cursor)).toString('base64url');
    const wrong = ['', 'x', forged({ at: '1; drop', id: 'a' }), forged({ at: '1' }), forged([])];

    for (const cursor of wrong)
      await expect(source.records(question, cursor, 10)).rejects.toThrow(
        'none that was handed out',
      );
  });

  test('answers nothing for another tenant', async () => {
    await filled([crm(randomUUID(), { CreationTime: '2026-11-02T10:00:00' })]);

    const { figures } = await sourceOf(stage, randomUUID()).answer(question);

    expect(figures).toMatchObject({ total: 0, records: 0, outliers: [] });
    expect(figures.series.points.map(({ count }) => count)).toEqual([0, 0, 0, 0, 0]);
  });

  test('compares with the period before only where it is known, or when told to, and says so', async () => {
    const tenant = await filled([crm(randomUUID(), { CreationTime: '2026-11-02T10:00:00' })]);
    const hole = known({ from: '2026-10-20T00:00:00.000Z', to: '2026-10-29T00:00:00.000Z' });

    const unasked = await sourceOf(stage, tenant, hole).answer(question);
    const asked = await sourceOf(stage, tenant, hole).answer({ ...question, compare: true });
    const whole = await sourceOf(stage, tenant).answer(question);

    expect(unasked.figures.before).toBeUndefined();
    expect(unasked.notes.join(' ')).toContain('New addresses were not looked for');
    expect(asked.figures.before).toMatchObject({ total: 0 });
    expect(asked.notes.join(' ')).toContain('its number is a lower bound');
    expect(whole.figures.before).toEqual({
      from: '2026-10-27T00:00:00.000Z',
      to: '2026-11-01T00:00:00.000Z',
      total: 0,
    });
    expect(whole.notes).toEqual([]);
  });

  test('suggests names that occurred lately, the most frequent first', async () => {
    const by = (UserId: string, Message: string) =>
      crm(randomUUID(), { UserId, Message, CreationTime: '2026-11-19T10:00:00' });
    const tenant = await filled([
      by('Bob@contoso.com', 'ExportToExcel'),
      by('bob@contoso.com', 'Update'),
      by('ann@contoso.com', 'Update'),
      by('Unknown', 'Update'),
    ]);
    const source = sourceOf(stage, tenant);

    expect(await source.names('user', 2)).toEqual(['bob@contoso.com', 'ann@contoso.com']);
    expect(await source.names('message', 5)).toEqual(['Update', 'ExportToExcel']);
  });
});
