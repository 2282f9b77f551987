import { randomUUID } from 'node:crypto';
import type { TurnContext } from './botbuilder.ts';
import { findFileConsent, type FileConsent } from './file-consent.ts';
import { findPerson } from './person.ts';
import type { Parts } from './turn-parts.ts';

/**
 * Somebody answered the offer of a file. Teams is answered at once and without a body, as it wants
 * it; the file goes its way afterwards, for that takes longer than an invoke may.
 */
export async function consented(parts: Parts, context: TurnContext): Promise<void> {
  if (parts.handlers.file === undefined) return;
  const since = performance.now();
  const [outcome, status, consent] = admitted(parts, context);
  await context.sendActivity({ type: 'invokeResponse', value: { status } });
  parts.metrics?.press(outcome, (performance.now() - since) / 1000);
  if (consent !== undefined) begin(parts, consent);
}

type Admitted = readonly [outcome: string, status: number, consent?: FileConsent];

/** The client has no place for a sentence here, it only shows that something did not work. */
function admitted({ tenant, pressPace, log }: Parts, { activity }: TurnContext): Admitted {
  const person = findPerson(activity);
  if (person === undefined) return ['nobody', 403];
  if (pressPace(person.id) !== 'fine') return ['fast', 429];
  const consent = findFileConsent(activity, person, tenant);
  if (consent !== undefined) return ['answered', 200, consent];
  log.warn('file.unclear', {});
  return ['unclear', 400];
}

// The turn's context ends with the answer, so the handler gets none.
function begin({ handlers, log }: Parts, consent: FileConsent): void {
  const reference = randomUUID().slice(0, 8);
  const work = (async () => handlers.file?.(consent))();
  // Nobody waits for it: a refusal would end the process.
  work.catch((error: unknown) => log.error('file.failed', { reference, error }));
}
