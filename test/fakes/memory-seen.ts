import { canonical, digestOf } from '../../src/core/data.ts';
import type { SeenCards } from '../../src/core/evidence.ts';

/** Cards as people were shown them, in a `Map`. */
export function memorySeenCards(): SeenCards {
  const kept = new Map<string, string>();
  return {
    async keep(tenant, card) {
      const digest = digestOf(card);
      kept.set(`${tenant} ${digest}`, canonical(card));
      return digest;
    },
    async find(tenant, digest) {
      const text = kept.get(`${tenant} ${digest}`);
      return text === undefined ? undefined : JSON.parse(text);
    },
  };
}
