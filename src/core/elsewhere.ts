import { asksOf, type AskedStep } from './asks.ts';
import type { Entry, Ledger } from './ledger.ts';
import type { RunKey } from './people.ts';
import { startOf } from './standing.ts';

/** `customer-key` of `customer-key/contoso.example`: an organisation may go by another name by now. */
const kindOf = (subject: string): string => subject.split('/', 1).join('');

/**
 * What other runs about the same kind of subject have asked for, where the parts asked for here
 * must be kept apart: vaults keep their names, whatever the organisation is called. `entries` are
 * those of the run itself.
 */
export async function askedElsewhere(
  ledger: Ledger,
  key: RunKey,
  ask: number,
  entries: readonly Entry[],
): Promise<readonly AskedStep[]> {
  const apart = asksOf(entries).some((each) => each.ask === ask && each.custody !== undefined);
  if (!apart) return [];
  const kind = kindOf(startOf(entries).subject);
  const others = (await ledger.runs(key.tenant)).filter(({ run }) => run !== key.run);
  const same = others.filter((heading) => kindOf(heading.subject) === kind);
  return (await Promise.all(same.map((heading) => ledger.read(heading)))).flatMap(asksOf);
}
