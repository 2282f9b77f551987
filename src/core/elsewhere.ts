import { asksOf, type AskedStep } from './asks.ts';
import type { Ledger } from './ledger.ts';
import type { RunKey } from './people.ts';
import { startOf } from './standing.ts';

/**
 * What other runs about the same subject have asked for, where the parts asked for here must be
 * kept apart. None of them is open while this one is, so nothing can change in them.
 */
export async function askedElsewhere(
  ledger: Ledger,
  key: RunKey,
  ask: number,
): Promise<readonly AskedStep[]> {
  const entries = await ledger.read(key);
  const apart = asksOf(entries).some((each) => each.ask === ask && each.custody !== undefined);
  if (!apart) return [];
  const { subject } = startOf(entries);
  const others = (await ledger.runs(key.tenant)).filter(({ run }) => run !== key.run);
  const same = others.filter((heading) => heading.subject === subject);
  return (await Promise.all(same.map((heading) => ledger.read(heading)))).flatMap(asksOf);
}
