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
  /** Of these days, and then of the nearest ones, as long as those hold no more than so many records. */
  around(days: readonly string[], most: number): readonly Segment[];
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

  const of = (days: readonly string[]) => days.flatMap((day) => [...onDay(day).values()]);

  return {
    of,
    around(days, most) {
      const others = nearestFirst([...byDay.keys()], days).flatMap((day) => of([day]));
      return [...of(days), ...within(others, most)];
    },
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

/** Days but for the given ones, those first that are nearest to the time these span. */
function nearestFirst(all: readonly string[], given: readonly string[]): readonly string[] {
  const known = new Set(given);
  const times = given.map((day) => Date.parse(day));
  const from = times.reduce((a, b) => Math.min(a, b), Infinity);
  const to = times.reduce((a, b) => Math.max(a, b), -Infinity);
  const distance = (day: string) => Math.max(from - Date.parse(day), Date.parse(day) - to, 0);
  return all.filter((day) => !known.has(day)).sort((a, b) => distance(a) - distance(b));
}

/** The first segments that together hold no more than so many records. */
function within(segments: readonly Segment[], most: number): readonly Segment[] {
  let left = most;
  return segments.filter(({ records }) => (left -= records) >= 0);
}
