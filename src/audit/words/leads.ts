import type { Field } from '../query.ts';
import type { Prep } from './sense.ts';

/** Which fields a preposition may lead to. */
export const LEADS: Readonly<Record<Prep, readonly Field[]>> = {
  by: ['user', 'actor'],
  per: [],
  from: ['user', 'actor', 'address', 'environment', 'workload', 'table', 'agent'],
  in: ['environment', 'workload', 'table', 'hours', 'report'],
  on: ['record', 'table', 'workload', 'hours', 'environment'],
  of: ['verb', 'message', 'user', 'actor', 'table', 'record', 'report', 'type'],
  for: [
    'verb',
    'message',
    'user',
    'actor',
    'table',
    'record',
    'report',
    'environment',
    'workload',
    'address',
    'type',
    'result',
  ],
  to: ['table', 'record'],
  with: ['agent', 'result', 'type', 'address', 'message'],
  via: ['agent'],
  at: ['hours'],
  during: ['hours'],
};
