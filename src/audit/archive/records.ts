import { guidSql } from './columns-sql.ts';

/** The relation `records` of `reader.ts` from rows as they are kept. */
export const recordsSql = (rows: string): string => `select id, "at", type, workload, operation,
    message, message_key, actor, user_type, entity, record, touched, environment, address,
    address_key, agent, agent_key, result,
    ${guidSql(`json_extract_string(raw, '/CorrelationId')`)} as correlation,
    case when action = 0 then (hash(id) >> 1)::bigint else action end as action,
    split, secured, raw
  from ${rows}`;

/** Its columns without a row: a period without records can be asked about as well. */
export const NO_RECORDS = `select '' as id, timestamp '2000-01-01' as "at", 0::int as type,
  '' as workload, '' as operation, '' as message, '' as message_key, '' as actor,
  0::int as user_type, '' as entity, '' as record, 0::int as touched, '' as environment,
  '' as address, '' as address_key, '' as agent, '' as agent_key, '' as result, '' as correlation,
  0::bigint as action, false as split, false as secured, '' as raw where false`;
