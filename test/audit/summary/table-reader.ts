import { createHash } from 'node:crypto';
import { DuckDBInstance } from '@duckdb/node-api';

import type { Bound, Reader } from '../../../src/audit/reader.ts';
import { bitsOf } from '../oracle/match.ts';
import { eachOnce } from '../oracle/normalise.ts';
import type { Raw, Seen } from '../oracle/normalise.ts';

const COLUMNS = `id varchar, "at" timestamp, type int, workload varchar, operation varchar,
  message varchar, message_key varchar, actor varchar, user_type int, entity varchar, record varchar,
  touched int, environment varchar, address varchar, address_key varchar, agent varchar,
  agent_key varchar, result varchar, correlation varchar, action bigint, split boolean,
  secured boolean, raw varchar`;

const partOf = (one: Seen): string =>
  one.correlation === ''
    ? one.id
    : [one.correlation, one.message.toLowerCase(), one.table].join('\n');

const hash = (text: string): string =>
  String(BigInt.asIntN(64, createHash('sha1').update(text).digest().readBigInt64BE(0)));

const rowOf = (one: Seen, shared: boolean) => ({
  id: one.id,
  at: new Date(one.ms).toISOString(),
  type: one.type,
  workload: one.workload,
  operation: one.operation,
  message: one.message,
  message_key: one.message.toLowerCase(),
  actor: one.actor,
  user_type: one.userType,
  entity: one.table,
  record: one.record,
  touched: one.touched.length,
  environment: one.environment,
  address: one.address,
  address_key: bitsOf(one.address)?.toString(16).padStart(32, '0') ?? '',
  agent: one.agent,
  agent_key: one.agent.toLowerCase(),
  result: one.result,
  correlation: one.correlation,
  action: hash(partOf(one)),
  split: shared,
  secured: one.secured,
  raw: JSON.stringify(one.raw),
});

/** A reader over a plain table with the columns that `reader.ts` names, filled by the oracle's own eyes. */
export async function tableReader(): Promise<
  Reader & { fill(records: readonly Raw[]): Promise<void> }
> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  await connection.run(`create table records (${COLUMNS})`);
  return {
    async fill(records) {
      const once = eachOnce(records);
      const counts = Map.groupBy(once, partOf);
      const rows = once.map((one) => rowOf(one, (counts.get(partOf(one))?.length ?? 0) > 1));
      await connection.run('delete from records');
      await connection.run(
        `insert into records select unnest(from_json($1, $2), recursive := true)`,
        [JSON.stringify(rows), structure],
      );
    },
    async rows(sql: string, values: readonly Bound[] = []) {
      const result = await connection.runAndReadAll(sql, [...values]);
      return result.getRowObjectsJS();
    },
  };
}

const structure = JSON.stringify([
  Object.fromEntries(
    COLUMNS.split(',').map((column) => {
      const [name = '', type = ''] = column.trim().split(' ');
      return [name.replaceAll('"', ''), type.toUpperCase()];
    }),
  ),
]);
