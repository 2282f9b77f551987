import { findRange } from '../address-range.ts';
import type { Session } from './engine.ts';

const AT_ONCE = 1000;

/** Addresses of a relation with the numbers they are compared by: a table beside it. */
export async function addressKeys(session: Session, relation: string, table: string) {
  await session.run(`create table ${table} (address varchar, address_key varchar)`);
  const rows = await session.rows(`select distinct address from ${relation} where address <> ''`);
  const known = rows.flatMap(({ address }) => {
    const key = findRange(String(address))?.first;
    return key === undefined || String(address).includes('/') ? [] : [[String(address), key]];
  });
  for (let at = 0; at < known.length; at += AT_ONCE) {
    const some = known.slice(at, at + AT_ONCE);
    const marks = some.map((_, index) => `($${index * 2 + 1}, $${index * 2 + 2})`).join(', ');
    await session.run(`insert into ${table} values ${marks}`, some.flat());
  }
}
