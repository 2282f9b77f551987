import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Segment } from './catalogue.ts';
import type { Engine } from './engine.ts';

/**
 * The segments of a tenant as they will be once the work under way is committed: those of the
 * catalogue, without what it replaces, with what it has written.
 */
export interface Standing {
  /** Of these days, by day. */
  of(days: readonly string[]): readonly Segment[];
  isCatalogued(segment: Segment): boolean;
  add(segment: Segment): void;
  drop(segment: Segment): Promise<void>;
  /** What has to be committed. */
  change(): { readonly add: readonly Segment[]; readonly drop: readonly string[] };
  /** Removes what was written: the work has failed. */
  giveUp(): Promise<void>;
}

export function standingOn(engine: Engine, catalogued: readonly Segment[]): Standing {
  const byDay = new Map<string, Map<string, Segment>>();
  const added = new Map<string, Segment>();
  const dropped = new Set<string>();
  const names = new Set(catalogued.map(({ segment }) => segment));
  const onDay = (day: string) => byDay.get(day) ?? new Map<string, Segment>();
  const stand = (one: Segment) => byDay.set(one.day, onDay(one.day).set(one.segment, one));
  for (const one of catalogued) stand(one);
  const remove = ({ file }: Segment) => rm(join(engine.folder, file), { force: true });

  return {
    of: (days) => days.flatMap((day) => [...onDay(day).values()]),
    isCatalogued: ({ segment }) => names.has(segment),
    add(segment) {
      stand(segment);
      added.set(segment.segment, segment);
    },
    async drop(segment) {
      onDay(segment.day).delete(segment.segment);
      // Nobody but this work knows a segment that is not catalogued.
      if (added.delete(segment.segment)) await remove(segment);
      else dropped.add(segment.segment);
    },
    change: () => ({ add: [...added.values()], drop: [...dropped] }),
    async giveUp() {
      for (const one of added.values()) await remove(one);
    },
  };
}
