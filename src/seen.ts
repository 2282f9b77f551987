import { z } from 'zod';
import type { Card } from '../cards/parts.ts';
import { canBeDecidedOn, withSeen } from '../cards/seen.ts';
import type { Data } from './core/data.ts';
import type { SeenCards } from './core/evidence.ts';
import { seenDigest } from './core/seen.ts';

/** As it is sent: what is undefined is left out. */
const dataOf = (card: Card): Data => JSON.parse(JSON.stringify(card));

/** What a card is known by, whoever it is sent to and however often. */
export const cardDigest = (card: Card): string => seenDigest(dataOf(card));

/**
 * Keeps a card that can be decided on, before anybody is shown it, and returns it with the name it
 * is kept under in its buttons. Any other card stays as it is.
 */
export async function kept(seen: SeenCards, tenant: string, card: Card): Promise<Card> {
  if (!canBeDecidedOn(card)) return card;
  return withSeen(card, await seen.keep(tenant, dataOf(card)));
}

/** What a kept card asks for: the plan that it shows, and whom it was drawn for. */
const Shown = z.object({
  run: z.string(),
  ask: z.string(),
  digest: z.string(),
  for: z.string().optional(),
});
const Kept = z.object({
  actions: z.array(z.looseObject({ verb: z.string().optional(), data: z.unknown() })),
});

/** What a decision says about the card that it was made on. */
export interface Claim {
  readonly run: string;
  readonly ask: number;
  readonly digest: string;
  /** Digest of the card. */
  readonly seen?: string | undefined;
  /** Object id of whoever decides. */
  readonly person: string;
}

/**
 * The digest of the card that somebody decided on, if it was drawn for them or for all, and shows
 * exactly this request and plan; undefined otherwise.
 */
export async function findSeen(
  cards: SeenCards,
  tenant: string,
  { run, ask, digest, seen, person }: Claim,
): Promise<string | undefined> {
  if (seen === undefined) return undefined;
  const card = Kept.safeParse(await cards.find(tenant, seen)).data;
  const vote = card?.actions.find(({ verb }) => verb === 'approve' || verb === 'reject');
  const shown = Shown.safeParse(vote?.data).data;
  const fits =
    shown?.run === run &&
    shown.ask === String(ask) &&
    shown.digest === digest &&
    (shown.for === undefined || shown.for === person);
  return fits ? seen : undefined;
}
