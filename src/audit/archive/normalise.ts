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
export type Reason = 'text' | 'object' | 'inner' | 'id' | 'time' | 'when';

/** Texts of an inbox as rows: what is joined there is split here, with a number for each. */
const TEXTS = `select unnest(list) as whole, latest,
    unnest(coalesce(numbers, range(first, first + len(list)::int)::int[])) as ordinal
  from (select string_split(texts, chr(1)) as list, string_split(ordinals, ',')::int[] as numbers,
    first, latest from inbox)`;

const BARE = `select *, whole as raw, false as inside, false as broken,
    ${membersOf('whole')} as member
  from (${TEXTS})`;

/** Records that may stand inside of another object, as an object or as text. */
const WRAPPED = `select ordinal, whole, latest, inside,
    case when inside then inner_text else whole end as raw,
    case when inside then inner_member else member end as member,
    inner_text is not null and not inside
      and (${own('Id')} is null or ${own('CreationTime')} is null) as broken
  from (select *, inner_member is not null and json_type(inner_text) = 'OBJECT' as inside
    from (select *, ${membersOf('inner_text')} as inner_member
      from (select *, nullif(trim(coalesce(wrapping[1], wrapping[2])), '') as inner_text
        from (select *, ${membersOf('whole')} as member, ${wrappedIn('whole')} as wrapping
          from (${TEXTS})))))`;

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
  when member is null then 'text'
  when broken then 'inner'
  when id is null and json_type(whole) <> 'OBJECT' then 'object'
  when id is null then 'id'
  when "at" is null then 'time'
  when "at" < timestamp '2000-01-01' or "at" > latest then 'when' end`;

const columns = (source: string): string => `select ordinal, ${REASON} as reason, id, "at", type,
    ${WORKLOAD} as workload, operation, message, message_key, ${ACTOR} as actor,
    ${USER_TYPE} as user_type, entity, ${guidSql(own('EntityId'))} as record,
    ${TOUCHED}::int as touched, ${ENVIRONMENT} as environment,
    ${addressSql('given_address')} as address, ${AGENT} as agent, ${RESULT} as result,
    correlation, ${ACTION} as action, ${SECURED} as secured,
    case when contains(raw, chr(10)) then translate(raw, chr(10) || chr(13), '  ') else raw end
      as raw
  from (select *, lower(message) as message_key from (${source}))`;

/**
 * The rows of a lot from the texts in the table `inbox`: each text is parsed once. Columns that are
 * made of others (`address_key`, `agent_key`, `split`) come when a segment is written.
 */
export const normalised = ({ wrapped }: { readonly wrapped: boolean }): string =>
  columns(keys(given(around(wrapped ? WRAPPED : BARE))));

export const INBOX = `create temp table inbox
  (texts varchar, ordinals varchar, first int, latest timestamp)`;

export const lotTable = (name: string): string => `create table ${name} (
  ordinal int, reason varchar, id varchar, "at" timestamp, type int, workload varchar,
  operation varchar, message varchar, message_key varchar, actor varchar, user_type int,
  entity varchar, record varchar, touched int, environment varchar, address varchar, agent varchar,
  result varchar, correlation varchar, action bigint, secured boolean, raw varchar)`;
