import type { Dimension, Field, Measure, SourceName } from '../query.ts';

/** What people call a field or a dimension. */
export const LABELS: Readonly<Record<Field | Dimension, string>> = {
  user: 'user',
  verb: 'verb',
  message: 'message',
  table: 'table',
  environment: 'environment',
  address: 'address',
  result: 'result',
  workload: 'workload',
  type: 'record type',
  record: 'record',
  actor: 'kind of user',
  agent: 'client',
  report: 'report',
  hours: 'time',
  noise: 'noise',
  'hour of day': 'hour of day',
  weekday: 'weekday',
};

export const MEASURE_LABELS: Readonly<Record<Measure, string>> = {
  actions: 'actions',
  records: 'audit records',
  users: 'different users',
  tables: 'different tables',
  addresses: 'different addresses',
};

export const SOURCE_LABELS: Readonly<Record<SourceName, string>> = {
  archive: 'the archive',
  graph: 'Microsoft Graph',
  'log analytics': 'Log Analytics',
};
