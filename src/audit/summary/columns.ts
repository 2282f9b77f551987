import type { Condition, NumberColumn, TextColumn } from '../condition.ts';

const NAMES: Readonly<Record<TextColumn | NumberColumn, string>> = {
  workload: '"workload"',
  operation: '"operation"',
  message: '"message_key"',
  actor: '"actor"',
  table: '"entity"',
  record: '"record"',
  environment: '"environment"',
  address: '"address"',
  agent: '"agent_key"',
  result: '"result"',
  type: '"type"',
  userType: '"user_type"',
  touched: '"touched"',
};

function namesIn(condition: Condition): readonly string[] {
  switch (condition.kind) {
    case 'all':
    case 'any':
      return condition.of.flatMap(namesIn);
    case 'not':
      return namesIn(condition.of);
    case 'is':
    case 'starts':
    case 'holds':
    case 'like':
    case 'number':
      return [NAMES[condition.column]];
    case 'within':
      return ['"address_key"'];
    case 'touches':
      return ['"record"', '"touched"', '"raw"'];
    case 'field':
      return ['"raw"'];
    case 'clock':
      return ['"at"'];
  }
}

/** The columns of `records` that decide about a condition, each once. */
export const columnsOf = (condition: Condition): readonly string[] => [
  ...new Set(namesIn(condition)),
];
