import { expect } from 'expect';
import { coverageOf } from '../../../src/audit/coverage.ts';
import { begun } from '../../../src/audit/search/begun.ts';
import { coverageOfSearch } from '../../../src/audit/search/coverage.ts';
import type { Search, Slice } from '../../../src/audit/search/search.ts';
import { knownFrom, rememberSearched, withSearched } from '../../../src/audit/search/searched.ts';
import { memoryCatalogue } from '../../fakes/memory-catalogue.ts';
import { memoryKeep } from '../../fakes/memory-keep.ts';

const TENANT = '11111111-1111-4111-8111-111111111111';
const ID = '99999999-0000-4000-8000-000000000001';
const NOW = new Date('2026-11-21T12:00:00.000Z');
const PERIOD = { from: '2026-11-01T00:00:00.000Z', to: '2026-11-11T00:00:00.000Z' };

function finished(more: Partial<Search> = {}, change = (slice: Slice): Slice => slice): Search {
  const search = begun(
    {
      query: {
        ...{ count: 'actions', filters: [], by: [], order: 'most', limit: 10, compare: false },
        period: { ...PERIOD, zone: 'UTC' },
      },
      by: { id: 'dan', name: 'Dan' },
      span: PERIOD,
      plan: {
        body: { filterStartDateTime: '', filterEndDateTime: '', recordTypeFilters: ['crm'] },
        ...{ types: [21], permission: '', after: [] },
      },
    },
    NOW,
  );
  const slices = search.slices.map((slice): Slice => change({ ...slice, state: 'done' }));
  return { ...search, ...more, slices };
}
const unrestricted = ({ types: _types, ...search }: Search): Search => ({ ...search, body: {} });

suite('times that were searched', () => {
  async function percent(search: Search, types: readonly number[] | undefined, since?: string) {
    const [keep, catalogue] = [memoryKeep(), memoryCatalogue()];
    await rememberSearched(keep, TENANT, ID, search);
    await rememberSearched(keep, TENANT, ID, search);
    const seen = withSearched(catalogue, {
      ...{ keep, tenant: TENANT, types },
      ...(since === undefined ? {} : { since }),
    });
    const asked = {
      tenant: TENANT,
      span: PERIOD,
      contentTypes: ['Audit.General'] as const,
      now: NOW,
    };
    return (await coverageOf(seen, asked)).completePercent;
  }

  test('are known for the record types searched, and for no others', async () => {
    const search = finished();

    expect(await percent(search, [21])).toBe(100);
    expect(await percent(search, [21, 256])).toBe(0);
    expect(await percent(search, [])).toBe(0);
    expect(await percent(search, undefined)).toBe(0);
  });

  test('are not known where the result was cut off, settling, failed or filtered further', async () => {
    const first = (more: Partial<Slice>) => (slice: Slice) =>
      slice.number === 1 ? { ...slice, ...more } : slice;
    const users = { body: { recordTypeFilters: ['crm'], userPrincipalNameFilters: ['dan@x'] } };

    expect(await percent(finished({}, first({ cutOff: true })), [21])).toBe(50);
    expect(await percent(finished({}, first({ settling: true })), [21])).toBe(50);
    expect(await percent(finished({}, first({ state: 'failed' })), [21])).toBe(50);
    expect(await percent(finished(users), [21])).toBe(0);
    expect(await percent(finished(users, first({ doubted: true })), [21])).toBe(50);
    expect(await percent(finished({ begunAt: '2027-05-03T12:00:00.000Z' }), [21])).toBe(50);
  });

  test('are not known any more where their records were dropped after their time', async () => {
    expect(await percent(finished(), [21], '2026-11-05T00:00:00.000Z')).toBe(50);
  });

  test('tell of whole content types only what the search has shown that it may see', () => {
    const search = unrestricted(finished({ found: [15, 21] }));
    const dynamics = unrestricted(finished({ found: [21] }));

    expect(new Set(knownFrom(search).map(({ contentType }) => contentType))).toEqual(
      new Set(['Audit.AzureActiveDirectory']),
    );
    expect(knownFrom(dynamics)).toEqual([]);
    expect(knownFrom(finished({ found: [15, 21] }))).toEqual([]);
  });
});

suite('how complete a search is', () => {
  test('adds up to the period, whatever became of its parts', () => {
    const states: readonly Partial<Slice>[] = [
      {},
      { cutOff: true },
      { state: 'failed', why: 'It was refused.' },
      { settling: true },
    ];
    for (const one of states)
      for (const other of states) {
        const search = finished({}, (slice) => ({
          ...slice,
          ...(slice.number === 1 ? one : other),
        }));
        const { parts, gaps, completePercent } = coverageOfSearch(search, PERIOD, {
          duplicates: 3,
        });
        const [part] = parts;
        const whole = Date.parse(PERIOD.to) - Date.parse(PERIOD.from);

        expect((part?.complete ?? 0) + (part?.settling ?? 0) + (part?.missing ?? 0)).toBe(100);
        expect(completePercent).toBe([one, other].filter((each) => each === states[0]).length * 50);
        const missing = gaps.reduce(
          (sum, { from, to }) => sum + Date.parse(to) - Date.parse(from),
          0,
        );
        expect((missing / whole) * 100).toBe(part?.missing);
      }
  });

  test('neighbours that miss for one reason are one gap', () => {
    const failed = finished({}, (slice) => ({ ...slice, state: 'failed', why: 'It was refused.' }));

    expect(coverageOfSearch(failed, PERIOD, { duplicates: 0 }).gaps).toEqual([
      { ...PERIOD, contentType: 'Audit.General', why: 'It was refused.' },
    ]);
  });
});
