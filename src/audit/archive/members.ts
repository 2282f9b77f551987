/** Members of a record that columns are made of (Management Activity API schema, and Dynamics'). */
export const MEMBERS = [
  'Id',
  'CreationTime',
  'RecordType',
  'UserType',
  'Workload',
  'Operation',
  'ResultStatus',
  'UserId',
  'UserUpn',
  'ClientIP',
  'ClientIPAddress',
  'ActorIpAddress',
  'UserAgent',
  'Message',
  'ObjectId',
  'EntityName',
  'EntityId',
  'QueryResults',
  'InstanceUrl',
  'EnvironmentId',
  'CorrelationId',
  'Fields',
  'PropertyCollection',
] as const;
export type Member = (typeof MEMBERS)[number];

/** What Graph, `Search-UnifiedAuditLog` and Purview's export write around a record. */
const OUTSIDE = {
  id: ['id', 'Identity', 'RecordId'],
  at: ['createdDateTime', 'CreationDate'],
  type: ['auditLogRecordType', 'RecordType'],
  userType: ['userType', 'UserType'],
  workload: ['service', 'Workload'],
  operation: ['operation', 'Operations', 'Operation'],
  actor: ['userPrincipalName', 'userId', 'UserIds', 'UserId'],
  address: ['clientIp', 'ClientIp', 'ClientIP'],
  object: ['objectId', 'ObjectId'],
} as const;
export type Outside = keyof typeof OUTSIDE;
const OUTER: readonly string[] = Object.values(OUTSIDE).flat();

// JSON pointers: unlike paths with dots they mean the same whatever the name.
const pointers = (names: readonly string[]): string =>
  `[${names.map((name) => `'/${name}'`).join(', ')}]`;

/** Texts of members of a JSON text, read in one pass; null where it is not JSON. */
const texts = (json: string, names: readonly string[]): string =>
  `try(json_extract_string(${json}, ${pointers(names)}))`;

/** As one structure: what is asked for once too often costs nothing there. */
const STRUCTURE = `{${MEMBERS.map((name) => `"${name}":"VARCHAR"`).join(',')}}`;
export const membersOf = (json: string): string => `try(json_transform(${json}, '${STRUCTURE}'))`;
export const outerMembersOf = (json: string): string => texts(json, OUTER);
export const wrappedIn = (json: string): string => texts(json, ['AuditData', 'auditData']);

/** One member of what `membersOf` gives, named `member`; null where it says nothing. */
export const own = (name: Member): string => `nullif(member.${name}, '')`;

/** The names of something outside of the record, in order, out of `outer_member`. */
export const outside = (name: Outside): string =>
  OUTSIDE[name].map((each) => `nullif(outer_member[${OUTER.indexOf(each) + 1}], '')`).join(', ');

/** A value of `PropertyCollection`, which records of type 256 carry. */
export const property = (name: string): string =>
  `nullif(list_filter(properties, lambda each: each.Name = '${name}')[1].Value, '')`;
