import { expect } from 'expect';
import {
  add,
  allRows,
  ALWAYS,
  asText,
  crm,
  guidOf,
  openStage,
  TENANT,
  type Stage,
} from './stage.ts';
import { measureSql } from '../../../src/audit/summary/measure.ts';

const ACTION = 'c0000000-0000-4000-8000-000000000001';
const part = (number: number, at: string) =>
  crm(guidOf(number), { CreationTime: at, CorrelationId: ACTION, Message: 'Delete' });

const actionsOf = async ({ archive }: Stage): Promise<number> => {
  const { value } = await archive.read(TENANT, ALWAYS, (records) =>
    records.rows(`select (${measureSql('actions')})::int as actions from records`),
  );
  return Number(value[0]?.actions);
};

/** Parts of one action: hours and days apart, and in the other order. */
const PARTS = [
  part(1, '2026-08-03T10:00:00'),
  part(2, '2026-08-03T23:40:00'),
  part(3, '2026-08-04T00:20:00'),
  part(4, '2026-08-09T12:00:00'),
  part(5, '2026-08-01T12:00:00'),
];

suite('What belongs together, however far apart in time,', () => {
  let stage: Stage;
  setup(async () => {
    stage = await openStage();
  });
  teardown(() => stage.close());

  test('is one action when it comes together', async () => {
    await add(stage.archive, PARTS);

    expect(await actionsOf(stage)).toBe(1);
  });

  test('is one action when its parts come one by one', async () => {
    for (const one of PARTS) await add(stage.archive, [one]);

    expect(await actionsOf(stage)).toBe(1);
    expect(await allRows(stage.archive)).toHaveLength(PARTS.length);
  });

  test('is one action among records that are only lent', async () => {
    const lines = PARTS.map((one, index) => ({ line: index + 1, text: asText(one) }));

    const [row] = await stage.archive.borrow([lines], (records) =>
      records.rows(`select (${measureSql('actions')})::int as actions from records`),
    );

    expect(row?.actions).toBe(1);
  });

  test('is one record when a copy of it claims another time', async () => {
    const first = crm(guidOf(1), { CreationTime: '2026-08-03T10:00:00' });
    const shifted = ['2026-08-03T10:00:01', '2026-08-03T12:00:00', '2026-08-05T10:00:00'];
    await add(stage.archive, [first]);

    const again = [];
    for (const CreationTime of shifted)
      again.push(await add(stage.archive, [{ ...first, CreationTime }]));

    expect(again.map(({ stored, duplicates }) => [stored, duplicates])).toEqual([
      [0, 1],
      [0, 1],
      [0, 1],
    ]);
    expect(await allRows(stage.archive, `id, "at"::varchar as at`)).toEqual([
      { id: guidOf(1), at: '2026-08-03 10:00:00' },
    ]);
  });
});
