import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { Documents, ServiceName, Tenant } from '../../src/sandbox/service.ts';
import { TENANT_ID } from '../../src/sandbox/people.ts';
import { memoryClock, type MemoryClock } from './memory-clock.ts';

export interface Change {
  readonly service: ServiceName;
  readonly operation: string;
  readonly target: string;
  readonly details: unknown;
}

export interface MemoryTenant extends Tenant {
  readonly clock: MemoryClock;
  /** Everything that was changed, in order. */
  readonly changes: readonly Change[];
}

type Collections = Map<string, Map<string, string>>;

const copy = (collections: Collections): Collections =>
  new Map([...collections].map(([name, documents]) => [name, new Map(documents)]));

function documentsIn<T>(kept: () => Map<string, string>, schema: z.ZodType<T>): Documents<T> {
  const read = (json: string | undefined) =>
    json === undefined ? undefined : schema.parse(JSON.parse(json));
  return {
    find: (key) => read(kept().get(key)),
    put: (key, value) => void kept().set(key, JSON.stringify(value)),
    delete: (key) => void kept().delete(key),
    list: () =>
      [...kept()]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, json]) => schema.parse(JSON.parse(json))),
  };
}

/** A tenant whose documents are JSON in memory, under a clock that stands still. */
export function memoryTenant(start?: string): MemoryTenant {
  const changes: Change[] = [];
  let collections: Collections = new Map();
  const collection = (name: string) => {
    const known = collections.get(name) ?? new Map<string, string>();
    collections.set(name, known);
    return known;
  };

  return {
    id: TENANT_ID,
    clock: memoryClock(start),
    changes,
    documents: (name, schema) => documentsIn(() => collection(name), schema),
    together(work) {
      const before = copy(collections);
      try {
        return work();
      } catch (error) {
        collections = before;
        throw error;
      }
    },
    newId: randomUUID,
    changed: (service, operation, target, details) =>
      void changes.push({ service, operation, target, details }),
  };
}
