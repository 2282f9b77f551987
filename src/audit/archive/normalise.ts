import {
  ACTION,
  ACTOR,
  addressSql,
  AGENT,
  ENVIRONMENT,
  GIVEN_ADDRESS,
  guidSql,
  idSql,
  MESSAGE,
  OPERATION,
  RESULT,
  SECURED,
  TABLE,
  timeSql,
  TOUCHED,
  TYPE,
  USER_TYPE,
  WORKLOAD,
} from './columns-sql.ts';
import { membersOf, outerMembersOf, outside, own, wrappedIn } from './members.ts';

/** Why a record was refused, as the statement says it. */
const WHY = ['text', 'object', 'inner', 'id', 'time', 'when'] as const;
export type Reason = (typeof WHY)[number];

export const isReason = (value: unknown): value is Reason => WHY.some((one) => one === value);

const bare = (texts: string): string => `select *, whole as raw, false as inside, false as broken,
    ${membersOf('whole')} as member
  from ${texts}`;

/** Records that may stand inside of another object, as an object or as text. */
const wrapped = (texts: string): string => `select ordinal, whole, inside,
    case when inside then inner_text else whole end as raw,
    case when inside then inner_member else member end as member,
    inner_text is not null and not inside
      and (${own('Id')} is null or ${own('CreationTime')} is null) as broken
  from (select *, inner_member is not null and try(json_type(inner_text)) = 'OBJECT' as inside
    from (select *, ${membersOf('inner_text')} as inner_member
      from (select *, nullif(trim(coalesce(wrapping[1], wrapping[2])), '') as inner_text
        from (select *, ${membersOf('whole')} as member, ${wrappedIn('whole')} as wrapping
          from ${texts}))))`;

const around = (source: string): string => `select *,
    case when inside or ${own('Id')} is null or ${own('CreationTime')} is null
      then ${outerMembersOf('whole')} end as outer_member,
    case when ${own('PropertyCollection')} is not null then try(from_json(
      ${own('PropertyCollection')}, '[{"Name":"VARCHAR","Value":"VARCHAR"}]')) end as properties
  from (${source})`;

const given = (source: string): string => `select *,
    coalesce(${own('Id')}, ${outside('id')}) as given_id,
    coalesce(${own('CreationTime')}, ${outside('at')}) as given_at,
    ${GIVEN_ADDRESS} as given_address, ${OPERATION} as operation, ${TYPE} as type
  from (${source})`;

const keys = (source: string): string => `select *, ${idSql('given_id')} as id,
    ${timeSql('given_at')} as "at", ${guidSql(own('CorrelationId'))} as correlation,
    ${TABLE} as entity, ${MESSAGE} as message
  from (${source})`;

const REASON = `case
  when member is null then case when json_valid(whole) then 'object' else 'text' end
  when broken then 'inner'
  when id is null and json_type(whole) <> 'OBJECT' then 'object'
  when id is null then 'id'
  when "at" is null then 'time'
  when "at" < timestamp '2000-01-01' or "at" > $1::timestamp then 'when' end`;

const columns = (source: string): string => `select ordinal, ${REASON} as reason, id, "at", type,
    ${WORKLOAD} as workload, operation, message, message_key, ${ACTOR} as actor,
    ${USER_TYPE} as user_type, entity, ${guidSql(own('EntityId'))} as record,
    ${TOUCHED}::int as touched, ${ENVIRONMENT} as environment,
    ${addressSql('given_address')} as address, ${AGENT} as agent, ${RESULT} as result,
    correlation, ${ACTION} as action, ${SECURED} as secured, raw
  from (select *, lower(message) as message_key from (${source}))`;

/**
 * The rows of a lot from a relation of texts (`ordinal`, `whole`); each text is parsed once. Bound is
 * the latest time that can be believed. Columns that are made of others (`address_key`, `agent_key`,
 * `split`) come when a segment is written.
 */
export const normalised = (texts: string, mayBeWrapped: boolean): string =>
  columns(keys(given(around(mayBeWrapped ? wrapped(texts) : bare(texts)))));
