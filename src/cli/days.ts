import { z } from 'zod';
import { dayAfter } from '../evidence/days.ts';
import type { Period } from '../evidence/compliance/material.ts';

const Day = z.iso.date();

/** The period from one named day to another, both counted; undefined when they make none. */
export function findDays(from: string | undefined, to: string | undefined): Period | undefined {
  const [first, last] = [Day.safeParse(from), Day.safeParse(to)];
  if (!first.success || !last.success || first.data > last.data) return undefined;
  return { from: first.data, to: dayAfter(last.data) };
}
