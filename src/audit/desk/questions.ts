import { createHash, randomInt } from 'node:crypto';
import { z } from 'zod';
import { DAY } from '../../core/clock.ts';
import type { Data } from '../../core/data.ts';
import type { Keep } from '../../core/keep.ts';
import { AuditQuery, FIELDS, SOURCES, type Filter } from '../query.ts';
import { sentenceOf } from '../sentence.ts';

/** What is kept of a question that was asked, so that its card's buttons and texts lead back to it. */
const Question = z.object({
  query: AuditQuery,
  /** Object id of who asked. */
  by: z.string(),
  at: z.iso.datetime(),
  /** Where its answer came from: its records are listed from there. */
  source: z.enum(SOURCES).optional(),
  /** Search at Microsoft that answers it. */
  search: z.string().optional(),
  /** How it was understood where something was left open. */
  assumed: z.array(z.string()).optional(),
  /** Rows of its answer that can be looked closer at, and the filters they stand for. */
  closer: z
    .array(
      z.object({
        value: z.string(),
        filters: z.array(
          z.object({ field: z.enum(FIELDS), is: z.boolean(), values: z.array(z.string()) }),
        ),
      }),
    )
    .optional(),
});
export type Question = z.infer<typeof Question>;

const KIND = 'question';
const LETTERS = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
/** `Q7K2F9`: one letter that says what it is, and five that are easy to tell apart. */
export const REFERENCE = /^Q[2-9A-HJ-NP-Z]{5}$/;

const newReference = (): string =>
  `Q${Array.from({ length: 5 }, () => LETTERS[randomInt(LETTERS.length)]).join('')}`;

/** Made from a name, by the same rule for ever. */
function referenceFor(name: string): string {
  const bytes = createHash('sha256').update(name).digest().subarray(0, 5);
  return `Q${[...bytes].map((byte) => LETTERS[byte % LETTERS.length]).join('')}`;
}

const isSame = (one: Question, other: Question): boolean =>
  one.by === other.by && sentenceOf(one.query) === sentenceOf(other.query);

/** Cards older than this have to be asked anew. */
const KEPT = 30 * DAY;

const dataOf = (question: Question): Data => JSON.parse(JSON.stringify(question));

export function questionsIn(keep: Keep, tenant: string) {
  async function add(question: Question): Promise<string> {
    const reference = newReference();
    const isNew = await keep.put(tenant, KIND, {
      key: reference,
      value: dataOf(question),
      version: 0,
    });
    return isNew ? reference : add(question);
  }

  async function find(reference: string): Promise<Question | undefined> {
    const kept = REFERENCE.test(reference) ? await keep.find(tenant, KIND, reference) : undefined;
    return Question.safeParse(kept?.value).data;
  }

  /** The same `name` gives the same reference, so that doing it twice adds one question. */
  async function addAs(name: string, question: Question, turn = 0): Promise<string> {
    const key = referenceFor(`${name}/${turn}`);
    const value = dataOf(question);
    if (await keep.put(tenant, KIND, { key, value, version: 0 })) return key;
    // Another question may have that reference by chance.
    const there = await find(key);
    return there !== undefined && isSame(there, question) ? key : addAs(name, question, turn + 1);
  }

  return {
    add,

    addAs,
    find,

    /** What became known about it since: the last word wins, for it is only about its card. */
    async change(reference: string, more: Partial<Question>): Promise<void> {
      const kept = await keep.find(tenant, KIND, reference);
      const question = Question.safeParse(kept?.value).data;
      if (kept === undefined || question === undefined) return;
      const value = dataOf({ ...question, ...more });
      await keep.put(tenant, KIND, { key: reference, value, version: kept.version });
    },

    /** References of the questions that a search answers. */
    async searchedBy(search: string): Promise<readonly string[]> {
      return (await keep.list(tenant, KIND)).flatMap(({ key, value }) =>
        Question.safeParse(value).data?.search === search ? [key] : [],
      );
    },

    /** Forgets the old ones; the journal keeps that they were asked. */
    async prune(now: Date): Promise<void> {
      for (const { key, value, version } of await keep.list(tenant, KIND)) {
        const at = Question.safeParse(value).data?.at ?? '';
        if (!(Date.parse(at) > now.getTime() - KEPT)) await keep.delete(tenant, KIND, key, version);
      }
    },
  };
}

export type Questions = ReturnType<typeof questionsIn>;

/** The filters behind a row of a card, as it was drawn. */
export const filtersAt = (
  { closer = [] }: Question,
  value: string,
): readonly Filter[] | undefined => closer.find((row) => row.value === value)?.filters;
