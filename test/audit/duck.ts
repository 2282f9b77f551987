import { DuckDBInstance } from '@duckdb/node-api';

import type { Bound, Reader } from '../../src/audit/reader.ts';
import { addressNumber } from './evaluate.ts';
import type { PlainRecord } from './plain-records.ts';

const COLUMNS = `"id" text, "at" timestamp, "type" int, "workload" text, "operation" text,
  "message" text, "message_key" text, "actor" text, "user_type" int, "entity" text, "record" text,
  "touched" int, "environment" text, "address" text, "address_key" text, "agent" text,
  "agent_key" text, "result" text, "raw" text`;

const rowOf = (record: PlainRecord): readonly Bound[] => [
  record.id,
  record.at.slice(0, 19).replace('T', ' '),
  record.type,
  record.workload,
  record.operation,
  record.message,
  record.message.toLowerCase(),
  record.actor,
  record.userType,
  record.table,
  record.record,
  record.touched,
  record.environment,
  record.address,
  addressNumber(record.address)?.toString(16).padStart(32, '0') ?? '',
  record.agent,
  record.agent.toLowerCase(),
  record.result,
  record.raw,
];

export interface Duck extends Reader {
  fill(records: readonly PlainRecord[]): Promise<void>;
  close(): void;
}

/** A real DuckDB in memory with the relation `records` as the archive offers it. */
export async function openDuck(): Promise<Duck> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  await connection.run(`create table records (${COLUMNS})`);
  const marks = Array.from({ length: 19 }, (_, place) => `$${place + 1}`).join(', ');
  return {
    async fill(records) {
      await connection.run('delete from records');
      for (const record of records)
        await connection.run(`insert into records values (${marks})`, [...rowOf(record)]);
    },
    async rows(sql, values = []) {
      return (await connection.runAndReadAll(sql, [...values])).getRowObjectsJson();
    },
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}
