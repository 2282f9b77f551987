import { z } from 'zod';

import { ACTORS, REPORTS, VERBS, WORKLOADS } from '../words/ids.ts';
import { Rule } from './rule.ts';

/** Verbs, actors and workloads that questions can name; a file may reword them, not leave them out. */
export const NEEDED = {
  verbs: VERBS,
  actors: ACTORS,
  workloads: WORKLOADS,
  reports: REPORTS,
} as const;

const Id = z
  .string()
  .regex(/^[a-z][a-z0-9 -]{0,59}$/, 'lower-case letters, digits, blanks, hyphens');
const Text = z.string().min(1).max(600);

export const NameSet = z.strictObject({
  title: Text,
  values: z.array(z.string().max(400)).min(1).max(2000).readonly(),
});
export const Kind = z.strictObject({
  title: Text,
  /** What is in it and what is not, for people. */
  says: Text,
  source: Text,
  date: z.string().regex(/^\d{4}-\d{2}(?:-\d{2})?$/, 'YYYY-MM or YYYY-MM-DD'),
  confidence: z.enum(['documented', 'partly documented', 'derived', 'unconfirmed']),
  rule: Rule,
});
const Kinds = z.record(Id, Kind);

export const File = z.strictObject({
  sets: z.record(z.string().regex(/^[A-Z][A-Z0-9_]{0,59}$/, 'capitals, digits, _'), NameSet),
  switches: z.record(z.string().max(60), z.boolean()),
  /** The first that holds wins where each record counts once (`kindsOf`). */
  verbs: Kinds,
  actors: Kinds,
  reports: Kinds,
  workloads: Kinds,
  noise: Kind,
  /** Reports in the order in which they claim a record for a share. */
  share: z.array(z.string()).min(1).readonly(),
  bursts: z.strictObject({
    verbs: z.array(z.string()).min(1).readonly(),
    count: z.int().min(2).max(1_000_000),
    minutes: z.int().min(1).max(1440),
  }),
});
export type File = z.infer<typeof File>;
export type NameSet = Readonly<z.infer<typeof NameSet>>;
export type Kind = Readonly<z.infer<typeof Kind>>;
