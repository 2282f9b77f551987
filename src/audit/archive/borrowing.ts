import type { Reader } from '../reader.ts';
import type { Added, Incoming } from './archive.ts';
import { addressKeys } from './address-keys.ts';
import { inSession, type Engine, type Session } from './engine.ts';
import { freshOf, newSeen } from './fresh.ts';
import { dropLot, lots, newTable, type Lot } from './lots.ts';
import { NO_RECORDS, recordsSql } from './records.ts';
import { standingOn } from './standing.ts';
import { splitSql } from './shared.ts';
import { countedIn, spansOf, summed, type Counted } from './storing.ts';

interface Borrowing {
  readonly engine: Engine;
  readonly now: Date;
  readonly log: { warn(fields: object, says: string): void };
}

/** Records that are not the archive's, in the same form, for as long as `work` takes. */
export async function borrowed<T>(
  borrowing: Borrowing,
  incoming: AsyncIterable<readonly Incoming[]> | Iterable<readonly Incoming[]>,
  work: (records: Reader, added: Added) => Promise<T>,
): Promise<T> {
  const { engine } = borrowing;
  const [table, shared] = [newTable('borrowed'), newTable('shared')];
  return inSession(engine, async (session) => {
    const seen = await newSeen(session);
    try {
      const added = await gathered(borrowing, session, incoming, { table, seen });
      await session.run(
        `create table ${shared} as select action from ${table}
          where action <> 0 group by action having count(*) > 1`,
      );
      const rows = recordsSql(`(select *, ${splitSql({ table: shared })} as split from ${table})`);
      await session.run(`create temp view records as ${rows}`);
      return await work({ rows: session.rows }, added);
    } finally {
      await session.run('drop view if exists records');
      for (const one of [table, shared, seen]) await session.run(`drop table if exists ${one}`);
    }
  });
}

interface Tables {
  readonly table: string;
  readonly seen: string;
}

async function gathered(
  { engine, now, log }: Borrowing,
  session: Session,
  incoming: AsyncIterable<readonly Incoming[]> | Iterable<readonly Incoming[]>,
  { table, seen }: Tables,
): Promise<Added> {
  const standing = standingOn(engine, []);
  const counted: Counted[] = [];
  const taken: Lot[] = [];
  await session.run(
    `create table ${table} as select * exclude (split, correlation) from (${NO_RECORDS})`,
  );
  for await (const lot of lots(engine, incoming, now))
    try {
      taken.push(lot);
      const storing = { engine, tenant: '', standing, seen, log };
      const { fresh, gone } = await freshOf(storing, session, { ...lot, days: [] });
      counted.push(...(await countedIn(session, lot.table, fresh)));
      await lend(session, lot, gone, table);
      await session.run(`insert into ${seen} select key,
        case when key is null then id end from ${fresh}`);
      for (const one of [fresh, gone]) await session.run(`drop table ${one}`);
    } finally {
      await dropLot(engine, lot);
    }
  const sum = (of: (one: Counted) => number) => counted.reduce((all, one) => all + of(one), 0);
  return {
    read: taken.reduce((all, { read }) => all + read, 0),
    stored: sum(({ stored }) => stored),
    duplicates: sum(({ duplicates }) => duplicates),
    rejected: taken.flatMap(({ rejected }) => rejected).toSorted((a, b) => a.line - b.line),
    spans: spansOf(summed(counted)),
  };
}

async function lend(session: Session, lot: Lot, gone: string, table: string): Promise<void> {
  const keys = newTable('keys');
  await addressKeys(session, lot.table, keys);
  await session.run(
    `insert into ${table} by name
      select lot.* exclude (ordinal, reason, correlation), coalesce(address_key, '') as address_key,
        lower(agent) as agent_key
      from ${lot.table} as lot anti join ${gone} as gone using (ordinal)
      left join ${keys} as keys using (address)`,
  );
  await session.run(`drop table ${keys}`);
}
