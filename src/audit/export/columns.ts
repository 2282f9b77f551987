import type { AuditRecord } from '../record.ts';

export interface ColumnOf {
  readonly name: keyof AuditRecord;
  readonly about: string;
}

/** The columns of an exported table, in their order. New ones are added at the end, none goes. */
export const COLUMNS: readonly ColumnOf[] = [
  { name: 'at', about: 'When it happened (UTC)' },
  { name: 'id', about: 'Id of the audit record' },
  {
    name: 'type',
    about: 'Record type: 21 is Dynamics 365, 256 the Power Platform’s administration',
  },
  { name: 'workload', about: 'Service that wrote the record' },
  { name: 'operation', about: 'Operation, as delivered' },
  { name: 'message', about: 'What was done' },
  { name: 'actor', about: 'Who did it: user, application or system' },
  { name: 'userType', about: 'Kind of user, 0 to 10; empty where it is not said' },
  { name: 'table', about: 'Table of Dataverse' },
  { name: 'record', about: 'Id of the row that was touched' },
  { name: 'touched', about: 'How many rows the record names: a lower bound' },
  { name: 'environment', about: 'Host name or id of the environment' },
  { name: 'address', about: 'Client address' },
  { name: 'agent', about: 'Client program, as delivered' },
  { name: 'result', about: 'ok, partial, failed or unknown' },
  { name: 'correlation', about: 'Records of one action share it' },
];

/** What stands in a column; nothing where nothing is known. */
export function valueOf(record: AuditRecord, { name }: ColumnOf): string | number {
  const value = record[name];
  return name === 'userType' && value === -1 ? '' : value;
}
