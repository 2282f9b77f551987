import { z } from 'zod';

export const EnvironmentAnswer = z.object({
  id: z.string(),
  name: z.string(),
  url: z.url(),
  apiUrl: z.url(),
  organisationId: z.string(),
  sku: z.string(),
});
export type EnvironmentAnswer = z.infer<typeof EnvironmentAnswer>;

const TABLE = /^[a-z][a-z0-9_]*$/;

export const Answers = z.object({
  environment: EnvironmentAnswer,
  /** Reason given for making the bot a user of the environment; absent: not wished. */
  addRole: z.string().min(3).max(300).optional(),
  /** Reads as well as changes; production only. */
  reads: z.boolean(),
  tables: z.array(z.string().regex(TABLE)).min(1).max(1000),
  /** `table.column`. */
  columns: z.array(z.string().regex(/^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$/)).max(200),
  /** Days to keep audit rows, -1 for ever; absent: leave as it is. */
  retentionDays: z.number().int().min(-1).max(24_855).optional(),
});
export type Answers = z.infer<typeof Answers>;

export const hostOf = (environment: EnvironmentAnswer): string => new URL(environment.url).host;

export const subjectOf = (environment: EnvironmentAnswer): string =>
  `dataverse/${hostOf(environment)}`;
