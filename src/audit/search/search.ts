import { z } from 'zod';
import type { Data } from '../../core/data.ts';
import { AuditQuery } from '../query.ts';

const Instant = z.iso.datetime();

const Slice = z.object({
  /** Counts up within its search, and names what was found. */
  number: z.number().int(),
  from: Instant,
  to: Instant,
  /** Late records may still come: what is found is no more than what is there by now. */
  settling: z.boolean(),
  /**
   * `creating`: Microsoft may have been asked, its name tells · `running`: being searched there ·
   * `reading`: found, and on its way here.
   */
  state: z.enum(['planned', 'creating', 'running', 'reading', 'done', 'failed']),
  /** Which time it is asked for, from 1. */
  attempt: z.number().int(),
  /** Nothing was found at first: asked again, with a new sign-in and nothing but times and types. */
  doubted: z.boolean(),
  askedAt: Instant.optional(),
  lookAt: Instant.optional(),
  looks: z.number().int(),
  /** Refusals in a row that pass by themselves. */
  troubles: z.number().int(),
  ref: z.object({ id: z.string(), version: z.enum(['v1.0', 'beta']) }).optional(),
  limit: z.number().optional(),
  cutOff: z.boolean(),
  /** Where the next page is, and an earlier one to tell a circle by. */
  next: z.string().optional(),
  mark: z.string().optional(),
  pages: z.number().int(),
  /** Brought by Microsoft, some twice, some from outside of the time. */
  brought: z.number().int(),
  /** Kept here, and up to which byte. */
  records: z.number().int(),
  bytes: z.number().int(),
  outside: z.number().int(),
  /** Only in one of two readings of the same result. */
  differing: z.number().int(),
  why: z.string().optional(),
});
export type Slice = Readonly<z.infer<typeof Slice>>;

const Search = z.object({
  query: AuditQuery,
  by: z.object({ id: z.string(), name: z.string() }),
  begunAt: Instant,
  from: Instant,
  to: Instant,
  body: z.object({
    recordTypeFilters: z.array(z.string()).readonly().exactOptional(),
    operationFilters: z.array(z.string()).readonly().exactOptional(),
    userPrincipalNameFilters: z.array(z.string()).readonly().exactOptional(),
  }),
  /** Record types searched; left out: all. */
  types: z.array(z.number().int()).readonly().exactOptional(),
  permission: z.string(),
  after: z.array(z.string()).readonly(),
  slices: z.array(Slice).readonly(),
  /** Record types that were found, beside Dynamics. */
  found: z.array(z.number().int()).readonly(),
  state: z.enum(['searching', 'done', 'failed']),
  endedAt: Instant.optional(),
  why: z.string().optional(),
  /** Why the archive did not take what was found. */
  notKept: z.string().optional(),
  /** Whoever delivers the answer has it. */
  told: z.boolean(),
});
/** A search at Microsoft that survives restarts: it is kept with each step that it makes. */
export type Search = Readonly<z.infer<typeof Search>>;

export const findSearchIn = (value: Data | undefined): Search | undefined =>
  Search.safeParse(value).data;

export const dataOf = (search: Search): Data => JSON.parse(JSON.stringify(search));

/** Under way at Microsoft, or perhaps. */
export const isAsked = ({ state }: Slice): boolean => state === 'creating' || state === 'running';
export const isOver = ({ state }: Slice): boolean => state === 'done' || state === 'failed';
