import type { Trace } from '../../core/step.ts';
import { hostOf, type EnvironmentAnswer } from './answers.ts';

/** Record type of everything that happens in Dynamics 365. */
const CRM = 21;

/** Messages as they are logged for one environment. */
const said =
  (...messages: readonly string[]) =>
  (environment: EnvironmentAnswer, ...holds: readonly string[]): readonly Trace[] => [
    { messages, types: [CRM], holds: [hostOf(environment), ...holds] },
  ];

const SENTENCES = [
  'Disable Organization Audit',
  'User Access Audit is disabled on the organization',
] as const;

/** Where changes of auditing from outside are logged. */
export const TRACES = {
  switches: (environment: EnvironmentAnswer): readonly Trace[] => [
    ...said('Update')(environment, '"organization"', 'audit'),
    ...said(...SENTENCES)(environment),
  ],
  /** The record names the table's definition by its id, so that any table's is a candidate. */
  tables: said('UpdateEntity'),
  columns: said('UpdateAttribute'),
  role: (environment: EnvironmentAnswer): readonly Trace[] =>
    said('Disassociate', 'Update')(environment, '"systemuser"'),
} as const;
