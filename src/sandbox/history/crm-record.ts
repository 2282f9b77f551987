import type { SeededOrganisation } from '../environments-seed.ts';
import { TENANT_ID } from '../people.ts';
import type { Colleague } from './cast.ts';
import { diceOf, type Dice } from './dice.ts';
import type { Happened } from './happened.ts';

const NO_ID = '00000000-0000-0000-0000-000000000000';

/** Who calls Dataverse, from where, with what. */
export interface Caller {
  readonly userId: string;
  readonly userKey: string;
  readonly userType: number;
  readonly address: string;
  readonly agent: string;
}

export interface Message {
  readonly message: string;
  /** Undefined: not tied to a table. */
  readonly table?: string;
  readonly row?: string;
  readonly name?: string;
  readonly fields?: Readonly<Record<string, string>>;
  readonly query?: string;
  /** Rows that were read. */
  readonly results?: readonly string[];
}

export const callerOf = (
  { upn, key, agent }: Colleague,
  address: string,
  more: Partial<Caller> = {},
): Caller => ({ userId: upn, userKey: key, userType: 0, address, agent, ...more });

/** About 3 KB a record: longer ones are cut and share a correlation id. */
const PART = 40;

function partsOf(results: readonly string[], correlation: string): readonly (readonly string[])[] {
  if (correlation === NO_ID) return [results];
  const starts = Array.from({ length: Math.ceil(results.length / PART) }, (_, n) => n * PART);
  return starts.map((start) => results.slice(start, start + PART));
}

const linkTo = ({ url }: SeededOrganisation, { table, row }: Message) =>
  table === undefined || row === undefined
    ? `${url}/`
    : `${url}/main.aspx?etn=${table}&pagetype=entityrecord&id=${row}`;

const fieldsOf = ({ fields = {} }: Message) =>
  Object.entries(fields).map(([Name, Value]) => ({ Name, Value }));

const commonOf = (at: number, who: Caller) => ({
  CreationTime: new Date(at).toISOString().slice(0, 19),
  Operation: 'CrmDefaultActivity',
  OrganizationId: TENANT_ID,
  RecordType: 21,
  ResultStatus: 'Success',
  UserKey: who.userKey,
  UserType: who.userType,
  Version: 1,
  Workload: 'CRM',
  ClientIP: who.address,
  UserId: who.userId,
  UserAgent: who.agent,
});

const specialOf = (org: SeededOrganisation, said: Message) => ({
  ObjectId: `${said.message} ${said.table ?? ''}`,
  CrmOrganizationUniqueName: org.uniqueName,
  Fields: fieldsOf(said),
  InstanceUrl: `${org.url}/`,
  ItemType: 'Dynamics365',
  ItemUrl: linkTo(org, said),
  EntityId: said.row ?? NO_ID,
  EntityName: said.table ?? 'Unknown',
  Message: said.message,
  PrimaryFieldValue: said.name ?? '',
  Query: said.query ?? '',
  ServiceContextId: NO_ID,
  ServiceContextIdType: '',
  ServiceName: '',
});

/** The Dataverse user behind a name in an environment. */
const systemUser = (org: SeededOrganisation, userId: string) =>
  diceOf('systemuser', org.uniqueName, userId).guid();

/** One SDK message as activity logging writes it: one record, or several for a long one. */
export function crm(
  dice: Dice,
  org: SeededOrganisation,
  at: number,
  who: Caller,
  said: Message,
): readonly Happened[] {
  const { results = [] } = said;
  const CorrelationId = results.length > PART ? dice.guid() : NO_ID;
  const user = {
    SystemUserId: systemUser(org, who.userId),
    UserUpn: who.userId.includes('@') ? who.userId : '',
  };
  const record = { ...commonOf(at, who), ...specialOf(org, said), CorrelationId, ...user };
  return partsOf(results, CorrelationId).map((part) => ({
    at,
    record: { Id: dice.guid(), ...record, QueryResults: part.join(',') },
  }));
}
