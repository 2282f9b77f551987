import { outside, own, property } from './members.ts';
import { RECORD_TYPES_SQL, USER_TYPES_SQL } from './record-types.ts';

const ZERO = '00000000-0000-0000-0000-000000000000';
const GUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const MOMENT = '\\d{4}-\\d\\d-\\d\\d[Tt ]\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,9})?';

/** In lower case, `''` for the GUID that stands for none. */
export const guidSql = (value: string): string =>
  `coalesce(nullif(lower(${value}), '${ZERO}'), '')`;

/** GUIDs in lower case, any other id to the letter. */
export const idSql = (value: string): string => `case
  when ${value} = lower(${value}) then ${value}
  when regexp_full_match(lower(${value}), '${GUID}') then lower(${value})
  else ${value} end`;

/** UTC where no zone is said. DuckDB's plain cast would leave an offset out of account. */
export const timeSql = (value: string): string => `case
  when regexp_full_match(${value}, '${MOMENT}[Zz]?') then try_cast(${value} as timestamp)
  when regexp_full_match(${value}, '${MOMENT} ?[+-]\\d\\d:?\\d\\d')
    then timezone('UTC', try_cast(${value} as timestamptz)) end`;

const numberSql = (value: string, names: string): string =>
  `coalesce(try_cast(${value} as integer), ${names}[lower(${value})], -1)`;

export const TYPE = numberSql(
  `coalesce(${own('RecordType')}, ${outside('type')})`,
  RECORD_TYPES_SQL,
);
export const USER_TYPE = numberSql(
  `coalesce(${own('UserType')}, ${outside('userType')})`,
  USER_TYPES_SQL,
);

export const OPERATION = `coalesce(${own('Operation')}, ${outside('operation')}, '')`;
export const WORKLOAD = `coalesce(${own('Workload')}, ${outside('workload')}, '')`;

/** The message, else the first word of the object (Dynamics), else the activity's name. */
export const MESSAGE = `coalesce(
  ${own('Message')},
  case when type = 21 then nullif(split_part(
    coalesce(${own('ObjectId')}, ${outside('object')}), ' ', 1), '') end,
  ${property('powerplatform.analytics.activity.name')},
  operation)`;

export const ACTOR = `lower(case when contains(${own('UserId')}, '@') then ${own('UserId')} else
  coalesce(${own('UserUpn')}, ${property('enduser.principal_name')}, ${own('UserId')},
    ${outside('actor')}, '') end)`;

export const TABLE = `coalesce(nullif(lower(${own('EntityName')}), 'unknown'), '')`;

/** The shape that nearly all have costs a tenth of what the general pattern does. */
const host = (url: string): string => `case
  when ${url} is null then ''
  when starts_with(${url}, 'https://') and not contains(substr(${url}, 7), ':')
    and not contains(${url}, '@') and not contains(${url}, '?') and not contains(${url}, '#')
    then lower(split_part(${url}, '/', 3))
  else regexp_extract(lower(trim(${url})), '^(?:[a-z][a-z0-9+.-]*://)?(?:[^/?#@]*@)?([^/:?#@]+)', 1)
  end`;

export const ENVIRONMENT = `case when type = 256 then lower(coalesce(${own('EnvironmentId')},
    ${property('powerplatform.analytics.resource.environment.id')}, ''))
  else ${host(own('InstanceUrl'))} end`;

export const GIVEN_ADDRESS = `trim(lower(coalesce(
  ${own('ClientIP')}, ${own('ClientIPAddress')}, ${own('ActorIpAddress')},
  ${property('enduser.ip_address')}, ${outside('address')}, '')))`;

/** Without brackets and port. An IPv6 address is never cut at one of its colons. */
export const addressSql = (value: string): string => `case
  when starts_with(${value}, '[') then split_part(substr(${value}, 2), ']', 1)
  when regexp_full_match(${value}, '\\d+\\.\\d+\\.\\d+\\.\\d+:[^:]*')
    then split_part(${value}, ':', 1)
  else ${value} end`;

export const AGENT = `coalesce(${own('UserAgent')}, ${property('user_agent.original')}, '')`;

export const RESULT = `case lower(${own('ResultStatus')})
  when 'success' then 'ok' when 'succeeded' then 'ok' when 'true' then 'ok'
  when 'partiallysucceeded' then 'partial'
  when 'failed' then 'failed' when 'failure' then 'failed' when 'false' then 'failed'
  else 'unknown' end`;

const IDS = own('QueryResults');
/** Ids in a list with commas between them; blanks are looked for only where there may be some. */
export const TOUCHED = `case when ${IDS} is null then 0
  when regexp_matches(${IDS}, '\\s|,,|^,|,$') then
    len(list_filter(string_split(${IDS}, ','), lambda each: trim(each) <> ''))
  else len(string_split(${IDS}, ',')) end`;

/** The first look leaves out nearly all records before the list is read. */
export const SECURED = `coalesce(case when contains(${own('Fields')}, '"*"') then
  list_contains(try(json_extract_string(${own('Fields')}, '$[*].Value')), '*') end, false)`;

/**
 * A number that the parts of an action share, 0 for a record that can have no other part. MD5, for it
 * must stay the same in every version of DuckDB: segments of many years are counted together.
 */
export const ACTION = `case when correlation = '' then 0::bigint else
  (md5_number_lower(concat_ws(chr(31), correlation, entity, message_key)) >> 1)::bigint end`;
