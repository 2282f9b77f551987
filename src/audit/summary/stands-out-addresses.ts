import type { Cells } from '../reader.ts';
import { bindings } from '../sql.ts';
import { daysBefore, inSpanSql, knows, whereSql } from './asking.ts';
import type { Asking } from './asking.ts';
import { numberIn, textIn } from './cells.ts';
import { NAMED, numbered, ofPeople } from './finding.ts';
import type { About, Finding } from './finding.ts';
import { narrowed } from './narrowed.ts';
import { THRESHOLDS } from './thresholds.ts';

const { addressDays, most } = THRESHOLDS;

// Privacy extensions give a device another IPv6 address every day, in the same /64.
const NETWORK = `case when "address_key" = '' then "address"
  when starts_with("address_key", '00000000000000000000ffff') then "address_key"
  else left("address_key", 16) end`;

/** The days in which an address must not have been seen. */
export const addressHistory = ({ query }: Pick<Asking, 'query'>) => {
  const { from } = query.period;
  return { from: daysBefore(from, addressDays), to: from };
};

function statement(asking: Asking) {
  const binds = bindings(asking.query.period);
  const here = whereSql(asking, asking.query.period, binds, ofPeople(asking));
  const sql = `with pairs as (
      select "actor", "address", "address_key", count(*) as "records" from records
      where ${here} and "address" <> '' and ${NAMED} group by all),
    here as (select "actor", ${NETWORK} as "network", min("address") as "address",
      sum("records") as "records" from pairs group by all),
    seen as (select "actor", "address", "address_key" from records
      where ${inSpanSql(addressHistory(asking), binds)} and "address" <> '' group by all),
    earlier as (select distinct "actor", ${NETWORK} as "network" from seen)
    select "actor", "address", "records"::double as "records",
      "actor" in (select "actor" from earlier) as "known"
    from here anti join earlier using ("actor", "network")
    order by "known" desc, "records" desc, "actor", "address" limit ${binds.bind(most)}`;
  return { sql, values: binds.values };
}

/** From `actor`, `address`, `records` and whether the user is `known`. */
export function addressFinding({ query }: About, row: Cells): Finding {
  const [user, address] = [textIn(row, 'actor'), textIn(row, 'address')];
  const records = numberIn(row, 'records');
  const known = row.known === true;
  const others = known ? '' : `; nothing of this user was seen in those days at all`;
  return {
    // Somebody who was not seen before has no usual address either, which says less.
    strength: (known ? 2 : 1) + Math.log10(records),
    outlier: {
      rule: 'new addresses',
      says: `An address, or for IPv6 its /64 network, from which nothing of this user was recorded in the ${addressDays} days before the period. Background records are left out unless they are asked for.`,
      about: user,
      found: `${user} was at ${address}, which is new: ${numbered(records)} record${records === 1 ? '' : 's'} in the period${others}.`,
      value: records,
      filters: narrowed(query, { user: [user], address: [address] }),
    },
  };
}

/** Users at addresses that are new for them; nothing where the days before are not known. */
export async function newAddresses(asking: Asking): Promise<readonly Finding[]> {
  if (!knows(asking, addressHistory(asking))) return [];
  const { sql, values } = statement(asking);
  const rows = await asking.reader.rows(sql, values);
  return rows.map((row) => addressFinding(asking, row));
}
