import { randomInt } from 'node:crypto';
import { z } from 'zod';
import type { Data } from '../../core/data.ts';
import type { Keep } from '../../core/keep.ts';
import { SPOOLED } from './export-spool.ts';

const Fields = z.object({
  /** Object id of who asked; nobody else gets it. */
  by: z.string(),
  file: z.string().regex(SPOOLED),
  name: z.string(),
  size: z.int().positive(),
  sha256: z.string(),
  rows: z.int(),
  masked: z.boolean(),
  /** The question in a sentence. */
  question: z.string(),
  until: z.iso.datetime(),
  /** Whoever takes it must hold this role at that moment. */
  role: z.enum(['analyst', 'auditor']).default('analyst'),
  /** What it is, where it is no answer to a question. */
  content: z.string().optional(),
  /** Message that offers it. */
  card: z.string().optional(),
});
type Fields = Readonly<z.infer<typeof Fields>>;

/** A file that is ready for whoever asked for it. */
export type Export = Fields & { readonly id: string };

/** As it was read: a change names its version. */
export interface FoundExport {
  readonly offer: Export;
  readonly version: number;
}

const KIND = 'export';
const LETTERS = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const ID = /^X[2-9A-HJ-NP-Z]{5}$/;

const newId = (): string =>
  `X${Array.from({ length: 5 }, () => LETTERS[randomInt(LETTERS.length)]).join('')}`;

const dataOf = (fields: Fields): Data => JSON.parse(JSON.stringify(fields));

// OneDrive puts a file in the place of another of its name.
const named = (fields: Fields, id: string): Export => ({
  ...fields,
  id,
  name: fields.name.replace(/(?=\.\w+$)/, `-${id}`),
});

/** Offers of files, of one tenant. */
export function exportOffers(keep: Keep, tenant: string) {
  const read = (kept: { readonly key: string; readonly value: Data; readonly version: number }) => {
    const fields = Fields.safeParse(kept.value).data;
    return fields && { offer: named(fields, kept.key), version: kept.version };
  };

  async function add(fields: Fields): Promise<Export> {
    const key = newId();
    const isNew = await keep.put(tenant, KIND, { key, value: dataOf(fields), version: 0 });
    return isNew ? named(fields, key) : add(fields);
  }

  return {
    add,

    async find(id: string): Promise<FoundExport | undefined> {
      const kept = ID.test(id) ? await keep.find(tenant, KIND, id) : undefined;
      return kept && read(kept);
    },

    /** All of them; what cannot be read any more is forgotten. */
    async list(): Promise<readonly FoundExport[]> {
      const all: FoundExport[] = [];
      for (const kept of await keep.list(tenant, KIND)) {
        const found = read(kept);
        if (found !== undefined) all.push(found);
        else await keep.delete(tenant, KIND, kept.key, kept.version);
      }
      return all;
    },

    async posted(id: string, card: string): Promise<void> {
      const kept = await keep.find(tenant, KIND, id);
      const fields = Fields.safeParse(kept?.value).data;
      if (kept === undefined || fields === undefined) return;
      const value = dataOf({ ...fields, card });
      await keep.put(tenant, KIND, { key: id, value, version: kept.version });
    },

    /** False when somebody else was faster. */
    drop: ({ offer, version }: FoundExport): Promise<boolean> =>
      keep.delete(tenant, KIND, offer.id, version),
  };
}
