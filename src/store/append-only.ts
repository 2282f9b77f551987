import { sql, type RawBuilder } from 'kysely';

export type Kind = 'sqlite' | 'postgres';

const SAYS = 'The ledger is append-only: entries are never changed or removed.';
const refuse = sql.raw(`select raise(abort, '${SAYS}');`);

/** Leaves and cards keep what was sealed and shown: neither is ever changed. */
export const appendOnlyLeaves: Readonly<Record<Kind, readonly RawBuilder<unknown>[]>> = {
  sqlite: ['ledger_leaves', 'seen_cards'].flatMap((table) => [
    sql`create trigger ${sql.raw(`${table}_no_update`)} before update on ${sql.table(table)} begin ${refuse} end`,
    sql`create trigger ${sql.raw(`${table}_no_delete`)} before delete on ${sql.table(table)} begin ${refuse} end`,
  ]),
  postgres: ['ledger_leaves', 'seen_cards'].map(
    (table) => sql`create trigger ${sql.raw(`${table}_append_only`)}
      before update or delete or truncate on ${sql.table(table)}
      for each statement execute function ledger_refuses()`,
  ),
};

/** A card shows names, so an erasure may delete it; its digest stays in the vote. */
export const erasableCards: Readonly<Record<Kind, readonly RawBuilder<unknown>[]>> = {
  sqlite: [sql`drop trigger seen_cards_no_delete`],
  postgres: [
    sql`drop trigger seen_cards_append_only on seen_cards`,
    sql`create trigger seen_cards_no_update before update or truncate on seen_cards
      for each statement execute function ledger_refuses()`,
  ],
};

/** The database itself refuses to change the ledger, whoever asks. */
export const appendOnly: Readonly<Record<Kind, readonly RawBuilder<unknown>[]>> = {
  sqlite: [
    sql`create trigger ledger_no_update before update on ledger begin ${refuse} end`,
    sql`create trigger ledger_no_delete before delete on ledger begin ${refuse} end`,
    // `insert or replace` deletes without firing the delete trigger unless a pragma says otherwise.
    sql`create trigger ledger_no_replace before insert on ledger
      when exists (select 1 from ledger
        where tenant = new.tenant and run = new.run and seq = new.seq)
      begin ${refuse} end`,
  ],
  postgres: [
    sql`create function ledger_refuses() returns trigger language plpgsql as
      ${sql.raw(`$$ begin raise exception '${SAYS}'; end $$`)}`,
    // For each statement, because truncating has no rows to fire on.
    sql`create trigger ledger_append_only before update or delete or truncate on ledger
      for each statement execute function ledger_refuses()`,
  ],
};
