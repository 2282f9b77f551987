import type { NumberColumn, TextColumn } from '../condition.ts';

/** Lower-case text of a column of `records`, by its name in conditions. */
export const TEXT_SQL: Readonly<Record<TextColumn, string>> = {
  workload: 'lower("workload")',
  operation: 'lower("operation")',
  message: '"message_key"',
  actor: '"actor"',
  table: '"entity"',
  record: '"record"',
  environment: '"environment"',
  address: 'lower("address")',
  agent: '"agent_key"',
  result: '"result"',
};

export const NUMBER_SQL: Readonly<Record<NumberColumn, string>> = {
  type: '"type"',
  userType: '"user_type"',
  touched: '"touched"',
};
